import Store

/// What nobody needs any more is deleted, once an hour, in portions small enough that no writer waits.
struct Sweep: Sendable {
    /// Rows of a portion.
    static let portion = 2000

    /// One kind of row: its table, its key, and which of them are old.
    private struct Kind: Sendable {
        let table: SQL
        let key: SQL
        let isOld: SQL

        func portion(_ db: DB) throws -> Int {
            try db.run(
                """
                DELETE FROM \(table)
                WHERE (\(key)) IN (SELECT \(key) FROM \(table) WHERE \(isOld) LIMIT \(unsafe: "\(Sweep.portion)"))
                """)
        }
    }

    private let kinds: [Kind]

    init(at now: Instant) {
        func before(_ days: Int64) -> Instant { now.adding(seconds: -days * 86_400) }
        kinds = [
            Kind(
                table: "job", key: "id",
                isOld: "state IN ('done', 'dismissed') AND finished_at < \(before(30))"),
            Kind(table: "session", key: "token_digest", isOld: "ends_at < \(now)"),
            Kind(table: "sign_in_guess", key: "subject", isOld: "last_at < \(before(1))"),
            // Who was refused keeps no name and no mobile here; that there was a claim stays in the audit.
            Kind(
                table: "guardian_claim", key: "school_id, id", isOld: "state = 'refused' AND decided_at < \(before(30))"
            ),
            // As long as audit rows must be kept at least.
            Kind(table: "delivery", key: "place_kind, place_id, id", isOld: "at < \(before(190))"),
        ]
    }

    /// - Returns: how many rows it deleted.
    @discardableResult
    func run(in store: Store) async throws -> Int {
        var deleted = 0
        for kind in kinds {
            while true {
                let count = try await store.write { db in try kind.portion(db) }
                deleted += count
                if count < Self.portion { break }
            }
        }
        return deleted
    }
}
