import Store

extension Registry {
    /// A pupil of one school. Of the national pupil number only a keyed digest and the last four digits are kept.
    struct Pupil: Codable, Sendable, FromRow {
        let schoolID: ID<School>
        let id: ID<Pupil>
        let personID: ID<Person>
        let sourceID: String?
        let name: String
        let classID: ID<SchoolClass>?
        let grade: Int?
        let numberLast4: String?
        let leftOn: LocalDate?

        init(
            schoolID: ID<School>, id: ID<Pupil> = .next(), personID: ID<Person>? = nil, sourceID: String? = nil,
            name: String, classID: ID<SchoolClass>? = nil, grade: Int? = nil
        ) {
            self.schoolID = schoolID
            self.id = id
            self.personID = personID ?? id.of(Person.self)
            self.sourceID = sourceID
            self.name = name
            self.classID = classID
            self.grade = grade
            numberLast4 = nil
            leftOn = nil
        }

        init(_ row: Row) throws {
            schoolID = try row["school_id"]
            id = try row["id"]
            personID = try row["person_id"]
            sourceID = try row["source_id"]
            name = try row["name"]
            classID = try row["class_id"]
            grade = try row["grade"]
            numberLast4 = try row["number_last4"]
            leftOn = try row["left_on"]
        }
    }
}

extension Registry.Pupil {
    typealias Pupil = Registry.Pupil

    /// Where a page of pupils ends and the next begins.
    struct Key: Codable, Sendable {
        let name: String
        let id: ID<Pupil>
    }

    var key: Key { Key(name: name, id: id) }

    static let columns: SQL = """
        pupil.school_id, pupil.id, pupil.person_id, pupil.source_id, pupil.name, pupil.class_id, pupil.grade,
        pupil.number_last4, pupil.left_on
        """

    /// - Throws: `notFound`, also for a pupil of another school.
    static func find(_ id: ID<Pupil>, in school: ID<Registry.School>, _ db: DB) throws -> Pupil {
        let found = try db.first(
            "SELECT \(columns) FROM pupil WHERE school_id = \(school) AND id = \(id)", as: Pupil.self)
        guard let found else { throw Fault.notFound() }
        return found
    }

    /// A school's present pupils by name, a page at a time. Rides `pupil_by_name`, or `pupil_by_class` for one class.
    static func list(
        in school: ID<Registry.School>, class classID: ID<Registry.SchoolClass>? = nil, after key: Key? = nil,
        limit: Int = Registry.pageSize, _ db: DB
    ) throws -> [Pupil] {
        let group: SQL = classID.map { "AND class_id = \($0)" } ?? ""
        return try db.all(
            """
            SELECT \(columns)
            FROM pupil
            WHERE school_id = \(school) \(group)
                AND (name, id) > (\(key?.name ?? ""), \(key?.id ?? 0))
                AND left_on IS NULL
            ORDER BY name, id
            LIMIT \(limit)
            """)
    }

    /// How many pupils a school, or one of its classes, has now. By the same indices as `list`.
    static func count(
        in school: ID<Registry.School>, class classID: ID<Registry.SchoolClass>? = nil, _ db: DB
    ) throws -> Int {
        let group: SQL = classID.map { "AND class_id = \($0)" } ?? ""
        return try db.value(
            "SELECT COUNT(*) FROM pupil WHERE school_id = \(school) \(group) AND left_on IS NULL", as: Int.self) ?? 0
    }

    func insert(_ db: DB) throws {
        try db.run(
            """
            INSERT INTO pupil (school_id, id, person_id, source_id, name, class_id, grade, left_on)
            VALUES (\(schoolID), \(id), \(personID), \(sourceID), \(name), \(classID), \(grade), \(leftOn))
            """)
    }
}
