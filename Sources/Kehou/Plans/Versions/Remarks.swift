import Store

extension Plans {
    /// A remark of the district on one section. The school answers while the plan lies with the district or is back with the
    /// school; the plan is neither submitted again nor approved before it has.
    struct Comment: Sendable, FromRow {
        /// In characters, of a remark and of its answer; their boxes end there too.
        static let longest = 1000

        let id: ID<Comment>
        let section: Section
        let body: String
        let madeAt: Instant
        let answer: String?
        let answeredAt: Instant?

        init(_ row: Row) throws {
            id = try row["id"]
            section = try row["section"]
            body = try row["body"]
            madeAt = try row["made_at"]
            answer = try row["answer"]
            answeredAt = try row["answered_at"]
        }

        static func all(of version: Version, _ db: DB) throws -> [Comment] {
            try db.all(
                """
                SELECT id, section, body, made_at, answer, answered_at
                FROM plan_comment
                WHERE school_id = \(version.school) AND plan_id = \(version.id)
                ORDER BY id
                """)
        }

        /// How many of a version's comments nobody has answered yet.
        static func open(of version: Version, _ db: DB) throws -> Int {
            try db.value(
                """
                SELECT COUNT(*)
                FROM plan_comment
                WHERE school_id = \(version.school) AND plan_id = \(version.id) AND answer IS NULL
                """, as: Int.self) ?? 0
        }

        /// The same words sent again of one submission, as by a second press or a page loaded anew, are one comment.
        ///
        /// *Throws*: `plan.wrong_state` (conflict) unless the plan lies with the district; `field.too_long` (invalid).
        static func add(
            to version: Version, _ section: Section, _ body: String, by account: ID<Caller.Account>?, at now: Instant,
            _ db: DB
        ) throws {
            let state = try version.lock(db) ?? version.state
            guard state == .submitted else { throw Fault.conflict("plan.wrong_state.\(state.rawValue)") }
            guard !body.isBlank else { throw Fault.invalid(field: "body", "field.required") }
            if let fault = FieldFault.inText("body", body, most: longest) { throw Fault.invalid(fields: [fault]) }
            let known = try db.value(
                """
                SELECT COUNT(*)
                FROM plan_comment
                WHERE school_id = \(version.school) AND plan_id = \(version.id) AND section = \(section) AND body = \(body)
                    AND revision = \(version.revision)
                """, as: Int.self)
            guard known == 0 else { return }
            try db.run(
                """
                INSERT INTO plan_comment (school_id, plan_id, id, section, body, made_at, made_by, revision)
                VALUES (\(version.school), \(version.id), \(ID<Comment>.next()), \(section), \(body), \(now), \(account),
                    \(version.revision))
                """)
        }

        /// *Throws*: `notFound`; `field.too_long` (invalid); `plan.comment_answered` (conflict) the second time.
        static func answer(
            _ id: ID<Comment>, of version: Version, _ answer: String, by account: ID<Caller.Account>?, at now: Instant,
            _ db: DB
        ) throws {
            guard try all(of: version, db).contains(where: { $0.id == id }) else { throw Fault.notFound() }
            guard !answer.isBlank else { throw Fault.invalid(field: "answer", "field.required") }
            if let fault = FieldFault.inText("answer", answer, most: longest) { throw Fault.invalid(fields: [fault]) }
            guard version.state.isAnswerable else { throw Fault.conflict("plan.not_editable") }
            let changed = try db.run(
                """
                UPDATE plan_comment
                SET answer = \(answer), answered_at = \(now), answered_by = \(account)
                WHERE school_id = \(version.school) AND plan_id = \(version.id) AND id = \(id) AND answer IS NULL
                """)
            guard changed == 1 else { throw Fault.conflict("plan.comment_answered") }
        }

        /// Every answer that says something, or none of them.
        ///
        /// - Returns: how many.
        /// - Throws: as for one, a fault of a text at its row.
        @discardableResult
        static func answer(
            _ answers: [Answered], of version: Version, by account: ID<Caller.Account>?, at now: Instant, _ db: DB
        ) throws -> Int {
            let long = answers.enumerated().compactMap { row, one in
                FieldFault.inText("answers.\(row).answer", one.answer, most: longest)
            }
            guard long.isEmpty else { throw Fault.invalid(fields: long) }
            var count = 0
            for one in answers {
                guard let text = one.answer, !text.isBlank else { continue }
                try answer(one.comment, of: version, text, by: account, at: now, db)
                count += 1
            }
            return count
        }
    }

    /// Why the district let a "should" pass unmet.
    struct Reason: Sendable, FromRow {
        /// In characters; its box ends there too.
        static let longest = 500

        let rule: String
        let reason: String

        init(_ row: Row) throws {
            rule = try row["rule"]
            reason = try row["reason"]
        }

        static func all(of version: Version, _ db: DB) throws -> [Reason] {
            try db.all(
                """
                SELECT rule, reason
                FROM plan_reason
                WHERE school_id = \(version.school) AND plan_id = \(version.id)
                ORDER BY rule
                """)
        }

        /// A rule's code as part of a form field's name, where a dot would mean a level.
        static func field(_ rule: String) -> String { rule.replacing(".", with: "-") }
    }

    /// What somebody typed while another was faster: kept until they have dealt with it.
    struct Rescue: Sendable, FromRow {
        let id: ID<Rescue>
        let at: Instant
        let plan: Plan

        init(_ row: Row) throws {
            id = try row["id"]
            at = try row["at"]
            plan = try Plan(json: row["document"])
        }

        @discardableResult
        static func keep(
            _ plan: Plan, of version: Version, over seen: Int, by account: ID<Caller.Account>?, at now: Instant,
            _ db: DB
        ) throws -> ID<Rescue> {
            let id = ID<Rescue>.next()
            let text = try plan.withoutBlankRows.json
            // The same text sent again, as by an impatient second press, is kept once. Another text is kept beside it, though
            // it come from the same account: a school's clerks may share one, and a person may have two tabs.
            try db.run(
                """
                DELETE FROM plan_rescue
                WHERE school_id = \(version.school) AND plan_id = \(version.id) AND account_id = \(account)
                    AND base_revision = \(seen) AND document = \(text) AND settled_at IS NULL
                """)
            try db.run(
                """
                INSERT INTO plan_rescue (school_id, plan_id, id, account_id, at, base_revision, document)
                VALUES (\(version.school), \(version.id), \(id), \(account), \(now), \(seen), \(text))
                """)
            return id
        }

        /// Own texts that wait, the newest first.
        static func waiting(of version: Version, by account: ID<Caller.Account>?, _ db: DB) throws -> [Rescue] {
            try db.all(
                """
                SELECT id, at, document
                FROM plan_rescue
                WHERE school_id = \(version.school) AND plan_id = \(version.id) AND account_id = \(account)
                    AND settled_at IS NULL
                ORDER BY id DESC
                """)
        }

        static func settle(_ id: ID<Rescue>, of version: Version, at now: Instant, _ db: DB) throws {
            try db.run(
                """
                UPDATE plan_rescue
                SET settled_at = \(now)
                WHERE school_id = \(version.school) AND plan_id = \(version.id) AND id = \(id)
                """)
        }
    }
}
