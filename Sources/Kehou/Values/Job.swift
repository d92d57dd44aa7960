import Foundation
import Store

/// Slow or outside work: a row written in the transaction that wants it done, and run afterwards by one of the servers.
///
/// A running job holds a lease; while its server lives the lease is renewed, and when it runs out another server takes the job.
/// So a job is never run twice at once, but an outside effect may happen twice: receivers tell repeats by the job's id.
struct Job: Sendable, FromRow {
    enum State: String, Choice {
        case waiting, running, done
        /// Given up after the last try; an officer sees it and may start it again.
        case dead
        /// Given up, and an officer has seen to it in another way.
        case dismissed

        static let prefix = "job.state"
    }

    /// A marker type for the ids of leases.
    enum Lease {}

    let id: ID<Job>
    /// The handler's name, such as `messages.deliver`.
    let kind: String
    let payload: String
    /// Whose office sees it when it is dead; the city's where nil.
    let place: Place?
    let state: State
    /// How often it was begun, this time included.
    let tries: Int
    /// When it may be begun; of a running one, when its lease ends.
    let dueAt: Instant
    let lease: ID<Lease>?
    /// Steps done of `total`; both 0 where the work does not count its steps.
    let done: Int
    let total: Int
    /// What went wrong at the last try.
    let fault: Text?
    let createdAt: Instant
    let finishedAt: Instant?

    init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        payload = try row["payload"]
        place = try Place(row, "place_kind", "place_id")
        state = try row["state"]
        tries = try row["tries"]
        dueAt = try row["due_at"]
        lease = try row["lease"]
        done = try row["done"]
        total = try row["total"]
        let text: String? = try row["fault"]
        fault = try text.map { try JSONDecoder().decode(Text.self, from: Data($0.utf8)) }
        createdAt = try row["created_at"]
        finishedAt = try row["finished_at"]
    }

    static let columns: SQL = """
        id, kind, payload, place_kind, place_id, state, tries, due_at, lease, done, total, fault, created_at, finished_at
        """

    /// - Throws: `notFound`.
    static func find(_ id: ID<Job>, _ db: DB) throws -> Job {
        guard let job = try db.first("SELECT \(columns) FROM job WHERE id = \(id)", as: Job.self) else {
            throw Fault.notFound()
        }
        return job
    }

    /// Writes work down to be done once this transaction is committed.
    ///
    /// - Parameters:
    ///   - kind: a handler's name; `Jobs.all` lists them.
    ///   - place: whose office sees the job should it fail for good; the city's where nil.
    ///   - notBefore: when it may be begun, at once where nil.
    ///   - fault: why it was tried once already as a part of another job.
    @discardableResult
    static func enqueue(
        _ kind: String, payload: some Encodable, place: Place? = nil, notBefore: Instant? = nil,
        after fault: Fault? = nil, at now: Instant, _ db: DB
    ) throws -> ID<Job> {
        let id = ID<Job>.next()
        try insert([(id, kind, try text(payload), notBefore ?? now)], place: place, after: fault, at: now, db)
        return id
    }

    /// The same for many at once: one kind, one place.
    static func enqueue(
        _ kind: String, payloads: some Sequence<some Encodable>, place: Place? = nil, notBefore: Instant? = nil,
        at now: Instant, _ db: DB
    ) throws {
        try insert(payloads.map { (ID<Job>.next(), kind, try text($0), notBefore ?? now) }, place: place, at: now, db)
    }

    private static func insert(
        _ jobs: [(ID<Job>, String, String, Instant)], place: Place?, after fault: Fault? = nil, at now: Instant,
        _ db: DB
    ) throws {
        let trouble = try fault.map { try text($0.text) }
        try db.insert(
            into: "job",
            columns: [
                "id", "kind", "payload", "place_kind", "place_id", "state", "tries", "due_at", "done", "total",
                "fault", "created_at",
            ],
            rows: jobs.map { id, kind, payload, due in
                [
                    id, kind, payload, place.kindColumn, place.idColumn, State.waiting, fault == nil ? 0 : 1, due, 0, 0,
                    trouble, now,
                ] as [any ColumnValue]
            })
    }

    static func text(_ payload: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(payload), as: UTF8.self)
    }
}

extension Place {
    /// From two columns; nil where nobody's place was written.
    init?(_ row: Row, _ kind: String, _ id: String) throws {
        let word: String = try row[kind]
        guard let kind = Kind(rawValue: word) else { return nil }
        self.init(kind: kind, id: try row[id])
    }
}

extension Optional where Wrapped == Place {
    /// What a key holds for the place, or for none: keys have no NULL.
    var kindColumn: String { self?.kind.rawValue ?? "none" }
    var idColumn: Int64 { self?.id ?? 0 }
}
