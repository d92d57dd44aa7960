import Store

extension Enrolment {
    struct NeedInput: Codable, Sendable {
        struct Child: Codable, Sendable {
            let school: ID<Registry.School>
            let pupil: ID<Registry.Pupil>
            /// Which of the school's surveys is answered; without it the last to open.
            let term: ID<SchoolCalendar.Term>?
            let days: [Weekday]?
            let ends: TimeOfDay?
            let interests: [Plans.Category]?
            /// The family wants nothing: an answer as good as any.
            let nothing: Bool?
            /// The mark of the answer that the form was made from (`Need.mark`), `none` where there was none, or nothing for a
            /// caller that did not look.
            var seen: String?

            /// What is wrong with it: school days only, and a time that the school offers.
            func faults(_ offered: [Offer.Day], at field: String) -> [FieldFault] {
                let days = days ?? []
                // Either days or nothing.
                guard days.isEmpty == (nothing == true) else {
                    return [
                        FieldFault("\(field).days", days.isEmpty ? "enrolment.survey_no_day" : "enrolment.survey_both")
                    ]
                }
                guard !days.isEmpty else { return [] }
                guard days.allSatisfy(Weekday.schoolDays.contains) else {
                    return [FieldFault("\(field).days", "field.choice")]
                }
                guard let ends else { return [FieldFault("\(field).ends", "field.required")] }
                let times = Set(offered.flatMap(\.times))
                return times.isEmpty || times.contains(ends) ? [] : [FieldFault("\(field).ends", "field.choice")]
            }

            func answers(_ asked: OpenSurvey) -> Bool {
                asked.survey.school == school && (term == nil || asked.term.id == term)
            }

            var need: Need {
                Need(
                    days: nothing == true ? .none : Weekdays(days ?? []), ends: ends,
                    interests: Set(interests ?? []))
            }

            var isFilled: Bool { nothing == true || !(days ?? []).isEmpty || !(interests ?? []).isEmpty }
        }

        let children: [Child]
    }

    struct SurveyInput: Codable, Sendable {
        let school: ID<Registry.School>
        /// Another open term than the page begins with.
        let term: ID<SchoolCalendar.Term>?
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
                school: 3, pupil: 1, term: 1, days: [.monday], ends: TimeOfDay(minutes: 1080), interests: [.sport],
                nothing: nil)
        ]), faults: [.notFound, .invalid, .conflict],
        again: { typed, _, caller, db in try SurveyPage(caller, typed, db) }
    ) { input, caller, db in
        let account = try caller.requireAccount()
        let own = try Registry.FamilyAccount.children(of: account, on: caller.today, db)
        let open = try OpenSurvey.all(in: own.map(\.school), at: caller.now, db)
        var faults: [FieldFault] = []
        for (place, child) in input.children.enumerated() {
            guard let known = own.first(where: { $0.pupil == child.pupil && $0.school == child.school }) else {
                throw Fault.notFound()
            }
            guard child.isFilled || ![nil, Need.unanswered].contains(child.seen) else { continue }
            guard let asked = open.last(where: child.answers) else { throw Fault.conflict("enrolment.survey_closed") }
            let stands = try Need.find(of: child.pupil, in: child.school, asked.term.id, isHeld: true, db)
            let surveyed = SurveyedChild(
                child: known, asked: asked, need: stands?.need, author: stands?.author, reader: account)
            // Who may not see what stands learns nothing of it by marks.
            let seen = surveyed.seesAnswer ? child.seen : nil
            // As the page showed it: nothing was said, whatever stands by now.
            if child.need.mark == seen { continue }
            let wrong = child.faults(surveyed.offer, at: "children.\(place)")
            guard wrong.isEmpty else {
                faults += wrong
                continue
            }
            guard seen == nil || seen == surveyed.need.seen || child.need == surveyed.need else {
                throw Fault.conflict("enrolment.need_changed")
            }
            let outcome = try child.need.write(
                for: child.pupil, grade: known.grade, asked.survey, by: account, isConfirmed: known.isConfirmed,
                at: caller.now, db)
            switch outcome {
            case .changed: try tellOthers(of: child, caller, db)
            case .same: break
            case .refused: faults.append(FieldFault("children.\(place).days", "enrolment.wait_for_school"))
            }
        }
        guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
        guard input.children.contains(where: \.isFilled) else { throw Fault.invalid("enrolment.nothing_filled") }
        return SeeOther.to("/family/survey", Text("enrolment.survey_thanks"))
    }

    /// The other guardians hear that there is an answer, and not what it is: not all of them may see it. Whoever gave it is told
    /// nothing, or a guess that was right would show by the message that is missing.
    private static func tellOthers(of child: NeedInput.Child, _ caller: Caller, _ db: DB) throws {
        try FamilyNews(school: child.school, pupil: child.pupil, now: caller.now).tell(
            .needKept, but: caller.account, words: ["sender": caller.name], link: "/family/survey", db)
    }

    static let needs = Endpoint(
        "enrolment.needs", .get, "/schools/{school}/needs", "What families need, for planning rooms and clubs",
        allow: .roles(.office, .principal, school: \.school), example: Plans.SchoolInput(school: 3), faults: [.notFound]
    ) { input, caller, db in try NeedsPage(input, caller, nil, db) }

    static let setSurvey = Endpoint(
        "enrolment.set_survey", .post, "/schools/{school}/needs", "Ask families now about a term, until a day",
        allow: .roles(.office, .principal, school: \.school),
        example: SurveyInput(school: 3, term: 1, closesOn: .sample), faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in
            try NeedsPage(Plans.SchoolInput(school: input.school, term: input.term), caller, typed, db)
        }
    ) { input, caller, db in
        let home = try Registry.School.find(input.school, db)
        guard let term = try Survey.choice(input.term, home, caller, db).term else {
            throw Fault.conflict("enrolment.term_not_open")
        }
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
        return SeeOther.to("/schools/\(home.id)/needs?term=\(term.id)", Text("enrolment.survey_set"))
    }
}

extension Enrolment.Survey {
    /// The term asked for; else the one whose families are asked to apply, or the running one.
    ///
    /// - Throws: `notFound` for a term that is over, not open, or another city's.
    static func choice(
        _ asked: ID<SchoolCalendar.Term>?, _ home: Registry.School, _ caller: Caller, _ db: DB
    ) throws -> SchoolCalendar.TermChoice {
        let now = try Enrolment.Window.current(of: [home.id], at: caller.now, db)[home.id]
        return try SchoolCalendar.TermChoice(
            asked ?? now?.term.id, of: home.cityID, on: caller.today, at: "/schools/\(home.id)/needs", db)
    }
}
