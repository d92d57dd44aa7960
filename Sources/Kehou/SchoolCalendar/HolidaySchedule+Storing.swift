import Store

extension SchoolCalendar.HolidaySchedule {
    typealias HolidaySchedule = SchoolCalendar.HolidaySchedule

    enum Replacement: String, Sendable, Codable { case new, changed, unchanged }

    /// The schedules of some years, in order of year; years without one are simply not there.
    ///
    /// - Parameter dates: only these days of them, for who asks about a few.
    static func all(
        years: ClosedRange<Int>, on dates: ClosedRange<LocalDate>? = nil, _ db: DB
    ) throws -> [HolidaySchedule] {
        let only: SQL = dates.map { "AND date BETWEEN \($0.lowerBound) AND \($0.upperBound)" } ?? ""
        var days: [Int: [Day]] = [:]
        try db.each(
            """
            SELECT year, date, name, is_off, runs_weekday
            FROM holiday_day
            WHERE year BETWEEN \(years.lowerBound) AND \(years.upperBound) \(only)
            ORDER BY year, date
            """
        ) { row in
            let year: Int = try row["year"]
            days[year, default: []].append(
                Day(
                    date: try row["date"], name: try row["name"], isOff: try row["is_off"],
                    runsWeekday: try row["runs_weekday"]))
        }
        let written: [Row] = try db.all(
            """
            SELECT year, papers
            FROM holiday_year
            WHERE year BETWEEN \(years.lowerBound) AND \(years.upperBound)
            ORDER BY year
            """)
        return try written.map { row in
            let year: Int = try row["year"]
            let papers: String = try row["papers"]
            return HolidaySchedule(
                year: year, papers: papers.split(separator: "\n").map(String.init), days: days[year] ?? [])
        }
    }

    /// Puts the schedule in the place of what the year had before, if it differs.
    func replace(at now: Instant, _ db: DB) throws -> Replacement {
        let before = try Self.all(years: year...year, db).first
        guard before != self else { return .unchanged }
        try db.run(
            """
            INSERT INTO holiday_year (year, papers, imported_at)
            VALUES (\(year), \(papers.joined(separator: "\n")), \(now))
            ON CONFLICT (year) DO UPDATE SET papers = excluded.papers, imported_at = excluded.imported_at
            """)
        try db.run("DELETE FROM holiday_day WHERE year = \(year)")
        try db.insert(
            into: "holiday_day", columns: ["year", "date", "name", "is_off", "runs_weekday"],
            rows: days.map { [year, $0.date, $0.name, $0.isOff, $0.runsWeekday?.rawValue] })
        try SchoolCalendar.mark(db)
        return before == nil ? .new : .changed
    }
}
