import Store

extension Registry {
    /// Somebody employed at a school. Retired teachers, volunteers and outside bodies are Staffing's.
    struct Staff: Sendable, FromRow {
        enum Kind: String, Choice {
            case teacher, principal, administrator, aide

            static let prefix = "staff.kind"
        }

        let schoolID: ID<School>
        let id: ID<Staff>
        let personID: ID<Person>
        let sourceID: String?
        let name: String
        let kind: Kind
        let mobile: Protection.SealedMobile?
        let leftOn: LocalDate?

        init(
            schoolID: ID<School>, id: ID<Staff> = .next(), personID: ID<Person>? = nil, sourceID: String? = nil,
            name: String, kind: Kind = .teacher, mobile: Protection.SealedMobile? = nil
        ) {
            self.schoolID = schoolID
            self.id = id
            self.personID = personID ?? id.of(Person.self)
            self.sourceID = sourceID
            self.name = name
            self.kind = kind
            self.mobile = mobile
            leftOn = nil
        }

        init(_ row: Row) throws {
            schoolID = try row["school_id"]
            id = try row["id"]
            personID = try row["person_id"]
            sourceID = try row["source_id"]
            name = try row["name"]
            kind = try row["kind"]
            mobile = try Protection.SealedMobile(row)
            leftOn = try row["left_on"]
        }
    }
}

extension Registry.Staff {
    typealias Staff = Registry.Staff

    /// Where a page of staff ends and the next begins.
    struct Key: Codable, Sendable {
        let name: String
        let id: ID<Staff>
    }

    var key: Key { Key(name: name, id: id) }

    private static let columns: SQL = """
        school_id, id, person_id, source_id, name, kind, mobile_sealed, mobile_key, mobile_index, left_on
        """

    /// - Throws: `notFound`, also for somebody of another school.
    static func find(_ id: ID<Staff>, in school: ID<Registry.School>, _ db: DB) throws -> Staff {
        let found = try db.first(
            "SELECT \(columns) FROM staff WHERE school_id = \(school) AND id = \(id)", as: Staff.self)
        guard let found else { throw Fault.notFound() }
        return found
    }

    /// A school's present staff by name, a page at a time. Rides `staff_by_name`.
    static func list(
        in school: ID<Registry.School>, after key: Key? = nil, limit: Int = Registry.pageSize, _ db: DB
    ) throws -> [Staff] {
        try db.all(
            """
            SELECT \(columns)
            FROM staff
            WHERE school_id = \(school)
                AND (name, id) > (\(key?.name ?? ""), \(key?.id ?? 0))
                AND left_on IS NULL
            ORDER BY name, id
            LIMIT \(limit)
            """)
    }

    /// How many people work at a school now.
    static func count(in school: ID<Registry.School>, _ db: DB) throws -> Int {
        try db.value("SELECT COUNT(*) FROM staff WHERE school_id = \(school) AND left_on IS NULL", as: Int.self) ?? 0
    }

    func insert(_ db: DB) throws {
        try db.run(
            """
            INSERT INTO staff (school_id, id, person_id, source_id, name, kind, mobile_sealed, mobile_key, mobile_index,
                left_on)
            VALUES (\(schoolID), \(id), \(personID), \(sourceID), \(name), \(kind), \(mobile?.bytes), \(mobile?.key),
                \(mobile?.index), \(leftOn))
            """)
    }
}
