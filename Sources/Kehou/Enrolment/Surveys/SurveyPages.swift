import Store

extension Enrolment {
    /// Three questions for each child: which days, until when, what the child likes.
    struct SurveyPage: Page {
        struct Child: Codable, Sendable {
            let anchor: String
            let base: String
            let school: ID<Registry.School>
            let pupil: ID<Registry.Pupil>
            let name: String
            let place: Text
            let term: Text
            let termID: ID<SchoolCalendar.Term>
            let days: [ChildCard.Option]
            let ends: [ChildCard.Option]
            let endsID: String
            let interests: [ChildCard.Option]
            let nothing: Bool
            /// What the form was made from; nil for a reader who may not see it.
            let seen: String?
            let answered: Text?
            /// A guardian has answered, and whoever reads this is not confirmed yet: there is nothing to fill in.
            let wait: Text?
            let error: Text?
        }

        static let template = "enrolment/survey"
        let errors: [FormBuilder.Summary]
        let children: [Child]
        let canSend: Bool

        init(_ caller: Caller, _ typed: Endpoint.Typed?, _ db: DB) throws {
            let cards = try SurveyedChild.all(caller, db).enumerated().map { place, child in
                Child(child, at: place, typed, caller.language)
            }
            canSend = cards.contains { $0.wait == nil }
            children = cards
            errors =
                typed.map { typed in
                    let named = cards.compactMap { child in
                        child.error.map {
                            FormBuilder.Summary(id: child.anchor, label: Text(verbatim: child.name), error: $0)
                        }
                    }
                    return named.isEmpty
                        ? [FormBuilder.Summary(id: "survey", label: nil, error: typed.fault.text)] : named
                } ?? []
        }
    }

    /// What families need: by weekday, by end time, by interest, and all of it by grade. Numbers for planning, no names.
    struct NeedsPage: Page {
        struct Line: Codable, Sendable {
            let label: Text
            let total: Int
            let percent: Int
            /// Of a weekday, where somebody has counted them.
            let seats: Int?
            /// How many wishes have no seat.
            let short: Int?
            let cells: [Cell]
        }

        struct Cell: Codable, Sendable {
            let grade: Text
            let count: Int
        }

        struct Table: Codable, Sendable {
            let title: Text
            let hasSeats: Bool
            let grades: [Text]
            let lines: [Line]
        }

        static let template = "enrolment/needs"
        let school: String
        let base: String
        let term: Text
        let termID: ID<SchoolCalendar.Term>?
        let views: [SchoolCalendar.TermChoice.View]
        let state: Text
        let fields: [FormField]
        let errors: [FormBuilder.Summary]
        let answered: Text
        let tables: [Table]
        let isEmpty: Bool
        let breadcrumbs: [Link]

        init(_ input: Plans.SchoolInput, _ caller: Caller, _ typed: Endpoint.Typed?, _ db: DB) throws {
            let id = input.school
            let home = try Registry.School.find(id, db)
            let choice = try Survey.choice(input.term, home, caller, db)
            let term = choice.term
            let survey = try term.flatMap { try Survey.find(of: id, in: $0.id, db) }
            let counts = try term.map { try NeedCount.all(of: id, in: $0.id, db) } ?? []
            var form = FormBuilder(typed)
            school = home.name(in: caller.language)
            base = "/schools/\(id)/needs"
            self.term = term?.title ?? Text("plans.no_term")
            termID = term?.id
            views = choice.views
            state =
                survey.map {
                    Text(
                        $0.isOpen(at: caller.now) ? "enrolment.survey_open" : "enrolment.survey_over",
                        ["closes": $0.closes.display(in: caller.language)])
                } ?? Text("enrolment.survey_none")
            let proposal = survey?.closes.localDate ?? caller.today.adding(days: 7)
            fields = [form.add(.date, "closesOn", Text("enrolment.survey_closes"), stored: proposal.description)]
            errors = form.errors
            let pupils = counts.reduce(0) { $0 + $1.pupils }
            answered = Text("enrolment.survey_answered", ["count": "\(pupils)"])
            let seats = try term.map { try Capacity.places(home, $0, db) } ?? [:]
            tables = NeedCount.tables(counts, seats: seats)
            isEmpty = counts.isEmpty
            breadcrumbs = [
                Link(Text(verbatim: home.name(in: caller.language)), "/schools/\(id)"),
                Link(Text("enrolment.desk.title"), "/schools/\(id)/enrolment"),
            ]
        }
    }
}

