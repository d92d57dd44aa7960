import Store

extension Enrolment.Need {
    /// What became of an answer that was sent.
    enum Outcome: Sendable {
        /// It stands, and nothing did or something else.
        case changed
        /// It stands as before; whoever sent it is its author now.
        case same
        /// Another's answer stays.
        case refused
    }

    /// The last answer stands, and the one before it is kept.
    ///
    /// - Parameter isConfirmed: whoever waits for the school changes only what they said themselves.
    /// - Throws: `enrolment.need_changed` (conflict) where what stood was taken back at this moment.
    func write(
        for pupil: ID<Registry.Pupil>, grade: Int?, _ survey: Enrolment.Survey, by account: ID<Caller.Account>,
        isConfirmed: Bool, at now: Instant, _ db: DB
    ) throws -> Outcome {
        let isFirst = try db.run(
            """
            INSERT INTO need_answer (school_id, term_id, pupil_id, grade, days, ends_at, interests, answered_at,
                account_id)
            VALUES (\(survey.school), \(survey.term), \(pupil), \(grade ?? 0), \(days.bits), \(ends), \(interestBits),
                \(now), \(account))
            ON CONFLICT (school_id, term_id, pupil_id) DO NOTHING
            """)
        if isFirst == 1 { return .changed }
        // Of two at the same moment the slower one waits here, and keeps what the faster one said.
        guard let old = try Self.find(of: pupil, in: survey.school, survey.term, isHeld: true, db) else {
            throw Fault.conflict("enrolment.need_changed")
        }
        guard isConfirmed || old.author == account else { return .refused }
        if old.need != self || old.author != account { try Self.keep(pupil, survey, by: account, at: now, db) }
        try db.run(
            """
            UPDATE need_answer
            SET grade = \(grade ?? 0), days = \(days.bits), ends_at = \(ends), interests = \(interestBits),
                answered_at = \(now), account_id = \(account)
            WHERE school_id = \(survey.school) AND term_id = \(survey.term) AND pupil_id = \(pupil)
            """)
        return old.need == self ? .same : .changed
    }

    /// Lays what stands to the earlier answers. The row is held by `find`.
    private static func keep(
        _ pupil: ID<Registry.Pupil>, _ survey: Enrolment.Survey, by account: ID<Caller.Account>, at now: Instant,
        _ db: DB
    ) throws {
        try db.run(
            """
            INSERT INTO need_answer_past (school_id, term_id, pupil_id, id, grade, days, ends_at, interests,
                answered_at, account_id, replaced_at, replaced_by)
            SELECT school_id, term_id, pupil_id, \(ID<Enrolment.Need>.next()), grade, days, ends_at, interests,
                answered_at, account_id, \(now), \(account)
            FROM need_answer
            WHERE school_id = \(survey.school) AND term_id = \(survey.term) AND pupil_id = \(pupil)
            """)
    }
}
