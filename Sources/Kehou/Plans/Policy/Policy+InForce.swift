import Store

extension Plans.Policy {
    typealias Policy = Plans.Policy

    /// A city's defaults on a day; what every city begins from where it has approved none.
    static func ofCity(_ city: ID<Registry.City>, on date: LocalDate, _ db: DB) throws -> Policy {
        let version = try Plans.PolicyVersion.all(of: city, district: nil, db).inForce(on: date)
        return Policy().merged(with: version?.own ?? .none)
    }

    /// The policy that a district's schools are held to on a day: city and district merged.
    ///
    /// Nothing while neither has approved one, so that checks can answer "not yet known".
    static func inForce(
        in district: Registry.District, on date: LocalDate, _ db: DB
    ) throws -> Policy? {
        let city = try Plans.PolicyVersion.all(of: district.cityID, district: nil, db).inForce(on: date)
        let own = try Plans.PolicyVersion.all(of: district.cityID, district: district.id, db).inForce(on: date)
        guard city != nil || own != nil else { return nil }
        return Policy().merged(with: city?.own ?? .none).merged(with: own?.own ?? .none)
    }

    /// The policy in force on a term's first day, with the dates that are the term's.
    static func inForce(
        in district: Registry.District, for term: SchoolCalendar.Term, _ db: DB
    ) throws -> Policy? {
        let before = try SchoolCalendar.Term.lastDay(before: term, in: district.cityID, db)
        return try inForce(in: district, on: term.starts, db)?.withDates(after: before)
    }

    /// What the approved policies of a district and its city ever called their added sections, by code; the latest name wins.
    static func extraTitlesEver(in district: Registry.District, _ db: DB) throws -> [String: String] {
        let versions =
            try Plans.PolicyVersion.all(of: district.cityID, district: district.id, db)
            + Plans.PolicyVersion.all(of: district.cityID, district: nil, db)
        return Dictionary(
            versions.filter { $0.state == .approved }.flatMap(\.own.extraSections).map { ($0.code, $0.title) }
        ) { first, _ in first }
    }

    static func inForce(
        inAllOf city: ID<Registry.City>, for term: SchoolCalendar.Term, _ db: DB
    ) throws -> [ID<Registry.District>: Policy] {
        let before = try SchoolCalendar.Term.lastDay(before: term, in: city, db)
        return try inForce(inAllOf: city, on: term.starts, db).mapValues { $0.withDates(after: before) }
    }

    /// A policy lives on for years, its dates for one term: a date before the last term was over belonged to that term or an
    /// earlier one, and this term has none yet.
    private func withDates(after last: LocalDate?) -> Policy {
        guard let last else { return self }
        func kept(_ date: LocalDate?) -> LocalDate? { date.flatMap { $0 > last ? $0 : nil } }
        var policy = self
        policy.dates = Dates(
            submitBy: kept(dates.submitBy), approveBy: kept(dates.approveBy), readyBy: kept(dates.readyBy))
        return policy
    }

    /// The policies of every district of a city at once, as `inForce(in:on:)` gives each: four queries.
    static func inForce(
        inAllOf city: ID<Registry.City>, on date: LocalDate, _ db: DB
    ) throws -> [ID<Registry.District>: Policy] {
        let approved = try Plans.PolicyVersion.approved(in: city, db)
        let defaults = approved.filter { $0.district == nil }.inForce(on: date)
        let base = Policy().merged(with: defaults?.own ?? .none)
        let own = Dictionary(grouping: approved.filter { $0.district != nil }, by: \.district)
        let districts = try Registry.District.all(in: city, db)
        return districts.reduce(into: [:]) { policies, district in
            let version = own[district.id]?.inForce(on: date)
            guard defaults != nil || version != nil else { return }
            policies[district.id] = base.merged(with: version?.own ?? .none)
        }
    }
}