extension Enrolment.SurveyPage.Child {
    typealias Option = Enrolment.ChildCard.Option

    /// - Parameter typed: what was sent, after a refusal: it stands again.
    fileprivate init(
        _ surveyed: Enrolment.SurveyedChild, at place: Int, _ typed: Endpoint.Typed?, _ language: Language
    ) {
        let (child, offer) = (surveyed.child, surveyed.offer)
        let need = surveyed.seesAnswer ? surveyed.need : nil
        base = "children.\(place)"
        anchor = "child-\(place)"
        school = child.school
        pupil = child.pupil
        name = child.name
        self.place = Text(
            "enrolment.child_place", ["school": child.schoolName.name(in: language), "class": child.className ?? ""])
        term = surveyed.asked.term.title
        termID = surveyed.asked.term.id
        // By who and which term, not by place: another survey may have closed meanwhile.
        let nodes: [Node] = if case .array(let all) = typed?.values["children"] ?? .null { all } else { [] }
        let part = nodes.enumerated().first { _, node in
            node["pupil"]?.text == "\(child.pupil)" && node["school"]?.text == "\(child.school)"
                && [nil, "\(surveyed.asked.term.id)"].contains(node["term"]?.text)
        }
        // What nobody touched shows what stands.
        let sent = part.flatMap { part in
            let input = InputDecoder.decode(Enrolment.NeedInput.Child.self, from: part.element, source: .form).0
            return input?.seen != nil && input?.need.mark == input?.seen ? nil : part
        }
        func chosen(_ field: String, _ stored: [String]) -> Set<String> {
            guard let sent = sent?.element else { return Set(stored) }
            if case .array(let nodes) = sent[field] ?? .null { return Set(nodes.compactMap(\.text)) }
            return Set([sent[field]?.text].compactMap { $0 })
        }
        let ticked = chosen("days", need?.days.all.map(\.description) ?? [])
        days = offer.map {
            Option(
                value: "\($0.weekday)", label: Text("value.weekday.\($0.weekday.rawValue)"),
                selected: ticked.contains("\($0.weekday)"))
        }
        let end = chosen("ends", [need?.ends?.description].compactMap { $0 })
        let times = Set(offer.flatMap(\.times)).sorted()
        ends = times.map {
            Option(
                value: "\($0)", label: Text("enrolment.leaves", ["time": "\($0)"]),
                selected: end.isEmpty ? $0 == offer.first?.leaving.last : end.contains("\($0)"))
        }
        endsID = "\(anchor)-ends"
        let liked = chosen("interests", need?.interests.map(\.rawValue) ?? [])
        interests = Plans.Category.allCases.map {
            Option(value: $0.rawValue, label: $0.label, selected: liked.contains($0.rawValue))
        }
        nothing = sent.map { $0.element["nothing"]?.text != nil } ?? (need.map { $0.days == .none } ?? false)
        answered =
            surveyed.need == nil
            ? nil : Text(surveyed.seesAnswer ? "enrolment.survey.answered" : "enrolment.status.answered")
        wait = surveyed.mayAnswer ? nil : Text("fault.enrolment.wait_for_school")
        let isConflict = typed?.fault.code == "enrolment.need_changed"
        let old = sent?.element["seen"]?.text
        let isStale = isConflict && surveyed.seesAnswer && old != nil && old != surveyed.need.seen
        seen = surveyed.seesAnswer ? (isConflict ? nil : old) ?? surveyed.need.seen : nil
        error =
            isStale
            ? Text("enrolment.need_changed", texts: ["answer": surveyed.need?.text ?? Text("enrolment.need_none")])
            : sent.flatMap { sent in
                typed?.fault.fields.first { $0.field.hasPrefix("children.\(sent.offset).") }?.text
            }
    }
}
