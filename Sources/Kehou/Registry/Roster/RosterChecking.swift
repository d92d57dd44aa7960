import Store

extension Roster {
    /// Finds what is wrong between the rows of a staged roster.
    ///
    /// The first pass finds errors. Where bad rows are to be skipped they are then taken out, and further passes find the
    /// rows that lean on them, until none is left that leans on nothing.
    struct Checking: Sendable {
        let staging: Staging
        let rolesInUsers: Bool
        /// Files that were there: what refers into one that was not cannot be checked.
        let files: Set<File>
        private(set) var problems: ProblemLog
        /// What to call the findings: errors at first, rows that depend on skipped ones later.
        private var severity = Problem.Severity.error

        init(_ staging: Staging, seen: Parser.Seen, problems: ProblemLog) {
            self.staging = staging
            rolesInUsers = seen.rolesInUsers
            files = Set(seen.rows.keys)
            self.problems = problems
        }

        private var roleFile: File { rolesInUsers ? .users : .roles }

        /// Looks for everything once and marks the rows at fault.
        mutating func run() async throws {
            try await staging.write(Self.indexes)
            try await checkIDs()
            try await checkCodes()
            try await checkReferences()
        }

        /// Takes out bad rows, and those that lean on them.
        mutating func skipBadRows() async throws {
            severity = .dependent
            // Bad rows are few among millions, and are asked for again and again.
            try await staging.write(
                Self.tables.map { "CREATE INDEX \(unsafe: $0)_bad ON \(unsafe: $0) (bad) WHERE bad > 0" }
                    + Spared.malformed)
            repeat {
                try await staging.write(Spared.dropped)
                try await dropBad()
                try await checkReferences()
            } while try await hasBad()
        }

        private static let indexes: [SQL] = [
            "CREATE INDEX org_by_source ON org (source_id)",
            "CREATE INDEX class_by_source ON class (source_id)",
            "CREATE INDEX person_by_source ON person (source_id)",
            "CREATE INDEX course_by_source ON course (source_id)",
            "CREATE INDEX session_by_source ON session (source_id)",
        ]

        private mutating func checkIDs() async throws {
            for (table, file) in Self.keyed {
                let twice: SQL = """
                    SELECT t.n
                    FROM \(unsafe: table) t
                    JOIN (
                        SELECT source_id, MIN(n) AS first FROM \(unsafe: table)
                        WHERE source_id <> '' GROUP BY source_id HAVING COUNT(*) > 1
                    ) d ON d.source_id = t.source_id AND t.n > d.first
                    """
                try await report(twice, of: table, "source_id", file, "sourcedId", "id_twice")
            }
            for (table, file) in [("role", File.roles), ("enrolment", .enrollments)] {
                let twice: SQL = """
                    SELECT t.n
                    FROM \(unsafe: table) t
                    JOIN (
                        SELECT id_hash, MIN(n) AS first FROM \(unsafe: table)
                        WHERE id_hash IS NOT NULL GROUP BY id_hash HAVING COUNT(*) > 1
                    ) d ON d.id_hash = t.id_hash AND t.n > d.first
                    """
                try await report(twice, of: table, "''", file, "sourcedId", "id_twice")
            }
        }

        /// A code stands for one district.
        private mutating func checkCodes() async throws {
            let twice: SQL = """
                SELECT t.n
                FROM org t
                JOIN (
                    SELECT code, MIN(n) AS first FROM org
                    WHERE type = 'district' AND gone = 0 AND bad < 2 GROUP BY code HAVING COUNT(DISTINCT source_id) > 1
                ) d ON d.code = t.code AND t.n > d.first
                WHERE t.type = 'district' AND t.gone = 0 AND t.bad < 2 AND t.code <> ''
                """
            try await report(twice, of: "org", "code", .orgs, "identifier", "code_twice")
        }

        private static let keyed: [(String, File)] = [
            ("org", .orgs), ("class", .classes), ("person", .users), ("course", .courses),
            ("session", .academicSessions),
        ]

