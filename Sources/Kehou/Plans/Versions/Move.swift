import Store

extension Plans {
    /// One move of a version, kept for good: what a version says of its last submission and decision is overwritten by the next.
    struct Move: Sendable, FromRow {
        /// In characters, of the note; its box ends there too.
        static let longestNote = 2000

        /// Where it led to: `draft` for a plan that the school took back.
        let state: State
        let at: Instant
        /// What the district wrote on returning.
        let note: String?

        init(_ row: Row) throws {
            state = try row["state"]
            at = try row["at"]
            note = try row["note"]
        }

        /// In the order in which they were made.
        static func all(of version: Version, _ db: DB) throws -> [Move] {
            try db.all(
                """
                SELECT state, at, note
                FROM plan_move
                WHERE school_id = \(version.school) AND plan_id = \(version.id)
                ORDER BY n
                """)
        }

        /// Written in the transaction that moves the version, under the revision it leads to.
        static func add(
            _ state: State, of version: Version, note: String? = nil, by account: ID<Caller.Account>?, at now: Instant,
            _ db: DB
        ) throws {
            try db.run(
                """
                INSERT INTO plan_move (school_id, plan_id, n, state, at, account_id, note)
                VALUES (\(version.school), \(version.id), \(version.revision + 1), \(state), \(now), \(account), \(note))
                """)
        }
    }
}
