import Foundation
import Store

extension Demo {
    /// The calendar of a demo city: the State Council's schedules, the terms around 2026-27, and what places announced.
    struct SchoolYear: Sendable {
        let city: ID<Registry.City>
        /// The project's `Data` folder.
        let data: URL

        /// Long before the terms begin, as a bureau would.
        static let announced = day(2026, 1, 20)

        func write(at now: Instant, _ db: DB) throws -> [SchoolCalendar.Term] {
            let schedules = try schedules()
            for schedule in schedules { _ = try schedule.replace(at: now, db) }
            let bounds = data.appending(path: "bounds/shandong-2022.json")
            try Plans.ProvincialBounds.read(try Data(contentsOf: bounds), file: bounds.lastPathComponent)
                .replace(at: now, db)
            let terms = Self.terms
            for term in terms { try term.insert(in: city, db) }
            // The last one lies ahead: the bureau still has to open it.
            for term in terms.dropLast() { try term.open(in: city, at: Instant(Self.announced), db) }
            try announceWorkedDays(schedules, terms.dropLast(), db)
            try announceChanges(db)
            return terms
        }

        private static var terms: [SchoolCalendar.Term] {
            [
                (2025, 2, day(2026, 3, 5), day(2026, 7, 5)), (2026, 1, day(2026, 9, 1), day(2027, 1, 29)),
                (2026, 2, day(2027, 3, 1), day(2027, 7, 4)),
            ].map { year, ordinal, starts, ends in
                SchoolCalendar.Term(
                    id: .next(), schoolYear: year, ordinal: ordinal, starts: starts, ends: ends, openedAt: nil)
            }
        }

        /// The published years, and a made-up one for 2027 until that is published too.
        private func schedules() throws -> [SchoolCalendar.HolidaySchedule] {
            var files = try FileManager.default
                .contentsOfDirectory(at: data.appending(path: "holidays"), includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "json" }
                .sorted { $0.lastPathComponent < $1.lastPathComponent }
            if !files.contains(where: { $0.lastPathComponent == "2027.json" }) {
                files.append(data.appending(path: "demo/holidays-2027.json"))
            }
            return try files.map { file in
                try SchoolCalendar.HolidaySchedule.read(try Data(contentsOf: file), file: file.lastPathComponent)
            }
        }

        /// The city says which weekday each worked weekend day of its open terms runs.
        private func announceWorkedDays(
            _ schedules: [SchoolCalendar.HolidaySchedule], _ terms: some Collection<SchoolCalendar.Term>, _ db: DB
        ) throws {
            for (date, weekday) in schedules.flatMap({ $0.proposedWeekdays() }).sorted(by: { $0.key < $1.key })
            where terms.contains(where: { $0.contains(date) }) {
                let change = SchoolCalendar.Change(
                    date, by: .city, .timetable, reason: "调休上班，按停课日的课表上课", runsWeekday: weekday)
                try make(change, .city(city), db)
            }
        }

        /// A typhoon in one district, a sports day and an early end in two schools.
        private func announceChanges(_ db: DB) throws {
            let districts = try Registry.District.all(in: city, db)
            if let district = districts.last {
                let change = SchoolCalendar.Change(
                    day(2026, 9, 16), by: .district, .closure, reason: "台风橙色预警，全区停课一天")
                try make(change, .district(district), db)
            }
            let schools = try districts.prefix(2).compactMap { try Registry.School.list(in: $0.id, limit: 1, db).first }
            for (index, school) in schools.enumerated() {
                let change =
                    index == 0
                    ? SchoolCalendar.Change(day(2026, 10, 23), by: .school, .sportsDay, reason: "秋季运动会")
                    : SchoolCalendar.Change(
                        day(2026, 9, 30), by: .school, .earlyDismissal, reason: "国庆放假前提前离校",
                        endsEarlyAt: TimeOfDay(minutes: 16 * 60 + 30))
                try make(change, .school(school), db)
            }
        }

        private func make(_ change: SchoolCalendar.Change, _ place: SchoolCalendar.Locality, _ db: DB) throws {
            _ = try SchoolCalendar.Announcement.make(change, by: place, account: nil, at: Instant(Self.announced), db)
        }
    }

    /// A day that is known to exist.
    static func day(_ year: Int, _ month: Int, _ day: Int) -> LocalDate {
        LocalDate(year: year, month: month, day: day) ?? LocalDate(number: 0)
    }
}
