import Store

extension Enrolment {
    struct WindowInput: Codable, Sendable {
        let school: ID<Registry.School>
        let term: ID<SchoolCalendar.Term>
        let opensOn: LocalDate
        let opensAt: TimeOfDay
        let closesOn: LocalDate
        let closesAt: TimeOfDay
        /// What the form was made from; nothing for the first one.
        let revision: Int?
    }

    struct ExtensionInput: Codable, Sendable {
        let school: ID<Registry.School>
        let term: ID<SchoolCalendar.Term>
        let closesOn: LocalDate
        let closesAt: TimeOfDay
        let note: String
        let revision: Int
    }

    static let windowEndpoints: [Endpoint] = [school, desk, setWindow, extendWindow]

    static let school = Endpoint(
        "enrolment.school", .get, "/schools/{school}",
        "A school's published plan and when its families are asked, for anyone", allow: .anyone,
        example: Plans.SchoolInput(school: 3), faults: [.notFound],
        ground: { input, caller, db in try PublicSchoolPage.ground(input, at: caller.now, db) }
    ) { input, caller, db in try PublicSchoolPage(input, caller, db) }

    static let desk = Endpoint(
        "enrolment.desk", .get, "/schools/{school}/enrolment",
        "The office's page: the window, how many asked, the rooms",
        allow: .roles(.office, .principal, school: \.school), example: Plans.SchoolInput(school: 3), faults: [.notFound]
    ) { input, caller, db in try DeskPage(input, caller, nil, db) }

    static let setWindow = Endpoint(
        "enrolment.set_window", .post, "/schools/{school}/enrolment/window",
        "Set a term's window, or move it while it has not opened", allow: .roles(.office, .principal, school: \.school),
        example: WindowInput(
            school: 3, term: 1, opensOn: .sample, opensAt: .sample, closesOn: .sample, closesAt: .sample, revision: nil),
        faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in
            try DeskPage(Plans.SchoolInput(school: input.school, term: input.term), caller, typed, db)
        }
    ) { input, caller, db in
        let home = try Registry.School.find(input.school, db)
        let term = try SchoolCalendar.Term.find(input.term, in: home.cityID, db)
        guard term.isOpen else { throw Fault.conflict("enrolment.term_not_open") }
        try Window.set(
            home, term, opens: Instant(input.opensOn, input.opensAt), closes: Instant(input.closesOn, input.closesAt),
            over: input.revision, by: caller.account, at: caller.now, db)
        try WindowNews.enqueue(input.school, input.term, at: caller.now, db)
        try Pressure.Watch.begin(input.school, input.term, at: caller.now, db)
        return SeeOther.to(
            "/schools/\(input.school)/enrolment?term=\(input.term)", Text("enrolment.window_set"))
    }

    static let extendWindow = Endpoint(
        "enrolment.extend_window", .post, "/schools/{school}/enrolment/extensions",
        "Make the window longer, with a word that everybody can read",
        allow: .roles(.office, .principal, school: \.school),
        example: ExtensionInput(
            school: 3, term: 1, closesOn: .sample, closesAt: .sample, note: "Two days more after the storm", revision: 1
        ),
        faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in
            try DeskPage(Plans.SchoolInput(school: input.school, term: input.term), caller, typed, db)
        }
    ) { input, caller, db in
        guard let window = try Window.find(of: input.school, in: input.term, db) else { throw Fault.notFound() }
        try window.extend(
            until: Instant(input.closesOn, input.closesAt), note: input.note, over: input.revision,
            by: caller.account, at: caller.now, db)
        try Pressure.Watch.begin(input.school, input.term, at: caller.now, db)
        return SeeOther.to("/schools/\(input.school)/enrolment", Text("enrolment.window_extended"))
    }
}
