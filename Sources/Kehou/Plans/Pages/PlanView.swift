import Store

extension Plans {
    /// A plan as families and officers read it: the same for a version page, which tells all of it, the public page and the notice.
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

        /// - Parameter isWhole: with everything that is agreed to, for readers who have signed in for the school or its district.
        init(_ plan: Plan, _ policy: Policy? = nil, isWhole: Bool = false) {
            let told = PlanFacts(plan: plan, isWhole: isWhole)
            highlights = Self.paragraphs(plan.highlights)
            bands = plan.bands.map { BandView($0, isWhole: isWhole) }
            parts =
                Section.required.map { section in
                    Part(
                        id: section.rawValue, title: section.label, paragraphs: Self.paragraphs(plan.prose[section]),
                        facts: told.facts(section))
                } + Self.extras(plan, policy) + (isWhole ? [Self.publicity(told)] : [])
            fee = told.fee
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

        /// Whom to ask; the public page has a place of its own for it.
        private static func publicity(_ told: PlanFacts) -> Part {
            let section = Section.publicity
            return Part(id: section.rawValue, title: section.label, paragraphs: [], facts: told.facts(section))
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
