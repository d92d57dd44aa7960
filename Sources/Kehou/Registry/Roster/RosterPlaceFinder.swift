import Store

extension Roster {
    /// Reads ``Places`` out of a staged roster.
    struct PlaceFinder: Sendable {
        let orgs: [Org]
        /// Lowest and highest grade taught, by the row of the school's organisation: 0 stands for grades beyond 1 to 9.
        let grades: [Int64: GradeSpan]
        /// What classes give as their location, by the row of their school's organisation.
        let locations: [Int64: Set<String>]
        let existing: Existing
        let today: LocalDate
        /// The ids of organisations of which rows were skipped: what only those rows would tell stays as it is.
        let spared: Set<String>
        /// The city to use where the database has several, or nil.
        let chosen: ID<Registry.City>?

        struct GradeSpan: Sendable {
            let lowest: Int?
            let highest: Int?
            let hasOthers: Bool
        }

        /// The places the database holds already.
        struct Existing: Sendable {
            var cities: [Registry.City] = []
            var districts: [Registry.District] = []
            var schools: [Registry.School] = []
            var campuses: [Registry.Campus] = []

            init() {}

            init(_ db: DB) throws {
                cities = try Registry.City.all(db)
                districts = try cities.flatMap { try Registry.District.all(in: $0.id, db) }
                schools = try db.all("SELECT \(Registry.School.columns) FROM school ORDER BY id")
                campuses = try db.all(
                    "SELECT school_id, id, source_id, name, address FROM campus WHERE closed_on IS NULL")
            }
        }

        /// - Returns: nil where the roster holds no organisation at all; an error and nothing else where it is another city's.
        /// - Throws: `roster.which_city` where several could be meant.
        func find() throws -> Places? {
            let tree = OrgTree(orgs.map(\.node))
            let ancestries = orgs.indices.map { tree.ancestry(of: $0).map { orgs[$0] } }
            guard let city = try city(ancestries) else { return nil }
            if let known = existing.cities.first(where: { $0.id == city.record.id }),
                let problem = otherCity(than: known, citiesNamed(ancestries).first)
            {
                var places = Places(city: Places.Entry(record: known, change: .none))
                places.problems.append(problem)
                return places
            }
            var places = Places(city: city)
            if places.city.change == .new, places.city.record.sourceID == nil {
                noteTaken("city_taken", places.city.record.name, &places)
            }
            let districts = districts(ancestries, &places)
            addSchools(ancestries, districts, &places)
            keepCampuses(&places)
            return places
        }

        /// The nearest organisation above the districts, matched with the city there is.
        private func city(_ ancestries: [[Org]]) throws -> Places.Entry<Registry.City>? {
            guard !orgs.isEmpty else { return nil }

            let above = citiesNamed(ancestries)
            let named = Set(above.map(\.sourceID))
            let org = above.first ?? orgs.first { OrgReader.aboveSchool.contains($0.type) } ?? orgs.first
            guard named.count <= 1 else {
                throw Fault.invalid("roster.which_city", ["names": named.sorted().joined(separator: ", ")])
            }
            if let known = try existingCity(named.isEmpty ? nil : org) {
                // Without an organisation above its districts the roster says nothing of the city.
                guard !named.isEmpty, let org, known.sourceID == nil || known.sourceID == org.sourceID else {
                    return Places.Entry(record: known, change: .none)
                }
                let wanted = Registry.City(
                    id: known.id, sourceID: org.sourceID, name: org.name, nameEn: org.nameEn ?? known.nameEn)
                return Places.Entry(record: wanted, change: Change(known, wanted))
            }
            guard let org else { return nil }
            let city = Registry.City(
                sourceID: named.isEmpty ? nil : org.sourceID, name: org.name, nameEn: org.nameEn)
            return Places.Entry(record: city, change: .new)
        }

        /// The nearest organisation above each district and school that stands for a city.
        private func citiesNamed(_ ancestries: [[Org]]) -> [Org] {
            ancestries.compactMap { path in
                path.first?.type == "district" || path.first?.type == "school"
                    ? path.dropFirst().first { ["local", "state", "national"].contains($0.type) } : nil
            }
        }

        private func existingCity(_ org: Org?) throws -> Registry.City? {
            if let chosen {
                guard let city = existing.cities.first(where: { $0.id == chosen }) else { throw Fault.notFound() }
                return city
            }
            if let org, let same = existing.cities.first(where: { $0.sourceID == org.sourceID }) { return same }
            // Another city's roster in this city's database is most likely a mistake, so it must be asked for.
            let mayBeMeant = org == nil ? existing.cities : existing.cities.filter { $0.sourceID == nil }
            guard mayBeMeant.count == min(existing.cities.count, 1) else {
                throw Fault.invalid(
                    "roster.which_city", ["names": existing.cities.map(\.name).joined(separator: ", ")])
            }
            return mayBeMeant.first
        }

        /// Says that a place was made which the roster does not hold.
        func noteTaken(_ code: String, _ name: String, _ places: inout Places) {
            places.problems.append(
                Problem(
                    severity: .warning, file: File.orgs.name, line: 0, column: "type", code: code,
                    arguments: ["name": name]))
        }
    }
}

extension Roster.Change {
    /// What it takes to turn the one record into the other.
    init<Record: Equatable>(_ known: Record?, _ wanted: Record) {
        self = known == nil ? .new : known == wanted ? .none : .changed
    }
}
