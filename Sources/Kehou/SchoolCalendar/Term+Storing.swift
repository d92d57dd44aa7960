import Store

extension SchoolCalendar.Term: FromRow {
    typealias Term = SchoolCalendar.Term

    init(_ row: Row) throws {
        self.init(
            id: try row["id"], schoolYear: try row["school_year"], ordinal: try row["ordinal"],
            starts: try row["starts_on"], ends: try row["ends_on"], openedAt: try row["opened_at"])
    }

    private static let columns: SQL = "id, school_year, ordinal, starts_on, ends_on, opened_at"

    /// All terms of a city, the latest first: two a year.
    static func all(in city: ID<Registry.City>, _ db: DB) throws -> [Term] {
        try db.all("SELECT \(columns) FROM term WHERE city_id = \(city) ORDER BY starts_on DESC")
    }

    /// - Throws: `notFound`, also for a term of another city.
    static func find(_ id: ID<Term>, in city: ID<Registry.City>, _ db: DB) throws -> Term {
        let term = try db.first(
            "SELECT \(columns) FROM term WHERE id = \(id) AND city_id = \(city)", as: Term.self)
        guard let term else { throw Fault.notFound() }
        return term
    }

    /// The open terms that are not over on a day, in their order: what is planned and asked for. Two or three.
    static func ahead(on date: LocalDate, in city: ID<Registry.City>, _ db: DB) throws -> [Term] {
        try db.all(
            """
            SELECT \(columns)
            FROM term
            WHERE city_id = \(city) AND ends_on >= \(date) AND opened_at IS NOT NULL
            ORDER BY starts_on
            """)
    }

    /// The open term that a day lies in, or else the next one to begin.
    static func current(on date: LocalDate, in city: ID<Registry.City>, _ db: DB) throws -> Term? {
        try ahead(on: date, in: city, db).first
    }

    /// The last day of the term before another; nothing before a city's first.
    static func lastDay(before term: Term, in city: ID<Registry.City>, _ db: DB) throws -> LocalDate? {
        try db.value(
            "SELECT MAX(ends_on) FROM term WHERE city_id = \(city) AND starts_on < \(term.starts)", as: LocalDate?.self)
            ?? nil
    }

    /// Adds a term that is not open yet.
    ///
    /// *Throws*: `invalid` for dates that make no term, `conflict` for a term that is there already or overlaps another.
    func insert(in city: ID<Registry.City>, _ db: DB) throws {
        try Registry.City.lock(city, db)
        try requirePlace(in: city, db)
        try db.run(
            """
            INSERT INTO term (id, city_id, school_year, ordinal, starts_on, ends_on)
            VALUES (\(id), \(city), \(schoolYear), \(ordinal), \(starts), \(ends))
            """)
        try SchoolCalendar.mark(db)
    }

    /// Writes other days in the place of those that a term had, while it is not open.
    ///
    /// *Throws*: as `insert(in:)`; `conflict` as well when it was opened or removed meanwhile.
    func update(in city: ID<Registry.City>, _ db: DB) throws {
        try Registry.City.lock(city, db)
        try requirePlace(in: city, db)
        let changed = try db.run(
            """
            UPDATE term
            SET school_year = \(schoolYear), ordinal = \(ordinal), starts_on = \(starts), ends_on = \(ends)
            WHERE id = \(id) AND city_id = \(city) AND opened_at IS NULL
            """)
        guard changed == 1 else { throw Fault.conflict("calendar.term_opened_meanwhile") }
        try SchoolCalendar.mark(db)
    }

    /// Takes away a term that is not open, and so nothing hangs on.
    ///
    /// *Throws*: `conflict` when it was opened or removed meanwhile.
    func remove(in city: ID<Registry.City>, _ db: DB) throws {
        let removed = try db.run(
            "DELETE FROM term WHERE id = \(id) AND city_id = \(city) AND opened_at IS NULL")
        guard removed == 1 else { throw Fault.conflict("calendar.term_opened_meanwhile") }
        try SchoolCalendar.mark(db)
    }

    /// Opens the term: from here on plans are written and families invited.
    ///
    /// *Throws*: `conflict` while a year it touches has no holiday schedule, and when it is open already or has other days
    /// by now.
    func open(in city: ID<Registry.City>, at now: Instant, _ db: DB) throws {
        let schedules = try SchoolCalendar.HolidaySchedule.all(years: years, db)
        try SchoolCalendar.Almanac(schedules: schedules).requireSchedules(years)
        // The days stand in the condition: the schedules were looked at for these.
        let changed = try db.run(
            """
            UPDATE term
            SET opened_at = \(now)
            WHERE id = \(id) AND city_id = \(city) AND opened_at IS NULL
                AND starts_on = \(starts) AND ends_on = \(ends)
            """)
        guard changed == 1 else { throw Fault.conflict("calendar.term_open") }
        try SchoolCalendar.mark(db)
    }

    /// That its days make a term and are free.
    private func requirePlace(in city: ID<Registry.City>, _ db: DB) throws {
        try requireSense()
        let others = try Self.all(in: city, db).filter { $0.id != id }
        if others.contains(where: { $0.schoolYear == schoolYear && $0.ordinal == ordinal }) {
            throw Fault.conflict("calendar.term_exists")
        }
        try requireApart(from: others)
    }

    private func requireSense() throws {
        var faults: [FieldFault] = []
        if !(1...2).contains(ordinal) { faults.append(FieldFault("ordinal", "calendar.term_ordinal")) }
        if ends <= starts { faults.append(FieldFault("ends", "calendar.term_ends_first")) }
        if starts.days(until: ends) > 250 { faults.append(FieldFault("ends", "calendar.term_too_long")) }
        if Self.schoolYear(of: starts) != schoolYear || Self.schoolYear(of: ends) != schoolYear {
            faults.append(FieldFault("starts", "calendar.term_other_year", ["year": String(schoolYear)]))
        }
        if !faults.isEmpty { throw Fault.invalid(fields: faults) }
    }

    private func requireApart(from others: [Term]) throws {
        if others.contains(where: { $0.starts <= ends && starts <= $0.ends }) {
            throw Fault.invalid(field: "starts", "calendar.term_overlaps")
        }
        for other in others where other.schoolYear == schoolYear && (other.ordinal < ordinal) != (other.starts < starts)
        {
            throw Fault.invalid(field: "ordinal", "calendar.term_order")
        }
    }
}
