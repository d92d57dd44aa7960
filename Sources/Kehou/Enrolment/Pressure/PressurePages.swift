import Store

extension Enrolment {
    /// A district's signals, and what families answered.
    struct DistrictPressurePage: Page {
        struct Item: Codable, Sendable {
            let school: String
            let schoolID: ID<Registry.School>
            let kind: String
            let title: Text
            let text: Text
            let means: Text
            let not: Text
            let at: Text
            let tone: String
            /// Nil while nobody has followed it up.
            let outcome: Text?
        }

        struct Line: Codable, Sendable {
            let name: Text
            /// Nil where it stands together with unsure.
            let free: String?
            /// Nil where it stands together with one of the others.
            let unsure: String?
            /// Nil where it stands together with unsure.
            let pressed: String?
            /// Free and unsure together.
            let notPressed: String?
            /// Unsure and pressed together.
            let notFree: String?
        }

        static let template = "enrolment/pressure"
        let district: String
        let base: String
        let term: Text
        let views: [SchoolCalendar.TermChoice.View]
        let termID: ID<SchoolCalendar.Term>?
        let count: Text
        let items: [Item]
        let mayFollow: Bool
        let outcomes: [ChildCard.Option]
        let lines: [Line]
        /// Schools whose numbers are too small to be shown in any way.
        let hidden: Text?
        let breadcrumbs: [Link]

        init(_ input: DistrictInput, _ caller: Caller, _ db: DB) throws {
            let id = input.district
            let home = try Registry.District.find(id, db)
            let choice = try Coverage.choice(
                input.term, of: home.cityID, on: caller.today, at: "/districts/\(id)/pressure", db)
            let term = choice.term
            let rest = SchoolCalendar.TermChoice.query(input.term)
            let signals = try term.map { try Pressure.Signal.all(of: id, in: $0.id, db) } ?? []
            let boards = try term.map { try Pressure.TallyBoard.load(id, $0.id, db) } ?? []
            district = home.name(in: caller.language)
            base = "/districts/\(id)/pressure"
            self.term = term?.title ?? Text("plans.no_term")
            views = choice.views
            termID = term?.id
            let open = signals.count { $0.outcome == nil }
            count = Text("pressure.count", ["count": "\(signals.count)", "open": "\(open)"])
            items = signals.map { Item($0, caller.language) }
            mayFollow = caller.role == .districtOfficer
            outcomes = Pressure.Outcome.allCases.map {
                ChildCard.Option(value: $0.rawValue, label: $0.label, selected: false)
            }
            (lines, hidden) = Self.lines(boards, caller.language)
            breadcrumbs =
                caller.current?.place.kind == .city
                ? [
                    Link(Text("nav.coverage"), "/cities/\(home.cityID)/coverage\(rest)"),
                    Link(Text("pressure.title"), "/cities/\(home.cityID)/pressure\(rest)"),
                ] : [Link(Text("nav.coverage"), "/districts/\(id)/coverage\(rest)")]
        }

        private static func lines(_ boards: [Pressure.TallyBoard], _ language: Language) -> ([Line], Text?) {
            let lines = boards.flatMap { board in
                board.lines.compactMap { line in
                    line.shown.map { Line(Text(verbatim: line.name.name(in: language)), $0) }
                }
                    + [board.rest.shown.map { Line(Text("pressure.rest", ["count": "\(board.rest.schools)"]), $0) }]
                    .compactMap { $0 }
            }
            let hidden = boards.reduce(0) { $0 + ($1.rest.shown == nil ? $1.rest.schools : 0) }
            return (lines, hidden == 0 ? nil : Text("pressure.hidden", ["count": "\(hidden)"]))
        }
    }

    /// A city's districts, and its thresholds with what each does and does not mean.
    struct CityPressurePage: Page {
        struct Item: Codable, Sendable {
            let name: String
            let href: String
            let signals: Int
            let open: Int
            let schools: Int
        }

