import Store
import Testing

@testable import Kehou

/// From which session an answer holds, and that what was worked out once is not believed after the calendar has changed.
@Suite(.database) struct NextSessionTests {
    typealias Town = EnrolmentTown
    typealias Announcement = SchoolCalendar.Announcement

    private func next(_ here: Town, _ school: Int = 0) async throws -> String {
        let id = here.town.schools[school].id
        return try await here.store.read { db in
            let window = try #require(try Enrolment.Window.find(of: id, in: here.term.id, db))
            return try window.takesEffect(at: Site.now, db).description
        }
    }

    @Test(arguments: Engine.tested) func aChangeOfTheCalendarMovesIt(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let first = here.town.schools[0]
        #expect(try await next(here) == "2026-09-08")
        #expect(try await next(here) == "2026-09-08")
        let tuesday = try day("2026-09-08")
        let closed = try await here.store.write { db in
            try Announcement.make(
                SchoolCalendar.Change(tuesday, by: .school, .closure, reason: "台风"), by: .school(first),
                account: nil, at: Site.now, db)
        }
        #expect(try await next(here) == "2026-09-09", "its own change")
        #expect(try await next(here, 2) == "2026-09-08", "another school's days stand")
        _ = try await here.store.write { db in
            try Announcement.make(
                SchoolCalendar.Change(try day("2026-09-09"), by: .city, .closure, reason: "台风"),
                by: .city(here.town.city.id), account: nil,
                at: Site.now, db)
        }
        #expect(try await next(here) == "2026-09-10", "the city's")
        try await here.store.write { db in try closed.withdraw(by: nil, at: Site.now, db) }
        #expect(try await next(here) == "2026-09-08", "taken back")
    }

    /// Whatever changes the calendar says so.
    @Test(arguments: Engine.tested) func eachWayToChangeTheCalendarIsMarked(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let city = here.town.city.id
        func marked(_ change: @escaping @Sendable (DB) throws -> Void) async throws -> Bool {
            try await here.store.write { db in
                let mark: SQL = "SELECT mark FROM calendar_mark"
                let before = try db.value(mark, as: Int64.self)
                try change(db)
                return try db.value(mark, as: Int64.self) != before
            }
        }
        let term = SchoolCalendar.Term(
            id: .next(), schoolYear: 2025, ordinal: 2, starts: try day("2026-03-01"), ends: try day("2026-07-01"))
        #expect(try await marked { db in try term.insert(in: city, db) })
        let longer = SchoolCalendar.Term(
            id: term.id, schoolYear: 2025, ordinal: 2, starts: term.starts, ends: try day("2026-07-03"))
        #expect(try await marked { db in try longer.update(in: city, db) })
        #expect(try await marked { db in try longer.remove(in: city, db) })
        #expect(try await marked { db in try term.insert(in: city, db) })
        #expect(try await marked { db in try term.open(in: city, at: Site.now, db) })
        let schedule = try #require(
            try await here.store.read { db in
                try SchoolCalendar.HolidaySchedule.all(years: 2026...2026, db).first
            })
        let shorter = SchoolCalendar.HolidaySchedule(
            year: 2026, papers: schedule.papers, days: Array(schedule.days.dropLast()))
        #expect(try await marked { db in _ = try shorter.replace(at: Site.now, db) })
        #expect(try await !marked { db in _ = try shorter.replace(at: Site.now, db) }, "nothing changed")
        let writers = try Checkout.sources().filter { _, text in
            text.contains(/(INSERT INTO|UPDATE|DELETE FROM|into:) "?(term|holiday_year|holiday_day|calendar_change)\b/)
        }
        #expect(
            writers.count == 3 && writers.allSatisfy { $0.text.contains("SchoolCalendar.mark(db)") },
            "\(writers.map(\.0))")
    }
}
