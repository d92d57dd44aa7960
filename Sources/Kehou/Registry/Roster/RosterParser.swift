import Foundation
import Store

extension Roster {
    /// Reads the files of a roster, one after the other, and hands out rows for the staging file in batches.
    ///
    /// Holds an open file, so no copy of it is of any use. Memory is bounded by a batch.
    struct Parser {
        static let batchSize = 20_000

        /// What the files said of themselves.
        struct Seen: Sendable {
            /// Rows read, by file.
            var rows: [File: Int] = [:]
            var manifest: [String: String] = [:]
            /// Whether `users.csv` names roles and organisations itself, as OneRoster 1.1 does.
            var rolesInUsers = false
            /// What OneRoster 1.1 has in `users.csv` and this one has not.
            var missingOf11: [String] = []
            /// Files that were there but whose header says nothing.
            var headless: Set<File> = []
            /// The OneRoster version: as the files themselves show, else as the manifest says.
            var version: String {
                if rows[.users] != nil, !headless.contains(.users) {
                    return rolesInUsers || lacksRolesOf11 ? "1.1" : "1.2"
                }
                return manifest["oneroster.version"] ?? "?"
            }

            /// Whether roles are nowhere, and by the manifest's word belong into `users.csv`. It may come after that file.
            var lacksRolesOf11: Bool {
                !rolesInUsers && rows[.roles] == nil && manifest["oneroster.version"] == "1.1"
            }

            /// Columns of which nothing is kept because nobody should, as `users.csv: password`.
            var neverStored: [String] = []
        }

        private let files: any RosterFiles
        private let today: LocalDate
        private let lineLimit: Int

        private(set) var seen = Seen()
        private(set) var problems = ProblemLog()
        private var scanner: CSVScanner?
        private var row = CSVRow(file: "", record: CSVRecord())
        private var file = File.manifest
        private var header = Header(file: "", names: [])
        private var reader: (any RowReader)?
        private var count: Int64 = 0
        private var isAtEnd = false
        /// Text that is not ASCII and reads as UTF-8 stood in the file already, so it is no GBK file.
        private var isSurelyUTF8 = false

        init(_ files: any RosterFiles, today: LocalDate, lineLimit: Int = 1 << 20) {
            self.files = files
            self.today = today
            self.lineLimit = lineLimit
        }

        /// The next rows, or nil when all files are read.
        ///
        /// - Throws: what the folder or archive itself is at fault for; what is wrong inside a file is a ``Problem``.
        mutating func nextBatch() throws -> Batch? {
            var batch = Batch()
            while batch.count < Self.batchSize, !isAtEnd {
                if scanner == nil {
                    isAtEnd = try !openNextFile()
                } else {
                    try readRow(into: &batch)
                }
            }
            return batch.count > 0 ? batch : nil
        }

        private mutating func readRow(into batch: inout Batch) throws {
            do {
                guard try scanner?.next(into: &row.record) == true else {
                    scanner = nil
                    return
                }
            } catch let failure as CSVScanner.Failure {
                add(failure)
                scanner = nil
                return
            }
            guard !row.record.isBlank else { return }
            seen.rows[file, default: 0] += 1
            guard file != .manifest else { return readManifest() }
            guard file != .demographics else { return }
            count += 1
            row.begin()
            checkForm()
            if row.isMalformed {
                readIDOnly(into: &batch)
            } else {
                reader?.read(&row, count, into: &batch)
            }
            for problem in row.problems { problems.add(problem) }
            stopIfGBK()
        }

        /// Whether the row has a value for each column, and no more.
        private mutating func checkForm() {
            switch row.record.flaw {
            case .strayQuote: row.noteMalformed("stray_quote", header.names[safe: row.record.flawedField])
            case .bareQuote: row.noteMalformed("bare_quote", header.names[safe: row.record.flawedField])
            case .controlByte: row.noteMalformed("control_byte", header.names[safe: row.record.flawedField])
            case nil where row.record.count != header.names.count:
                row.noteMalformed(
                    "wrong_count", "", ["count": "\(row.record.count)", "expected": "\(header.names.count)"])
            case nil: break
            }
        }

        /// Of a malformed row only the id is taken, so that nobody is told that those who refer to it point nowhere.
        private mutating func readIDOnly(into batch: inout Batch) {
            let found = row.problems.count
            var named = Batch()
            reader?.read(&row, count, into: &named)
            row.forgetProblems(after: found)
            batch.addNamed(of: named)
            // Never of users.csv: numbers of people reach no disk in the clear.
            guard [.classes, .roles, .enrollments].contains(file) else { return }
            for word in row.words { batch.add(.spoken, [word.column, file.rawValue.column]) }
        }

        private mutating func readManifest() {
            row.begin()
            checkForm()
            row.problems.forEach { problems.add($0) }
            guard !row.isMalformed else { return }
            guard let name = text("propertyName"), let value = text("value") else { return }
            seen.manifest[name.lowercased()] = value
        }

