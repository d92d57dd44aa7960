import Store

extension SchoolCalendar {
    /// A change that a place has made known, with when and by whom. Withdrawn ones stay as history.
    struct Announcement: Sendable, Equatable {
        let id: ID<Announcement>
        let place: Locality
        let change: Change
        let madeAt: Instant
        let madeBy: ID<Caller.Account>?

        private static let columns: SQL = """
            id, city_id, district_id, school_id, layer, date, kind, reason, has_service, runs_weekday, ends_early_at,
            made_at, made_by
            """

        /// What one place itself has announced for some days, in order. Rides `calendar_change_of_...`.
        static func own(
            of place: Locality, from first: LocalDate, through last: LocalDate, _ db: DB
        ) throws -> [Announcement] {
            try db.all(
                """
                SELECT \(columns)
                FROM calendar_change
                WHERE \(place.own) AND date BETWEEN \(first) AND \(last)
                ORDER BY date
                """)
        }

        /// Everything announced in a city for some days, by whichever place. Rides `calendar_change_by_date`.
        static func all(
            in city: ID<Registry.City>, from first: LocalDate, through last: LocalDate, _ db: DB
        ) throws -> [Announcement] {
            try db.all(
                """
                SELECT \(columns)
                FROM calendar_change
                WHERE city_id = \(city) AND date BETWEEN \(first) AND \(last) AND withdrawn_at IS NULL
                ORDER BY date, layer, id
                """)
        }

        /// The changes by which schools that are a district's now themselves take service from a day, in order. Rides
        /// `calendar_change_by_date`.
        static func daysOff(
            ofSchoolsIn district: ID<Registry.District>, city: ID<Registry.City>, from first: LocalDate,
            through last: LocalDate, _ db: DB
        ) throws -> [Announcement] {
            try db.all(
                """
                SELECT \(columns)
                FROM calendar_change
                WHERE city_id = \(city) AND date BETWEEN \(first) AND \(last) AND layer = 'school'
                    AND school_id IN (SELECT s.id FROM school s WHERE s.district_id = \(district))
                    AND has_service = 0 AND withdrawn_at IS NULL
                ORDER BY date, id
                """)
        }

        /// - Throws: `notFound`, also for one of another place or already withdrawn.
        static func find(_ id: ID<Announcement>, of place: Locality, _ db: DB) throws -> Announcement {
            let found = try db.first(
                "SELECT \(columns) FROM calendar_change WHERE id = \(id) AND \(place.own)", as: Announcement.self)
            guard let found else { throw Fault.notFound() }
            return found
        }

        /// Makes a change known.
        ///
        /// *Throws*: `invalid` where the change makes no sense on that day or the day is over, `conflict` where the place has
        /// already changed it.
        static func make(
            _ change: Change, by place: Locality, account: ID<Caller.Account>?, at now: Instant, _ db: DB
        ) throws -> Announcement {
            let almanac = try Almanac.load(for: place, from: change.date, through: change.date, db)
            let day = try almanac.days(from: change.date, through: change.date)[0]
            guard almanac.changes(on: change.date).allSatisfy({ $0.layer != place.layer }) else {
                throw Fault.conflict("calendar.changed_already", ["date": change.date.description])
            }
            let faults = change.faults(
                on: day, isStatutory: almanac.isStatutoryHoliday(change.date), today: now.localDate)
            guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
            let made = Announcement(id: .next(), place: place, change: change, madeAt: now, madeBy: account)
            try made.insert(db)
            return made
        }

        /// Takes it back: the day is again what the layers further out say.
        ///
        /// *Throws*: `conflict` when its day is over, and when somebody withdrew it meanwhile.
        func withdraw(by account: ID<Caller.Account>?, at now: Instant, _ db: DB) throws {
            guard !change.isLate(on: now.localDate) else { throw Fault.conflict("calendar.day_over") }
            let changed = try db.run(
                """
                UPDATE calendar_change
                SET withdrawn_at = \(now), withdrawn_by = \(account)
                WHERE id = \(id) AND withdrawn_at IS NULL
                """)
            guard changed == 1 else { throw Fault.conflict("calendar.withdrawn_already") }
            try SchoolCalendar.mark(db)
        }

        private func insert(_ db: DB) throws {
            do {
                try db.run(
                    """
                    INSERT INTO calendar_change (\(Self.columns))
                    VALUES (\(id), \(place.city), \(place.district), \(place.school), \(place.layer), \(change.date),
                        \(change.kind), \(change.reason), \(change.service ?? true), \(change.runsWeekday),
                        \(change.endsEarlyAt), \(madeAt), \(madeBy))
                    """)
                try SchoolCalendar.mark(db)
            } catch StoreError.uniqueViolation {
                // Two people announced the same day at once; the index let one of them through.
                throw Fault.conflict("calendar.changed_already", ["date": change.date.description])
            }
        }
    }
}

extension SchoolCalendar.Announcement: FromRow {
    init(_ row: Row) throws {
        id = try row["id"]
        place = SchoolCalendar.Locality(
            city: try row["city_id"], district: try row["district_id"], school: try row["school_id"])
        change = SchoolCalendar.Change(
            try row["date"], by: try row["layer"], try row["kind"], reason: try row["reason"],
            service: try row["has_service"], runsWeekday: try row["runs_weekday"], endsEarlyAt: try row["ends_early_at"]
        )
        madeAt = try row["made_at"]
        madeBy = try row["made_by"]
    }
}
