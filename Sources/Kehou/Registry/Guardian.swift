import Store

extension Registry {
    /// Somebody who answers for one or more pupils of the city, in whichever schools they are. All guardians of a pupil are
    /// equal.
    struct Guardian: Sendable, FromRow {
        let id: ID<Guardian>
        let cityID: ID<City>
        let sourceID: String?
        let name: String
        let mobile: Protection.SealedMobile?
        let leftOn: LocalDate?

        init(
            id: ID<Guardian> = .next(), cityID: ID<City>, sourceID: String? = nil, name: String,
            mobile: Protection.SealedMobile? = nil
        ) {
            self.id = id
            self.cityID = cityID
            self.sourceID = sourceID
            self.name = name
            self.mobile = mobile
            leftOn = nil
        }

        init(_ row: Row) throws {
            id = try row["id"]
            cityID = try row["city_id"]
            sourceID = try row["source_id"]
            name = try row["name"]
            mobile = try Protection.SealedMobile(row)
            leftOn = try row["left_on"]
        }
    }

    /// That a guardian answers for a pupil.
    struct Guardianship: Codable, Sendable, FromRow {
        enum Relation: String, Choice {
            case parent, relative, guardian

            static let prefix = "guardianship.relation"
        }

        let schoolID: ID<School>
        let pupilID: ID<Pupil>
        let guardianID: ID<Guardian>
        let relation: Relation
        let endedOn: LocalDate?

        init(
            schoolID: ID<School>, pupilID: ID<Pupil>, guardianID: ID<Guardian>, relation: Relation = .parent
        ) {
            self.schoolID = schoolID
            self.pupilID = pupilID
            self.guardianID = guardianID
            self.relation = relation
            endedOn = nil
        }

        init(_ row: Row) throws {
            schoolID = try row["school_id"]
            pupilID = try row["pupil_id"]
            guardianID = try row["guardian_id"]
            relation = try row["relation"]
            endedOn = try row["ended_on"]
        }

        func insert(_ db: DB) throws {
            try db.run(
                """
                INSERT INTO guardianship (school_id, pupil_id, guardian_id, relation, ended_on)
                VALUES (\(schoolID), \(pupilID), \(guardianID), \(relation), \(endedOn))
                """)
        }
    }
}

extension Registry.Guardian {
    typealias Guardian = Registry.Guardian

    private static let columns: SQL = """
        guardian.id, guardian.city_id, guardian.source_id, guardian.name, guardian.mobile_sealed, guardian.mobile_key,
        guardian.mobile_index, guardian.left_on
        """

    /// - Throws: `notFound`.
    static func find(_ id: ID<Guardian>, _ db: DB) throws -> Guardian {
        let found = try db.first("SELECT \(columns) FROM guardian WHERE id = \(id)", as: Guardian.self)
        guard let found else { throw Fault.notFound() }
        return found
    }

    /// The guardians that share a mobile, most often one. Rides `guardian_by_mobile`.
    static func all(withMobile index: [UInt8], _ db: DB) throws -> [Guardian] {
        try db.all("SELECT \(columns) FROM guardian WHERE mobile_index = \(index) AND left_on IS NULL ORDER BY id")
    }

    /// The guardians of a pupil. By the primary keys of `guardianship` and `guardian`.
    static func all(
        of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ db: DB
    ) throws -> [Guardian] {
        try db.all(
            """
            SELECT \(columns)
            FROM guardianship
            JOIN guardian ON guardian.id = guardianship.guardian_id
            WHERE guardianship.school_id = \(school)
                AND guardianship.pupil_id = \(pupil)
                AND guardianship.ended_on IS NULL
            ORDER BY guardian.id
            """)
    }

    /// The pupils a guardian answers for, in all schools. Rides `guardianship_by_guardian`.
    static func pupils(of guardian: ID<Guardian>, _ db: DB) throws -> [Registry.Pupil] {
        try db.all(
            """
            SELECT \(Registry.Pupil.columns)
            FROM guardianship
            JOIN pupil ON pupil.school_id = guardianship.school_id AND pupil.id = guardianship.pupil_id
            WHERE guardianship.guardian_id = \(guardian)
                AND guardianship.ended_on IS NULL
                AND pupil.left_on IS NULL
            ORDER BY pupil.school_id, pupil.id
            """)
    }

    func insert(_ db: DB) throws {
        try db.run(
            """
            INSERT INTO guardian (id, city_id, source_id, name, mobile_sealed, mobile_key, mobile_index, left_on)
            VALUES (\(id), \(cityID), \(sourceID), \(name), \(mobile?.bytes), \(mobile?.key), \(mobile?.index), \(leftOn))
            """)
    }
}

extension Protection.SealedMobile {
    /// From the columns `mobile_sealed`, `mobile_key`, `mobile_index`; nil where there is no mobile.
    init?(_ row: Row) throws {
        guard let bytes: [UInt8] = try row["mobile_sealed"] else { return nil }
        self.init(bytes: bytes, key: try row["mobile_key"], index: try row["mobile_index"])
    }
}
