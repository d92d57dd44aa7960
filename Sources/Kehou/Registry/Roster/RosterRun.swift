import Foundation
import Store

extension Roster {
    /// One import in the city's log: what came in when, and what came of it.
    struct Run: Sendable, FromRow {
        enum State: String, Choice {
            case running, done, failed

            static let prefix = "roster.state"
        }

        /// An import that has given no sign of life for this long is taken to be dead.
        static let silence = Duration.seconds(60)
        /// How many findings of each severity the log keeps.
        static let keptFindings = 500
        static let listed = 20

        let id: ID<Run>
        let cityID: ID<Registry.City>
        let fileName: String
        let state: State
        let startedAt: Instant
        let schoolsDone: Int
        let schoolsTotal: Int
        /// Nothing while it runs, or where it broke off.
        let report: Report?

        init(city: ID<Registry.City>, fileName: String, schools: Int, at now: Instant) {
            id = .next()
            cityID = city
            self.fileName = fileName
            state = .running
            startedAt = now
            schoolsDone = 0
            schoolsTotal = schools
            report = nil
        }

        init(_ row: Row) throws {
            id = try row["id"]
            cityID = try row["city_id"]
            fileName = try row["file_name"]
            state = try row["state"]
            startedAt = try row["started_at"]
            schoolsDone = try row["schools_done"]
            schoolsTotal = try row["schools_total"]
            let text: String = try row["report"]
            report = text.isEmpty ? nil : try JSONDecoder().decode(Report.self, from: Data(text.utf8))
        }

        private static let columns: SQL = """
            id, city_id, file_name, state, started_at, schools_done, schools_total, report
            """

        /// - Throws: `notFound`, also for another city's.
        static func find(_ id: ID<Run>, in city: ID<Registry.City>, _ db: DB) throws -> Run {
            let found = try db.first(
                "SELECT \(columns) FROM import_run WHERE id = \(id) AND city_id = \(city)", as: Run.self)
            guard let found else { throw Fault.notFound() }
            return found
        }

        /// The latest imports of a city, newest first. Rides `import_run_by_city`.
        static func latest(in city: ID<Registry.City>, _ db: DB) throws -> [Run] {
            try db.all(
                """
                SELECT \(columns)
                FROM import_run
                WHERE city_id = \(city)
                ORDER BY started_at DESC, id DESC
                LIMIT \(listed)
                """)
        }

        /// Opens the row that keeps a second import of the city out, taking over from one that died.
        ///
        /// - Throws: `roster.running`.
        func begin(_ db: DB) throws {
            let running = try db.first(
                "SELECT id, heartbeat_at FROM import_run WHERE city_id = \(cityID) AND state = 'running'", as: Row.self)
            if let running {
                let heartbeat: Instant = try running["heartbeat_at"]
                guard heartbeat.advanced(by: Self.silence) < startedAt else { throw Fault.conflict("roster.running") }
                try db.run(
                    """
                    UPDATE import_run SET state = 'failed', finished_at = \(startedAt)
                    WHERE id = \(try running["id"] as ID<Run>)
                    """)
            }
            try insert(.running, "", db)
        }

        /// Logs an import that wrote nothing: one that was only tried, or was refused.
        func record(_ report: Report, _ db: DB) throws {
            try insert(.done, try Self.text(report), db)
        }

        private func insert(_ state: State, _ report: String, _ db: DB) throws {
            try db.run(
                """
                INSERT INTO import_run (id, city_id, file_name, state, started_at, heartbeat_at, finished_at, schools_done,
                    schools_total, report)
                VALUES (\(id), \(cityID), \(fileName), \(state), \(startedAt), \(startedAt),
                    \(state == .running ? nil : startedAt), 0, \(schoolsTotal), \(report))
                """)
        }

        static func close(
            _ run: ID<Run>, _ state: State, _ report: Report?, at now: Instant, _ store: Store
        ) async throws {
            let text = try report.map(text) ?? ""
            try await store.write { db in
                try db.run(
                    """
                    UPDATE import_run
                    SET state = \(state), finished_at = \(now), heartbeat_at = \(now), report = \(text)
                    WHERE id = \(run)
                    """)
            }
        }

        private static func text(_ report: Report) throws -> String {
            String(decoding: try JSONEncoder().encode(report.trimmed(to: keptFindings)), as: UTF8.self)
        }
    }
}
