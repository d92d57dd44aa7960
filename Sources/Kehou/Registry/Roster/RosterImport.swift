import Foundation
import Store

extension Roster {
    /// One import, from a path to a report.
    struct Import: Sendable {
        struct Options: Sendable {
            var isDryRun = false
            var skipsBadRows = false
            /// Which city is meant, where the database holds several.
            var city: ID<Registry.City>?
            /// What the log calls the roster; the path's last part where it is nil.
            var fileName: String?
            /// *Units*: bytes.
            var lineLimit = 1 << 20
            var zipLimits = ZipReader.Limits()
        }

        let store: Store
        let protection: Protection
        let clock: Clock
        var options = Options()
        /// The turn of a job that began already; an import by command takes its own before it writes.
        var turn: Turn?
        var onProgress: @Sendable (Progress) -> Void = { _ in }

        /// Imports a folder or zip of OneRoster CSV files.
        ///
        /// - Throws: a ``Fault`` for what is wrong with the folder or archive as a whole; everything inside the files is in
        ///   the report. Nothing is written in either case.
        func run(_ path: String) async throws -> Report {
            let start = clock.now()
            try await protection.check(against: store, at: start)
            let staging = try await Staging.make()
            do {
                var (report, turn) = try await run(path, staging)
                let now = clock.now()
                report.seconds = Double(now.milliseconds - start.milliseconds) / 1000
                if let turn {
                    report.run = turn.run
                    try await store.write { [report] db in try turn.close(report, at: now, db) }
                }
                await staging.remove()
                return report
            } catch {
                await staging.remove()
                throw error
            }
        }

        /// - Returns: what came of it, and the turn that is to be closed with it.
        private func run(_ path: String, _ staging: Staging) async throws -> (Report, Turn?) {
            let (seen, read) = try await read(path, into: staging)
            var problems = read
            Completeness.check(seen, &problems)
            guard !problems.hasBrokenFiles else {
                return (Report(outcome: .refused, seen: seen, problems: problems), turn)
            }

            onProgress(Progress(step: .checking, done: 0, total: 0))
            var checking = Checking(staging, seen: seen, problems: problems)
            try await checking.run()
            if checking.problems.count(.error) > 0 {
                guard options.skipsBadRows else {
                    return (Report(outcome: .refused, seen: seen, problems: checking.problems), turn)
                }
                try await checking.skipBadRows()
            }

            onProgress(Progress(step: .comparing, done: 0, total: 0))
            problems = checking.problems
            let comparison = try await Comparison.make(
                staging, store: store, today: clock.today(), city: options.city, problems: &problems)
            guard let comparison else { return (Report(outcome: .refused, seen: seen, problems: problems), turn) }
            let warnings = Warnings(
                staging: staging, rolesInUsers: seen.rolesInUsers, hasSkipped: problems.count(.error) > 0)
            var (written, warned) = (turn, [Warnings.Found]())
            if options.isDryRun {
                try await staging.write(comparison.left)
                warned = try await warnings.all()
            } else {
                let application = Application(
                    staging: staging, store: store, comparison: comparison, clock: clock,
                    fileName: options.fileName ?? path.split(separator: "/").last.map(String.init) ?? path,
                    turn: turn, onProgress: onProgress)
                // They bar nothing, so they are looked for while the writer writes.
                (written, warned) = try await application.run { try await warnings.all() }
            }
            for found in warned { problems.add(found.problems, total: found.total) }
            var report = Report(outcome: options.isDryRun ? .dryRun : .written, seen: seen, problems: problems)
            report.kinds = comparison.kinds
            return (report, written)
        }

        private func read(_ path: String, into staging: Staging) async throws -> (Parser.Seen, ProblemLog) {
            let files = try open(path)
            var parser = Parser(files, today: clock.today(), lineLimit: options.lineLimit)
            // While one batch is inserted the next is sealed and the one after it parsed: the cores share the work.
            var parsed = try parser.nextBatch()
            var sealed = Staging.Rows()
            while parsed != nil || !sealed.isEmpty {
                let (batch, rows) = (parsed ?? Batch(), sealed)
                async let insertion: Void = staging.insert(rows)
                async let sealing = batch.sealed(by: protection)
                parsed = try parser.nextBatch()
                try await insertion
                sealed = try await sealing
                onProgress(Progress(step: .reading, done: files.bytesDone, total: files.totalBytes))
            }
            return (parser.seen, parser.problems)
        }

        private func open(_ path: String) throws -> ReadAhead {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw Fault.invalid("roster.unreadable", ["name": path])
            }
            guard isFolder.boolValue else {
                return ReadAhead(try ZipReader(path, named: options.fileName, limits: options.zipLimits))
            }
            return ReadAhead(try FolderReader(path))
        }
    }

    /// Whether all files are there that a full roster has.
    enum Completeness {
        /// Errors after which there is no use in looking at references: a file is missing or was read in part.
        static let breaking: Set<String> = [
            "gbk", "utf16", "endless_line", "unclosed_quote", "not_csv", "separator", "column_missing",
            "column_twice", "file_empty", "file_missing", "delta",
        ]

        static func check(_ seen: Parser.Seen, _ problems: inout ProblemLog) {
            var needed: [File] = [.orgs, .users, .classes, .enrollments]
            // Only the header of users.csv tells where the roles are, and the manifest where they were to be.
            if seen.rows[.users] != nil, !seen.headless.contains(.users), !seen.rolesInUsers {
                if seen.lacksRolesOf11 {
                    for column in seen.missingOf11 {
                        problems.add(problem(.error, .users, "column_missing", line: 1, column: column))
                    }
                } else {
                    needed.append(.roles)
                }
            }
            for file in File.allCases {
                let declared = seen.manifest["file.\(file.rawValue)".lowercased()]?.lowercased()
                if declared == "delta" { problems.add(problem(.error, file, "delta")) }
                if declared == "absent", seen.rows[file] != nil {
                    problems.add(problem(.warning, file, "called_absent"))
                }
                if seen.rows[file] == nil, needed.contains(file) || declared == "bulk" {
                    problems.add(problem(.error, file, "file_missing"))
                }
            }
            guard seen.rows[.manifest] != nil else {
                return problems.add(problem(.warning, .manifest, "manifest_missing"))
            }
            let version = seen.manifest["oneroster.version"] ?? ""
            if !["1.1", "1.2"].contains(version) {
                problems.add(problem(.warning, .manifest, "version_unknown", ["value": version]))
            }
        }

        private static func problem(
            _ severity: Problem.Severity, _ file: File, _ code: String, _ arguments: [String: String] = [:],
            line: Int = 0, column: String = ""
        ) -> Problem {
            Problem(
                severity: severity, file: file.name, line: line, column: column, code: code, arguments: arguments)
        }
    }
}

extension Roster.ProblemLog {
    /// Whether a file was missing or could be read in part only.
    var hasBrokenFiles: Bool {
        counts.keys.contains { $0.severity == .error && Roster.Completeness.breaking.contains($0.code) }
    }
}