        /// Every reference of every file, and loops among organisations.
        private mutating func checkReferences() async throws {
            try await reference("org", "parent", .orgs, "parentSourcedId", to: "org")
            try await checkLoops()
            try await reference("class", "org", .classes, "schoolSourcedId", to: "org")
            if files.contains(.courses) {
                try await reference("class", "course", .classes, "courseSourcedId", to: "course")
            }
            try await reference("course", "org", .courses, "orgSourcedId", to: "org")
            try await reference("session", "parent", .academicSessions, "parentSourcedId", to: "session")
            try await link()
            let role = (roleFile, rolesInUsers ? "orgSourcedIds" : "orgSourcedId")
            try await dangling("role", "org", "org_n", role.0, role.1)
            if !rolesInUsers { try await dangling("role", "person", "person_n", role.0, "userSourcedId") }
            try await dangling("enrolment", "class", "class_n", .enrollments, "classSourcedId")
            try await dangling("enrolment", "person", "person_n", .enrollments, "userSourcedId")
            try await reference("enrolment", "org", .enrollments, "schoolSourcedId", to: "org")
            try await checkAgents()
            try await checkTerms()
            if rolesInUsers, severity == .error {
                // In OneRoster 1.1 a role is part of its user's row, which is bad as a whole.
                try await staging.write([
                    "UPDATE person SET bad = 1 WHERE n IN (SELECT person_n FROM role WHERE bad = 1)"
                ])
            }
        }

        /// Rows whose text reference has no partner.
        private mutating func reference(
            _ table: String, _ column: String, _ file: File, _ header: String, to target: String
        ) async throws {
            let rows: SQL = """
                SELECT t.n
                FROM \(unsafe: table) t
                WHERE t.\(unsafe: column) <> '' AND t.bad < 2
                    AND NOT EXISTS (SELECT 1 FROM \(unsafe: target) r WHERE r.source_id = t.\(unsafe: column))
                """
            try await report(rows, of: table, column, file, header, "points_nowhere")
        }

        /// Rows whose reference, followed once for all in ``link()``, was not found.
        private mutating func dangling(
            _ table: String, _ column: String, _ number: String, _ file: File, _ header: String
        ) async throws {
            let rows: SQL = """
                SELECT t.n
                FROM \(unsafe: table)_link l
                JOIN \(unsafe: table) t ON t.n = l.n
                WHERE l.\(unsafe: number) IS NULL AND t.\(unsafe: column) <> ''
                """
            try await report(rows, of: table, column, file, header, "points_nowhere")
        }

        /// A person whose agent is missing is at fault; once rows are skipped, only the tie is dropped.
        private mutating func checkAgents() async throws {
            let rows: SQL =
                "SELECT a.rowid AS n FROM agent a JOIN agent_link l ON l.n = a.rowid WHERE l.target_n IS NULL"
            try await report(rows, of: "agent", "target", .users, "agentSourcedIds", "points_nowhere", marks: false)
            if severity == .error {
                try await staging.write([
                    """
                    UPDATE person SET bad = 1
                    WHERE n IN (SELECT person_n FROM agent_link WHERE target_n IS NULL)
                    """
                ])
            } else {
                try await staging.write([
                    "DELETE FROM agent WHERE rowid IN (SELECT n FROM agent_link WHERE target_n IS NULL)"
                ])
            }
        }

        /// A class in a term that is nowhere is at fault. Terms themselves are not imported, so the tie is of no use later.
        private mutating func checkTerms() async throws {
            guard files.contains(.academicSessions), severity == .error else { return }
            let nowhere: SQL = "NOT EXISTS (SELECT 1 FROM session s WHERE s.source_id = t.target)"
            let rows: SQL = "SELECT t.rowid AS n FROM term t WHERE \(nowhere)"
            try await report(rows, of: "term", "target", .classes, "termSourcedIds", "points_nowhere", marks: false)
            try await staging.write([
                "UPDATE class SET bad = 1 WHERE n IN (SELECT t.class_n FROM term t WHERE \(nowhere))"
            ])
        }

