import Store

extension Roster.PlaceFinder {
    private typealias District = Registry.District

    /// - Returns: the district of each `district` organisation, and under `""` the one for schools without.
    func districts(_ ancestries: [[Roster.Org]], _ places: inout Roster.Places) -> [String: Registry.District] {
        let city = places.city.record.id
        let named = orgs.filter { $0.type == "district" && !$0.isGone }
        let there = existing.districts.filter { $0.cityID == city }
        let partners = partners(of: named, among: there)
        // Codes of rows that the roster does not name stay where they are, since they must differ within the city.
        let claimed = Set(partners.values.map(\.id))
        let taken = Set(there.filter { !claimed.contains($0.id) }.compactMap(\.code))
        let given = Set(named.compactMap(\.code)).subtracting(taken)
        var found: [String: Registry.District] = [:]
        for org in named {
            let known = partners[org.n]
            var code = org.code
            if let wanted = code, taken.contains(wanted) {
                note("code_kept", org, "identifier", &places, value: wanted)
                code = nil
            }
            // A code that is only kept gives way to one that the roster gives.
            let kept = known?.code.flatMap { given.contains($0) ? nil : $0 }
            let wanted = District(
                id: known?.id ?? .next(), cityID: city, sourceID: org.sourceID, code: code ?? kept, name: org.name,
                nameEn: org.nameEn ?? known?.nameEn)
            places.districts.append(Roster.Places.Entry(record: wanted, change: Roster.Change(known, wanted)))
            found[org.sourceID] = wanted
        }
        let stray = ancestries.contains { path in
            path.first?.type == "school" && !path.contains { $0.type == "district" }
        }
        if stray { found[""] = commonDistrict(&places) }
        return found
    }

    /// The row that each organisation stands for: that of its `sourcedId`, else one of its code that nobody else claimed.
    private func partners(of named: [Roster.Org], among there: [Registry.District]) -> [Int64: Registry.District] {
        var partners: [Int64: Registry.District] = [:]
        var claimed: Set<ID<Registry.District>> = []
        let bySource = Dictionary(
            there.compactMap { row in row.sourceID.map { ($0, row) } }, uniquingKeysWith: { first, _ in first })
        for org in named {
            guard let row = bySource[org.sourceID], claimed.insert(row.id).inserted else { continue }
            partners[org.n] = row
        }
        for org in named where partners[org.n] == nil && org.code != nil {
            let match = there.first {
                $0.code == org.code && !claimed.contains($0.id) && !spared.contains($0.sourceID ?? "")
            }
            guard let match else { continue }
            claimed.insert(match.id)
            partners[org.n] = match
        }
        return partners
    }

    /// A district named like the city, for schools that stand under none.
    private func commonDistrict(_ places: inout Roster.Places) -> Registry.District {
        let city = places.city.record
        let known = existing.districts.first { $0.cityID == city.id && $0.sourceID == nil && $0.name == city.name }
        let wanted = known ?? District(cityID: city.id, name: city.name, nameEn: city.nameEn)
        places.districts.append(Roster.Places.Entry(record: wanted, change: known == nil ? .new : .none))
        if known == nil { noteTaken("district_taken", wanted.name, &places) }
        return wanted
    }
}
