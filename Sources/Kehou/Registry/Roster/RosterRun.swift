import Foundation
import Store

extension Roster {
    /// One import in the city's log: what came in when, how far it is, and what came of it.
    struct Run: Sendable, FromRow {
        enum State: String, Choice {
            /// Uploaded; a job will import it when its turn comes.
            case waiting
            case running, done, failed

            static let prefix = "roster.state"
        }

        /// How far an import is, and since when it has been at this step.
        struct Course: Sendable {
            let progress: Progress
            let beganAt: Instant
        }

        /// How many findings of each severity the log keeps.
        static let keptFindings = 500
        static let listed = 20

        let id: ID<Run>
        let cityID: ID<Registry.City>
        let fileName: String
        let state: State
        let startedAt: Instant
        let heartbeatAt: Instant
        /// Nothing before its first step.
        let course: Course?
        /// Why it broke off, where that can be said.
        let fault: Text?
        /// Nothing while it runs, or where it broke off.
        let report: Report?

        var isOpen: Bool { state == .waiting || state == .running }

        /// Whether it came as far as writing, in this try or an earlier one.
        var hasBegunToWrite: Bool { course?.progress.step == .writing }

        init(city: ID<Registry.City>, fileName: String, at now: Instant) {
            id = .next()
            cityID = city
            self.fileName = fileName
            state = .waiting
            startedAt = now
            heartbeatAt = now
            course = nil
            fault = nil
            report = nil
        }

        init(_ row: Row) throws {
            id = try row["id"]
            cityID = try row["city_id"]
            fileName = try row["file_name"]
            state = try row["state"]
            startedAt = try row["started_at"]
            heartbeatAt = try row["heartbeat_at"]
            let step: Progress.Step? = try row["step"]
            let beganAt: Instant? = try row["step_began_at"]
            if let step, let beganAt {
                let progress = Progress(step: step, done: try row["step_done"], total: try row["step_total"])
                course = Course(progress: progress, beganAt: beganAt)
            } else {
                course = nil
            }
            let fault: String? = try row["fault"]
            self.fault = try fault.map { try JSONDecoder().decode(Text.self, from: Data($0.utf8)) }
            let text: String = try row["report"]
            report = text.isEmpty ? nil : try JSONDecoder().decode(Report.self, from: Data(text.utf8))
        }

        private static let columns: SQL = """
            id, city_id, file_name, state, started_at, heartbeat_at, step, step_began_at, step_done, step_total, fault,
            report
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

        /// Logs an upload that a job will import.
        func wait(for job: ID<Job>, _ db: DB) throws {
            try insert(.waiting, job: job, holder: nil, db)
        }

        func insert(_ state: State, job: ID<Job>?, holder: ID<Job.Lease>?, _ db: DB) throws {
            try db.run(
                """
                INSERT INTO import_run (id, city_id, file_name, state, job_id, holder, started_at, heartbeat_at, step_done,
                    step_total, report)
                VALUES (\(id), \(cityID), \(fileName), \(state), \(job), \(holder), \(startedAt), \(startedAt), 0, 0, '')
                """)
        }
    }
}
