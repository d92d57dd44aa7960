import Store

extension Plans {
    /// The editor: the form, and beside it what the rules say and what the district remarked.
    struct EditorPage: Page {
        static let template = "plans/editor"
        let errors: [FormBuilder.Summary]
        let title: Text
        let school: String
        let base: String
        /// Under which the browser keeps what is typed: this person's, of this version.
        let key: String
        let version: Int
        let sections: [EditorSection]
        let summary: Text
        let checks: [CheckItem]
        let remarks: [PlanPage.Remark]
        let maySubmit: Bool
        let savedAt: Instant
        /// Texts of the caller that lost a race and wait to be looked at.
        let rescues: Text?
        let breadcrumbs: [Link]

        init(_ input: PlanInput, _ caller: Caller, typed: Endpoint.Typed? = nil, _ db: DB) throws {
            let version = try Version.find(input.plan, of: input.school, db)
            guard version.state.isEditable else { throw Fault.conflict("plan.not_editable") }
            let home = try Registry.School.find(input.school, db)
            let district = try Registry.District.find(home.districtID, db)
            let term = try SchoolCalendar.Term.find(version.term, in: home.cityID, db)
            let policy = try Policy.inForce(in: district, on: term.starts, db)
            let form = try typed.map(PlanForm.init(typed:)) ?? PlanForm(version.plan)
            let parts = form.sections(policy, formerly: try Policy.extraTitlesEver(in: district, db))
            sections = parts
            errors = typed.map { Self.summary($0, parts) } ?? []
            title = Text("plans.version_of", texts: ["term": term.title], ["number": "\(version.number)"])
            school = home.name(in: caller.language)
            base = path(version)
            key = ["plan", version.id.description, try caller.requireAccount().description].joined(separator: "-")
            self.version = version.revision
            summary = Plans.summary(version.report)
            checks = CheckItem.all(version.report, edit: "")
            remarks = try Comment.all(of: version, db).filter { $0.answer == nil }.map {
                PlanPage.Remark(
                    id: $0.id, section: $0.section.label, body: $0.body, madeAt: $0.madeAt, answer: nil, open: true)
            }
            maySubmit = version.report.maySubmit
            savedAt = version.savedAt
            let waiting = try Rescue.waiting(of: version, by: caller.account, db).count
            rescues = waiting == 0 ? nil : Text("plans.rescues", ["count": "\(waiting)"])
            breadcrumbs = try trail(home, of: version.term, caller, db) + [Link(title, path(version))]
        }

        private static func summary(_ typed: Endpoint.Typed, _ sections: [EditorSection]) -> [FormBuilder.Summary] {
            let groups = sections.flatMap(\.groups)
            let fields = groups.flatMap { $0.fields + $0.lists.flatMap(\.rows).flatMap(\.fields) }
            let named = fields.compactMap { field in
                field.error.map { FormBuilder.Summary(id: field.id, label: field.label, error: $0) }
            }
            guard named.isEmpty else { return named }
            return [FormBuilder.Summary(id: "content", label: nil, error: typed.fault.text)]
        }
    }

    struct DifferenceItem: Codable, Sendable {
        let kind: String
        let kindName: Text
        let section: Text
        let text: Text
        let before: String?
        let after: String?

        static func all(from old: Plan, to new: Plan, _ policy: Policy?) -> [DifferenceItem] {
            differences(from: old, to: new, titles: policy?.extraTitles ?? [:]).map {
                DifferenceItem(
                    kind: $0.kind.rawValue, kindName: $0.kind.label, section: $0.section.label, text: $0.text,
                    before: $0.before, after: $0.after)
            }
        }
    }

    /// What changed since the version the district last agreed to.
    struct DiffPage: Page {
        static let template = "plans/diff"
        let school: String
        let base: String
        let title: Text
        let compared: Text
        let differences: [DifferenceItem]
        let count: Text
        let breadcrumbs: [Link]

        init(_ input: PlanInput, _ caller: Caller, _ db: DB) throws {
            let version = try Version.find(input.plan, of: input.school, db)
            guard let before = try version.lastAgreed(db) else { throw Fault.notFound() }
            let home = try Registry.School.find(input.school, db)
            let terms = try SchoolCalendar.Term.all(in: home.cityID, db)
            func name(_ version: Version) -> Text {
                let term = terms.first { $0.id == version.term }?.title ?? Text(verbatim: "")
                return Text("plans.version_of", texts: ["term": term], ["number": "\(version.number)"])
            }
            school = home.name(in: caller.language)
            base = path(version)
            title = name(version)
            compared = Text("plans.compared", texts: ["old": name(before), "new": name(version)])
            differences = DifferenceItem.all(from: before.plan, to: version.plan, try version.policy(of: home, db))
            count = Text("plans.difference_count", ["count": "\(differences.count)"])
            breadcrumbs = try trail(home, of: version.term, caller, db) + [Link(title, path(version))]
        }
    }
}
