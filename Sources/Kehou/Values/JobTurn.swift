import Foundation
import Store

/// How a job moves: taken, kept alive, ended, put off, tried again, given up.
///
/// All but the taking name the lease, so that a server which slept past its lease changes nothing any more.
extension Job {
    /// The job went to another server while this one slept; whatever was about to be written is not.
    struct Lost: Error {}

    /// Takes the job that has been due longest, and the next ones of its kind as many as are done at once. Rides `job_due`; on
    /// PostgreSQL servers pass over each other's rows.
    ///
    /// - Parameter kinds: what this program knows how to do, with how many are taken together; a newer server's work is left to it.
    static func claim(_ kinds: [String: Int], until: Instant, at now: Instant, _ db: DB) throws -> [Job] {
        let due = try db.all(
            """
            SELECT id, kind FROM job
            WHERE state IN ('waiting', 'running') AND due_at <= \(now) AND \(column: "kind", isIn: kinds.keys.sorted())
            ORDER BY due_at, id
            LIMIT \(kinds.values.max() ?? 1)\(.forUpdateSkipLocked)
            """, as: Row.self)
        guard let kind: String = try due.first?["kind"] else { return [] }
        let ids = try due.prefix(kinds[kind] ?? 1).filter { try $0["kind"] == kind }.map { try $0["id"] as ID<Job> }
        return try db.all(
            """
            UPDATE job
            SET state = 'running', tries = tries + 1, lease = \(ID<Lease>.next()), due_at = \(until)
            WHERE \(column: "id", isIn: ids)
            RETURNING \(columns)
            """, as: Job.self
        ).sorted { $0.id < $1.id }
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