        struct Kind: Codable, Sendable {
            let title: Text
            let means: Text
            let not: Text
            let fields: [FormField]
        }

        static let template = "enrolment/city_pressure"
        let city: String
        let base: String
        let term: Text
        let views: [SchoolCalendar.TermChoice.View]
        let items: [Item]
        let kinds: [Kind]
        let errors: [FormBuilder.Summary]
        let maySet: Bool
        let breadcrumbs: [Link]

        init(_ input: CityInput, _ caller: Caller, _ typed: Endpoint.Typed?, _ db: DB) throws {
            let id = input.city
            let home = try Registry.City.find(id, db)
            let choice = try Coverage.choice(input.term, of: id, on: caller.today, at: "/cities/\(id)/pressure", db)
            let term = choice.term
            let rest = SchoolCalendar.TermChoice.query(input.term)
            let counts = try term.map { try Pressure.Signal.counts(in: id, $0.id, db) } ?? [:]
            let thresholds = try Pressure.Thresholds.of(id, db)
            city = home.name(in: caller.language)
            base = "/cities/\(id)/pressure"
            self.term = term?.title ?? Text("plans.no_term")
            views = choice.views
            items = try Registry.District.all(in: id, db).map { district in
                let count = counts[district.id]
                return Item(
                    name: district.name(in: caller.language), href: "/districts/\(district.id)/pressure\(rest)",
                    signals: count?.all ?? 0, open: count?.open ?? 0, schools: count?.schools ?? 0)
            }
            var form = FormBuilder(typed)
            kinds = Pressure.Kind.allCases.map { kind in
                Kind(
                    title: kind.label, means: kind.means, not: kind.meansNot,
                    fields: Pressure.Thresholds.entries.filter { $0.kind == kind }.map { entry in
                        form.add(
                            .number, entry.name, Text("pressure.threshold.\(entry.name)"),
                            stored: "\(thresholds[keyPath: entry.path])", inputmode: "numeric", maxlength: 4)
                    })
            }
            errors = form.errors
            maySet = caller.role == .bureau
            breadcrumbs = [Link(Text("nav.coverage"), "/cities/\(id)/coverage\(rest)")]
        }
    }
}

extension Enrolment.Pressure.Kind {
    /// What a signal of this kind says, and what it does not.
    var means: Text { Text("pressure.means.\(rawValue)") }
    var meansNot: Text { Text("pressure.not.\(rawValue)") }
}

extension Enrolment.DistrictPressurePage.Item {
    fileprivate init(_ signal: Enrolment.Pressure.Signal, _ language: Language) {
        school = signal.schoolName.name(in: language)
        schoolID = signal.school
        kind = signal.kind.rawValue
        title = signal.kind.label
        text = Text(
            "pressure.text.\(signal.kind.rawValue)",
            ["cases": "\(signal.cases)", "answers": "\(signal.answers)", "extent": "\(signal.extent)"])
        means = signal.kind.means
        not = signal.kind.meansNot
        at = Text("pressure.at", ["at": signal.changedAt.display(in: language)])
        tone = signal.outcome == nil ? "think" : "good"
        outcome = signal.outcome?.label
    }
}

extension Enrolment.DistrictPressurePage.Line {
    fileprivate init(_ name: Text, _ shown: Enrolment.Pressure.Shown) {
        switch shown {
        case .apart(let free, let unsure, let pressed):
            self.init(
                name: name, free: "\(free)", unsure: "\(unsure)", pressed: "\(pressed)", notPressed: nil, notFree: nil)
        case .notFree(let free, let others):
            self.init(
                name: name, free: "\(free)", unsure: nil, pressed: nil, notPressed: nil, notFree: "\(others)")
        case .notPressed(let others, let pressed):
            self.init(
                name: name, free: nil, unsure: nil, pressed: "\(pressed)", notPressed: "\(others)", notFree: nil)
        }
    }
}
