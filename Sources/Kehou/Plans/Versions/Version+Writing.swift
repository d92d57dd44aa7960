import Store

extension Plans {
    /// What a version starts from.
    enum Start: Sendable, Hashable {
        /// What the school has published for the term: families know that text.
        case published
        /// The city's filled, compliant template, in a language.
        case template(language: String)
        /// What it had published for the term before.
        case lastTerm
        /// Another school's published plan.
        case school(ID<Registry.School>)
    }
}

/// How a version begins and is written. Every write names the revision it saw.
extension Plans.Version {
    /// Begins the next version of a school's plan for a term.
    ///
    /// *Throws*: `plan.open_exists` (conflict) while another version is being worked on; `plan.nothing_to_copy`
    /// (invalid) where the start has no published plan.
    static func begin(
        _ school: Registry.School, _ term: SchoolCalendar.Term, from start: Plans.Start,
        by account: ID<Caller.Account>?, at now: Instant, _ library: Plans.Library, _ db: DB
    ) throws -> Version {
        guard try open(of: school.id, in: term.id, db) == nil else { throw Fault.conflict("plan.open_exists") }
        let last =
            try db.value(
                "SELECT MAX(version) FROM plan WHERE school_id = \(school.id) AND term_id = \(term.id)", as: Int?.self)
            ?? nil
        let plan = try text(for: school, term, from: start, library, db)
        let facts = try Plans.Facts.load(school, term, library.words, db)
        let id = ID<Version>.next()
        let report = Plans.Report(plan, facts)
        let dates = try hasAgreed(school.id, term.id, db) ? nil : facts
        do {
            try db.run(
                """
                INSERT INTO plan (school_id, id, term_id, version, state, revision, document, report, failed_must,
                    failed_should, unknown, checked_at, created_at, saved_at, saved_by, submit_by, approve_by)
                VALUES (\(school.id), \(id), \(term.id), \((last ?? 0) + 1), 'draft', 1, \(try plan.json),
                    \(try report.json), \(report.failedMust.count), \(report.failedShould.count),
                    \(report.unknown.count), \(now), \(now), \(now), \(account), \(dates?.submitBy), \(dates?.approveBy))
                """)
        } catch StoreError.uniqueViolation {
            // Somebody began one since the look above.
            throw Fault.conflict("plan.open_exists")
        }
        return try find(id, of: school.id, db)
    }

    private static func text(
        for school: Registry.School, _ term: SchoolCalendar.Term, from start: Plans.Start, _ library: Plans.Library,
        _ db: DB
    ) throws -> Plans.Plan {
        let grades = Array(school.stage.grades)
        switch start {
        case .published:
            guard let version = try published(of: school.id, in: term.id, db) else {
                throw Fault.invalid(field: "start", "plan.nothing_to_copy")
            }
            return version.plan
        case .template(let language):
            return library.template(grades: grades, language: language)
        case .lastTerm:
            guard let version = try published(of: school.id, before: term, db) else {
                throw Fault.invalid(field: "start", "plan.nothing_to_copy")
            }
            return version.plan.forNextTerm
        case .school(let other):
            guard let version = try published(of: other, db) else {
                throw Fault.invalid(field: "school", "plan.nothing_to_copy")
            }
            return version.plan.forAnotherSchool(grades: grades)
        }
    }

    /// Saves what an editor wrote over the revision they saw, and checks it.
    ///
    /// *Throws*: `plan.not_editable` (conflict) once handed in; `invalid` with each field beyond its bound;
    /// `plan.changed_meanwhile` (conflict) when somebody else was faster: keep the text with `Rescue`.
    func save(
        _ plan: Plans.Plan, over seen: Int, by account: ID<Caller.Account>?, at now: Instant, _ facts: Plans.Facts,
        _ db: DB
    ) throws -> Int {
        guard state.isEditable else { throw Fault.conflict("plan.not_editable") }
        let plan = plan.withoutBlankRows
        try plan.requireBounds()
        let report = Plans.Report(plan, facts)
        // The same text again, as a repeated autosave sends it, is no change, so it cannot be a conflict either.
        if plan == self.plan, report == self.report { return revision }
        let changed = try db.run(
            """
            UPDATE plan
            SET document = \(try plan.json), revision = revision + 1, saved_at = \(now), saved_by = \(account),
                \(try Self.checked(report, facts, at: now))
            WHERE school_id = \(school) AND id = \(id) AND revision = \(seen) AND state IN ('draft', 'returned')
            """)
        guard changed == 1 else { throw Fault.conflict("plan.changed_meanwhile") }
        return seen + 1
    }

    /// The columns that hold the rules' answers.
    static func checked(_ report: Plans.Report, _ facts: Plans.Facts, at now: Instant) throws -> SQL {
        """
        report = \(try report.json), failed_must = \(report.failedMust.count),
        failed_should = \(report.failedShould.count), unknown = \(report.unknown.count), checked_at = \(now),
        submit_by = \(bound(facts.submitBy)), approve_by = \(bound(facts.approveBy))
        """
    }

    /// Of the innermost `plan` of a query: ``Plans/State/isAgreed``.
    private static let agreed: SQL = "state IN ('approved', 'published', 'superseded')"

    /// A date of the policy. It binds what a school hands in for the term, not what it changes once that was agreed to.
    private static func bound(_ date: LocalDate?) -> SQL {
        """
        CASE WHEN EXISTS (
            SELECT 1
            FROM plan AS earlier
            WHERE earlier.school_id = plan.school_id AND earlier.term_id = plan.term_id
                AND earlier.version < plan.version AND \(agreed))
        THEN NULL ELSE \(date) END
        """
    }

    private static func hasAgreed(
        _ school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>, _ db: DB
    ) throws -> Bool {
        try db.value(
            """
            SELECT 1
            FROM plan
            WHERE school_id = \(school) AND term_id = \(term) AND \(agreed)
            LIMIT 1
            """, as: Int.self) != nil
    }
}
