import Store

extension Plans {
    /// One version: the plan to read, what the rules say, what was remarked, and what may be done next.
    struct PlanPage: Page {
        struct Remark: Codable, Sendable {
            let id: ID<Comment>
            let section: Text
            let body: String
            let madeAt: Instant
            let answer: String?
            /// The caller may answer it now.
            let open: Bool
            /// Where it is open: its row in the page's form, and the box for the answer.
            var row: Int?
            var box: FormField?
        }

        struct Step: Codable, Sendable {
            let label: Text
            let at: Text
            /// What the district wrote with it.
            let note: String?
            let late: Text?
        }

        static let template = "plans/plan"
        let errors: [FormBuilder.Summary]
        let title: Text
        let school: String
        let base: String
        let version: Int
        let badge: Badge
        let summary: Text
        let view: PlanView
        let checks: [CheckItem]
        let remarks: [Remark]
        let reasons: [PlanView.Fact]
        let steps: [Step]
        let note: String?
        /// What is done, where the form held words that it did not take.
        let done: Text?
        /// The boxes hold words that were not taken.
        let isUnsent: Bool
        /// What was typed into boxes that the page does not have any more, to be read and copied.
        let typed: [TypedPart]
        /// Boxes of the district: a remark and its section, a reason for each failed "should", the reason of a return.
        let commenting: [FormField]
        let shoulds: [FormField]
        let returning: [FormField]
        let mayEdit: Bool
        let maySubmit: Bool
        let mayDecide: Bool
        let mayAnswer: Bool
        let mayPublish: Bool
        let mayWithdraw: Bool
        let mayDiscard: Bool
        let hasBefore: Bool
        let breadcrumbs: [Link]

        init(_ input: PlanInput, _ caller: Caller, typed: Endpoint.Typed? = nil, _ db: DB) throws {
            let version = try Version.find(input.plan, of: input.school, db)
            let home = try Registry.School.find(input.school, db)
            let term = try SchoolCalendar.Term.find(version.term, in: home.cityID, db)
            let district = try Registry.District.find(home.districtID, db)
            let isWriter = caller.holds(.principal, .office, at: .school, home.id.rawValue)
            let isOfficer = caller.holds(.districtOfficer, at: .district, home.districtID.rawValue)
            title = Text("plans.version_of", texts: ["term": term.title], ["number": "\(version.number)"])
            school = home.name(in: caller.language)
            base = path(version)
            self.version = version.revision
            badge = Plans.badge(version.state)
            summary = Plans.summary(version.report)
            view = PlanView(version.plan, try Policy.inForce(in: district, on: term.starts, db), isWhole: true)
            mayEdit = isWriter && version.state.isEditable
            maySubmit = mayEdit && version.report.maySubmit
            mayDecide = isOfficer && version.state == .submitted
            mayPublish = isWriter && version.state == .approved
            mayWithdraw = isWriter && version.state == .submitted
            mayDiscard = try isWriter && version.isDiscardable(db)
            checks = CheckItem.all(version.report, edit: mayEdit ? path(version, "/edit") : nil)
            var form = FormBuilder(typed)
            remarks = Self.remarks(
                try Comment.all(of: version, db), mayAnswer: isWriter && version.state.isAnswerable, typed, &form)
            mayAnswer = remarks.contains(where: \.open)
            commenting = mayDecide ? Self.commenting(&form) : []
            shoulds = mayDecide ? Self.shoulds(version.report, &form) : []
            returning = mayDecide ? Self.returning(&form) : []
            errors = form.errors
            done = typed?.done
            isUnsent = typed.map { !stepWords($0.values).isEmpty } ?? false
            self.typed = typed.map { stepWords($0.values, beside: form.fields.map(\.name)) } ?? []
            reasons = try Reason.all(of: version, db).map {
                PlanView.Fact(label: Text("plans.rule.\($0.rule)"), value: Text(verbatim: $0.reason))
            }
            steps = try Self.steps(version, caller, db)
            note = version.note
            hasBefore = try version.lastAgreed(db) != nil
            breadcrumbs = try trail(home, of: version.term, caller, db)
        }

        /// A row of the form keeps its number, and so what was typed into it, though a colleague has answered the remark before it.
        private static func remarks(
            _ all: [Comment], mayAnswer: Bool, _ typed: Endpoint.Typed?, _ form: inout FormBuilder
        ) -> [Remark] {
            var sent: [Node] = []
            if case .array(let rows) = typed?.values["answers"] { sent = rows }
            var next = sent.count
            return all.map { comment in
                var remark = Remark(
                    id: comment.id, section: comment.section.label, body: comment.body, madeAt: comment.madeAt,
                    answer: comment.answer, open: mayAnswer && comment.answer == nil)
                guard remark.open else { return remark }
                let row = sent.firstIndex { $0["comment"]?.text == comment.id.description } ?? next
                next = max(next, row + 1)
                remark.row = row
                remark.box = form.add(
                    .textarea, "answers.\(row).answer", Text("plans.answer"), maxlength: Comment.longest, rows: 2)
                return remark
            }
        }

        private static func commenting(_ form: inout FormBuilder) -> [FormField] {
            [
                form.add(
                    .select, "section", Text("plans.comment_section"),
                    options: Section.allCases.map { (value: $0.rawValue, label: $0.label) }),
                form.add(.textarea, "body", Text("plans.comment_body"), maxlength: Comment.longest, rows: 3),
            ]
        }

        private static func shoulds(_ report: Report, _ form: inout FormBuilder) -> [FormField] {
            report.failedShould.map { rule in
                form.add(
                    .textarea, "reasons.\(Reason.field(rule.code))", rule.title, hint: rule.findings.first?.text,
                    maxlength: Reason.longest, rows: 2)
            }
        }

        private static func returning(_ form: inout FormBuilder) -> [FormField] {
            [
                form.add(
                    .textarea, "note", Text("plans.return_note"), required: false, maxlength: Move.longestNote, rows: 3)
            ]
        }

        /// Every move with its date. Late is said of the first submission and of the approval, as the district's dates ask.
        private static func steps(_ version: Version, _ caller: Caller, _ db: DB) throws -> [Step] {
            func step(_ key: String, _ at: Instant, note: String? = nil, late: Punctuality = .noDate) -> Step {
                Step(
                    label: Text("plans.step.\(key)"), at: Text(verbatim: at.display(in: caller.language)), note: note,
                    late: late == .late ? late.label : nil)
            }
            var wasSubmitted = false
            return try [step("created", version.createdAt)]
                + Move.all(of: version, db).map { move in
                    var late = Punctuality.noDate
                    if move.state == .submitted, !wasSubmitted { late = version.submission(today: caller.today) }
                    if move.state == .approved { late = version.decision(today: caller.today) }
                    wasSubmitted = wasSubmitted || move.state == .submitted
                    return step(move.state.rawValue, move.at, note: move.note, late: late)
                }
        }
    }
}
