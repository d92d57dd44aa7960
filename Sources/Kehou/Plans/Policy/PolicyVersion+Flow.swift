import Store

extension Plans.PolicyVersion {
    typealias PolicyVersion = Plans.PolicyVersion

    /// Begins the next version of a place, as a copy of its last one.
    ///
    /// *Throws*: `policy.draft_exists` (conflict) while another version is being worked on.
    static func begin(
        city: ID<Registry.City>, district: ID<Registry.District>?, at now: Instant, _ db: DB
    ) throws -> PolicyVersion {
        let before = try all(of: city, district: district, db)
        guard before.allSatisfy({ $0.state == .approved }) else { throw Fault.conflict("policy.draft_exists") }
        let last = before.max { $0.version < $1.version }
        let draft = PolicyVersion(
            id: .next(), city: city, district: district, version: (last?.version ?? 0) + 1, state: .draft, revision: 1,
            effectiveFrom: nil, own: try last?.own ?? start(city: city, district: district, db), createdAt: now,
            submittedAt: nil, decidedAt: nil, comment: nil)
        do {
            try draft.insert(db)
        } catch StoreError.uniqueViolation {
            throw Fault.conflict("policy.draft_exists")
        }
        return draft
    }

    /// What a first version states: a district nothing, a city the province's limits until it decides on its own.
    private static func start(
        city: ID<Registry.City>, district: ID<Registry.District>?, _ db: DB
    ) throws -> Plans.PolicyOverrides {
        guard district == nil, let bounds = try Plans.ProvincialBounds.current(db) else { return .none }
        var own = Plans.PolicyOverrides.none
        own.feeCeilingRural = bounds.feeAtMostRural
        own.feeCeilingUrban = bounds.feeAtMostUrban
        own.payFloor = bounds.payAtLeast
        return own
    }

    /// Saves what an editor wrote over the revision that they saw.
    ///
    /// *Throws*: `invalid` with each field outside the province's bounds or at odds with the rest; `policy.not_editable`
    /// (conflict) once submitted; `policy.changed_meanwhile` (conflict) when another editor was faster.
    func save(_ own: Plans.PolicyOverrides, effectiveFrom: LocalDate?, over seen: Int, _ db: DB) throws {
        guard isEditable else { throw Fault.conflict("policy.not_editable") }
        guard revision == seen else { throw Fault.conflict("policy.changed_meanwhile") }
        var changed = self
        changed.own = own
        changed.effectiveFrom = effectiveFrom
        try changed.requireSense(db)
        try changed.update(over: seen, db)
    }

    /// Hands a district's draft to the city.
    ///
    /// *Throws*: `invalid` while a section or the date of effect is missing or past, or a value is out of bounds.
    func submit(by account: ID<Caller.Account>?, at now: Instant, _ db: DB) throws {
        guard district != nil, isEditable else { throw Fault.conflict("policy.not_editable") }
        try requireComplete(db)
        try requireComing(on: now.localDate, db)
        try move(
            from: [.draft, .returned],
            """
            state = 'submitted', submitted_at = \(now), submitted_by = \(account)
            """, db)
    }

    /// Puts a submitted version, or the city's own draft, in force from its date of effect.
    ///
    /// *Throws*: as `submit`; the city's also `invalid` where a district's own word and the new defaults contradict each other.
    func approve(by account: ID<Caller.Account>?, comment: String?, at now: Instant, _ db: DB) throws {
        let states: [Plans.PolicyState] = district == nil ? [.draft] : [.submitted]
        guard states.contains(state) else { throw Fault.conflict("policy.not_submitted") }
        try Registry.City.lock(city, db)
        // The city's defaults may have moved since it was submitted.
        try requireComplete(db)
        try requireComing(on: now.localDate, db)
        try requireDistricts(db)
        try move(
            from: states,
            "state = 'approved', decided_at = \(now), decided_by = \(account), comment = \(comment)", db)
    }

    /// Sends a submitted version back to the district with a comment.
    func giveBack(by account: ID<Caller.Account>?, comment: String, at now: Instant, _ db: DB) throws {
        guard state == .submitted else { throw Fault.conflict("policy.not_submitted") }
        guard !comment.isBlank else { throw Fault.invalid(field: "comment", "field.required") }
        if let fault = FieldFault.marks("comment", comment, mayBreak: true) { throw Fault.invalid(fields: [fault]) }
        try move(
            from: [.submitted],
            "state = 'returned', decided_at = \(now), decided_by = \(account), comment = \(comment)", db)
    }

    /// The policy this version amounts to on its first day.
    func merged(_ db: DB) throws -> Plans.Policy {
        guard district != nil else { return Plans.Policy().merged(with: own) }
        return try Plans.Policy.ofCity(city, on: effectiveFrom ?? createdAt.localDate, db).merged(with: own)
    }

    private func requireSense(_ db: DB) throws {
        let bounds = try Plans.ProvincialBounds.current(on: effectiveFrom, db)
        let faults = try own.faults + merged(db).faults(within: bounds)
        guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
    }

    /// Schools were held to the version in force until today, and what was decided by it stays decided: its successor does not
    /// reach back. The first version of a place takes nobody's place, so it may.
    private func requireComing(on today: LocalDate, _ db: DB) throws {
        guard let effectiveFrom, effectiveFrom < today else { return }
        guard let current = try Self.all(of: city, district: district, db).inForce(on: today) else { return }
        throw Fault.invalid(
            field: "effectiveFrom", "policy.effective_past",
            ["version": String(current.version), "today": today.description])
    }

    private func requireComplete(_ db: DB) throws {
        try requireSense(db)
        let sections = try merged(db).sections
        var faults = Plans.PolicySection.allCases.filter { sections[$0] == nil }
            .map { FieldFault("sections.\($0.rawValue)", "field.required") }
        if effectiveFrom == nil { faults.append(FieldFault("effectiveFrom", "field.required")) }
        guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
    }

    private func move(from states: [Plans.PolicyState], _ change: SQL, _ db: DB) throws {
        let changed = try db.run(
            """
            UPDATE policy
            SET \(change), revision = revision + 1
            WHERE id = \(id) AND revision = \(revision) AND \(column: "state", isIn: states)
            """)
        guard changed == 1 else { throw Fault.conflict("policy.changed_meanwhile") }
    }
}
