import Store

extension Plans {
    /// A plan as families and officers read it: the same for a version page, the public page and the notice.
    struct PlanView: Codable, Sendable {
        struct Part: Codable, Sendable {
            let id: String
            let title: Text
            /// The prose, paragraph by paragraph.
            let paragraphs: [String]
            let facts: [Fact]
        }

        struct Fact: Codable, Sendable {
            let label: Text
            let value: Text
        }

        let highlights: [String]
        let bands: [BandView]
        let parts: [Part]
        let fee: Text
        let free: Text
        let lateCare: Text
        let contact: Text
        let phone: String

        init(_ plan: Plan, _ policy: Policy? = nil) {
            highlights = Self.paragraphs(plan.highlights)
            bands = plan.bands.map(BandView.init)
            parts =
                Section.required.map { section in
                    Part(
                        id: section.rawValue, title: section.label, paragraphs: Self.paragraphs(plan.prose[section]),
                        facts: Self.facts(section, plan))
                } + Self.extras(plan, policy)
            fee = Self.fee(plan.tariff)
            free = .list(plan.tariff.free.map(\.label))
            lateCare =
                plan.lateCare.until.map {
                    Text(
                        "plans.late_care_view", texts: ["days": .days(plan.lateCare.days)],
                        ["until": "\($0)", "place": plan.lateCare.place])
                } ?? Text("plans.none")
            contact = Text(
                verbatim: [plan.contact.name, plan.contact.duty].filter { !$0.isBlank }.joined(separator: " · "))
            phone = plan.contact.phone
        }

        private static func fee(_ tariff: Tariff) -> Text {
            guard let fee = tariff.fee else { return Text("plans.none") }
            return fee == 0 ? Text("plans.free_for_all") : Text("plans.fee_view", texts: ["fee": .money(fee)])
        }

        private static func paragraphs(_ text: String) -> [String] {
            text.split(separator: "\n").map(String.init).filter { !$0.isBlank }
        }

        private static func extras(_ plan: Plan, _ policy: Policy?) -> [Part] {
            let titles = policy?.extraTitles ?? [:]
            var parts = plan.extras.filter { !$0.text.isBlank }.map { extra in
                Part(
                    id: "extra-\(extra.code)", title: Text(verbatim: titles[extra.code] ?? extra.code),
                    paragraphs: paragraphs(extra.text), facts: [])
            }
            if !plan.statements.isEmpty {
                parts.append(
                    Part(id: "statements", title: fieldName("statements"), paragraphs: plan.statements, facts: []))
            }
            return parts
        }

        private static func facts(_ section: Section, _ plan: Plan) -> [Fact] {
            switch section {
            case .staffing:
                plan.staff.compactMap { group in
                    group.kind.map { kind in
                        Fact(
                            label: kind.label,
                            value: Text(
                                "plans.staff_view", texts: ["role": group.role?.label ?? Text("plans.none")],
                                ["number": "\(group.number ?? 0)"]))
                    }
                }
            case .application:
                [Fact(label: fieldName("fee"), value: fee(plan.tariff))]
                    + (plan.tariff.free.isEmpty
                        ? [] : [Fact(label: fieldName("free"), value: .list(plan.tariff.free.map(\.label)))])
            case .safeguards: safety(plan)
            case .incentives: plan.incentives.basis.map { [Fact(label: fieldName("basis"), value: $0.label)] } ?? []
            default: []
            }
        }

        private static func safety(_ plan: Plan) -> [Fact] {
            let texts = [
                ("safety_people", plan.safety.people), ("safety_technical", plan.safety.technical),
                ("safety_physical", plan.safety.physical), ("emergency_plan", plan.safety.emergencyPlan),
                ("venue", plan.venues.map(\.name).joined(separator: "、")),
                ("posts", plan.safety.posts.map { "\($0.place) \($0.who)" }.joined(separator: "、")),
            ]
            return texts.filter { !$0.1.isBlank }.map { Fact(label: fieldName($0.0), value: Text(verbatim: $0.1)) }
        }
    }
}

extension Plans.Policy {
    /// What the policy calls its added sections, by code.
    var extraTitles: [String: String] {
        Dictionary(extraSections.map { ($0.code, $0.title) }) { first, _ in first }
    }
}

extension Plans.Version {
    /// The policy that holds for the version's term at its school.
    func policy(of home: Registry.School, _ db: DB) throws -> Plans.Policy? {
        let district = try Registry.District.find(home.districtID, db)
        let term = try SchoolCalendar.Term.find(term, in: home.cityID, db)
        return try Plans.Policy.inForce(in: district, on: term.starts, db)
    }
}
