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
            let days: [ChildCard.Option]
            let ends: [ChildCard.Option]
            let endsID: String
            let interests: [ChildCard.Option]
            let nothing: Bool
            let answered: Bool
            let error: Text?
        }

        static let template = "enrolment/survey"
        let errors: [FormBuilder.Summary]
        let children: [Child]

        init(_ caller: Caller, _ typed: Endpoint.Typed?, _ db: DB) throws {
            let own = try Registry.FamilyAccount.children(of: caller.requireAccount(), on: caller.today, db)
            let open = try Survey.open(in: own.map(\.school), at: caller.now, db)
            let schools = try open.keys.map { try Registry.School.find($0, db) }
            let cards = try own.filter { open[$0.school] != nil }.enumerated().map { place, child in
                let survey = open[child.school]
                let home = schools.first { $0.id == child.school }
                let need = try survey.flatMap { try Need.find(of: child.pupil, in: child.school, $0.term, db) }
                let offer = try Self.offer(home, survey, child.grade, db)
                return Child(child, need, offer, at: place, typed, caller.language)
            }
            children = cards
            errors =
                typed.map { typed in
                    let named = cards.compactMap { child in
                        child.error.map {
                            FormBuilder.Summary(id: child.anchor, label: Text(verbatim: child.name), error: $0)
                        }
                    }
                    return named.isEmpty
                        ? [FormBuilder.Summary(id: "survey", label: Text("web.form"), error: typed.fault.text)] : named
                } ?? []
        }

        private static func offer(
            _ home: Registry.School?, _ survey: Survey?, _ grade: Int?, _ db: DB
        ) throws -> [Offer.Day] {
            guard let home, let survey else { return [] }
            let term = try SchoolCalendar.Term.find(survey.term, in: home.cityID, db)
            return try Offer.load(home, term, db).offer.days(grade: grade)
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
        let state: Text
        let fields: [FormField]
        let errors: [FormBuilder.Summary]
        let answered: Text
        let tables: [Table]
        let isEmpty: Bool
        let breadcrumbs: [Link]

        init(_ id: ID<Registry.School>, _ caller: Caller, _ typed: Endpoint.Typed?, _ db: DB) throws {
            let home = try Registry.School.find(id, db)
            let term = try Survey.term(home, caller, db)
            let survey = try term.flatMap { try Survey.find(of: id, in: $0.id, db) }
            let counts = try term.map { try NeedCount.all(of: id, in: $0.id, db) } ?? []
            var form = FormBuilder(typed)
            school = home.name(in: caller.language)
            base = "/schools/\(id)/needs"
            self.term = term?.title ?? Text("plans.no_term")
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
        _ child: Registry.FamilyAccount.Child, _ need: Enrolment.Need?, _ offer: [Enrolment.Offer.Day], at place: Int,
        _ typed: Endpoint.Typed?, _ language: Language
    ) {
        base = "children.\(place)"
        anchor = "child-\(place)"
        school = child.school
        pupil = child.pupil
        name = child.name
        self.place = Text(
            "enrolment.child_place", ["school": child.schoolName.name(in: language), "class": child.className ?? ""])
        let sent: Node? =
            if case .array(let nodes) = typed?.values["children"] ?? .null, nodes.indices.contains(place) {
                nodes[place]
            } else { nil }
        func chosen(_ field: String, _ stored: [String]) -> Set<String> {
            guard let sent else { return Set(stored) }
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
        nothing = sent.map { $0["nothing"]?.text != nil } ?? (need.map { $0.days == .none } ?? false)
        answered = need != nil
        error = typed?.fault.fields.first { $0.field.hasPrefix("children.\(place).") }?.text
    }
}
