import Store

extension Registry {
    /// A district or county-level city (区市) of the city.
    struct District: Codable, Sendable, Hashable, FromRow, Named {
        let id: ID<District>
        let cityID: ID<City>
        let sourceID: String?
        /// The administrative division code, GB/T 2260, where it is known.
        let code: String?
        let name: String
        let nameEn: String?

        init(
            id: ID<District> = .next(), cityID: ID<City>, sourceID: String? = nil, code: String? = nil, name: String,
            nameEn: String? = nil
        ) {
            self.id = id
            self.cityID = cityID
            self.sourceID = sourceID
            self.code = code
            self.name = name
            self.nameEn = nameEn
        }

        init(_ row: Row) throws {
            id = try row["id"]
            cityID = try row["city_id"]
            sourceID = try row["source_id"]
            code = try row["code"]
            name = try row["name"]
            nameEn = try row["name_en"]
        }

        private static let columns: SQL = "id, city_id, source_id, code, name, name_en"

        /// - Throws: `notFound`.
        static func find(_ id: ID<District>, _ db: DB) throws -> District {
            guard let found = try db.first("SELECT \(columns) FROM district WHERE id = \(id)", as: District.self) else {
                throw Fault.notFound()
            }
            return found
        }

        /// A city's districts, in the order of their codes. A city has some ten, so there are no pages.
        static func all(in city: ID<City>, _ db: DB) throws -> [District] {
            try db.all("SELECT \(columns) FROM district WHERE city_id = \(city) ORDER BY COALESCE(code, ''), name, id")
        }

        func insert(_ db: DB) throws {
            try db.run(
                """
                INSERT INTO district (id, city_id, source_id, code, name, name_en)
                VALUES (\(id), \(cityID), \(sourceID), \(code), \(name), \(nameEn))
                """)
        }
    }
}
