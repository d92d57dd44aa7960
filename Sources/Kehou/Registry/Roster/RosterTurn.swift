import Foundation
import Store

extension Roster {
    /// The right of one import to write to a city: one import of a city runs at a time.
    ///
    /// Everything it writes to the log names who holds the turn, so that a server which slept while another took over changes
    /// nothing any more.
    struct Turn: Sendable {
        /// What a job finds of the upload it was to import.
        enum Start: Sendable {
            case begun
            /// Another import of the city is before it.
            case later
            /// It ended already; only tidying is left.
            case over
        }

        /// An import without a job that has given no sign of life for this long is taken to be dead.
        static let silence = Duration.seconds(60)

        let run: ID<Run>
        let holder: ID<Job.Lease>

        /// Opens a row for an import by command, taking over from one that died.
        ///
        /// - Throws: `roster.running`.
        static func begin(_ run: Run, _ db: DB) throws -> Turn {
            guard try isFree(run.cityID, at: run.startedAt, db) else { throw Fault.conflict("roster.running") }
            let turn = Turn(run: run.id, holder: .next())
            try run.insert(.running, job: nil, holder: turn.holder, db)
            return turn
        }

        /// Begins the import of an upload, or goes on with it after its server was killed. Uploads take their turns in the
        /// order they came in.
        func start(in city: ID<Registry.City>, at now: Instant, _ db: DB) throws -> Start {
            let run = try Run.find(run, in: city, db)
            guard run.isOpen else { return .over }
            if run.state == .waiting {
                let before = try db.value(
                    """
                    SELECT 1 FROM import_run r
                    JOIN job j ON j.id = r.job_id
                    WHERE r.city_id = \(city) AND r.state = 'waiting' AND r.id < \(run.id)
                        AND j.state IN ('waiting', 'running')
                    LIMIT 1
                    """, as: Int.self)
                guard before == nil, try Self.isFree(city, at: now, db) else { return .later }
            }
            try db.run(
                """
                UPDATE import_run
                SET state = 'running', holder = \(holder), heartbeat_at = \(now),
                    step = CASE WHEN step = \(Progress.Step.writing) THEN step END,
                    step_began_at = CASE WHEN step = \(Progress.Step.writing) THEN step_began_at END,
                    step_done = 0, step_total = 0
                WHERE id = \(run.id) AND state IN ('waiting', 'running')
                """)
            return .begun
        }

        /// Whether nobody imports to the city; one that is dead is marked so.
        private static func isFree(_ city: ID<Registry.City>, at now: Instant, _ db: DB) throws -> Bool {
            let running = try db.first(
                """
                SELECT r.id, r.heartbeat_at, j.state AS job_state
                FROM import_run r
                LEFT JOIN job j ON j.id = r.job_id
                WHERE r.city_id = \(city) AND r.state = 'running'
                """, as: Row.self)
            guard let running else { return true }
            let job: Job.State? = try running["job_state"]
            // A job that is alive goes on by itself, on this server or another.
            guard job != .waiting, job != .running else { return false }
            let heartbeat: Instant = try running["heartbeat_at"]
            guard heartbeat.advanced(by: silence) < now else { return false }
            try breakOff(try running["id"], nil, at: now, db)
            return true
        }

        /// Shows that the import lives and how far it is. Once anything was written it stays at that step, also where it is
        /// done again from the start: so the log knows for ever whether something of it is in the database.
        ///
        /// - Throws: `roster.running` where another has taken over.
        func report(_ progress: Progress, at now: Instant, _ db: DB) throws {
            let stays: SQL = progress.step == .writing ? "1 = 0" : "step = \(Progress.Step.writing)"
            let changed = try db.run(
                """
                UPDATE import_run
                SET heartbeat_at = \(now),
                    step_began_at = CASE WHEN \(stays) OR step = \(progress.step) AND step_total > 0
                        THEN step_began_at ELSE \(now) END,
                    step = CASE WHEN \(stays) THEN step ELSE \(progress.step) END,
                    step_done = CASE WHEN \(stays) THEN step_done ELSE \(progress.done) END,
                    step_total = CASE WHEN \(stays) THEN step_total ELSE \(progress.total) END
                WHERE id = \(run) AND state = 'running' AND holder = \(holder)
                """)
            guard changed == 1 else { throw Fault.conflict("roster.running") }
        }

        /// Ends the import with what came of it.
        ///
        /// - Throws: `roster.running` where another has taken over.
        func close(_ report: Report, at now: Instant, _ db: DB) throws {
            let data = try JSONEncoder().encode(report.trimmed(to: Run.keptFindings))
            let changed = try db.run(
                """
                UPDATE import_run
                SET state = 'done', finished_at = \(now), heartbeat_at = \(now),
                    report = \(String(decoding: data, as: UTF8.self))
                WHERE id = \(run) AND state = 'running' AND holder = \(holder)
                """)
            guard changed == 1 else { throw Fault.conflict("roster.running") }
        }

        /// Marks an import that still stands open as broken off.
        static func breakOff(_ run: ID<Run>, _ fault: Fault?, at now: Instant, _ db: DB) throws {
            try db.run(
                """
                UPDATE import_run
                SET state = 'failed', finished_at = \(now), fault = \(try fault.map { try Job.text($0.text) })
                WHERE id = \(run) AND state IN ('waiting', 'running')
                """)
        }
    }
}
