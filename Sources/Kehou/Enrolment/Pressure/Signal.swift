import Store

extension Enrolment.Pressure {
    /// 线索: what looks have found at a school in a term, one row a kind; at its strongest, since what was cannot be undone by
    /// later answers.
    struct Signal: Sendable, FromRow {
        let school: ID<Registry.School>
        let schoolName: PlaceName
        let kind: Kind
        let cases: Int
        let answers: Int
        let extent: Int
        let firstAt: Instant
        let changedAt: Instant
        /// Nil while the district has not followed it up, or once more was found than it knew.
        let outcome: Outcome?
        let followedAt: Instant?

        init(_ row: Row) throws {
            school = try row["school_id"]
            schoolName = try PlaceName(row, "school_name")
            kind = try row["kind"]
            cases = try row["cases"]
            answers = try row["answers"]
            extent = try row["extent"]
            firstAt = try row["first_at"]
            changedAt = try row["changed_at"]
            outcome = try row["outcome"]
            followedAt = try row["followed_at"]
        }
    }
}

extension Enrolment.Pressure.Signal {
    typealias Pressure = Enrolment.Pressure
    typealias Signal = Enrolment.Pressure.Signal

    /// A district's, those nobody has followed up first. Rides `pressure_signal_by_district`.
    static func all(
        of district: ID<Registry.District>, in term: ID<SchoolCalendar.Term>, _ db: DB
    ) throws -> [Signal] {
        try db.all(
            """
            SELECT p.school_id, s.name AS school_name, s.name_en AS school_name_en, p.kind, p.cases, p.answers, p.extent,
                p.first_at, p.changed_at, p.outcome, p.followed_at
            FROM pressure_signal p
            JOIN school s ON s.id = p.school_id
            WHERE p.district_id = \(district) AND p.term_id = \(term)
            ORDER BY CASE WHEN p.outcome IS NULL THEN 0 ELSE 1 END, s.name, p.school_id, p.kind
            LIMIT 1000
            """)
    }

    /// How many each district of a city has, and how many nobody has followed up.
    static func counts(
        in city: ID<Registry.City>, _ term: ID<SchoolCalendar.Term>, _ db: DB
    ) throws -> [ID<Registry.District>: (all: Int, open: Int, schools: Int)] {
        let rows = try db.all(
            """
            SELECT p.district_id, COUNT(*) AS signals, COUNT(CASE WHEN p.outcome IS NULL THEN 1 END) AS waiting,
                COUNT(DISTINCT p.school_id) AS schools
            FROM pressure_signal p
            JOIN district d ON d.id = p.district_id
            WHERE d.city_id = \(city) AND p.term_id = \(term)
            GROUP BY p.district_id
            """, as: Row.self)
        return Dictionary(
            uniqueKeysWithValues: try rows.map {
                (try $0["district_id"], (all: try $0["signals"], open: try $0["waiting"], schools: try $0["schools"]))
            })
    }

    /// Writes down what a look found. More than before opens a signal again.
    ///
    /// - Returns: whether the district has something new to read.
    static func keep(
        _ finding: Pressure.Finding, _ school: Registry.School, _ term: ID<SchoolCalendar.Term>, at now: Instant,
        _ db: DB
    ) throws -> Bool {
        // Places are told of once and then forgotten, so they add up; the other kinds are seen anew at each look.
        let grown: (SQL, SQL) =
            finding.kind == .place
            ? ("pressure_signal.cases + excluded.cases", "pressure_signal.answers + excluded.answers")
            : ("excluded.cases", "excluded.answers")
        let extent: SQL =
            finding.kind == .full
            ? "CASE WHEN excluded.extent < pressure_signal.extent THEN excluded.extent ELSE pressure_signal.extent END"
            : "CASE WHEN excluded.extent > pressure_signal.extent THEN excluded.extent ELSE pressure_signal.extent END"
        return try db.run(
            """
            INSERT INTO pressure_signal (school_id, term_id, kind, district_id, cases, answers, extent, first_at, changed_at)
            VALUES (\(school.id), \(term), \(finding.kind), \(school.districtID), \(finding.cases), \(finding.answers),
                \(finding.extent), \(now), \(now))
            ON CONFLICT (school_id, term_id, kind) DO UPDATE
            SET cases = \(grown.0), answers = \(grown.1), extent = \(extent), changed_at = excluded.changed_at,
                outcome = NULL, followed_at = NULL, followed_by = NULL
            WHERE \(grown.0) > pressure_signal.cases
                OR (\(grown.0) = pressure_signal.cases AND \(grown.1) > pressure_signal.answers)
            """) == 1
    }

    /// The district says what it did.
    ///
    /// *Throws*: `notFound`; `pressure.followed` (conflict) where it has been said already.
    static func follow(
        _ kind: Pressure.Kind, at school: ID<Registry.School>, of district: ID<Registry.District>,
        _ term: ID<SchoolCalendar.Term>, _ outcome: Pressure.Outcome, by account: ID<Caller.Account>, at now: Instant,
        _ db: DB
    ) throws {
        let known = try db.value(
            """
            SELECT 1
            FROM pressure_signal
            WHERE school_id = \(school) AND term_id = \(term) AND kind = \(kind) AND district_id = \(district)
            """, as: Int.self)
        guard known != nil else { throw Fault.notFound() }
        let changed = try db.run(
            """
            UPDATE pressure_signal
            SET outcome = \(outcome), followed_at = \(now), followed_by = \(account)
            WHERE school_id = \(school) AND term_id = \(term) AND kind = \(kind) AND outcome IS NULL
            """)
        guard changed == 1 else { throw Fault.conflict("pressure.followed") }
    }
}
