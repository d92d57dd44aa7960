extension Roster {
    /// Something in a roster that is wrong, or worth a look, and where it stands.
    struct Problem: Sendable, Hashable {
        enum Severity: String, Sendable, Hashable, CaseIterable, Codable {
            /// Nothing is written while there is one, unless bad rows are to be skipped.
            case error
            /// A good row that leans on a skipped one, and is skipped with it.
            case dependent
            case warning
        }

        let severity: Severity
        let file: String
        /// *Range*: from 1, the header included; 0 where the whole file is meant.
        let line: Int
        /// The column's name as the header has it, or empty.
        let column: String
        let code: String
        let arguments: [String: String]

        /// The sentence for a person. Of an id that only its hash is kept of, it tells the line where that stands first.
        var reason: Text {
            arguments["first"] == nil
                ? Text("roster.problem.\(code)", arguments) : Text("roster.problem.id_twice_line", arguments)
        }
    }

    /// What was found so far. Everything is counted; of each kind only the first ten thousand are kept, so that a file that
    /// is wrong throughout does not fill memory.
    struct ProblemLog: Sendable {
        static let keptPerKind = 10_000

        /// What problems have in common: one line in a summary.
        struct Kind: Sendable, Hashable {
            let severity: Problem.Severity
            let file: String
            let column: String
            let code: String
        }

        private(set) var counts: [Kind: Int] = [:]
        private var kept: [Problem] = []

        /// How many problems of a severity there are, kept or not.
        func count(_ severity: Problem.Severity) -> Int {
            counts.reduce(0) { $1.key.severity == severity ? $0 + $1.value : $0 }
        }

        /// The kept ones of a severity, by file, line and column.
        func list(_ severity: Problem.Severity) -> [Problem] {
            kept.filter { $0.severity == severity }
                .sorted { ($0.file, $0.line, $0.column, $0.code) < ($1.file, $1.line, $1.column, $1.code) }
        }

        mutating func add(_ problem: Problem) {
            if note(Self.kind(of: problem), 1) { kept.append(problem) }
        }

        /// Adds what a query found: the rows it listed, and how many there are in all.
        mutating func add(_ problems: [Problem], total: Int) {
            problems.forEach { add($0) }
            if let first = problems.first, total > problems.count {
                counts[Self.kind(of: first), default: 0] += total - problems.count
            }
        }

        /// - Returns: whether there is room to keep it.
        private mutating func note(_ kind: Kind, _ count: Int) -> Bool {
            let before = counts[kind, default: 0]
            counts[kind] = before + count
            return before < Self.keptPerKind
        }

        private static func kind(of problem: Problem) -> Kind {
            Kind(severity: problem.severity, file: problem.file, column: problem.column, code: problem.code)
        }
    }
}
