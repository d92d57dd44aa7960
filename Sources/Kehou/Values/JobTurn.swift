import Foundation
import Store

/// How a job moves: taken, kept alive, ended, put off, tried again, given up.
///
/// All but the taking name the lease, so that a server which slept past its lease changes nothing any more.
extension Job {
    /// The job went to another server while this one slept; whatever was about to be written is not.
    struct Lost: Error {}

    /// Takes up to `limit` due jobs, oldest first. Rides `job_due`; on PostgreSQL servers pass over each other's rows.
    ///
    /// - Parameter kinds: what this program knows how to do; a newer server's work is left to it.
    static func claim(
        _ limit: Int, kinds: [String], until: Instant, at now: Instant, _ db: DB
    ) throws -> [Job] {
        let ids = try db.values(
            """
            SELECT id FROM job
            WHERE state IN ('waiting', 'running') AND due_at <= \(now) AND \(column: "kind", isIn: kinds)
            ORDER BY due_at, id
            LIMIT \(limit)\(.forUpdateSkipLocked)
            """, as: ID<Job>.self)
        let lease = ID<Lease>.next()
        return try ids.compactMap { id in
            try db.first(
                """
                UPDATE job
                SET state = 'running', tries = tries + 1, lease = \(lease), due_at = \(until)
                WHERE id = \(id)
                RETURNING \(columns)
                """, as: Job.self)
        }
    }

    /// Whether anything is to be done; the cheap look before a ``claim(_:kinds:until:at:_:)``. Rides `job_due`.
    static func isDue(kinds: [String], at now: Instant, _ db: DB) throws -> Bool {
        try db.value(
            """
            SELECT 1 FROM job
            WHERE state IN ('waiting', 'running') AND due_at <= \(now) AND \(column: "kind", isIn: kinds)
            ORDER BY due_at, id
            LIMIT 1
            """, as: Int.self) != nil
    }

    func renew(until: Instant, _ db: DB) throws {
        try change("due_at = \(until)", db)
    }

    func report(done: Int, total: Int, _ db: DB) throws {
        try change("done = \(done), total = \(total)", db)
    }

    /// Ends the job. A row is kept only where somebody looks at it afterwards.
    func finish(keeping: Bool, at now: Instant, _ db: DB) throws {
        if keeping {
            try change("state = 'done', lease = NULL, finished_at = \(now), fault = NULL", db)
        } else {
            guard try db.run("DELETE FROM job WHERE id = \(id) AND lease = \(lease)") == 1 else { throw Lost() }
        }
    }

    /// Gives the job back without counting the try: it is not yet time, or the server goes down.
    func putOff(until: Instant, _ db: DB) throws {
        try change("state = 'waiting', lease = NULL, tries = tries - 1, due_at = \(until)", db)
    }

    func tryAgain(at moment: Instant, _ fault: Fault, _ db: DB) throws {
        try change("state = 'waiting', lease = NULL, due_at = \(moment), fault = \(try Self.text(fault.text))", db)
    }

    /// - Parameter forgetting: empties the payload, so that nothing is left to start again.
    func giveUp(_ fault: Fault, forgetting: Bool = false, at now: Instant, _ db: DB) throws {
        let payload: SQL = forgetting ? ", payload = ''" : ""
        try change(
            "state = 'dead', lease = NULL, finished_at = \(now), fault = \(try Self.text(fault.text))\(payload)", db)
    }

    private func change(_ what: SQL, _ db: DB) throws {
        guard try db.run("UPDATE job SET \(what) WHERE id = \(id) AND lease = \(lease)") == 1 else { throw Lost() }
    }

    /// How long to wait after a failed try: 5 s, doubled each time, an hour at most, a quarter more or less so that
    /// a thousand jobs that failed together do not come back together.
    ///
    /// - Parameter jitter: from 0 to 1.
    static func delay(afterTry tries: Int, jitter: Double) -> Duration {
        let seconds = min(3600, 5 * Double(1 << min(max(tries - 1, 0), 10)))
        return .milliseconds(Int64(seconds * 1000 * (0.75 + jitter / 2)))
    }

    /// Starts a dead job again, as if it were new.
    ///
    /// - Throws: `conflict` where it is not dead, as when two officers press at once, or its payload was not kept.
    static func revive(_ id: ID<Job>, at now: Instant, _ db: DB) throws {
        let changed = try db.run(
            """
            UPDATE job SET state = 'waiting', tries = 0, due_at = \(now), finished_at = NULL
            WHERE id = \(id) AND state = 'dead' AND payload <> ''
            """)
        guard changed == 1 else { throw Fault.conflict("job.not_dead") }
    }

    /// Takes a dead job off the list for good.
    static func dismiss(_ id: ID<Job>, _ db: DB) throws {
        let changed = try db.run("UPDATE job SET state = 'dismissed' WHERE id = \(id) AND state = 'dead'")
        guard changed == 1 else { throw Fault.conflict("job.not_dead") }
    }
}
