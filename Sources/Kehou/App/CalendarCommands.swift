import Foundation
import Store

extension Commands {
    /// Reads holiday files and puts each year in the place of what was there. All of them, or nothing.
    package static func importHolidays(_ options: Options, files: [String]) async throws {
        let schedules = try files.map { path in
            try SchoolCalendar.HolidaySchedule.read(contents(of: path), file: path)
        }
        guard Set(schedules.map(\.year)).count == schedules.count else {
            throw Fault.invalid("calendar.holiday_year_twice")
        }
        let app = try await app(options)
        let now = app.clock.now()
        let outcomes = try await app.store.write { db in
            try Audit(
                command: "import.holidays", at: now,
                subject: schedules.map { "year=\($0.year)" }.joined(separator: " ")
            ).write(db)
            return try schedules.map { try $0.replace(at: now, db) }
        }
        await app.store.close()
        try printHolidays(zip(schedules, outcomes).map { HolidayOutcome($0, $1) }, isJSON: options.isJSON)
    }

    /// Reads files of provincial bounds and stores them.
    package static func importBounds(_ options: Options, files: [String]) async throws {
        let bounds = try files.map { try Plans.ProvincialBounds.read(contents(of: $0), file: $0) }
        let app = try await app(options)
        let now = app.clock.now()
        try await app.store.write { db in
            let codes = bounds.map { "bounds=\($0.code)" }.joined(separator: " ")
            try Audit(command: "import.bounds", at: now, subject: codes).write(db)
            for one in bounds { try one.replace(at: now, db) }
        }
        await app.store.close()
        if options.isJSON {
            try printJSON(bounds)
        } else {
            for one in bounds { print("\(one.code): \(one.source)") }
        }
    }

    /// Prints the days of a range at a school, or in the whole city.
    package static func exportCalendar(_ options: Options, from: String, to: String, school: String?) async throws {
        guard let first = LocalDate(from) else { throw Fault.invalid(field: "from", "field.date") }
        guard let last = LocalDate(to) else { throw Fault.invalid(field: "to", "field.date") }
        guard first <= last else { throw Fault.invalid(field: "to", "calendar.range_backwards") }
        let id = try school.map { text in
            guard let id = ID<Registry.School>(text) else { throw Fault.invalid(field: "school", "field.id") }
            return id
        }
        let app = try await app(options)
        let almanac = try await app.store.read { db in try loadAlmanac(of: id, from: first, through: last, db) }
        await app.store.close()
        let days = try almanac.days(from: first, through: last)
        if options.isJSON {
            try printJSON(days.map { SchoolCalendar.ExportedDay($0, in: spoken(app.languages)) })
        } else {
            print(SchoolCalendar.csv(days, in: spoken(app.languages)), terminator: "")
        }
        report(days, almanac)
    }

    private static func loadAlmanac(
        of school: ID<Registry.School>?, from first: LocalDate, through last: LocalDate, _ db: DB
    ) throws -> SchoolCalendar.Almanac {
        if let school {
            return try .load(for: .school(Registry.School.find(school, db)), from: first, through: last, db)
        }
        let cities = try Registry.City.all(db)
        guard cities.count <= 1 else { throw Fault.invalid(field: "school", "calendar.several_cities") }
        // Without a city there are no terms and no changes: the State Council's days alone.
        guard let city = cities.first else { return try .national(from: first, through: last, db) }
        return try .load(for: .city(city.id), from: first, through: last, db)
    }

    /// What a reader of the days should know, beside them.
    private static func report(_ days: [SchoolCalendar.ServiceDay], _ almanac: SchoolCalendar.Almanac) {
        let waiting = days.awaitingWeekday.map(\.date.description)
        if !waiting.isEmpty { say("weekday not announced yet: \(waiting.joined(separator: ", "))") }
        if let day = days.first(where: { !almanac.knowsTerms(of: $0.date) }) {
            let year = SchoolCalendar.Term.schoolYear(of: day.date)
            say("no terms are set for the school year \(year)-\(year + 1) or others here: working days are shown")
        }
    }

    private static func printHolidays(_ outcomes: [HolidayOutcome], isJSON: Bool) throws {
        if isJSON { return try printJSON(outcomes) }
        for one in outcomes {
            print(
                "\(one.year): \(one.outcome.rawValue), \(one.daysOff) days off, \(one.workedDays) worked weekend days"
                    + " (\(one.awaitingWeekday) without a weekday)")
        }
    }

    private static func contents(of path: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw Fault(
                kind: .invalid, code: "file.unreadable", arguments: ["file": path], cause: error.localizedDescription)
        }
    }

    private static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

private struct HolidayOutcome: Encodable {
    let year: Int
    let outcome: SchoolCalendar.HolidaySchedule.Replacement
    let daysOff: Int
    let workedDays: Int
    let awaitingWeekday: Int

    init(_ schedule: SchoolCalendar.HolidaySchedule, _ outcome: SchoolCalendar.HolidaySchedule.Replacement) {
        year = schedule.year
        self.outcome = outcome
        workedDays = schedule.workedDays.count
        daysOff = schedule.days.count - workedDays
        awaitingWeekday = schedule.workedDays.count { $0.runsWeekday == nil }
    }
}
