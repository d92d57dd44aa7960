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

        /// - Throws: `roster.which_city` where several could be meant, `roster.no_school` where there is nothing to import.
        func find() throws -> Places {
            let tree = OrgTree(orgs.map(\.node))
            let ancestries = orgs.indices.map { tree.ancestry(of: $0).map { orgs[$0] } }
            var places = Places(city: try city(ancestries))
            if places.city.change == .new, places.city.record.sourceID == nil {
                noteTaken("city_taken", places.city.record.name, &places)
            }
            let districts = districts(ancestries, &places)
            addSchools(ancestries, districts, &places)
            guard !places.schools.isEmpty else { throw Fault.invalid("roster.no_school") }
            return places
        }

        /// The nearest organisation above the districts, matched with the city there is.
        private func city(_ ancestries: [[Org]]) throws -> Places.Entry<Registry.City> {
            let above = ancestries.compactMap { path in
                path.first?.type == "district" || path.first?.type == "school"
                    ? path.dropFirst().first { ["local", "state", "national"].contains($0.type) } : nil
            }
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
            guard let org else { throw Fault.invalid("roster.no_school") }
            let city = Registry.City(
                sourceID: named.isEmpty ? nil : org.sourceID, name: org.name, nameEn: org.nameEn)
            return Places.Entry(record: city, change: .new)
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

        /// - Returns: the district of each `district` organisation, and under `""` the one for schools without.
        private func districts(_ ancestries: [[Org]], _ places: inout Places) -> [String: Registry.District] {
            var found: [String: Registry.District] = [:]
            for org in orgs where org.type == "district" && !org.isGone {
                let known = existing.districts.first {
                    $0.cityID == places.city.record.id
                        && ($0.sourceID == org.sourceID || (org.code != nil && $0.code == org.code))
                }
                let wanted = Registry.District(
                    id: known?.id ?? .next(), cityID: places.city.record.id, sourceID: org.sourceID,
                    code: org.code ?? known?.code, name: org.name, nameEn: org.nameEn ?? known?.nameEn)
                places.districts.append(Places.Entry(record: wanted, change: Change(known, wanted)))
                found[org.sourceID] = wanted
            }
            let stray = ancestries.contains { path in
                path.first?.type == "school" && !path.contains { $0.type == "district" }
            }
            if stray { found[""] = commonDistrict(&places) }
            return found
        }

        /// A district named like the city, for schools that stand under none.
        private func commonDistrict(_ places: inout Places) -> Registry.District {
            let city = places.city.record
            let known = existing.districts.first { $0.cityID == city.id && $0.sourceID == nil && $0.name == city.name }
            let wanted = known ?? Registry.District(cityID: city.id, name: city.name, nameEn: city.nameEn)
            places.districts.append(Places.Entry(record: wanted, change: known == nil ? .new : .none))
            if known == nil { noteTaken("district_taken", wanted.name, &places) }
            return wanted
        }

        /// Says that a place was made which the roster does not hold.
        private func noteTaken(_ code: String, _ name: String, _ places: inout Places) {
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
