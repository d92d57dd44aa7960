import Store

extension Registry {
    /// Part of a school that lies elsewhere (校区).
    struct Campus: Codable, Sendable, FromRow {
        let schoolID: ID<School>
        let id: ID<Campus>
        let sourceID: String?
        let name: String
        let address: String?

        init(_ row: Row) throws {
            schoolID = try row["school_id"]
            id = try row["id"]
            sourceID = try row["source_id"]
            name = try row["name"]
            address = try row["address"]
        }

        /// A school's campuses in use; a handful, by its primary key.
        static func all(in school: ID<School>, _ db: DB) throws -> [Campus] {
            try db.all(
                """
                SELECT school_id, id, source_id, name, address
                FROM campus
                WHERE school_id = \(school) AND closed_on IS NULL
                ORDER BY id
                """)
        }
    }

    /// A class (班级) of a school: the group in which pupils spend their day.
    struct SchoolClass: Codable, Sendable, FromRow {
        let schoolID: ID<School>
        let id: ID<SchoolClass>
        let campusID: ID<Campus>?
        let sourceID: String?
        let name: String
        /// *Range*: 1 to 9.
        let grade: Int
        /// False where the roster knew only subject classes and one of them stands in.
        let isHomeroom: Bool
        let closedOn: LocalDate?

        init(
            schoolID: ID<School>, id: ID<SchoolClass> = .next(), campusID: ID<Campus>? = nil, sourceID: String? = nil,
            name: String, grade: Int, isHomeroom: Bool = true, closedOn: LocalDate? = nil
        ) {
            self.schoolID = schoolID
            self.id = id
            self.campusID = campusID
            self.sourceID = sourceID
            self.name = name
            self.grade = grade
            self.isHomeroom = isHomeroom
            self.closedOn = closedOn
        }

        init(_ row: Row) throws {
            schoolID = try row["school_id"]
            id = try row["id"]
            campusID = try row["campus_id"]
            sourceID = try row["source_id"]
            name = try row["name"]
            grade = try row["grade"]
            isHomeroom = try row["is_homeroom"]
            closedOn = try row["closed_on"]
        }

        private static let columns: SQL = "school_id, id, campus_id, source_id, name, grade, is_homeroom, closed_on"

        /// A school's classes by grade and name. Rides `class_by_grade`; a school has at most some hundred, so no pages.
        static func all(in school: ID<School>, _ db: DB) throws -> [SchoolClass] {
            try db.all(
                """
                SELECT \(columns)
                FROM class
                WHERE school_id = \(school) AND closed_on IS NULL
                ORDER BY grade, name, id
                """)
        }

        func insert(_ db: DB) throws {
            try db.run(
                """
                INSERT INTO class (school_id, id, campus_id, source_id, name, grade, is_homeroom, closed_on)
                VALUES (\(schoolID), \(id), \(campusID), \(sourceID), \(name), \(grade), \(isHomeroom), \(closedOn))
                """)
        }
    }
}
