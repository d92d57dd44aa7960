import Store

extension Registry {
    /// The city whose education bureau answers for the service. Most databases hold one.
    struct City: Codable, Sendable, Hashable, FromRow, Named {
        let id: ID<City>
        let sourceID: String?
        let name: String
        let nameEn: String?

        init(id: ID<City> = .next(), sourceID: String? = nil, name: String, nameEn: String? = nil) {
            self.id = id
            self.sourceID = sourceID
            self.name = name
            self.nameEn = nameEn
        }

        /// Holds the city until the transaction ends: what must agree across its districts or terms is decided one after the other.
        static func lock(_ id: ID<City>, _ db: DB) throws {
            _ = try db.value("SELECT 1 FROM city WHERE id = \(id)\(.forUpdate)", as: Int.self)
        }

        init(_ row: Row) throws {
            id = try row["id"]
            sourceID = try row["source_id"]
            name = try row["name"]
            nameEn = try row["name_en"]
        }

        private static let columns: SQL = "id, source_id, name, name_en"

        /// - Throws: `notFound`.
        static func find(_ id: ID<City>, _ db: DB) throws -> City {
            guard let city = try db.first("SELECT \(columns) FROM city WHERE id = \(id)", as: City.self) else {
                throw Fault.notFound()
            }
            return city
        }

        static func all(_ db: DB) throws -> [City] {
            try db.all("SELECT \(columns) FROM city ORDER BY id")
        }

        func insert(_ db: DB) throws {
            try db.run(
                """
                INSERT INTO city (id, source_id, name, name_en)
                VALUES (\(id), \(sourceID), \(name), \(nameEn))
                """)
        }
    }
}
