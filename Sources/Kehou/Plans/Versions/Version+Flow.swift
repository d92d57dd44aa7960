import Store

/// draft -> submitted -> returned (and again), or approved -> published -> superseded. Submitted, the school may take it back.
///
/// Each move is one conditional UPDATE on state and revision: of two people at once one is told `plan.changed_meanwhile`.
extension Plans.Version {
    /// Hands the plan to the district. The first date stays, however often it is returned: that is the one to be late by.
    ///
    /// *Throws*: `plan.must_failures` (invalid) naming each failed rule; `plan.comments_unanswered` (conflict).
    func submit(by account: ID<Caller.Account>?, at now: Instant, _ facts: Plans.Facts, _ db: DB) throws {
        try require(.submitted)
        let report = Plans.Report(plan, facts)
        guard report.maySubmit else {
            throw Fault(
                kind: .invalid, code: "plan.must_failures", arguments: ["count": "\(report.failedMust.count)"],
                fields: report.failedMust.flatMap(\.findings).map {
                    FieldFault("draft.\($0.field)", "plan.must_failure")
                })
        }
        let open = try Plans.Comment.open(of: self, db)
        guard open == 0 else { throw Fault.conflict("plan.comments_unanswered", ["count": "\(open)"]) }
        try move(
            to: .submitted,
            """
            submitted_at = COALESCE(submitted_at, \(now)), submitted_by = \(account), decided_at = NULL,
            decided_by = NULL, note = NULL, \(try Self.checked(report, facts, at: now))
            """, by: account, at: now, db)
    }

    /// The school takes it back while nobody has decided.
    ///
    /// A plan that the district has never returned counts as not handed in until it is handed in again: nobody is in time by
    /// handing in early what is not done. The history keeps both.
    /// *Throws*: `plan.comments_unanswered` (conflict): what the district has begun to ask is answered, not avoided.
    func withdraw(by account: ID<Caller.Account>?, at now: Instant, _ db: DB) throws {
        try require(.draft)
        try lock(db)
        let open = try Plans.Comment.open(of: self, db)
        guard open == 0 else { throw Fault.conflict("plan.comments_unanswered", ["count": "\(open)"]) }
        let wasReturned = try Plans.Move.all(of: self, db).contains { $0.state == .returned }
        try move(
            to: .draft, wasReturned ? "note = NULL" : "note = NULL, submitted_at = NULL, submitted_by = NULL",
            by: account, at: now, db)
    }

    /// A draft that nobody but the school has seen, and never went further, can be thrown away. Texts from conflicts stay: see `Discarded`.
    func isDiscardable(_ db: DB) throws -> Bool { try state == .draft && Plans.Move.all(of: self, db).isEmpty }

    func discard(by account: ID<Caller.Account>?, at now: Instant, _ db: DB) throws {
        try lock(db)
        guard try isDiscardable(db) else { throw Fault.conflict("plan.not_discardable") }
        try Plans.Discarded.record(self, by: account, at: now, db)
        let gone = try db.run(
            """
            DELETE FROM plan WHERE school_id = \(school) AND id = \(id) AND state = 'draft' AND revision = \(revision)
            """)
        guard gone == 1 else { throw Fault.conflict("plan.changed_meanwhile") }
    }

    /// Sends it back to the school; what is to be mended stands in comments, or in the note.
    ///
    /// *Throws*: `plan.return_without_word` (invalid) where neither says anything; `field.too_long` (invalid).
    func giveBack(note: String, by account: ID<Caller.Account>?, at now: Instant, _ db: DB) throws {
        try require(.returned)
        guard try !note.isBlank || Plans.Comment.open(of: self, db) > 0 else {
            throw Fault.invalid(field: "note", "plan.return_without_word")
        }
        if let fault = FieldFault.inText("note", note, most: Plans.Move.longestNote) {
            throw Fault.invalid(fields: [fault])
        }
        let word: String? = note.isBlank ? nil : note
        try move(
            to: .returned, "decided_at = \(now), decided_by = \(account), note = \(word)", note: word, by: account,
            at: now,
            db)
    }

    /// Agrees to the plan as it stands; each failed "should" needs a reason, and each comment its answer.
    ///
    /// - Parameter reasons: by the code of the rule.
    /// - Throws: `plan.must_failures` where the policy moved since submission; `plan.comments_open` (conflict);
    ///   `plan.reason_missing` and `field.too_long` (invalid) per rule.
    func approve(
        reasons: [String: String], by account: ID<Caller.Account>?, at now: Instant, _ facts: Plans.Facts, _ db: DB
    ) throws {
        try require(.approved)
        let report = Plans.Report(plan, facts)
        guard report.maySubmit else {
            throw Fault.invalid("plan.must_failures", ["count": "\(report.failedMust.count)"])
        }
        // Locked before it is asked: a colleague's comment is either seen here or finds the plan approved.
        try lock(db)
        let open = try Plans.Comment.open(of: self, db)
        guard open == 0 else { throw Fault.conflict("plan.comments_open", ["count": "\(open)"]) }
        let wrong = report.failedShould.compactMap { rule -> FieldFault? in
            let (field, reason) = ("reasons.\(Plans.Reason.field(rule.code))", reasons[rule.code] ?? "")
            if reason.isBlank { return FieldFault(field, "plan.reason_missing") }
            return FieldFault.inText(field, reason, most: Plans.Reason.longest)
        }
        guard wrong.isEmpty else { throw Fault.invalid(fields: wrong) }
        try move(
            to: .approved,
            """
            decided_at = \(now), decided_by = \(account), note = NULL, \(try Self.checked(report, facts, at: now))
            """, by: account, at: now, db)
        for rule in report.failedShould {
            try db.run(
                """
                INSERT INTO plan_reason (school_id, plan_id, rule, reason)
                VALUES (\(school), \(id), \(rule.code), \(reasons[rule.code] ?? ""))
                """)
        }
    }

    /// Shows it to families; the version they saw until now is superseded.
    func publish(by account: ID<Caller.Account>?, at now: Instant, _ db: DB) throws {
        try require(.published)
        if let shown = try Self.published(of: school, in: term, db) {
            try shown.move(to: .superseded, "superseded_at = \(now)", by: account, at: now, db)
        }
        try move(to: .published, "published_at = \(now), published_by = \(account)", by: account, at: now, db)
    }

    /// Holds the version until the transaction ends, and gives its state as it is now.
    @discardableResult
    func lock(_ db: DB) throws -> Plans.State? {
        try db.value(
            "SELECT state FROM plan WHERE school_id = \(school) AND id = \(id)\(.forUpdate)", as: Plans.State.self)
    }

    /// *Throws*: `plan.wrong_state` (conflict) where the version as it was read does not go on to that state.
    func require(_ next: Plans.State) throws {
        guard state.next.contains(next) else {
            throw Fault.conflict("plan.wrong_state.\(state.rawValue)")
        }
    }

    private func move(
        to next: Plans.State, _ change: SQL, note: String? = nil, by account: ID<Caller.Account>?, at now: Instant,
        _ db: DB
    ) throws {
        let changed = try db.run(
            """
            UPDATE plan
            SET state = \(next), revision = revision + 1, \(change)
            WHERE school_id = \(school) AND id = \(id) AND state = \(state) AND revision = \(revision)
            """)
        guard changed == 1 else { throw Fault.conflict("plan.changed_meanwhile") }
        try Plans.Move.add(next, of: self, note: note, by: account, at: now, db)
    }
}
