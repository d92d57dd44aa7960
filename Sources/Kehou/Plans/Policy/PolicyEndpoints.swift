import Store

extension Plans {
    typealias CityInput = SchoolCalendar.CityInput
    typealias DistrictInput = SchoolCalendar.DistrictInput
    typealias PlacedInput = SchoolCalendar.PlacedInput

    static let policyEndpoints: [Endpoint] =
        [districtPolicy]
        + edits(
            CityInput.self, [.roles(.bureau, .auditor, city: \.place.city)],
            [.roles(.bureau, .auditor, city: \.place.city)])
        + edits(
            DistrictInput.self,
            [.roles(.districtOfficer, .bureau, .inspector, .auditor, district: \.place.district)],
            [.roles(.districtOfficer, .bureau, .inspector, .auditor, district: \.place.district)])
        + [submitPolicy, approvePolicy, returnPolicy, approveDefaults]

    static let districtPolicy = Endpoint(
        "policy.district", .get, "/districts/{district}/policy",
        "The policy in force in a district, as anyone reads it",
        allow: .anyone, example: DistrictInput(district: 1), faults: [.notFound]
    ) { input, caller, db in try PolicyPage(Registry.District.find(input.district, db), caller, db) }

    static let submitPolicy = Endpoint(
        "policy.submit", .post, "/districts/{district}/policies/{policy}/submission",
        "Hand a district's draft to the city", allow: DistrictInput.editors(),
        example: PlacedInput(DistrictInput.sample, PolicyStepFields(policy: 1, revision: 1)),
        faults: [.invalid, .notFound, .conflict],
        again: { typed, input, caller, db in
            try PolicyVersionPage(input.place.locality(db), input.fields.policy, step: typed, caller, db)
        }
    ) { input, caller, db in
        let place = try input.place.locality(db)
        let version = try seen(input.fields.policy, at: input.fields.revision, place, in: [.draft, .returned], db)
        return try take(.submit, of: version, in: place, caller, db)
    }

    static let approvePolicy = Endpoint(
        "policy.approve", .post, "/districts/{district}/policies/{policy}/approval",
        "Put a submitted version in force from its date", allow: .roles(.bureau, district: \.place.district),
        example: PlacedInput(DistrictInput.sample, PolicyStepFields(policy: 1, revision: 1)),
        faults: [.invalid, .notFound, .conflict],
        again: { typed, input, caller, db in
            try PolicyVersionPage(input.place.locality(db), input.fields.policy, step: typed, caller, db)
        }
    ) { input, caller, db in try approve(input.place.locality(db), input.fields, caller, db) }

    static let approveDefaults = Endpoint(
        "policy.approve_defaults", .post, "/cities/{city}/policies/{policy}/approval",
        "Put the city's own draft in force from its date", allow: CityInput.editors(),
        example: PlacedInput(CityInput.sample, PolicyStepFields(policy: 1, revision: 1)),
        faults: [.invalid, .notFound, .conflict],
        again: { typed, input, caller, db in
            try PolicyVersionPage(input.place.locality(db), input.fields.policy, step: typed, caller, db)
        }
    ) { input, caller, db in try approve(input.place.locality(db), input.fields, caller, db) }

    static let returnPolicy = Endpoint(
        "policy.return", .post, "/districts/{district}/policies/{policy}/return",
        "Send a submitted version back with a comment", allow: .roles(.bureau, district: \.place.district),
        example: PlacedInput(DistrictInput.sample, PolicyDecisionFields(policy: 1, revision: 1, comment: "Example")),
        faults: [.invalid, .notFound, .conflict],
        again: { typed, input, caller, db in
            try PolicyVersionPage(input.place.locality(db), input.fields.policy, step: typed, caller, db)
        }
    ) { input, caller, db in
        let place = try input.place.locality(db)
        let version = try seen(input.fields.policy, at: input.fields.revision, place, in: [.submitted], db)
        try version.giveBack(by: caller.account, comment: input.fields.comment.trimmed, at: caller.now, db)
        return SeeOther.to("\(place.root)/policies", Text("policy.returned"))
    }.showing(typedPolicy)

    private static func approve(
        _ place: SchoolCalendar.Locality, _ fields: PolicyStepFields, _ caller: Caller, _ db: DB
    ) throws -> SeeOther {
        let state: PolicyState = place.district == nil ? .draft : .submitted
        let version = try seen(fields.policy, at: fields.revision, place, in: [state], db)
        return try take(.approve, of: version, in: place, caller, db)
    }

    /// Takes the step of a version as it was read.
    static func take(
        _ step: PolicyStep, of version: PolicyVersion, in place: SchoolCalendar.Locality, _ caller: Caller, _ db: DB
    ) throws -> SeeOther {
        switch step {
        case .submit:
            try version.submit(by: caller.account, at: caller.now, db)
            return SeeOther.to("\(place.root)/policies", Text("policy.submitted"))
        case .approve:
            try version.approve(by: caller.account, comment: nil, at: caller.now, db)
            try Recheck.enqueue(place, at: caller.now, db)
            return SeeOther.to("\(place.root)/policies", Text("policy.approved"))
        }
    }

    /// The version at the revision that its page showed. A state that does not allow the step says more than a revision that has
    /// passed.
    private static func seen(
        _ id: ID<PolicyVersion>, at revision: Int, _ place: SchoolCalendar.Locality, in states: [PolicyState], _ db: DB
    ) throws -> PolicyVersion {
        let version = try PolicyVersion.find(id, of: place.city, district: place.district, db)
        guard version.revision == revision || !states.contains(version.state) else {
            throw Fault.conflict("policy.changed_meanwhile")
        }
        return version
    }
}
