import Store

extension Plans {
    /// One version: the form where the reader may edit it, its words and numbers, and what can be done next.
    struct PolicyVersionPage: Page {
        struct State: Codable, Sendable {
            let tone: String
            let label: Text
        }

        static let template = "policy/version"
        let name: String
        let title: Text
        let state: State
        let effectiveFrom: LocalDate?
        let comment: String?
        let errors: [FormBuilder.Summary]
        /// What is stored now where it differs from what was typed over a revision that had passed.
        let changes: [PolicyChange]
        /// What was typed where its form is gone.
        let typed: [TypedPart]
        let groups: [PolicyGroup]
        let revision: String
        let view: PolicyView
        /// Each is an address, absent for those who may not or while it is not the time. While the form is there, its own button
        /// saves and goes on in one step.
        let save: String?
        let submission: String?
        let approval: String?
        let giveBack: String?
        let back: String
        let bounds: Text
        let breadcrumbs: [Link]

        /// - Parameter form: the form as it was sent and refused.
        /// - Parameter step: a step that was refused, with the word that came with it.
        init(
            _ place: SchoolCalendar.Locality, _ id: ID<PolicyVersion>, form sent: Endpoint.Typed? = nil,
            step: Endpoint.Typed? = nil, _ caller: Caller, _ db: DB
        ) throws {
            let version = try PolicyVersion.find(id, of: place.city, district: place.district, db)
            let all = try PolicyVersion.all(of: place.city, district: place.district, db)
            let standing = all.standing(of: version, on: caller.today)
            let defaults =
                place.district == nil
                ? Policy() : try Policy.ofCity(place.city, on: version.effectiveFrom ?? caller.today, db)
            // Only the form itself holds what was typed; a refused submission shows the draft as saved, with what is wrong.
            let typed = sent ?? step
            let wasForm = sent?.values["revision"] != nil
            name = try place.name(in: caller.language, db)
            breadcrumbs = try place.trail(in: caller.language, db)
            title = Text("policy.version", ["version": String(version.version)])
            state = State(
                tone: version.tone(standing), label: standing == .open ? version.state.label : standing.label)
            effectiveFrom = version.effectiveFrom
            comment = version.comment
            let form = PolicyForm(version, defaults: defaults, typed: wasForm ? typed : nil, caller.language)
            errors = wasForm ? form.errors : typed.map { Self.summary($0.fault) } ?? []
            // Over a colleague's save the page carries the new revision, so that pressing again is a decision and goes through.
            let isStale = wasForm && typed?.fault.code == "policy.changed_meanwhile"
            revision =
                wasForm && !isStale ? typed?.values["revision"]?.text ?? "" : String(version.revision)
            changes =
                isStale
                ? Plans.changes(
                    form.groups, PolicyForm(version, defaults: defaults, typed: nil, caller.language).groups) : []
            view = PolicyView(try version.merged(db), caller.language)
            let mayEdit = place.isEditable(by: caller) && version.isEditable
            let mayDecide = caller.holds(.bureau, at: .city, place.city.rawValue)
            let root = "\(place.root)/policies/\(version.id)"
            groups = mayEdit ? form.groups : []
            self.typed = typed.map { wasForm && mayEdit ? [] : Plans.typedPolicy($0.values) } ?? []
            save = mayEdit ? root : nil
            submission = mayEdit && place.district != nil ? "\(root)/submission" : nil
            let isReady = place.district == nil ? version.state == .draft : version.state == .submitted
            approval = mayDecide && isReady ? "\(root)/approval" : nil
            giveBack = mayDecide && version.state == .submitted ? "\(root)/return" : nil
            back = "\(place.root)/policies"
            bounds =
                try ProvincialBounds.current(db).map { Text("policy.bounds", ["source": $0.source]) }
                ?? Text("policy.bounds_none")
        }

        /// What keeps a version from going on, each leading to its field.
        private static func summary(_ fault: Fault) -> [FormBuilder.Summary] {
            guard !fault.fields.isEmpty else {
                return [FormBuilder.Summary(id: "content", label: nil, error: fault.text)]
            }
            return fault.fields.map { field in
                FormBuilder.Summary(
                    id: "field-" + field.field.replacing(".", with: "-"), label: label(field.field), error: field.text)
            }
        }

        private static func label(_ field: String) -> Text {
            if let known = PolicyField(rawValue: field) { return known.label }
            if let section = field.split(separator: ".").last.flatMap({ PolicySection(rawValue: String($0)) }) {
                return section.label
            }
            return switch field {
            case "effectiveFrom": Text("policy.effective_from")
            case "comment": Text("policy.comment")
            default: Text("policy.group.\(field == "seasons" ? "seasons" : "extras")")
            }
        }
    }
}
