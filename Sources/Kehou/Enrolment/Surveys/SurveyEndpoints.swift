import Store

extension Enrolment {
    struct NeedInput: Codable, Sendable {
        struct Child: Codable, Sendable {
            let school: ID<Registry.School>
            let pupil: ID<Registry.Pupil>
            let days: [Weekday]?
            let ends: TimeOfDay?
            let interests: [Plans.Category]?
            /// The family wants nothing: an answer as good as any.
            let nothing: Bool?

            /// What is wrong with it: school days only, and a time that the school offers.
            func faults(_ offered: [Offer.Day], at field: String) -> [FieldFault] {
                guard nothing != true, let days, !days.isEmpty else { return [] }
                guard days.allSatisfy(Weekday.schoolDays.contains) else {
                    return [FieldFault("\(field).days", "field.choice")]
                }
                guard let ends else { return [FieldFault("\(field).ends", "field.required")] }
                let times = Set(offered.flatMap(\.times))
                return times.isEmpty || times.contains(ends) ? [] : [FieldFault("\(field).ends", "field.choice")]
            }

            var isFilled: Bool { nothing == true || !(days ?? []).isEmpty || !(interests ?? []).isEmpty }
        }

        let children: [Child]
    }

    struct SurveyInput: Codable, Sendable {
        let school: ID<Registry.School>
        let closesOn: LocalDate
    }

    static let surveyEndpoints: [Endpoint] = [survey, answerSurvey, needs, setSurvey]

    static let survey = Endpoint(
        "enrolment.survey", .get, "/family/survey", "Three questions before term, for all children on one page",
        allow: .anyGuardian, example: Nothing()
    ) { _, caller, db in try SurveyPage(caller, nil, db) }

    static let answerSurvey = Endpoint(
        "enrolment.answer_survey", .post, "/family/survey", "Answer the survey; the last answer stands",
        allow: .anyGuardian,
        example: NeedInput(children: [
            .init(
                school: 3, pupil: 1, days: [.monday], ends: TimeOfDay(minutes: 1080), interests: [.sport], nothing: nil)
        ]), faults: [.notFound, .invalid, .conflict],
        again: { typed, _, caller, db in try SurveyPage(caller, typed, db) }
    ) { input, caller, db in
        let account = try caller.requireAccount()
        let own = try Registry.FamilyAccount.children(of: account, on: caller.today, db)
        let open = try Survey.open(in: own.map(\.school), at: caller.now, db)
        let windows = try Window.current(of: own.map(\.school), at: caller.now, db)
        var faults: [FieldFault] = []
        for (place, child) in input.children.enumerated() {
            guard let known = own.first(where: { $0.pupil == child.pupil && $0.school == child.school }) else {
                throw Fault.notFound()
            }
            guard child.isFilled else { continue }
            guard let survey = open[child.school] else { throw Fault.conflict("enrolment.survey_closed") }
            let days = child.nothing == true ? Weekdays.none : Weekdays(child.days ?? [])
            let offered = try windows[child.school]?.current(db).offer.days(grade: known.grade) ?? []
            let wrong = child.faults(offered, at: "children.\(place)")
            guard wrong.isEmpty else {
                faults += wrong
                continue
            }
            try Need(days: days, ends: child.ends, interests: Set(child.interests ?? []))
                .write(for: child.pupil, grade: known.grade, survey, by: account, at: caller.now, db)
        }
        guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
        guard input.children.contains(where: \.isFilled) else { throw Fault.invalid("enrolment.nothing_filled") }
        return SeeOther.to("/family/survey", Text("enrolment.survey_thanks"))
    }

    static let needs = Endpoint(
        "enrolment.needs", .get, "/schools/{school}/needs", "What families need, for planning rooms and clubs",
        allow: .roles(.office, .principal, school: \.school), example: SchoolInput(school: 3), faults: [.notFound]
    ) { input, caller, db in try NeedsPage(input.school, caller, nil, db) }

    static let setSurvey = Endpoint(
        "enrolment.set_survey", .post, "/schools/{school}/needs", "Ask families now, until a day",
        allow: .roles(.office, .principal, school: \.school), example: SurveyInput(school: 3, closesOn: .sample),
        faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in try NeedsPage(input.school, caller, typed, db) }
    ) { input, caller, db in
        let home = try Registry.School.find(input.school, db)
        guard let term = try Survey.term(home, caller, db) else { throw Fault.conflict("enrolment.term_not_open") }
        let old = try Survey.find(of: home.id, in: term.id, db)
        let closes = Instant(input.closesOn, TimeOfDay(minutes: 20 * 60))
        guard input.closesOn <= term.ends else {
            throw Fault.invalid(field: "closesOn", "enrolment.window_after_term")
        }
        try Survey.set(
            home.id, term.id, opens: old?.opens ?? caller.now, closes: closes, by: caller.account, at: caller.now, db)
        if old == nil {
            try Messages.send(
                .surveyOpened, toAll: try families(of: home.id, db), texts: ["closes": .date(input.closesOn)],
                link: "/family/survey", from: Place(kind: .school, id: home.id.rawValue),
                mailing: Messages.Mailing.Sender(account: caller.account), at: caller.now, db)
        }
        return SeeOther.to("/schools/\(input.school)/needs", Text("enrolment.survey_set"))
    }
}

extension Enrolment.Survey {
    /// The term that a survey is about: the one that a window is set for, else the next.
    static func term(_ home: Registry.School, _ caller: Caller, _ db: DB) throws -> SchoolCalendar.Term? {
        let window = try Enrolment.Window.current(of: [home.id], at: caller.now, db)[home.id]
        return try window?.term ?? SchoolCalendar.Term.current(on: caller.today, in: home.cityID, db)
    }
}
