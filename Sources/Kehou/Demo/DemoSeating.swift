import Store

extension Demo {
    /// Finds who of a demo city's imported people plays which part of the cast, and invents the officials.
    ///
    /// Choices go by the roster's own ids, so the same size and seed give the same people on every machine.
    struct Seating {
        let city: City
        let cityID: ID<Registry.City>
        private let db: DB
        private var members: [Cast.Member] = []
        private var officials = 0

        /// The whole cast, officials first.
        static func cast(of city: City, in cityID: ID<Registry.City>, _ db: DB) throws -> [Cast.Member] {
            var seating = Seating(city: city, cityID: cityID, db: db)
            try seating.seatOfficials()
            try seating.seatSchools()
            try seating.seatGuardians()
            return seating.members
        }

        private init(city: City, cityID: ID<Registry.City>, db: DB) {
            self.city = city
            self.cityID = cityID
            self.db = db
        }

        private mutating func seatOfficials() throws {
            let districts = try Registry.District.all(in: cityID, db)
            for role in [Role.bureau, .auditor, .inspector] {
                official(role.rawValue, Cast.Post(role, at: .city, cityID.rawValue))
            }
            for district in districts {
                let word = district.nameEn?.split(separator: " ").first.map { $0.lowercased() } ?? "\(district.id)"
                official("district-\(word)", Cast.Post(.districtOfficer, at: .district, district.id.rawValue))
            }
            official("venue", Cast.Post(.venue, at: .venue, 1, label: "市青少年活动中心（虚构）"))
            official("body", Cast.Post(.body, at: .body, 1, label: "蓝帆体育俱乐部（虚构）"))
            if let school = try firstSchools().first {
                official("volunteer", Cast.Post(.volunteer, at: .school, school.id.rawValue))
            }
        }

        private mutating func seatSchools() throws {
            for (index, school) in try firstSchools().enumerated() {
                for (number, role) in [Role.principal, .office, .teacher].enumerated() {
                    guard
                        let person = try person("staff", "school_id", school.id.rawValue, "\(school.source)-t\(number)")
                    else { continue }
                    members.append(
                        Cast.Member(
                            userName: "\(role.rawValue)-\(index + 1)", name: person.name, mobile: person.mobile,
                            posts: [Cast.Post(role, at: .school, school.id.rawValue)]))
                }
            }
        }

        /// 1 has two children in one school, 2 has children in two schools, 3 looks after thirty; `several` has one child,
        /// helps at that school as a volunteer and teaches at another.
        private mutating func seatGuardians() throws {
            let schools = try firstSchools()
            guard let first = schools.first else { return }
            try seat("guardian-1", guardians(at: first.id, having: "COUNT(*) = 2"))
            let juniors = city.schools.filter { $0.feeder != nil }.prefix(8)
            try seat("guardian-2", juniors.flatMap { try guardiansInTwoSchools($0.id) })
            try seat(
                "guardian-3",
                [person("guardian", "city_id", cityID.rawValue, "\(city.schools[0].id)-carer")].compactMap { $0 })
            var more = [Cast.Post(.volunteer, at: .school, first.id.rawValue)]
            if schools.count > 1 { more.append(Cast.Post(.teacher, at: .school, schools[1].id.rawValue)) }
            try seat("several", guardians(at: first.id, having: "COUNT(*) = 1"), and: more)
        }

        /// The first candidate who plays no part yet.
        private mutating func seat(_ userName: String, _ candidates: [Person], and more: [Cast.Post] = []) throws {
            let seated = members.compactMap(\.mobile)
            guard let person = candidates.first(where: { !seated.contains($0.mobile ?? []) }) else { return }
            members.append(
                Cast.Member(
                    userName: userName, name: person.name, mobile: person.mobile, guardian: ID(person.id),
                    posts: [Cast.Post(guardianOf: try children(of: person))] + more))
        }

        private mutating func official(_ userName: String, _ post: Cast.Post) {
            var random = Random(seed: city.size.seed, 9, officials)
            officials += 1
            let surname = city.names.surname(&random)
            let given = city.names.given(.adult, officials % 2 == 0 ? .girl : .boy, &random)
            members.append(Cast.Member(userName: userName, name: surname + given, posts: [post]))
        }
    }
}

extension Demo.Seating {
    fileprivate struct Person: FromRow {
        let id: Int64
        let name: String
        let mobile: [UInt8]?

        init(_ row: Row) throws {
            id = try row["id"]
            name = try row["name"]
            mobile = try row["mobile_index"]
        }
    }

    /// The first school of each of the first three districts.
    private func firstSchools() throws -> [(id: ID<Registry.School>, source: String)] {
        try (0..<min(3, city.districts.count)).compactMap { district in
            guard let school = city.schools.first(where: { $0.district == district }) else { return nil }
            let id = try db.value(
                "SELECT id FROM school WHERE city_id = \(cityID) AND source_id = \(school.id)",
                as: ID<Registry.School>.self)
            return id.map { ($0, school.id) }
        }
    }

    private func person(_ table: String, _ owner: String, _ id: Int64, _ source: String) throws -> Person? {
        try db.first(
            """
            SELECT id, name, mobile_index
            FROM \(unsafe: table)
            WHERE \(unsafe: owner) = \(id) AND source_id = \(source)
            """, as: Person.self)
    }

    private func guardians(at school: ID<Registry.School>, having: String) throws -> [Person] {
        try db.all(
            """
            SELECT g.id, g.name, g.mobile_index
            FROM guardianship s
            JOIN guardian g ON g.id = s.guardian_id
            WHERE s.school_id = \(school)
            GROUP BY g.id, g.name, g.mobile_index, g.source_id
            HAVING \(unsafe: having)
            ORDER BY g.source_id
            LIMIT 8
            """, as: Person.self)
    }

    private func guardiansInTwoSchools(_ source: String) throws -> [Person] {
        try db.all(
            """
            SELECT g.id, g.name, g.mobile_index
            FROM school
            JOIN guardianship s ON s.school_id = school.id
            JOIN guardian g ON g.id = s.guardian_id
            WHERE school.city_id = \(cityID) AND school.source_id = \(source)
                AND EXISTS (
                    SELECT 1
                    FROM guardianship o
                    WHERE o.guardian_id = g.id AND o.school_id <> s.school_id)
            ORDER BY g.source_id
            LIMIT 8
            """, as: Person.self)
    }

    /// The first two children's names, as a place's label.
    private func children(of person: Person) throws -> String {
        let pupils = try Registry.Guardian.pupils(of: ID<Registry.Guardian>(person.id), db)
        return pupils.prefix(2).map(\.name).joined(separator: "、") + (pupils.count > 2 ? "等" : "")
    }
}