        /// The value of the row in a column, or nil where the row ends before it or the bytes are not UTF-8.
        private func text(_ column: String) -> String? {
            guard let index = header[column].index, index < row.record.count else { return nil }
            return row.record.text(index)
        }

        /// A sheet in GBK would otherwise give one error for each of its rows.
        private mutating func stopIfGBK() {
            guard !isSurelyUTF8 else { return }
            guard row.problems.contains(where: { $0.code == "not_utf8" }) else {
                isSurelyUTF8 = row.record.isBeyondASCII
                return
            }
            guard row.looksLikeGBK else { return }
            add("gbk", line: row.record.line)
            scanner = nil
        }
    }
}

extension Roster.Parser {
    /// - Returns: false where there is no further file.
    private mutating func openNextFile() throws -> Bool {
        guard let name = try files.next() else { return false }
        guard let known = Roster.File(name: name) else {
            problems.add(
                Roster.Problem(
                    severity: .warning, file: name, line: 0, column: "", code: "file_ignored", arguments: [:]))
            return true
        }
        file = known
        row = Roster.CSVRow(file: known.name, record: row.record)
        isSurelyUTF8 = false
        seen.rows[known] = 0
        let files = files
        var opened = CSVScanner(limit: lineLimit) { try files.read(into: $0) }
        do {
            guard try opened.next(into: &row.record) else {
                add("file_empty", line: 1)
                seen.headless.insert(known)
                return true
            }
            guard readHeader() else { return true }
        } catch let failure as CSVScanner.Failure {
            add(failure)
            seen.headless.insert(known)
            return true
        }
        scanner = opened
        return true
    }

    /// - Returns: whether the rows below can be read.
    private mutating func readHeader() -> Bool {
        let names = (0..<row.record.count).map { row.record.text($0) }
        let known = Set(file.known.map { $0.lowercased() }).union(file.required.map { $0.lowercased() })
        guard row.record.flaw == nil, names.contains(where: { known.contains($0?.lowercased() ?? "") }) else {
            seen.headless.insert(file)
            add(isOtherwiseSeparated(names, known) ? "separator" : "not_csv", line: 1)
            return false
        }
        guard !names.contains(nil) else {
            seen.headless.insert(file)
            add(row.looksLikeGBK ? "gbk" : "not_csv", line: 1)
            return false
        }
        header = Roster.Header(file: file.name, names: names.compactMap(\.self))
        noteColumns(known)
        let missing = required().filter { !header[$0].exists }
        missing.forEach { add("column_missing", line: 1, column: $0) }
        makeReader()
        return missing.isEmpty
    }

    /// Whether the column names are there, but with semicolons or tabs between them.
    private func isOtherwiseSeparated(_ names: [String?], _ known: Set<String>) -> Bool {
        guard names.count == 1, let line = names[0]?.lowercased() else { return false }
        return [";", "\t"].contains { mark in
            line.contains(mark) && line.split(separator: mark).contains { known.contains(String($0)) }
        }
    }

    private mutating func required() -> [String] {
        guard file == .users else { return file.required }
        let of11 = ["role", "orgSourcedIds"]
        seen.rolesInUsers = header["role"].exists
        seen.missingOf11 = of11.filter { !header[$0].exists }
        return file.required + (seen.rolesInUsers ? of11 : [])
    }

    private mutating func noteColumns(_ known: Set<String>) {
        var seenNames: Set<String> = []
        for name in header.names {
            let lower = name.lowercased()
            if !seenNames.insert(lower).inserted { add("column_twice", line: 1, column: name) }
            if Roster.File.neverStored.contains(lower) || file == .demographics {
                seen.neverStored.append("\(file.name): \(name)")
            } else if !known.contains(lower), !lower.hasPrefix("metadata.") {
                add("column_unknown", line: 1, column: name, severity: .warning)
            }
        }
    }

    private mutating func makeReader() {
        reader =
            switch file {
            case .orgs: Roster.OrgReader(header)
            case .users: Roster.PersonReader(header)
            case .roles: Roster.RoleReader(header, today: today)
            case .classes: Roster.ClassReader(header)
            case .enrollments: Roster.EnrolmentReader(header, today: today)
            case .courses: Roster.CourseReader(header)
            case .academicSessions: Roster.SessionReader(header)
            case .manifest, .demographics: nil
            }
    }

    private mutating func add(_ failure: CSVScanner.Failure) {
        switch failure {
        case .recordTooLong(let line, let limit): add("endless_line", line: line, arguments: ["limit": "\(limit)"])
        case .unclosedQuote(let line): add("unclosed_quote", line: line)
        case .utf16: add("utf16", line: 1)
        }
    }

    private mutating func add(
        _ code: String, line: Int, column: String = "", severity: Roster.Problem.Severity = .error,
        arguments: [String: String] = [:]
    ) {
        problems.add(
            Roster.Problem(
                severity: severity, file: file.name, line: line, column: column, code: code, arguments: arguments))
    }
}

extension [String] {
    /// The element, or "" beyond the end: a row may have more fields than its header.
    fileprivate subscript(safe index: Int) -> String { indices.contains(index) ? self[index] : "" }
}
