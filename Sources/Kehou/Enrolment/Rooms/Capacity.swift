import Store

extension Enrolment {
    /// How many children the rooms hold on a weekday: the office's own number, or else the seats that the plan counts.
    enum Capacity {
        /// The office's own numbers.
        static func own(
            _ school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [Weekday: Int] {
            let rows = try db.all(
                """
                SELECT weekday, places
                FROM room_capacity
                WHERE school_id = \(school) AND term_id = \(term)
                ORDER BY weekday
                """, as: Seats.self)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0.weekday, $0.places) })
        }

        /// Stands in a form, so that the form can tell which numbers it showed.
        static func mark(_ own: [Weekday: Int]) -> String {
            Weekday.schoolDays.map { own[$0].map(String.init) ?? "" }.joined(separator: ",")
        }

        static func places(marked mark: String) -> [Weekday: Int] {
            let numbers = mark.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            return zip(Weekday.schoolDays, numbers).reduce(into: [:]) { $0[$1.0] = $1.1 }
        }

        /// Weekdays of which nobody knows anything are left out.
        static func places(_ window: Window, _ db: DB) throws -> [Weekday: Int] {
            try places(own(window.school, window.term.id, db), window.offer)
        }

        /// The same before a window is set, as when families are asked what they need.
        static func places(
            _ school: Registry.School, _ term: SchoolCalendar.Term, _ db: DB
        ) throws -> [Weekday: Int] {
            try places(own(school.id, term.id, db), Offer.load(school, term, db).offer)
        }

        private static func places(_ own: [Weekday: Int], _ offer: Offer) -> [Weekday: Int] {
            Weekday.schoolDays.reduce(into: [:]) { $0[$1] = own[$1] ?? offer.places }
        }

        /// - Parameter places: nil takes the plan's number again.
        static func set(
            _ places: Int?, on day: Weekday, _ school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>,
            by account: ID<Caller.Account>?, at now: Instant, _ db: DB
        ) throws {
            guard let places else {
                try db.run(
                    """
                    DELETE FROM room_capacity
                    WHERE school_id = \(school) AND term_id = \(term) AND weekday = \(day)
                    """)
                return
            }
            try db.run(
                """
                INSERT INTO room_capacity (school_id, term_id, weekday, places, set_at, set_by)
                VALUES (\(school), \(term), \(day), \(places), \(now), \(account))
                ON CONFLICT (school_id, term_id, weekday) DO UPDATE
                SET places = excluded.places, set_at = excluded.set_at, set_by = excluded.set_by
                """)
        }

        private struct Seats: FromRow {
            let weekday: Weekday
            let places: Int

            init(_ row: Row) throws {
                weekday = try row["weekday"]
                places = try row["places"]
            }
        }
    }

    /// A city's numbers for enrolment; few, and data.
    enum Setting {
        static func roomTaskDays(_ city: ID<Registry.City>, _ db: DB) throws -> Int {
            try db.value("SELECT room_task_days FROM enrolment_setting WHERE city_id = \(city)", as: Int.self)
                ?? RoomTask.usualDays
        }

        static func set(
            roomTaskDays days: Int, _ city: ID<Registry.City>, by account: ID<Caller.Account>?, at now: Instant,
            _ db: DB
        ) throws {
            guard (1...30).contains(days) else { throw Fault.invalid(field: "days", "enrolment.setting_days") }
            try db.run(
                """
                INSERT INTO enrolment_setting (city_id, room_task_days, set_at, set_by)
                VALUES (\(city), \(days), \(now), \(account))
                ON CONFLICT (city_id) DO UPDATE
                SET room_task_days = excluded.room_task_days, set_at = excluded.set_at, set_by = excluded.set_by
                """)
        }
    }
}