        /// Follows the references of the long files once: text ids are looked up here and never again.
        private func link() async throws {
            try await staging.write([
                "DROP TABLE IF EXISTS role_link", "DROP TABLE IF EXISTS enrolment_link",
                "DROP TABLE IF EXISTS agent_link",
                """
                CREATE TABLE role_link (n INTEGER PRIMARY KEY, person_n INTEGER, org_n INTEGER)
                """,
                """
                INSERT OR IGNORE INTO role_link
                SELECT r.n,
                    CASE WHEN r.person_n IS NOT NULL THEN r.person_n
                        ELSE (SELECT p.n FROM person p WHERE p.source_id = r.person) END,
                    (SELECT o.n FROM org o WHERE o.source_id = r.org)
                FROM role r
                """,
                "CREATE TABLE enrolment_link (n INTEGER PRIMARY KEY, person_n INTEGER, class_n INTEGER)",
                """
                INSERT INTO enrolment_link
                SELECT e.n, (SELECT p.n FROM person p WHERE p.source_id = e.person),
                    (SELECT c.n FROM class c WHERE c.source_id = e.class)
                FROM enrolment e
                """,
                "CREATE TABLE agent_link (n INTEGER PRIMARY KEY, person_n INTEGER, target_n INTEGER)",
                """
                INSERT INTO agent_link
                SELECT a.rowid, a.person_n, (SELECT p.n FROM person p WHERE p.source_id = a.target)
                FROM agent a
                """,
            ])
        }

        /// Organisations that are their own ancestors, one problem for each loop's first row.
        private mutating func checkLoops() async throws {
            let orgs = try await staging.store.read { db in
                try db.all("SELECT n, source_id, parent FROM org WHERE bad < 2 ORDER BY n", as: OrgTree.Node.self)
            }
            let loops = OrgTree(orgs).loops
            for loop in loops {
                let path = (loop + loop.prefix(1)).map(\.sourceID).joined(separator: " → ")
                let rows: SQL = "SELECT n FROM org WHERE n = \(loop[0].n)"
                try await report(rows, of: "org", "parent", .orgs, "parentSourcedId", "loop", ["path": path])
            }
            let members = loops.flatMap { $0.map(\.n) }
            try await staging.store.write { db in
                for n in members {
                    try db.run("UPDATE org SET bad = 1 WHERE n = \(n)")
                }
            }
        }

        /// Lists the rows that a query finds, counts them all, and marks them as bad.
        ///
        /// - Parameter rows: gives `n` of `table`.
        private mutating func report(
            _ rows: SQL, of table: String, _ column: String, _ file: File, _ header: String, _ code: String,
            _ arguments: [String: String] = [:], marks: Bool = true
        ) async throws {
            let severity = severity
            let key = ["agent", "term"].contains(table) ? "rowid" : "n"
            let (found, total) = try await staging.store.write(.long) { db in
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
                if marks, total > 0 {
                    try db.run("UPDATE \(unsafe: table) SET bad = 1 WHERE n IN (SELECT n FROM temp.found)")
                }
                let problems = try listed.map { row in
                    let value: String = try row["value"]
                    return Problem(
                        severity: severity, file: file.name, line: try row["line"], column: header, code: code,
                        arguments: arguments.merging(["value": String(value.prefix(60))]) { kept, _ in kept })
                }
                return (problems, total)
            }
            problems.add(found, total: total)
        }

        private func dropBad() async throws {
            try await staging.write(
                ["DELETE FROM agent WHERE person_n IN (SELECT n FROM person WHERE bad > 0)"]
                    + (rolesInUsers ? ["DELETE FROM role WHERE person_n IN (SELECT n FROM person WHERE bad > 0)"] : [])
                    + Self.tables.map { "DELETE FROM \(unsafe: $0) WHERE bad > 0" })
        }

        private func hasBad() async throws -> Bool {
            let conditions = Self.tables.map { table -> SQL in "EXISTS (SELECT 1 FROM \(unsafe: table) WHERE bad > 0)" }
            return try await staging.store.read { db in
                try db.value("SELECT \(SQL.joined(conditions, " OR "))", as: Bool.self) ?? false
            }
        }

        private static let tables = ["org", "class", "person", "role", "enrolment", "course", "session"]
    }
}
