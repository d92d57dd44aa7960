import Store

extension Plans {
    /// A policy in words and numbers, as everybody reads it.
    struct PolicyView: Codable, Sendable {
        struct Line: Codable, Sendable {
            let label: Text
            let value: Text
        }

        struct Part: Codable, Sendable {
            let title: Text
            let text: String
        }

        let numbers: [Line]
        let sections: [Part]
        let extras: [String]
        let statements: [String]

        init(_ policy: Policy, _ language: Language) {
            let values = PolicyField.allCases.compactMap { field in
                field.shown(in: policy, language).map { Line(label: field.label, value: $0) }
            }
            numbers =
                values
                + policy.seasons.map { season in
                    Line(
                        label: Text("policy.off_work", texts: ["season": season.title]),
                        value: Text(
                            "policy.off_work_value",
                            [
                                "time": season.offWorkAt.description, "from": season.from.description,
                                "through": season.through.description,
                            ]))
                }
            sections = PolicySection.allCases.compactMap { section in
                policy.sections[section].map { Part(title: section.label, text: $0) }
            }
            extras = policy.extraSections.map(\.title)
            statements = policy.statements
        }
    }

    /// What a district asks of its schools, for anyone.
    struct PolicyPage: Page {
        static let template = "policy/public"
        let district: String
        let effective: Text?
        let view: PolicyView?
        let breadcrumbs: [Link]

        init(_ district: Registry.District, _ caller: Caller, _ db: DB) throws {
            let place = SchoolCalendar.Locality.district(district)
            self.district = try place.name(in: caller.language, db)
            breadcrumbs = try place.trail(in: caller.language, db)
            let own = try PolicyVersion.all(of: district.cityID, district: district.id, db).inForce(on: caller.today)
            let city = try PolicyVersion.all(of: district.cityID, district: nil, db).inForce(on: caller.today)
            let policy = try Policy.inForce(in: district, on: caller.today, db)
            effective = (own ?? city).flatMap { version in
                version.effectiveFrom.map {
                    Text(
                        own == nil ? "policy.effective_city" : "policy.effective",
                        ["date": $0.display(in: caller.language), "version": String(version.version)])
                }
            }
            view = policy.map { PolicyView($0, caller.language) }
        }
    }

    /// The versions of one place, and for the city its districts' versions that wait for a decision.
    struct PoliciesPage: Page {
        struct Item: Codable, Sendable {
            let href: String
            let title: Text
            let state: Text
            let tone: String
            let effectiveFrom: LocalDate?
        }

        struct District: Codable, Sendable {
            let href: String
            let name: String
        }

        static let template = "policy/versions"
        let name: String
        let versions: [Item]
        let count: Text
        let waiting: [Item]
        let districts: [District]
        /// Where the next version is begun, for those who may and while none is open.
        let begin: String?
        let publicHref: String?
        let bounds: Text
        let breadcrumbs: [Link]

        init(_ place: SchoolCalendar.Locality, _ caller: Caller, _ db: DB) throws {
            name = try place.name(in: caller.language, db)
            breadcrumbs = try place.trail(in: caller.language, db)
            let all = try PolicyVersion.all(of: place.city, district: place.district, db)
            versions = all.map { Item($0, all.standing(of: $0, on: caller.today), root: place.root, nil) }
            count = Text("policy.version_count", ["count": String(all.count)])
            let found = place.district == nil ? try Registry.District.all(in: place.city, db) : []
            let names = Dictionary(
                uniqueKeysWithValues: found.map {
                    ($0.id, $0.name(in: caller.language))
                })
            districts = found.map { District(href: "/districts/\($0.id)/policies", name: names[$0.id] ?? $0.name) }
            waiting =
                place.district != nil
                ? []
                : try PolicyVersion.submitted(in: place.city, db).compactMap { version in
                    version.district.map { Item(version, .open, root: "/districts/\($0)", names[$0]) }
                }
            let isOpen = all.contains { $0.state != .approved }
            begin = place.isEditable(by: caller) && !isOpen ? "\(place.root)/policies" : nil
            publicHref = place.district.map { "/districts/\($0)/policy" }
            bounds =
                try ProvincialBounds.current(db).map { Text("policy.bounds", ["source": $0.source]) }
                ?? Text("policy.bounds_none")
        }
    }
}

extension Plans.PoliciesPage.Item {
    fileprivate init(_ version: Plans.PolicyVersion, _ standing: Plans.PolicyStanding, root: String, _ name: String?) {
        href = "\(root)/policies/\(version.id)"
        let number = ["version": String(version.version)]
        title =
            name.map { Text("policy.version_of", number.merging(["place": $0]) { $1 }) }
            ?? Text("policy.version", number)
        state = standing == .open ? version.state.label : standing.label
        tone = version.tone(standing)
        effectiveFrom = version.effectiveFrom
    }
}

extension Plans.PolicyVersion {
    /// The colour of its state.
    func tone(_ standing: Plans.PolicyStanding) -> String {
        switch (state, standing) {
        case (_, .inForce): "good"
        case (.returned, _): "attention"
        case (.submitted, _), (.draft, _): "think"
        case (_, .coming): "info"
        default: "plain"
        }
    }
}
