import Store

extension Plans {
    /// A draft that its school threw away. Whoever was still writing in it keeps their text, until they have dealt with it.
    struct Discarded: Sendable, FromRow {
        let school: ID<Registry.School>
        let plan: ID<Version>
        let term: ID<SchoolCalendar.Term>
        let at: Instant

        init(_ row: Row) throws {
            school = try row["school_id"]
            plan = try row["plan_id"]
            term = try row["term_id"]
            at = try row["at"]
        }

        private static let columns: SQL = """
            plan_discard.school_id, plan_discard.plan_id, plan_discard.term_id, plan_discard.at
            """

        static func find(_ plan: ID<Version>, of school: ID<Registry.School>, _ db: DB) throws -> Discarded? {
            try db.first(
                "SELECT \(columns) FROM plan_discard WHERE school_id = \(school) AND plan_id = \(plan)",
                as: Discarded.self)
        }

        /// Discarded drafts of a school beside which texts of an account wait, the latest first.
        static func waiting(
            at school: ID<Registry.School>, by account: ID<Caller.Account>?, _ db: DB
        ) throws -> [Discarded] {
            try db.all(
                """
                SELECT \(columns)
                FROM plan_discard
                WHERE plan_discard.school_id = \(school) AND EXISTS (
                    SELECT 1 FROM plan_leftover
                    WHERE plan_leftover.school_id = plan_discard.school_id
                        AND plan_leftover.plan_id = plan_discard.plan_id
                        AND plan_leftover.account_id = \(account) AND plan_leftover.settled_at IS NULL)
                ORDER BY plan_discard.plan_id DESC
                """, as: Discarded.self)
        }

        /// Written in the transaction that deletes the version, before its row goes: texts that wait beside it are taken over.
        static func record(
            _ version: Version, by account: ID<Caller.Account>?, at now: Instant, _ db: DB
        ) throws {
            try db.run(
                """
                INSERT INTO plan_discard (school_id, plan_id, term_id, at, account_id)
                VALUES (\(version.school), \(version.id), \(version.term), \(now), \(account))
                """)
            try db.run(
                """
                INSERT INTO plan_leftover (school_id, plan_id, id, account_id, at, document)
                SELECT school_id, plan_id, id, account_id, at, document
                FROM plan_rescue
                WHERE school_id = \(version.school) AND plan_id = \(version.id) AND settled_at IS NULL
                """)
            try db.run("DELETE FROM plan_rescue WHERE school_id = \(version.school) AND plan_id = \(version.id)")
        }

        /// Keeps a text that came after the draft was gone. The same text sent again is kept once.
        func keep(_ text: Plan, by account: ID<Caller.Account>?, at now: Instant, _ db: DB) throws {
            let text = try text.withoutBlankRows.json
            try db.run(
                """
                DELETE FROM plan_leftover
                WHERE school_id = \(school) AND plan_id = \(plan) AND account_id = \(account) AND document = \(text)
                    AND settled_at IS NULL
                """)
            try db.run(
                """
                INSERT INTO plan_leftover (school_id, plan_id, id, account_id, at, document)
                VALUES (\(school), \(plan), \(ID<Rescue>.next()), \(account), \(now), \(text))
                """)
        }

        /// Own texts that wait, the newest first.
        func waiting(by account: ID<Caller.Account>?, _ db: DB) throws -> [Rescue] {
            try db.all(
                """
                SELECT id, at, document
                FROM plan_leftover
                WHERE school_id = \(school) AND plan_id = \(plan) AND account_id = \(account) AND settled_at IS NULL
                ORDER BY id DESC
                """)
        }

        func settle(_ id: ID<Rescue>, at now: Instant, _ db: DB) throws {
            try db.run(
                """
                UPDATE plan_leftover
                SET settled_at = \(now)
                WHERE school_id = \(school) AND plan_id = \(plan) AND id = \(id)
                """)
        }
    }
}
