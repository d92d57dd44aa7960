import Store

extension Enrolment {
    /// 接送人: somebody besides the guardians who may fetch a child. Seen by confirmed guardians and by those on duty; none is
    /// ever deleted, so that "who could fetch her in May" has an answer.
    struct Collector: Sendable, FromRow {
        enum Relation: String, Choice {
            case grandparent, relative, neighbour, carer, other
            static let prefix = "enrolment.collector_relation"
        }

        let id: ID<Collector>
        let name: String
        let relation: Relation
        let mobile: Protection.SealedMobile

        init(_ row: Row) throws {
            id = try row["id"]
            name = try row["name"]
            relation = try row["relation"]
            mobile = Protection.SealedMobile(
                bytes: try row["mobile_sealed"], key: try row["mobile_key"], index: try row["mobile_index"])
        }

        /// More than these are a crowd, not collectors.
        static let most = 6

        static func all(of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ db: DB) throws -> [Collector] {
            try db.all(
                """
                SELECT id, name, relation, mobile_sealed, mobile_key, mobile_index
                FROM collector
                WHERE school_id = \(school) AND pupil_id = \(pupil) AND ended_at IS NULL
                ORDER BY id
                """)
        }

        static func add(
            name: String, _ relation: Relation, _ mobile: Protection.SealedMobile, for pupil: ID<Registry.Pupil>,
            in school: ID<Registry.School>, by account: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws {
            try db.run(
                """
                INSERT INTO collector (school_id, pupil_id, id, name, relation, mobile_sealed, mobile_key, mobile_index,
                    added_at, added_by)
                VALUES (\(school), \(pupil), \(ID<Collector>.next()), \(name), \(relation), \(mobile.bytes), \(mobile.key),
                    \(mobile.index), \(now), \(account))
                """)
        }

        /// - Returns: false where they have been taken off already.
        static func end(
            _ id: ID<Collector>, of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>,
            by account: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws -> Bool {
            try db.run(
                """
                UPDATE collector
                SET ended_at = \(now), ended_by = \(account)
                WHERE school_id = \(school) AND pupil_id = \(pupil) AND id = \(id) AND ended_at IS NULL
                """) == 1
        }
    }
}
