import Store

extension Enrolment.Pressure {
    /// From where on something is a signal: a city's numbers, or the usual ones.
    ///
    /// *Units*: minutes, percent, and numbers of pupils or answers, as the names say.
    struct Thresholds: Codable, Hashable, Sendable {
        var fullMinutes = 10
        var fullPupils = 15
        var staffPercent = 30
        var staffAnswers = 10
        var placeAnswers = 15
        var samePercent = 95
        var sameAnswers = 20

        /// A number, the field and column it stands in, and the range that makes sense.
        struct Entry: Sendable {
            let name: String
            let kind: Kind
            let range: ClosedRange<Int>
            let path: any WritableKeyPath<Thresholds, Int> & Sendable
        }

        static let entries: [Entry] = [
            Entry(name: "fullMinutes", kind: .full, range: 1...1440, path: \.fullMinutes),
            Entry(name: "fullPupils", kind: .full, range: 2...100, path: \.fullPupils),
            Entry(name: "staffPercent", kind: .staff, range: 1...100, path: \.staffPercent),
            Entry(name: "staffAnswers", kind: .staff, range: 2...1000, path: \.staffAnswers),
            Entry(name: "placeAnswers", kind: .place, range: 2...1000, path: \.placeAnswers),
            Entry(name: "samePercent", kind: .same, range: 50...100, path: \.samePercent),
            Entry(name: "sameAnswers", kind: .same, range: 2...100, path: \.sameAnswers),
        ]
    }
}

extension Enrolment.Pressure.Thresholds: FromRow {
    typealias Thresholds = Enrolment.Pressure.Thresholds

    init(_ row: Row) throws {
        fullMinutes = try row["full_minutes"]
        fullPupils = try row["full_pupils"]
        staffPercent = try row["staff_percent"]
        staffAnswers = try row["staff_answers"]
        placeAnswers = try row["place_answers"]
        samePercent = try row["same_percent"]
        sameAnswers = try row["same_answers"]
    }

    static func of(_ city: ID<Registry.City>, _ db: DB) throws -> Thresholds {
        try db.first(
            """
            SELECT full_minutes, full_pupils, staff_percent, staff_answers, place_answers, same_percent, same_answers
            FROM pressure_setting
            WHERE city_id = \(city)
            """) ?? Thresholds()
    }

    /// - Throws: `invalid`, naming each number out of its range.
    func set(_ city: ID<Registry.City>, by account: ID<Caller.Account>?, at now: Instant, _ db: DB) throws {
        let wrong = Self.entries.filter { !$0.range.contains(self[keyPath: $0.path]) }
        guard wrong.isEmpty else {
            throw Fault.invalid(
                fields: wrong.map {
                    FieldFault(
                        $0.name, "pressure.threshold_range",
                        ["least": "\($0.range.lowerBound)", "most": "\($0.range.upperBound)"])
                })
        }
        try db.run(
            """
            INSERT INTO pressure_setting (city_id, full_minutes, full_pupils, staff_percent, staff_answers, place_answers,
                same_percent, same_answers, set_at, set_by)
            VALUES (\(city), \(fullMinutes), \(fullPupils), \(staffPercent), \(staffAnswers), \(placeAnswers),
                \(samePercent), \(sameAnswers), \(now), \(account))
            ON CONFLICT (city_id) DO UPDATE
            SET full_minutes = excluded.full_minutes, full_pupils = excluded.full_pupils,
                staff_percent = excluded.staff_percent, staff_answers = excluded.staff_answers,
                place_answers = excluded.place_answers, same_percent = excluded.same_percent,
                same_answers = excluded.same_answers, set_at = excluded.set_at, set_by = excluded.set_by
            """)
    }
}
