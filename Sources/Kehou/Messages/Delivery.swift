import Store

extension Messages {
    /// What went out for a message, or would have.
    struct Delivery: Sendable, FromRow {
        enum State: String, Choice {
            case sent, recorded

            static let prefix = "message.delivery"
        }

        let id: ID<Delivery>
        let way: Way
        let state: State
        /// Masked, for an office's eyes.
        let address: String
        let body: String
        let at: Instant

        init(_ row: Row) throws {
            id = try row["id"]
            way = try row["channel"]
            state = try row["state"]
            address = try row["address"]
            body = try row["body"]
            at = try row["at"]
        }

        /// What a place's messages sent out, newest first. By the primary key.
        static func list(from place: Place, after id: ID<Delivery>?, limit: Int, _ db: DB) throws -> [Delivery] {
            try db.all(
                """
                SELECT id, channel, state, address, body, at
                FROM delivery
                WHERE place_kind = \(place.kind) AND place_id = \(place.id) AND id < \(id ?? ID(Int64.max))
                ORDER BY id DESC
                LIMIT \(limit)
                """)
        }

        /// Written in the transaction that ends its job, and so once.
        static func write(_ way: Way, _ state: State, _ note: Note, for message: Message, _ db: DB) throws {
            try db.later(
                """
                INSERT INTO delivery (place_kind, place_id, id, message_id, reader_kind, reader_id, channel, state,
                    address, body, at)
                VALUES (\(message.place.kindColumn), \(message.place.idColumn), \(ID<Delivery>.next()), \(message.id),
                    \(message.reader.kind), \(message.reader.number), \(way), \(state), \(note.address.masked), \(note.body),
                    \(note.at))
                """)
        }
    }
}
