import Store

extension Roster.PlaceFinder {
    /// The error that refuses a roster which is plainly another city's; nil where it is this one's, or where nothing tells.
    ///
    /// *Source*: GB/T 2260. The first four digits of a district's code are its city's.
    ///
    /// - Parameter org: what stands above the roster's districts.
    func otherCity(than known: Registry.City, _ org: Roster.Org?) -> Roster.Problem? {
        let areas = Set(existing.districts.filter { $0.cityID == known.id }.compactMap { Self.area(of: $0.code) })
        let here = ([known.name] + areas.sorted().prefix(1).map { $0 + "00" }).joined(separator: " ")
        if let org, let code = org.code, isElsewhere(code, areas) {
            return problem(org, "identifier", "\(org.name) \(code)", here)
        }
        let coded = orgs.filter { $0.type == "district" && !$0.isGone && Self.area(of: $0.code) != nil }
        if let first = coded.first, let code = first.code, coded.allSatisfy({ isElsewhere($0.code ?? "", areas) }) {
            return problem(first, "identifier", "\((org ?? first).name) \(code)", here)
        }
        guard let org, org.sourceID != known.sourceID, org.name != known.name,
            existing.cities.contains(where: { $0.id != known.id && $0.sourceID == org.sourceID })
        else { return nil }
        return problem(org, "sourcedId", "\(org.name) \(org.sourceID)", here)
    }

    private func isElsewhere(_ code: String, _ areas: Set<String>) -> Bool {
        guard !areas.isEmpty, let area = Self.area(of: code) else { return false }
        return !areas.contains { $0.hasPrefix(area) || area.hasPrefix($0) }
    }

    /// The digits that a code has in common with all of its city: two where it is that of a province, or of a city that is
    /// one, whose districts are 1101 and the like.
    private static func area(of code: String?) -> String? {
        guard let code, Roster.OrgReader.isDistrictCode(code) else { return nil }
        let city = code.prefix(4)
        return String(city.hasSuffix("00") ? city.prefix(2) : city)
    }

    private func problem(_ org: Roster.Org, _ column: String, _ named: String, _ city: String) -> Roster.Problem {
        Roster.Problem(
            severity: .error, file: Roster.File.orgs.name, line: org.line, column: column, code: "other_city",
            arguments: ["named": named, "city": city])
    }
}
