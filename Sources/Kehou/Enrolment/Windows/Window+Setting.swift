import Store

/// The office sets a window once, moves it while it has not opened, and afterwards only makes it longer, with a public word why:
/// a window that gets shorter while families are deciding would press them.
extension Enrolment.Window {
    /// Where the office begins: from a week before the term, the term before being over, until its eve; or from now for a week where
    /// that has passed.
    ///
    /// - Parameter before: the last day of the term before.
    static func proposal(
        for term: SchoolCalendar.Term, after before: LocalDate?, at now: Instant
    ) -> (opens: Instant, closes: Instant) {
        let week = term.starts.adding(days: -8)
        let opens = Instant(max(week, before?.adding(days: 1) ?? week), TimeOfDay(minutes: 8 * 60))
        let closes = Instant(term.starts.adding(days: -1), TimeOfDay(minutes: 20 * 60))
        guard now >= closes else { return (opens, closes) }
        let today = now.localDate
        return (
            Instant(today.adding(days: 1), TimeOfDay(minutes: 8 * 60)),
            Instant(today.adding(days: 8), TimeOfDay(minutes: 20 * 60))
        )
    }

    /// The shortest window: a day's notice is what families complained of.
    static let shortestDays = 3

    /// Sets the window of a term, or moves one that has not opened. It opens when the term before is over: families are asked for one
    /// term at a time, so that nobody answers for another term than they think.
    ///
    /// *Throws*: `invalid` where the times make no sense; `enrolment.window_opened` (conflict) once it has opened;
    /// `enrolment.window_changed` (conflict) where somebody else was faster.
    static func set(
        _ school: Registry.School, _ term: SchoolCalendar.Term, opens: Instant, closes: Instant, over revision: Int?,
        by account: ID<Caller.Account>?, at now: Instant, _ db: DB
    ) throws {
        try requireSense(
            term, opens, closes, after: SchoolCalendar.Term.lastDay(before: term, in: school.cityID, db), at: now)
        let (offer, plan) = try Enrolment.Offer.load(school, term, db)
        guard let old = try find(of: school.id, in: term.id, db) else {
            let written = try db.run(
                """
                INSERT INTO enrolment_window
                    (school_id, term_id, opens_at, closes_at, revision, offer, plan_id, set_at, set_by)
                VALUES (\(school.id), \(term.id), \(opens), \(closes), 1, \(offer.json), \(plan), \(now), \(account))
                ON CONFLICT (school_id, term_id) DO NOTHING
                """)
            guard written == 1 else { throw Fault.conflict("enrolment.window_changed") }
            return try Enrolment.CoverageRow.recount(school.id, term.id, db)
        }
        guard old.state(at: now) == .ahead else { throw Fault.conflict("enrolment.window_opened") }
        let changed = try db.run(
            """
            UPDATE enrolment_window
            SET opens_at = \(opens), closes_at = \(closes), revision = revision + 1, offer = \(offer.json),
                plan_id = \(plan), set_at = \(now), set_by = \(account)
            WHERE school_id = \(school.id) AND term_id = \(term.id) AND revision = \(revision ?? old.revision)
            """)
        guard changed == 1 else { throw Fault.conflict("enrolment.window_changed") }
        try Enrolment.CoverageRow.recount(school.id, term.id, db)
    }

    /// Makes the window longer, or opens it again, and says why to everybody.
    ///
    /// *Throws*: `invalid` for a time that is not later; `enrolment.window_ahead` (conflict) before it has opened, when it is
    /// moved instead; `enrolment.window_changed` (conflict).
    func extend(
        until closes: Instant, note: String, over revision: Int, by account: ID<Caller.Account>?, at now: Instant,
        _ db: DB
    ) throws {
        guard state(at: now) != .ahead else { throw Fault.conflict("enrolment.window_ahead") }
        var faults: [FieldFault] = []
        if closes <= self.closes || closes <= now {
            faults.append(FieldFault("closesOn", "enrolment.extension_earlier"))
        }
        if closes.localDate > term.ends { faults.append(FieldFault("closesOn", "enrolment.window_after_term")) }
        if note.isBlank { faults.append(FieldFault("note", "field.required")) }
        if let fault = FieldFault.inText("note", note, most: Enrolment.Extension.longest) { faults.append(fault) }
        guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
        let changed = try db.run(
            """
            UPDATE enrolment_window
            SET closes_at = \(closes), revision = revision + 1
            WHERE school_id = \(school) AND term_id = \(term.id) AND revision = \(revision)
            """)
        guard changed == 1 else { throw Fault.conflict("enrolment.window_changed") }
        try db.run(
            """
            INSERT INTO enrolment_extension (school_id, term_id, id, closed_at, closes_at, note, made_at, made_by)
            VALUES (\(school), \(term.id), \(ID<Enrolment.Extension>.next()), \(self.closes), \(closes), \(note.trimmed),
                \(now), \(account))
            """)
    }

    private static func requireSense(
        _ term: SchoolCalendar.Term, _ opens: Instant, _ closes: Instant, after before: LocalDate?, at now: Instant
    ) throws {
        var faults: [FieldFault] = []
        if let before, opens.localDate <= before {
            faults.append(FieldFault("opensOn", "enrolment.window_before_term", ["day": before.description]))
        }
        if opens.localDate > term.ends { faults.append(FieldFault("opensOn", "enrolment.window_after_term")) }
        if closes.localDate > term.ends { faults.append(FieldFault("closesOn", "enrolment.window_after_term")) }
        if closes <= now {
            faults.append(FieldFault("closesOn", "enrolment.window_past"))
        } else if closes < opens.adding(seconds: Int64(shortestDays) * 86_400) {
            faults.append(FieldFault("closesOn", "enrolment.window_short", ["days": "\(shortestDays)"]))
        }
        guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
    }

    /// Writes down anew what the school offers, after it published another plan.
    func refreshed(_ db: DB) throws -> Enrolment.Window {
        guard isStale else { return self }
        let home = try Registry.School.find(school, db)
        let (offer, plan) = try Enrolment.Offer.load(home, term, db)
        try db.run(
            """
            UPDATE enrolment_window
            SET offer = \(offer.json), plan_id = \(plan)
            WHERE school_id = \(school) AND term_id = \(term.id)
            """)
        return with(offer, plan)
    }

    /// The same for readers, who write nothing.
    func current(_ db: DB) throws -> Enrolment.Window {
        guard isStale else { return self }
        let (offer, plan) = try Enrolment.Offer.load(Registry.School.find(school, db), term, db)
        return with(offer, plan)
    }

    private func with(_ offer: Enrolment.Offer, _ plan: ID<Plans.Version>?) -> Enrolment.Window {
        Enrolment.Window(
            school: school, term: term, opens: opens, closes: closes, revision: revision, offer: offer, plan: plan,
            publishedPlan: publishedPlan)
    }
}

extension Enrolment.Offer {
    /// From the published plan of the term, with the policy in force when it begins.
    static func load(
        _ school: Registry.School, _ term: SchoolCalendar.Term, _ db: DB
    ) throws -> (offer: Enrolment.Offer, plan: ID<Plans.Version>?) {
        let version = try Plans.Version.published(of: school.id, in: term.id, db)
        let district = try Registry.District.find(school.districtID, db)
        let policy = try Plans.Policy.inForce(in: district, on: term.starts, db)
        return (Enrolment.Offer(version?.plan, policy, on: term.starts), version?.id)
    }
}
