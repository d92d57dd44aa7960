import Store

extension Roster {
    /// What an import found and did; the same for the command, the page and a caller of the API.
    struct Report: Sendable, Codable {
        struct FileRows: Sendable, Codable {
            let file: String
            let rows: Int
        }

        struct KindCounts: Sendable, Codable {
            let file: String
            let kind: Kind
            let counts: Counts
        }

        struct Finding: Sendable, Codable {
            let severity: Problem.Severity
            let file: String
            let line: Int
            let column: String
            let code: String
            let reason: Text

            init(_ problem: Problem) {
                severity = problem.severity
                file = problem.file
                line = problem.line
                column = problem.column
                code = problem.code
                reason = problem.reason
            }

            var kind: ProblemLog.Kind { ProblemLog.Kind(severity: severity, file: file, column: column, code: code) }
        }

        /// How many findings of one kind there are, listed or not.
        struct FindingCount: Sendable, Codable {
            let severity: Problem.Severity
            let file: String
            let column: String
            let code: String
            let count: Int

            var kind: ProblemLog.Kind { ProblemLog.Kind(severity: severity, file: file, column: column, code: code) }
        }

        enum Outcome: String, Choice {
            /// Looked at only, as was asked.
            case dryRun = "dry_run"
            /// Written.
            case written
            /// There are errors, so nothing was written.
            case refused

            static let prefix = "roster.outcome"
        }

        var outcome: Outcome
        /// `1.1` or `1.2`.
        let version: String
        let files: [FileRows]
        var kinds: [KindCounts] = []
        var errors: [Finding]
        /// Good rows left out because they lean on skipped ones.
        var dependents: [Finding]
        var warnings: [Finding]
        var findings: [FindingCount]
        /// Columns of which nothing is kept, as `users.csv: password`.
        let neverStored: [String]
        var seconds = 0.0
        /// The row of the log that tells of it, where it was written.
        var run: ID<Run>?

        init(outcome: Outcome, seen: Parser.Seen, problems: ProblemLog) {
            self.outcome = outcome
            version = seen.version
            files = File.allCases.compactMap { file in
                seen.rows[file].map { FileRows(file: file.name, rows: $0) }
            }
            errors = problems.list(.error).map(Finding.init)
            dependents = problems.list(.dependent).map(Finding.init)
            warnings = problems.list(.warning).map(Finding.init)
            findings = problems.counts
                .map {
                    FindingCount(
                        severity: $0.key.severity, file: $0.key.file, column: $0.key.column, code: $0.key.code,
                        count: $0.value)
                }
                .sorted {
                    ($0.severity.rawValue, $0.file, $0.code, $0.column) < (
                        $1.severity.rawValue, $1.file, $1.code, $1.column
                    )
                }
            neverStored = seen.neverStored
        }

        /// How many findings of a severity there are, listed or not.
        func count(_ severity: Problem.Severity) -> Int {
            findings.reduce(0) { $1.severity == severity ? $0 + $1.count : $0 }
        }

        /// The report with at most so many findings of each severity, and of each kind of warning one at least; the counts
        /// stay whole.
        func trimmed(to most: Int) -> Report {
            var report = self
            report.errors = Array(errors.prefix(most))
            report.dependents = Array(dependents.prefix(most))
            var told = Set(warnings.prefix(most).map(\.kind))
            report.warnings =
                Array(warnings.prefix(most)) + warnings.dropFirst(most).filter { told.insert($0.kind).inserted }
            return report
        }

        /// Records new, changed or gone.
        var changes: Int { kinds.reduce(0) { $0 + $1.counts.changes } }

        func counts(of kind: Kind) -> Counts {
            kinds.first { $0.kind == kind }?.counts ?? Counts()
        }
    }

    /// How far an import has come. For the bar of the command line and the page.
    struct Progress: Sendable {
        enum Step: String, Choice {
            case reading, checking, comparing, writing

            static let prefix = "roster.step"
        }

        let step: Step
        /// Bytes while reading, records while writing; 0 of 0 where it cannot be said.
        let done: Int
        let total: Int
    }
}
