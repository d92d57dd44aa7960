import Store

extension Enrolment {
    /// A pupil's guardians as the office sees them, with restrictions in force or to come.
    struct GuardiansPage: Page {
        struct Item: Codable, Sendable {
            /// Where an error leads, and what the ids of the form's inputs begin with.
            let anchor: String
            let name: String
            let relation: Text
            let hasAccount: Bool
            let action: String
            let restrictions: [Limit]
            let from: String
            let until: String
            /// What is wrong with the form that was sent for this guardian; the form is then open.
            let error: Text?
        }

        struct Limit: Codable, Sendable {
            let dates: Text
            let action: String
        }

        static let template = "invitations/guardians"
        let pupil: String
        let paperHref: String
        let guardians: [Item]
        let errors: [FormBuilder.Summary]
        let breadcrumbs: [Link]

        /// - Parameter typed: what was sent for one guardian, after a refusal: it stands again.
        init(
            _ school: ID<Registry.School>, _ id: ID<Registry.Pupil>, _ caller: Caller, _ db: DB,
            typed: (guardian: ID<Registry.Guardian>, what: Endpoint.Typed)? = nil
        ) throws {
            let base = "/schools/\(school)/pupils/\(id)"
            let limits = try Restriction.all(of: id, in: school, on: caller.today, db)
            let child = try Registry.Pupil.find(id, in: school, db)
            pupil = child.name
            paperHref = "\(base)/application"
            guardians = try (Registry.Guardian.all(ofEach: [id], in: school, db)[id] ?? []).map { guardian, relation in
                let sent = typed.flatMap { $0.guardian == guardian.id ? $0.what : nil }
                return Item(
                    anchor: "guardian-\(guardian.id)", name: guardian.name, relation: relation.label,
                    hasAccount: try Registry.FamilyAccount.account(of: guardian.id, db) != nil,
                    action: "\(base)/guardians/\(guardian.id)/restrictions",
                    restrictions: limits.filter { $0.guardian == guardian.id }.map {
                        Limit(dates: $0.dates, action: "\(base)/restrictions/\($0.id)/lifting")
                    },
                    from: sent?.values["from"]?.text ?? caller.today.description,
                    until: sent?.values["until"]?.text ?? "", error: sent?.fault.fields.first?.text ?? sent?.fault.text)
            }
            errors = guardians.compactMap { item in
                item.error.map { FormBuilder.Summary(id: item.anchor, label: Text(verbatim: item.name), error: $0) }
            }
            let room = try Registry.SchoolClass.all(in: school, db).first { $0.id == child.classID }
            breadcrumbs =
                [Link(Text("invitations.title"), "/schools/\(school)/invitations")]
                + [room.map { Link(Text(verbatim: $0.name), "/schools/\(school)/invitations/\($0.id)") }]
                .compactMap { $0 }
        }
    }
}

extension Enrolment.Restriction {
    /// From a day on, and perhaps until one.
    fileprivate var dates: Text {
        guard let until else { return Text("restriction.since", texts: ["from": .date(from)]) }
        return Text("restriction.between", texts: ["from": .date(from), "until": .date(until)])
    }
}
