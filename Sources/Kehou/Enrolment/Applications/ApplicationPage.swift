import Store

extension Enrolment {
    /// All children of a family on one page; phone first, everything works without a script.
    struct ApplicationPage: Page {
        static let template = "enrolment/application"
        let errors: [FormBuilder.Summary]
        /// Something else came while the form was open: what, and what to do.
        let conflict: [Text]
        /// What was done, where something typed could not be kept with it.
        let notice: Text?
        let form: ID<Submission>
        let version: Int
        /// Under which the browser keeps what is typed: this person's, for these children.
        let key: String
        let children: [ChildCard]
        let canSend: Bool
        let draft: Text?
        let survey: Bool

        /// The page as it opens.
        init(_ caller: Caller, _ db: DB) throws {
            let form = try FamilyForm.load(caller, db)
            let draft = try Draft.find(of: caller.requireAccount(), db)
            try self.init(form, form.inputs(draft), draft, .next(), caller, db)
        }

        /// The page after a refusal: what was typed stands, beside what is wrong with it.
        init(_ input: FamilyInput, _ typed: Endpoint.Typed, _ caller: Caller, _ db: DB) throws {
            let form = try FamilyForm.load(caller, db)
            let draft = try Draft.find(of: caller.requireAccount(), db)
            // A form that names somebody else's child is not shown again.
            let inputs = input.children.filter { child in (try? form.child(child)) != nil }
            let conflict = try Conflict(typed.fault, input.form, inputs, form, caller, db)
            let isUsed = typed.fault.code == Conflict.usedForm
            try self.init(
                form, conflict?.inputs ?? inputs, draft, isUsed ? .next() : input.form, fault: typed.fault,
                conflict: conflict?.said ?? [], caller, db)
        }

        /// The page after a draft was kept, with what no draft keeps still in its boxes.
        ///
        /// - Parameter inputs: as they were kept.
        init(kept inputs: [ChildInput], of id: ID<Submission>, _ caller: Caller, _ db: DB) throws {
            let draft = try Draft.find(of: caller.requireAccount(), db)
            try self.init(
                FamilyForm.load(caller, db), inputs, draft, id, notice: Text("enrolment.draft_kept_in_part"), caller, db
            )
        }

        private init(
            _ family: FamilyForm, _ inputs: [ChildInput], _ draft: Draft?, _ form: ID<Submission>, fault: Fault? = nil,
            conflict: [Text] = [], notice: Text? = nil, _ caller: Caller, _ db: DB
        ) throws {
            let known = inputs.compactMap { input in (try? family.child(input)).map { (input, $0) } } // Own ones only.
            let names = known.enumerated().filter { $0.element.1.mayAnswer }
                .map { (place: $0.offset, name: $0.element.1.child.name) }
            let cards = try known.enumerated().map { place, pair in
                try ChildCard(
                    pair.1, pair.0, at: place, siblings: names, fault?.fields ?? [], caller, db)
            }
            self.conflict = conflict
            self.notice = notice
            errors = conflict.isEmpty ? fault.map { Self.summary($0, cards) } ?? [] : []
            children = cards
            self.form = form
            version = draft?.revision ?? 0
            key = (["application", try caller.requireAccount().description] + known.map(\.0.pupil.description))
                .joined(separator: "-")
            canSend = cards.contains { $0.closed == nil }
            self.draft = draft.map {
                Text("enrolment.draft_at", texts: ["at": Text(verbatim: $0.savedAt.display(in: caller.language))])
            }
            survey = try !Survey.open(in: family.children.map(\.child.school), at: caller.now, db).isEmpty
        }

        private static func summary(_ fault: Fault, _ children: [ChildCard]) -> [FormBuilder.Summary] {
            guard !fault.fields.isEmpty else {
                return [FormBuilder.Summary(id: "children", label: nil, error: fault.text)]
            }
            return fault.fields.map { wrong in
                let child = children.first { wrong.field.hasPrefix($0.base + ".") }
                return FormBuilder.Summary(
                    id: child?.anchor ?? "children", label: child.map { Text(verbatim: $0.name) }, error: wrong.text)
            }
        }
    }

    /// What a family keeps: the number, each child's answer, from when it holds.
    struct ReceiptPage: Page {
        struct Item: Codable, Sendable {
            let name: String
            let place: Text
            let answer: Text
            let takesEffect: Text
            /// Another answer came later.
            let superseded: Text?
            let days: [Line]
            let historyHref: String
        }

        struct Line: Codable, Sendable {
            let day: Text
            let time: Text
        }

        static let template = "enrolment/receipt"
        let number: String
        let at: Instant
        let items: [Item]
        /// Until when each child's answer is changed freely; once where it is the same for all.
        let changes: [Text]

        init(_ form: ID<Submission>, _ caller: Caller, _ db: DB) throws {
            let account = try caller.requireAccount()
            guard let receipt = try Receipt.find(form, of: account, db) else { throw Fault.notFound() }
            let children = try Registry.FamilyAccount.children(of: account, on: caller.today, db)
            number = receipt.number
            at = receipt.at
            let answered = try children.compactMap { child in
                try Application.numbered(receipt.number, of: child.pupil, in: child.school, db).map { (child, $0) }
            }
            items = try answered.map { try Self.item($0.0, $0.1, caller.language, db) }
            let windows = try Window.current(of: answered.map(\.0.school), at: caller.now, db)
            let until = answered.map { child, _ in
                windows[child.school].flatMap { $0.state(at: caller.now) == .open ? $0.closes : nil }
            }
            changes =
                Set(until).count == 1
                ? until.prefix(1).map { Self.change(until: $0, caller.language) }
                : zip(answered, until).map { child, until in
                    Text(
                        "enrolment.change_of", texts: ["change": Self.change(until: until, caller.language)],
                        ["child": child.0.name])
                }
        }

