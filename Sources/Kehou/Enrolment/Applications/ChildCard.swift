import Store

extension Enrolment {
    /// One child on the application page, as `enrolment/child` draws it.
    struct ChildCard: Codable, Sendable {
        struct Day: Codable, Sendable {
            let id: String
            let value: String
            let label: Text
            let checked: Bool
            let timeName: String
            let timeID: String
            let timeLabel: Text
            let options: [Option]
            let error: Text?
        }

        struct Option: Codable, Sendable {
            let value: String
            let label: Text
            let selected: Bool
        }

        struct Copy: Codable, Sendable {
            let value: String
            let label: Text
        }

        struct NewCollector: Codable, Sendable {
            let base: String
            let id: String
            let name: String?
            let mobile: String?
            let relations: [Option]
            let error: Text?
        }

        struct Known: Codable, Sendable {
            let id: ID<Collector>
            let name: String
            let relation: Collector.Relation
            let ended: Bool
        }

        struct Care: Codable, Sendable {
            let kinds: [Option]
            let note: String
            /// The consent's own text, in the version that is in force: the same as on the page of consents.
            let consent: Text
            let hasConsent: Bool
            /// The mark of what is shown.
            let seen: String
            let error: Text?
        }

        let anchor: String
        let base: String
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let seen: String
        let name: String
        let place: Text
        let status: Text
        let tone: String
        let window: Text
        /// Why nothing can be sent for this child yet; the card is then only read.
        let closed: Text?
        /// A guardian has answered, and whoever reads this is not confirmed yet: there is nothing to fill in.
        let wait: Text?
        let joins: Bool
        let declines: Bool
        let days: [Day]
        let daysError: Text?
        let homeworkOnly: Bool
        let copies: [Copy]
        let index: String
        /// Nil for a guardian who may not see them.
        let trusted: Trusted?
        let historyHref: String
        let hasHistory: Bool

        struct Trusted: Codable, Sendable {
            let open: Bool
            let summary: Text
            let known: [Known]
            let fresh: [NewCollector]
            let care: Care
        }
    }
}

extension Enrolment.ChildCard {
    typealias Child = Enrolment.FamilyForm.Child
    typealias Input = Enrolment.ChildInput

    init(
        _ child: Child, _ input: Input, at index: Int, siblings: [(place: Int, name: String)],
        _ faults: [FieldFault], _ caller: Caller, _ db: DB
    ) throws {
        let base = "children.\(index)"
        func error(_ field: String) -> Text? { faults.first { $0.field == "\(base).\(field)" }?.text }
        anchor = "child-\(index)"
        self.base = base
        self.index = String(index)
        school = child.child.school
        pupil = child.child.pupil
        seen = input.seen ?? "none"
        name = child.child.name
        place = Text(
            "enrolment.child_place",
            ["school": child.child.schoolName.name(in: caller.language), "class": child.child.className ?? ""])
        (status, tone) = Self.status(child)
        wait = child.mayAnswer ? nil : Text("fault.enrolment.wait_for_school")
        let window = Self.window(child, caller)
        (self.window, closed) = (window.0, window.1 ?? wait)
        joins = input.answer == .join
        declines = input.answer == .decline
        days = Self.days(child.offer, input, base + ".", faults)
        daysError = error("days")
        homeworkOnly = input.homeworkOnly ?? false
        copies = Self.models(of: index, among: siblings).map {
            Copy(value: "\(index).\($0.place)", label: Text("enrolment.same_as", ["name": $0.name]))
        }
        trusted = child.isTrusted ? try Trusted(child, input, base, faults, db) : nil
        historyHref = "/schools/\(school)/pupils/\(pupil)/application/history"
        hasHistory = child.application != nil && child.seesAnswer
    }

    /// Whose answer may be taken over: that of a child further up, which is filled in first. A carer of thirty is offered the one
    /// before, or the page would have nine hundred buttons.
    static func models(
        of index: Int, among siblings: [(place: Int, name: String)]
    ) -> [(place: Int, name: String)] {
        siblings.filter { $0.place < index && (siblings.count <= 3 || $0.place == index - 1) }
    }

    static func status(_ child: Child) -> (Text, String) {
        guard let application = child.application, let answer = child.answer else {
            return (Text("enrolment.status.none"), "plain")
        }
        guard child.seesAnswer else { return (Text("enrolment.status.answered"), "info") }
        return (
            Text(
                answer.joins ? "enrolment.status.joins" : "enrolment.status.declines",
                texts: ["date": .date(application.takesEffect)], ["number": application.number]),
            answer.joins ? "good" : "info"
        )
    }

    static func window(_ child: Child, _ caller: Caller) -> (Text, Text?) {
        guard let window = child.window else {
            let text = Text("enrolment.window.none")
            return (text, text)
        }
        let times = ["opens": window.opens, "closes": window.closes].mapValues {
            Text(verbatim: $0.display(in: caller.language))
        }
        let state = window.state(at: caller.now)
        // Nobody is told to change what they may not.
        let text =
            child.mayAnswer
            ? Text("enrolment.window.\(state.rawValue)", texts: times)
            : Text("enrolment.window_wait.\(state.rawValue)", texts: times)
        return (text, state == .ahead ? text : nil)
    }

