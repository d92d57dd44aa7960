import Store

extension Registry {
    /// A compulsory school. What is here is public: families find it without signing in.
    struct School: Codable, Sendable, Hashable, FromRow, Named {
        enum Ownership: String, Choice {
            case isPublic = "public"
            case isPrivate = "private"

            static let prefix = "school.ownership"
        }

        /// Decides which fee ceiling holds.
        enum Setting: String, Choice {
            case urban, rural

            static let prefix = "school.setting"
        }

        /// Which of the nine compulsory grades it teaches.
        enum Stage: String, Choice {
            case primary, junior
            case nineYear = "nine_year"

            static let prefix = "school.stage"

            /// *Range*: grades 1 to 6 are primary, 7 to 9 junior secondary.
            var grades: ClosedRange<Int> {
                switch self {
                case .primary: 1...6
                case .junior: 7...9
                case .nineYear: 1...9
                }
            }
        }

        let id: ID<School>
        let cityID: ID<City>
        let districtID: ID<District>
        let sourceID: String?
        let code: String?
        let name: String
        let nameEn: String?
        let ownership: Ownership
        let setting: Setting
        let stage: Stage
        let phone: String?
        let address: String?
        let closedOn: LocalDate?

        var isOpen: Bool { closedOn == nil }

        init(
            id: ID<School> = .next(), cityID: ID<City>, districtID: ID<District>, sourceID: String? = nil,
            code: String? = nil, name: String, nameEn: String? = nil, ownership: Ownership = .isPublic,
            setting: Setting = .urban, stage: Stage = .primary, phone: String? = nil, address: String? = nil,
            closedOn: LocalDate? = nil
        ) {
            self.id = id
            self.cityID = cityID
            self.districtID = districtID
            self.sourceID = sourceID
            self.code = code
            self.name = name
            self.nameEn = nameEn
            self.ownership = ownership
            self.setting = setting
            self.stage = stage
            self.phone = phone
            self.address = address
            self.closedOn = closedOn
        }

        init(_ row: Row) throws {
            id = try row["id"]
            cityID = try row["city_id"]
            districtID = try row["district_id"]
            sourceID = try row["source_id"]
            code = try row["code"]
            name = try row["name"]
            nameEn = try row["name_en"]
            ownership = try row["ownership"]
            setting = try row["setting"]
            stage = try row["stage"]
            phone = try row["phone"]
            address = try row["address"]
            closedOn = try row["closed_on"]
        }
    }
}

extension Registry.School {
    typealias School = Registry.School

    /// Where a page of schools ends and the next begins.
    struct Key: Codable, Sendable {
        let name: String
        let id: ID<School>
    }

    var key: Key { Key(name: name, id: id) }

    static let columns: SQL = """
        school.id, school.city_id, school.district_id, school.source_id, school.code, school.name, school.name_en,
        school.ownership, school.setting, school.stage, school.phone, school.address, school.closed_on
        """

    /// - Throws: `notFound`.
    static func find(_ id: ID<School>, _ db: DB) throws -> School {
        guard let school = try db.first("SELECT \(columns) FROM school WHERE id = \(id)", as: School.self) else {
            throw Fault.notFound()
        }
        return school
    }

    /// Open schools of a district by name, a page at a time. Rides `school_by_district`.
    static func list(
        in district: ID<Registry.District>, after key: Key? = nil, limit: Int = Registry.pageSize, _ db: DB
    ) throws -> [School] {
        try db.all(
            """
            SELECT \(columns)
            FROM school
            WHERE district_id = \(district)
                AND (name, id) > (\(key?.name ?? ""), \(key?.id ?? 0))
                AND closed_on IS NULL
            ORDER BY name, id
            LIMIT \(limit)
            """)
    }

    /// Open schools whose name holds the text, in the whole city or one district. Looks through all names: a city has some
    /// thousand schools, and an index of words does not help Chinese.
    static func search(
        _ text: String, in city: ID<Registry.City>, district: ID<Registry.District>? = nil,
        limit: Int = Registry.pageSize, _ db: DB
    ) throws -> [School] {
        let place: SQL = district.map { "AND district_id = \($0)" } ?? ""
        return try db.all(
            """
            SELECT \(columns)
            FROM school
            WHERE city_id = \(city) \(place)
                AND closed_on IS NULL
                AND (\(contains: "name", text) OR \(contains: "name_en", text))
            ORDER BY name, id
            LIMIT \(limit)
            """)
    }

    func insert(_ db: DB) throws {
        try db.run(
            """
            INSERT INTO school (id, city_id, district_id, source_id, code, name, name_en, ownership, setting, stage,
                phone, address, closed_on)
            VALUES (\(id), \(cityID), \(districtID), \(sourceID), \(code), \(name), \(nameEn), \(ownership), \(setting),
                \(stage), \(phone), \(address), \(closedOn))
            """)
    }
}
