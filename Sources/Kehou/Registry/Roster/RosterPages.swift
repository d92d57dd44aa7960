import Store

extension Roster {
    /// The upload form, and the imports before.
    struct ImportPage: Page {
        struct Item: Codable, Sendable {
            let href: String
            let when: Instant
            let who: String
            let result: Text
            let tone: String
            let line: Text
        }

        struct Empty: Codable, Sendable {
            let icon: String
            let title: Text
            let text: Text
            let action: Link?
        }

        static let template = "registry/import"
        let errors: [FormBuilder.Summary]
        let fields: [FormField]
        let actionHref: String
        let runs: [Item]
        let empty: Empty?

        init(_ city: ID<Registry.City>, _ typed: Endpoint.Typed?, _ db: DB) throws {
            _ = try Registry.City.find(city, db)
            var form = FormBuilder(typed)
            form.add(.file, "file", Text("roster.form.file"), hint: Text("roster.form.file_hint"))
            form.add(
                .checkbox, "skipBadRows", Text("roster.form.skip"), hint: Text("roster.form.skip_hint"), required: false
            )
            errors = form.errors
            fields = form.fields
            actionHref = "/cities/\(city)/rosters"
            let latest = try Run.latest(in: city, db)
            runs = latest.map(Item.init)
            empty =
                latest.isEmpty
                ? Empty(icon: "upload", title: Text("roster.empty.title"), text: Text("roster.empty.text"), action: nil)
                : nil
        }
    }

    /// What one import did, or would do.
    struct ResultPage: Page {
        struct FileRow: Codable, Sendable {
            let name: String
            let rows: Int
            let new: Int
            let changed: Int
            let gone: Int
            let unchanged: Int
            let refused: Int
        }

        struct ErrorRow: Codable, Sendable {
            let file: String
            let line: Int
            let column: String
            let value: String?
            let reason: Text
        }

        struct WarningRow: Codable, Sendable {
            let text: Text
            let count: Int
        }

        static let template = "registry/import_report"
        let title: Text
        let tone: String
        let summary: Text
        /// While it is under way.
        let progress: Bar?
        let wrote: Bool
        let files: [FileRow]
        let errorCount: Text
        let errors: [ErrorRow]
        let allErrorsHref: String?
        let warningCount: Text
        let warnings: [WarningRow]
        let notes: [Text]
        let againHref: String

        init(_ run: Run) {
            let report = run.report
            title = Text(verbatim: run.fileName)
            tone = run.tone
            summary = run.words
            progress = run.isOpen ? Bar(run) : nil
            wrote = report?.outcome == .written
            files = report?.fileRows ?? []
            let refused = (report?.count(.error) ?? 0) + (report?.count(.dependent) ?? 0)
            errors = (report.map { $0.errors + $0.dependents } ?? []).prefix(Run.keptFindings).map {
                ErrorRow(file: $0.file, line: $0.line, column: $0.column, value: nil, reason: $0.reason)
            }
            errorCount =
                errors.count < refused
                ? Text("roster.report.errors_first", ["count": "\(refused)", "shown": "\(errors.count)"])
                : Text("roster.report.errors", ["count": "\(refused)"])
            allErrorsHref = nil
            warningCount = Text("roster.report.warnings", ["count": "\(report?.count(.warning) ?? 0)"])
            warnings = report?.warningRows ?? []
            notes = report?.notes ?? []
            againHref = "/cities/\(run.cityID)/rosters"
        }
    }
}

extension Roster.ImportPage.Item {
    fileprivate init(_ run: Roster.Run) {
        href = "/cities/\(run.cityID)/rosters/\(run.id)"
        when = run.startedAt
        who = run.fileName
        result = run.report?.outcome.label ?? run.state.label
        tone = run.tone
        line = run.words
    }
}

extension Roster.Run {
    /// How the result looks: good, think (only tried, or still running), attention (refused or broken off).
    fileprivate var tone: String {
        switch (state, report?.outcome) {
        case (_, .written): "good"
        case (_, .dryRun), (.waiting, _), (.running, _): "think"
        default: "attention"
        }
    }

    /// One sentence on what came of it.
    fileprivate var words: Text {
        if let fault {
            guard hasBegunToWrite else { return Text("roster.sentence.fault_unwritten", texts: ["reason": fault]) }
            return Text("roster.sentence.fault", texts: ["reason": fault])
        }
        if state == .failed, !hasBegunToWrite { return Text("roster.sentence.failed_unwritten") }
        guard let report else { return Text("roster.sentence.\(state.rawValue)") }
        return Text(
            "roster.sentence.\(report.outcome.rawValue)",
            [
                "changes": "\(report.changes)", "errors": "\(report.count(.error))",
                "skipped": "\(report.count(.error) + report.count(.dependent))",
            ])
    }
}

extension Roster.Report {
    /// One row for each file: its kinds of record taken together.
    fileprivate var fileRows: [Roster.ResultPage.FileRow] {
        files.map { file in
            let kinds = kinds.filter { $0.file == file.file }
            let refused = findings.reduce(0) {
                $1.file == file.file && $1.severity != .warning ? $0 + $1.count : $0
            }
            return Roster.ResultPage.FileRow(
                name: file.file, rows: file.rows, new: kinds.reduce(0) { $0 + $1.counts.new },
                changed: kinds.reduce(0) { $0 + $1.counts.changed }, gone: kinds.reduce(0) { $0 + $1.counts.gone },
                unchanged: kinds.reduce(0) { $0 + $1.counts.unchanged }, refused: refused)
        }
    }

    /// One row for each kind of warning, with its first place.
    fileprivate var warningRows: [Roster.ResultPage.WarningRow] {
        findings.filter { $0.severity == .warning }.compactMap { kind in
            guard let first = warnings.first(where: { $0.kind == kind.kind }) else { return nil }
            let place = first.line > 0 ? "\(first.file):\(first.line) \(first.column)" : "\(first.file) \(first.column)"
            return Roster.ResultPage.WarningRow(
                text: Text("roster.report.finding", texts: ["reason": first.reason], ["place": place]),
                count: kind.count)
        }
    }

    /// What each kind of record comes to, and what is never stored.
    fileprivate var notes: [Text] {
        let counts = kinds.map { kind in
            Text(
                "roster.report.kind", texts: ["kind": kind.kind.label],
                [
                    "new": "\(kind.counts.new)", "changed": "\(kind.counts.changed)", "gone": "\(kind.counts.gone)",
                    "unchanged": "\(kind.counts.unchanged)",
                ])
        }
        guard !neverStored.isEmpty else { return counts }
        return counts + [Text("roster.report.never_stored", ["columns": neverStored.joined(separator: ", ")])]
    }
}
