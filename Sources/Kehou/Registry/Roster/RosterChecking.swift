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
            async let linked: Void = Self.link(staging)
            let doubles = try await found(Self.doubles)
            try await linked
            try await report(doubles)
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
                try await Self.link(staging)
                try await checkReferences()
            } while try await hasBad()
        }

        private static let indexes: [SQL] = [
            "CREATE INDEX org_by_source ON org (source_id)",
            "CREATE INDEX class_by_source ON class (source_id)",
            "CREATE INDEX person_by_source ON person (source_id)",
            "CREATE INDEX course_by_source ON course (source_id)",
            "CREATE INDEX session_by_source ON session (source_id)",
            // Few among millions, and asked for again and again.
            "CREATE INDEX person_gone ON person (n, source_id) WHERE gone = 1",
        ]

        /// Every reference of every file, and loops among organisations. ``link(_:)`` comes before.
        private mutating func checkReferences() async throws {
            try await checkLoops()
            try await report(found(references))
            guard severity == .error else {
                // Once rows are skipped, only the tie to a person who is missing is dropped.
                return try await staging.write([
                    "DELETE FROM agent WHERE rowid IN (SELECT n FROM agent_link WHERE target_n IS NULL)"
                ])
            }
            if rolesInUsers {
                // In OneRoster 1.1 a role is part of its user's row, which is bad as a whole.
                try await staging.write([
                    "UPDATE person SET bad = 1 WHERE n IN (SELECT person_n FROM role WHERE bad = 1)"
                ])
            }
        }

        private var references: [Question] {
            let (roles, org) = (rolesInUsers ? File.users : .roles, rolesInUsers ? "orgSourcedIds" : "orgSourcedId")
            var all = [
                Self.reference("org", "parent", .orgs, "parentSourcedId", to: "org"),
                Self.reference("class", "org", .classes, "schoolSourcedId", to: "org"),
                Self.reference("course", "org", .courses, "orgSourcedId", to: "org"),
                Self.reference("session", "parent", .academicSessions, "parentSourcedId", to: "session"),
                Self.dangling("role", "org", "org_n", roles, org),
                Self.dangling("enrolment", "class", "class_n", .enrollments, "classSourcedId"),
                Self.dangling("enrolment", "person", "person_n", .enrollments, "userSourcedId"),
                Self.reference("enrolment", "org", .enrollments, "schoolSourcedId", to: "org"),
                Self.agents,
            ]
            if files.contains(.courses) {
                all.append(Self.reference("class", "course", .classes, "courseSourcedId", to: "course"))
            }
            if !rolesInUsers { all.append(Self.dangling("role", "person", "person_n", roles, "userSourcedId")) }
            // Terms themselves are not imported, so the tie is of no use later.
            if files.contains(.academicSessions), severity == .error { all.append(Self.terms) }
            return all
        }

        /// Follows the references of the long files once: text ids are looked up here and never again.
        private static func link(_ staging: Staging) async throws {
            try await staging.write([
                "DROP TABLE IF EXISTS role_link", "DROP TABLE IF EXISTS enrolment_link",
                "DROP TABLE IF EXISTS agent_link",
                """
                CREATE TABLE role_link (
                    n INTEGER PRIMARY KEY, person_n INTEGER, org_n INTEGER, kind INTEGER, is_primary INTEGER,
                    over INTEGER)
                """,
                """
                INSERT OR IGNORE INTO role_link
                SELECT r.n,
                    CASE WHEN r.person_n IS NOT NULL THEN r.person_n
                        ELSE (SELECT p.n FROM person p WHERE p.source_id = r.person) END,
                    (SELECT o.n FROM org o WHERE o.source_id = r.org), r.kind, r.is_primary, r.over
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

        /// Organisations that are their own ancestors: each row of a loop, with the way around it.
        private mutating func checkLoops() async throws {
            let orgs = try await staging.store.read { db in
                try db.all("SELECT n, source_id, parent FROM org WHERE bad < 2 ORDER BY n", as: OrgTree.Node.self)
            }
            for loop in OrgTree(orgs).loops {
                let numbers = loop.map(\.n)
                let rows: SQL = "SELECT n FROM org WHERE \(column: "n", isIn: numbers)"
                try await report([
                    Question(
                        rows: rows, table: "org", column: "parent", file: .orgs, header: "parentSourcedId",
                        code: "loop",
                        arguments: ["path": Self.path(around: loop)])
                ])
            }
        }

        /// A long way is cut short, since each of its rows tells it.
        private static func path(around loop: [OrgTree.Node]) -> String {
            let shown = loop.prefix(loopShown).map(\.sourceID) + (loop.count > loopShown ? ["…"] : [])
            return (shown + shown.prefix(1)).joined(separator: " → ")
        }

        private static let loopShown = 10

        /// Those of many questions to which there is any answer: nearly always none, so they are asked side by side.
        private func found(_ questions: [Question]) async throws -> [Question] {
            try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
                for (place, question) in questions.enumerated() {
                    group.addTask {
                        let exists: SQL = "SELECT EXISTS (\(question.rows))"
                        return (
                            place, try await staging.store.read { db in try db.value(exists, as: Bool.self) ?? false }
                        )
                    }
                }
                let places = try await group.reduce(into: Set<Int>()) { if $1.1 { $0.insert($1.0) } }
                return questions.indices.filter(places.contains).map { questions[$0] }
            }
        }

        /// Lists the first rows that are wrong, counts them all, and marks them as bad.
        private mutating func report(_ questions: [Question]) async throws {
            for question in questions {
                let (found, total) = try await staging.store.write(.long) { [severity] db in
                    try question.answer(severity, db)
                }
                problems.add(found, total: total)
            }
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