    /// A row for each weekday. The first one's time is the one that the others follow until they say otherwise.
    ///
    /// - Parameter prefix: of the fields' names, such as `children.0.`.
    static func days(
        _ offer: [Enrolment.Offer.Day], _ input: Input?, _ prefix: String, _ faults: [FieldFault]
    ) -> [Day] {
        offer.enumerated().map { row, day in
            let name = Input.Times.names[day.weekday.rawValue - 1]
            let own = input?.times?[day.weekday]
            let chosen = row == 0 ? own ?? day.leaving.last : own
            let times = day.times.map { time in
                Option(
                    value: time.description,
                    label: Text(
                        day.isLateCare(time) ? "enrolment.late_until" : "enrolment.leaves", ["time": "\(time)"]),
                    selected: time == chosen)
            }
            let first = offer[0].weekday
            let same = Option(
                value: "", label: Text("enrolment.same_day", texts: ["day": Text("value.weekday.\(first.rawValue)")]),
                selected: own == nil)
            return Day(
                id: dashed("\(prefix)\(name)"), value: "\(day.weekday.rawValue)",
                label: Text("value.weekday.\(day.weekday.rawValue)"),
                checked: input?.days?.contains(day.weekday) ?? false, timeName: "\(prefix)times.\(name)",
                timeID: dashed("\(prefix)\(name)-time"),
                timeLabel: Text(
                    "enrolment.time_of", texts: ["day": Text("value.weekday.\(day.weekday.rawValue)")]),
                options: row == 0 ? times : [same] + times,
                error: faults.first { $0.field == "\(prefix)times.\(name)" }?.text)
        }
    }
}

extension Enrolment.ChildCard {
    /// The same rows for one child alone, as the office enters them from a paper.
    struct Week: Codable, Sendable {
        let joins: Bool
        let declines: Bool
        let days: [Day]
        let daysError: Text?
        let homeworkOnly: Bool

        init(_ offer: [Enrolment.Offer.Day], _ input: Input?, _ faults: [FieldFault]) {
            joins = input?.answer == .join
            declines = input?.answer == .decline
            days = Enrolment.ChildCard.days(offer, input, "", faults)
            daysError = faults.first { $0.field == "days" }?.text
            homeworkOnly = input?.homeworkOnly ?? false
        }
    }
}

extension Enrolment.ChildCard.Trusted {
    /// - Parameter input: what was typed; its lines stand again after a refusal.
    fileprivate init(
        _ child: Enrolment.FamilyForm.Child, _ input: Enrolment.ChildInput, _ base: String, _ faults: [FieldFault],
        _ db: DB
    ) throws {
        typealias Card = Enrolment.ChildCard
        func error(_ field: String) -> Text? { faults.first { $0.field == "\(base).\(field)" }?.text }
        let collectors = try Enrolment.Collector.all(of: child.child.pupil, in: child.child.school, db)
        let stands = try Enrolment.Care(of: child.child.pupil, in: child.child.school, db)
        let shown = input.careShown == true ? Enrolment.Care(input) : stands
        known = collectors.map {
            Card.Known(
                id: $0.id, name: $0.name, relation: $0.relation, ended: input.ended?.contains($0.id) ?? false)
        }
        let typed = (input.collectors ?? []).filter { !$0.isBlank }
        let rows = typed + Array(repeating: Enrolment.ChildInput.NewCollector(), count: max(0, 2 - typed.count))
        fresh = rows.enumerated().map { row, collector in
            let path = "collectors.\(row)"
            return Card.NewCollector(
                base: "\(base).\(path)", id: dashed("\(base)-\(path)"), name: collector.name,
                mobile: collector.mobile,
                relations: Enrolment.Collector.Relation.allCases.map {
                    Card.Option(
                        value: $0.rawValue, label: $0.label, selected: $0 == collector.relation ?? .grandparent)
                }, error: error("\(path).name") ?? error("\(path).mobile"))
        }
        care = Card.Care(
            kinds: Enrolment.CareNote.Kind.allCases.map {
                Card.Option(value: $0.rawValue, label: $0.label, selected: shown.kinds.contains($0))
            }, note: shown.note,
            consent: Enrolment.Consent.Kind.careNotes.text,
            hasConsent: shown.isConsented, seen: input.careSeen ?? stands.mark,
            error: error("careKinds") ?? error("careNote") ?? error("careConsent"))
        open = fresh.contains { $0.error != nil } || care.error != nil || shown != stands || !typed.isEmpty
        summary = Text(
            "enrolment.belongings", ["collectors": "\(collectors.count)", "notes": "\(stands.kinds.count)"])
    }
}
