import Store

extension Plans.PolicyVersion {
    private static let columns = [
        "id", "city_id", "district_id", "version", "state", "revision", "effective_from", "class_hours_per_day",
        "primary_class_hour", "junior_class_hour", "second_threshold", "is_late_care_required", "late_care_until",
        "evening_limit", "noon_start", "noon_end", "fee_ceiling_urban", "fee_ceiling_rural", "pay_floor",
        "pupils_per_adult", "categories_to_offer", "submit_by", "approve_by", "ready_by", "created_at", "submitted_at",
        "decided_at", "comment",
    ]

    private static let select: SQL = "SELECT \(unsafe: columns.joined(separator: ", ")) FROM policy"

    /// Every version of one place, the latest first.
    static func all(
        of city: ID<Registry.City>, district: ID<Registry.District>?, _ db: DB
    ) throws -> [PolicyVersion] {
        let place: SQL = district.map { "district_id = \($0)" } ?? "district_id IS NULL"
        return try load("WHERE city_id = \(city) AND \(place) ORDER BY version DESC", db)
    }

    /// Every version of a city and all its districts that is or was approved: some dozens. Rides `policy_by_city`.
    static func approved(in city: ID<Registry.City>, _ db: DB) throws -> [PolicyVersion] {
        try load("WHERE city_id = \(city) AND state = 'approved'", db)
    }

    /// Versions that wait for the city's word, the oldest first.
    static func submitted(in city: ID<Registry.City>, _ db: DB) throws -> [PolicyVersion] {
        try load("WHERE city_id = \(city) AND state = 'submitted' ORDER BY submitted_at, id", db)
    }

    /// - Throws: `notFound`, also for a version of another place.
    static func find(
        _ id: ID<PolicyVersion>, of city: ID<Registry.City>, district: ID<Registry.District>?, _ db: DB
    ) throws -> PolicyVersion {
        let place: SQL = district.map { "district_id = \($0)" } ?? "district_id IS NULL"
        let found = try load("WHERE id = \(id) AND city_id = \(city) AND \(place)", db).first
        guard let found else { throw Fault.notFound() }
        return found
    }

    func insert(_ db: DB) throws {
        try db.insert(
            into: "policy", columns: Self.columns,
            rows: [
                [id, city, district, version, state, revision, effectiveFrom] + own.columns + [
                    createdAt, submittedAt, decidedAt, comment,
                ]
            ])
        try own.insertRows(of: id, db)
    }

    func update(over seen: Int, _ db: DB) throws {
        // Taken first: it is what makes the second of two editors wait and then fail.
        let changed = try db.run(
            """
            UPDATE policy
            SET effective_from = \(effectiveFrom), \(own.assignments), revision = revision + 1
            WHERE id = \(id) AND revision = \(seen) AND state IN ('draft', 'returned')
            """)
        guard changed == 1 else { throw Fault.conflict("policy.changed_meanwhile") }
        for table in ["policy_section", "policy_season", "policy_extra"] {
            try db.run("DELETE FROM \(unsafe: table) WHERE policy_id = \(id)")
        }
        try own.insertRows(of: id, db)
    }

    /// Versions with their sections, seasons and extras: four queries, however many versions.
    private static func load(_ condition: SQL, _ db: DB) throws -> [PolicyVersion] {
        var versions = try db.all("\(select) \(condition)", as: PolicyVersion.self)
        guard !versions.isEmpty else { return [] }
        let places = Dictionary(uniqueKeysWithValues: versions.enumerated().map { ($1.id, $0) })
        let condition: SQL = "WHERE \(column: "policy_id", isIn: versions.map(\.id)) ORDER BY policy_id"
        func each(_ select: SQL, _ take: (inout Plans.PolicyOverrides, Row) throws -> Void) throws {
            for row in try db.all(select, as: Row.self) {
                let id: ID<PolicyVersion> = try row["policy_id"]
                if let place = places[id] { try take(&versions[place].own, row) }
            }
        }
        try each("SELECT policy_id, section, body FROM policy_section \(condition)") { own, row in
            own.sections[try row["section"]] = try row["body"]
        }
        try each(
            "SELECT policy_id, name, from_day, through_day, off_work_at FROM policy_season \(condition), ordinal"
        ) { own, row in
            own.seasons.append(
                Plans.Season(
                    name: try row["name"], from: try row["from_day"], through: try row["through_day"],
                    offWorkAt: try row["off_work_at"]))
        }
        try each("SELECT policy_id, code, body, is_required FROM policy_extra \(condition), ordinal") { own, row in
            if let code: String = try row["code"] {
                own.extraSections.append(.init(code: code, title: try row["body"], isRequired: try row["is_required"]))
            } else {
                own.statements.append(try row["body"])
            }
        }
        return versions
    }
}

extension Plans.PolicyVersion: FromRow {
    init(_ row: Row) throws {
        id = try row["id"]
        city = try row["city_id"]
        district = try row["district_id"]
        version = try row["version"]
        state = try row["state"]
        revision = try row["revision"]
        effectiveFrom = try row["effective_from"]
        own = try Plans.PolicyOverrides(row)
        createdAt = try row["created_at"]
        submittedAt = try row["submitted_at"]
        decidedAt = try row["decided_at"]
        comment = try row["comment"]
    }
}