        private static func change(until closes: Instant?, _ language: Language) -> Text {
            closes.map { Text("enrolment.change_until", ["at": $0.display(in: language)]) }
                ?? Text("enrolment.change_later")
        }

        private static func item(
            _ child: Registry.FamilyAccount.Child, _ application: Application, _ language: Language, _ db: DB
        ) throws -> Item {
            let answer = try application.answer(db)
            let stands = try Application.current(of: child.pupil, in: child.school, application.term, db)
            return Item(
                name: child.name,
                place: Text(
                    "enrolment.child_place",
                    ["school": child.schoolName.name(in: language), "class": child.className ?? ""]),
                answer: answer.text,
                takesEffect: Text("enrolment.from", texts: ["date": .date(application.takesEffect)]),
                superseded: stands?.application.id == application.id ? nil : Text("enrolment.receipt.superseded"),
                days: answer.days.map { Line(day: Text("value.weekday.\($0.weekday.rawValue)"), time: $0.text) },
                historyHref: "/schools/\(child.school)/pupils/\(child.pupil)/application/history")
        }
    }

    /// Every answer for a child this term, the newest first; to whoever waits for the office or is restricted, their own.
    struct HistoryPage: Page {
        struct Item: Codable, Sendable {
            let at: Instant
            let by: Text
            let answer: Text
            let takesEffect: Text
            let number: String
            let current: Bool
        }

        static let template = "enrolment/history"
        let name: String
        /// Whose answers are shown, and to whom the others are.
        let lead: Text
        let none: Text
        let noneText: Text
        let items: [Item]
        let count: Text
        let pager: Registry.Pager?
        /// Whether there is anything to change for the reader.
        let mayAnswer: Bool

        init(_ input: HistoryInput, _ caller: Caller, _ db: DB) throws {
            let (pupil, school) = (input.pupil, input.school)
            name = try Registry.Pupil.find(pupil, in: school, db).name
            let account = try caller.requireAccount()
            let child = try FamilyForm.load(caller, db).children.first {
                $0.child.pupil == pupil && $0.child.school == school
            }
            let isTrusted = child?.isTrusted ?? false
            mayAnswer = child?.mayAnswer ?? false
            lead = Self.lead(child)
            none = Text(isTrusted ? "enrolment.history.empty" : "enrolment.history.empty_own")
            noneText = Text(isTrusted ? "enrolment.history.empty_text" : "enrolment.history.empty_own_text")
            let author = isTrusted ? nil : account
            let term = child?.window?.term.id
            let found =
                try term.map {
                    try Application.history(
                        of: pupil, in: school, $0, by: author, after: input.after, limit: Registry.pageSize + 1, db)
                } ?? []
            let current = child?.application?.id
            let shown = found.prefix(Registry.pageSize)
            items = shown.map { entry in
                Item(
                    at: entry.application.submittedAt, by: entry.application.sender(entry.by),
                    answer: entry.answer.text,
                    takesEffect: Text("enrolment.from", texts: ["date": .date(entry.application.takesEffect)]),
                    number: entry.application.number, current: entry.application.id == current)
            }
            let all = try term.map { try Application.count(of: pupil, in: school, $0, by: author, db) } ?? 0
            count = Text("enrolment.answer_count", ["count": "\(all)"])
            pager = Messages.pager(
                "/schools/\(school)/pupils/\(pupil)/application/history", after: input.after?.rawValue,
                next: found.count > shown.count ? shown.last?.application.id.rawValue : nil)
        }

        /// Says nothing of whether somebody else answered.
        private static func lead(_ child: FamilyForm.Child?) -> Text {
            guard let child, !child.isTrusted else { return Text("enrolment.history.lead") }
            return Text(
                child.child.isRestricted ? "enrolment.history.lead_restricted" : "enrolment.history.lead_waiting")
        }
    }
}

extension Enrolment.Answer {
    /// Mon, Wed, Fri; or the plain word that the child does not join.
    var text: Text {
        guard joins else { return Text("enrolment.answer.declines") }
        let days = Text.list(days.map { Text("value.weekday.\($0.weekday.rawValue)") })
        return Text(homeworkOnly ? "enrolment.answer.homework" : "enrolment.answer.joins", texts: ["days": days])
    }
}

extension Enrolment.Answer.Day {
    var text: Text { Text(isLateCare ? "enrolment.late_until" : "enrolment.leaves", ["time": "\(leaves)"]) }
}

extension Enrolment.Application {
    /// Who answered, and how.
    func sender(_ name: String) -> Text {
        guard via == .paper else { return Text("enrolment.by_family", ["name": name]) }
        return Text(
            "enrolment.by_paper", texts: ["date": askedOn.map(Text.date) ?? Text(verbatim: "")],
            ["asked": askedBy ?? "", "name": name])
    }
}
