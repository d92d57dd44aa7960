import Store

extension Messages {
    /// A stretch of the day in which nothing leaves the house, often across midnight. From a time to the same time is never.
    struct QuietHours: Sendable, Hashable {
        let from: TimeOfDay
        let until: TimeOfDay

        /// Where a city has not said otherwise.
        static let usual = QuietHours(from: TimeOfDay(minutes: 21 * 60), until: TimeOfDay(minutes: 7 * 60))
        /// The same for what a person must know: a shorter night.
        static let usualForMustKnow = QuietHours(from: TimeOfDay(minutes: 22 * 60), until: TimeOfDay(minutes: 6 * 60))

        func holds(at time: TimeOfDay) -> Bool {
            if from <= until { return from <= time && time < until }
            return time >= from || time < until
        }

        /// When something may go out: now, or at the end of these hours.
        func next(_ now: Instant) -> Instant {
            let time = now.timeOfDay
            guard holds(at: time) else { return now }
            let day = time < until ? now.localDate : now.localDate.adding(days: 1)
            return Instant(day, until)
        }
    }

    /// A city's quiet hours: for plain messages, and for what must be known.
    struct CityHours: Sendable {
        let plain: QuietHours
        let mustKnow: QuietHours

        static func of(_ city: ID<Registry.City>?, _ db: DB) throws -> CityHours {
            let found = try db.first(
                """
                SELECT quiet_from, quiet_until, must_from, must_until
                FROM quiet_hours
                WHERE city_id = \(city?.rawValue ?? 0)
                """, as: Row.self)
            guard let found else { return CityHours(plain: .usual, mustKnow: .usualForMustKnow) }
            return CityHours(
                plain: QuietHours(from: try found["quiet_from"], until: try found["quiet_until"]),
                mustKnow: QuietHours(from: try found["must_from"], until: try found["must_until"]))
        }

        func set(_ city: ID<Registry.City>, _ db: DB) throws {
            try db.run(
                """
                INSERT INTO quiet_hours (city_id, quiet_from, quiet_until, must_from, must_until)
                VALUES (\(city), \(plain.from), \(plain.until), \(mustKnow.from), \(mustKnow.until))
                ON CONFLICT (city_id) DO UPDATE
                SET quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
                    must_from = excluded.must_from, must_until = excluded.must_until
                """)
        }
    }
}

extension Place {
    /// The city that a place lies in; nil for a place outside every city's tree.
    func city(_ db: DB) throws -> ID<Registry.City>? {
        switch kind {
        case .city: ID(id)
        case .district: try db.value("SELECT city_id FROM district WHERE id = \(id)", as: ID<Registry.City>.self)
        case .school: try db.value("SELECT city_id FROM school WHERE id = \(id)", as: ID<Registry.City>.self)
        case .venue, .body, .family: nil
        }
    }
}
