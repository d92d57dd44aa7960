import Store
import Testing

@testable import Kehou

@Suite("Holiday schedules in the database", .database)
struct ScheduleStoringTests {
    @Test("Comes back as it went in; a second time nothing changes", arguments: Engine.tested)
    func idempotent(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let schedules = try HolidayFiles.all()
        for expected in [SchoolCalendar.HolidaySchedule.Replacement.new, .unchanged] {
            let outcome = try await store.write { db in try schedules.map { try $0.replace(at: noon, db) } }
            #expect(outcome == [expected, expected, expected])
            let read = try await store.read { db in try SchoolCalendar.HolidaySchedule.all(years: 2000...2100, db) }
            #expect(read == schedules)
        }
    }

    @Test("A corrected file takes the whole year's place", arguments: Engine.tested)
    func replaced(engine: Engine) async throws {
        let (store, _) = try await Places.founded(engine)
        let shorter = SchoolCalendar.HolidaySchedule(
            year: 2026, papers: ["a", "b"],
            days: [.init(date: try day("2026-01-04"), name: "元旦", isOff: false, runsWeekday: .friday)])
        let outcome = try await store.write { db in try shorter.replace(at: noon, db) }
        #expect(outcome == .changed)
        let read = try await store.read { db in try SchoolCalendar.HolidaySchedule.all(years: 2025...2026, db) }
        #expect(try read == [HolidayFiles.read(2025), shorter])
    }
}
