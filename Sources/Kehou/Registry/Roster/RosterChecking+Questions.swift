import Store

extension Roster.Checking {
    typealias File = Roster.File
    typealias Problem = Roster.Problem
    typealias ProblemLog = Roster.ProblemLog

    /// What to look for: rows of one table that are wrong in one column.
    struct Question: Sendable {
        /// Gives `n` of `table`.
        let rows: SQL
        let table: String
        /// What is told of a row `t`, given what `rows` has of it as `f`.
        let column: String
        let file: File
        let header: String
        let code: String
        var arguments: [String: String] = [:]
        /// The argument that ``column`` becomes.
        var told = "value"
        /// Marks the rows of another table that are bad for it, while errors are looked for; without it those of `table` are.
        var marking: SQL?

        /// The key of the table that `n` is.
        var key: String { ["agent", "term"].contains(table) ? "rowid" : "n" }

        /// Lists the first rows, counts them all, and marks them as bad.
        func answer(_ severity: Problem.Severity, _ db: DB) throws -> (problems: [Problem], total: Int) {
            try db.run("DROP TABLE IF EXISTS temp.found")
            try db.run("CREATE TEMP TABLE found AS \(rows)")
            let total = try db.value("SELECT COUNT(*) FROM temp.found", as: Int.self) ?? 0
            let listed = try db.all(
                """
                SELECT t.line AS line, \(unsafe: column) AS value
                FROM temp.found f
                JOIN \(unsafe: table) t ON t.\(unsafe: key) = f.n
                ORDER BY t.line
                LIMIT \(ProblemLog.keptPerKind)
                """, as: Row.self)
            if let marking {
                if severity == .error { try db.run(marking) }
            } else if total > 0 {
                try db.run("UPDATE \(unsafe: table) SET bad = 1 WHERE n IN (SELECT n FROM temp.found)")
            }
            let problems = try listed.map { row in
                let value: String = try row["value"]
                return Problem(
                    severity: severity, file: file.name, line: try row["line"], column: header, code: code,
                    arguments: arguments.merging([told: String(value.prefix(60))]) { kept, _ in kept })
            }
            return (problems, total)
        }
    }

    /// Ids that stand twice in a file, and codes of two districts. Of the long files the hash of an id stands for it, so
    /// that the line where it stands first tells which is meant.
    static var doubles: [Question] {
        let plain: [Question] = keyed.map { table, file in
            twice("source_id", in: table, file, where: "source_id <> ''", value: "source_id")
        }
        let hashed: [Question] = [("role", File.roles), ("enrolment", .enrollments)].map { table, file in
            twice(
                "id_hash", in: table, file, where: "id_hash <> \(unsafe: blank)",
                value: "CAST((SELECT r.line FROM \(table) r WHERE r.n = f.first) AS TEXT)", told: "first")
        }
        return plain + hashed + [codes]
    }

    /// A row without an id is told to lack it; it is no double.
    private static let blank = "\(Roster.hash(""))"

    private static func twice(
        _ column: SQL, in table: String, _ file: File, where isThere: SQL, value: String, told: String = "value"
    ) -> Question {
        Question(
            rows: """
                SELECT t.n, d.first
                FROM \(unsafe: table) t
                JOIN (
                    SELECT \(column), MIN(n) AS first FROM \(unsafe: table)
                    WHERE \(isThere) GROUP BY \(column) HAVING COUNT(*) > 1
                ) d ON d.\(column) = t.\(column) AND t.n > d.first
                """, table: table, column: value, file: file, header: "sourcedId", code: "id_twice", told: told)
    }

    /// A code stands for one district.
    static let codes = Question(
        rows: """
            SELECT t.n
            FROM org t
            JOIN (
                SELECT code, MIN(n) AS first FROM org
                WHERE type = 'district' AND gone = 0 AND bad < 2 GROUP BY code HAVING COUNT(DISTINCT source_id) > 1
            ) d ON d.code = t.code AND t.n > d.first
            WHERE t.type = 'district' AND t.gone = 0 AND t.bad < 2 AND t.code <> ''
            """, table: "org", column: "code", file: .orgs, header: "identifier", code: "code_twice")

    static let keyed: [(String, File)] = [
        ("org", .orgs), ("class", .classes), ("person", .users), ("course", .courses),
        ("session", .academicSessions),
    ]

    /// Rows whose text reference has no partner.
    static func reference(
        _ table: String, _ column: String, _ file: File, _ header: String, to target: String
    ) -> Question {
        Question(
            rows: """
                SELECT t.n
                FROM \(unsafe: table) t
                WHERE t.\(unsafe: column) <> '' AND t.bad < 2
                    AND NOT EXISTS (SELECT 1 FROM \(unsafe: target) r WHERE r.source_id = t.\(unsafe: column))
                """, table: table, column: column, file: file, header: header, code: "points_nowhere")
    }

    /// Rows whose reference, followed once for all in ``link(_:)``, was not found.
    static func dangling(
        _ table: String, _ column: String, _ number: String, _ file: File, _ header: String
    ) -> Question {
        Question(
            rows: """
                SELECT t.n
                FROM \(unsafe: table)_link l
                JOIN \(unsafe: table) t ON t.n = l.n
                WHERE l.\(unsafe: number) IS NULL AND t.\(unsafe: column) <> ''
                """, table: table, column: column, file: file, header: header, code: "points_nowhere")
    }

    /// A person whose agent is missing is at fault.
    static let agents = Question(
        rows: "SELECT a.rowid AS n FROM agent a JOIN agent_link l ON l.n = a.rowid WHERE l.target_n IS NULL",
        table: "agent", column: "target", file: .users, header: "agentSourcedIds", code: "points_nowhere",
        marking: """
            UPDATE person SET bad = 1
            WHERE n IN (SELECT person_n FROM agent_link WHERE target_n IS NULL)
            """)

    /// A class in a term that is nowhere is at fault.
    static let terms: Question = {
        let nowhere: SQL = "NOT EXISTS (SELECT 1 FROM session s WHERE s.source_id = t.target)"
        return Question(
            rows: "SELECT t.rowid AS n FROM term t WHERE \(nowhere)",
            table: "term", column: "target", file: .classes, header: "termSourcedIds", code: "points_nowhere",
            marking: "UPDATE class SET bad = 1 WHERE n IN (SELECT t.class_n FROM term t WHERE \(nowhere))")
    }()
}
