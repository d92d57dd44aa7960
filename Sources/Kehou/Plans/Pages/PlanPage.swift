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
        }

        struct Step: Codable, Sendable {
            let label: Text
            let at: Text
            /// What the district wrote with it.
            let note: String?
            let late: Text?
        }

        /// A failed "should" with a box for the reason.
        struct Should: Codable, Sendable {
            let field: FormField
        }

        struct Option: Codable, Sendable {
            let value: String
            let label: Text
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
        /// What was typed into the boxes of a refused step.
        let typedNote: String?
        let typedBody: String?
        /// The same and answers, to be read and copied, where the step cannot be made any more.
        let typed: [TypedPart]
        let shoulds: [Should]
        let sections: [Option]
        let mayEdit: Bool
        let maySubmit: Bool
        let mayDecide: Bool
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
            view = PlanView(version.plan, try Policy.inForce(in: district, on: term.starts, db))
            mayEdit = isWriter && version.state.isEditable
            maySubmit = mayEdit && version.report.maySubmit
            mayDecide = isOfficer && version.state == .submitted
            mayPublish = isWriter && version.state == .approved
            mayWithdraw = isWriter && version.state == .submitted
            mayDiscard = try isWriter && version.isDiscardable(db)
            checks = CheckItem.all(version.report, edit: mayEdit ? path(version, "/edit") : nil)
            remarks = try Comment.all(of: version, db).map { comment in
                Remark(
                    id: comment.id, section: comment.section.label, body: comment.body, madeAt: comment.madeAt,
                    answer: comment.answer, open: isWriter && version.state.isAnswerable && comment.answer == nil)
            }
            reasons = try Reason.all(of: version, db).map {
                PlanView.Fact(label: Text("plans.rule.\($0.rule)"), value: Text(verbatim: $0.reason))
            }
            steps = try Self.steps(version, caller, db)
            note = version.note
            var form = FormBuilder(typed)
            shoulds =
                !mayDecide
                ? []
                : version.report.failedShould.map { rule in
                    Should(
                        field: form.add(
                            .text, "reasons.\(Reason.field(rule.code))", rule.title, hint: rule.findings.first?.text,
                            maxlength: 500))
                }
            typedNote = typed?.values["note"]?.text
            typedBody = typed?.values["body"]?.text
            // A wrong box stands in its form as it was typed; after a conflict the form may be gone.
            let isDeciding = mayDecide
            self.typed =
                typed.map { $0.fault.kind == .invalid && isDeciding ? [] : Plans.typedStep($0.values) } ?? []
            let named = Self.wrongWords(typed)
            errors = typed == nil ? [] : named.isEmpty ? form.errors : named
            sections = Section.allCases.map { Option(value: $0.rawValue, label: $0.label) }
            hasBefore = try version.lastAgreed(db) != nil
            breadcrumbs = try trail(home, of: version.term, caller, db)
        }

        /// The wrong boxes that stand in the page itself, by the ids that they have there.
        private static func wrongWords(_ typed: Endpoint.Typed?) -> [FormBuilder.Summary] {
            let labels = ["note": "plans.return_note", "body": "plans.comment_body", "answer": "plans.answer"]
            return (typed?.fault.fields ?? []).compactMap { wrong in
                labels[wrong.field].map { FormBuilder.Summary(id: wrong.field, label: Text($0), error: wrong.text) }
            }
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
