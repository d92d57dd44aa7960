import Store

extension Enrolment {
    struct FollowInput: Codable, Sendable {
        let district: ID<Registry.District>
        let school: ID<Registry.School>
        let term: ID<SchoolCalendar.Term>
        let kind: Pressure.Kind
        let outcome: Pressure.Outcome
    }

    struct ThresholdInput: Codable, Sendable {
        let city: ID<Registry.City>
        let fullMinutes: Int
        let fullPupils: Int
        let staffPercent: Int
        let staffAnswers: Int
        let placeAnswers: Int
        let samePercent: Int
        let sameAnswers: Int

        var thresholds: Pressure.Thresholds {
            Pressure.Thresholds(
                fullMinutes: fullMinutes, fullPupils: fullPupils, staffPercent: staffPercent,
                staffAnswers: staffAnswers,
                placeAnswers: placeAnswers, samePercent: samePercent, sameAnswers: sameAnswers)
        }
    }

    static let pressureEndpoints: [Endpoint] = [districtPressure, followSignal, cityPressure, setThresholds]

    static let districtPressure = Endpoint(
        "enrolment.district_pressure", .get, "/districts/{district}/pressure",
        "Signs that families may have been pressed, and what they answered: schools and numbers only",
        allow: .roles(.districtOfficer, .inspector, .bureau, .auditor, district: \.district),
        example: DistrictInput(district: 2), faults: [.notFound]
    ) { input, caller, db in try DistrictPressurePage(input, caller, db) }

    static let followSignal = Endpoint(
        "enrolment.follow_signal", .post, "/districts/{district}/pressure/{school}/followup",
        "Say what the district did about a signal",
        allow: .roles(.districtOfficer, district: \.district),
        example: FollowInput(district: 2, school: 3, term: 1, kind: .full, outcome: .talked),
        faults: [.notFound, .invalid, .conflict]
    ) { input, caller, db in
        try Pressure.Signal.follow(
            input.kind, at: input.school, of: input.district, input.term, input.outcome, by: caller.requireAccount(),
            at: caller.now, db)
        return SeeOther.to("/districts/\(input.district)/pressure", Text("pressure.followed_up"))
    }

    static let cityPressure = Endpoint(
        "enrolment.city_pressure", .get, "/cities/{city}/pressure",
        "How many signals each district has, and from where on something is one",
        allow: .roles(.bureau, .inspector, .auditor, city: \.city), example: CityInput(city: 1), faults: [.notFound]
    ) { input, caller, db in try CityPressurePage(input, caller, nil, db) }

    static let setThresholds = Endpoint(
        "enrolment.set_thresholds", .post, "/cities/{city}/pressure", "Set from where on something is a signal",
        allow: .roles(.bureau, city: \.city),
        example: ThresholdInput(
            city: 1, fullMinutes: 10, fullPupils: 15, staffPercent: 30, staffAnswers: 10, placeAnswers: 15,
            samePercent: 95, sameAnswers: 20), faults: [.notFound, .invalid],
        again: { typed, input, caller, db in try CityPressurePage(CityInput(city: input.city), caller, typed, db) }
    ) { input, caller, db in
        _ = try Registry.City.find(input.city, db)
        try input.thresholds.set(input.city, by: caller.account, at: caller.now, db)
        return SeeOther.to("/cities/\(input.city)/pressure", Text("pressure.thresholds_set"))
    }
}
