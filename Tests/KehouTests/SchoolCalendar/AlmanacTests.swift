import Testing

@testable import Kehou

@Suite("Service days")
struct AlmanacTests {
    typealias Almanac = SchoolCalendar.Almanac
    typealias Change = SchoolCalendar.Change

    @Test(
        "The known terms have the known numbers of service days",
        arguments: [
            ("2025-09-01", "2026-02-02", 106), ("2026-03-05", "2026-07-05", 83), ("2026-09-01", "2026-12-31", 84),
        ])
    func knownTerms(first: String, last: String, count: Int) throws {
        let days = try Almanac(schedules: HolidayFiles.all()).days(from: day(first), through: day(last))
        #expect(days.serviceDays.count == count)
    }

    @Test("2026 has six worked weekend days, all of them service days whose weekday is not announced")
    func workedWeekends2026() throws {
        let days = try Almanac(schedules: HolidayFiles.all()).days(from: day("2026-01-01"), through: day("2026-12-31"))
        let worked = days.filter { $0.reason.kind == .workedWeekend }
        #expect(
            worked.map(\.date.description)
                == ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
        #expect(days.awaitingWeekday == worked)
        #expect(days.countsByWeekday.values.reduce(0, +) + worked.count == days.serviceDays.count)
    }

    @Test("A year without a schedule is refused, not guessed")
    func missingYear() throws {
        let almanac = try Almanac(schedules: HolidayFiles.all())
        #expect(throws: Fault.conflict("calendar.no_schedule", ["years": "2027"])) {
            try almanac.days(from: day("2026-12-31"), through: day("2027-01-01"))
        }
        #expect(try almanac.days(from: day("2027-01-02"), through: day("2027-01-01")).isEmpty)
    }

    @Test("Days between terms are vacation; a school year without terms shows its working days")
    func vacation() throws {
        let terms = [try term(2025, 1, "2025-09-01", "2026-02-02"), try term(2025, 2, "2026-03-05", "2026-07-05")]
        let almanac = try Almanac(schedules: HolidayFiles.all(), terms: terms)
        let days = try almanac.days(from: day("2025-08-01"), through: day("2026-08-31"))
        #expect(days.serviceDays.filter { $0.date <= terms[1].ends }.count == 106 + 83)
        #expect(
            try almanac.days(from: day("2026-02-03"), through: day("2026-03-04")).allSatisfy { $0.reason == .vacation })
        #expect(try almanac.days(from: day("2026-07-06"), through: day("2026-07-31")).serviceDays.isEmpty)
        // 2026-27 has no terms yet.
        #expect(try almanac.days(from: day("2026-08-03"), through: day("2026-08-03")).serviceDays.count == 1)
        #expect(try almanac.knowsTerms(of: day("2026-08-03")) == false)
    }

    @Test("The nearer layer wins, and what it leaves open the layers further out decide")
    func layers() throws {
        let sunday = try day("2026-09-20")
        let city = Change(sunday, by: .city, .timetable, reason: "补周二的课", runsWeekday: .tuesday)
        let district = Change(sunday, by: .district, .timetable, reason: "补周三的课", runsWeekday: .wednesday)
        let early = Change(
            sunday, by: .school, .earlyDismissal, reason: "家长会", endsEarlyAt: TimeOfDay(hour: 15, minute: 30))
        let stated = try one(sunday, [city])
        #expect(stated.isService && stated.runsWeekday == .tuesday && stated.reason == .workedWeekend("国庆节"))
        // The order in which changes arrive does not matter.
        let all = try one(sunday, [early, district, city])
        #expect(all.runsWeekday == .wednesday)
        #expect(all.endsEarlyAt == TimeOfDay(hour: 15, minute: 30))
        #expect(all.reason == .change(.earlyDismissal, by: .school, reason: "家长会"))
        #expect(
            try Almanac(schedules: HolidayFiles.all(), changes: [city]).adding([early]).days(
                from: sunday, through: sunday)
                == [one(sunday, [city, early])])
    }

    @Test("A closure further out stands unless a nearer place says in so many words that it opens")
    func closures() throws {
        let monday = try day("2026-09-07")
        let storm = Change(monday, by: .city, .closure, reason: "台风")
        let sports = Change(monday, by: .school, .sportsDay, reason: "运动会")
        let early = Change(monday, by: .school, .earlyDismissal, reason: "教研", endsEarlyAt: TimeOfDay(minutes: 900))
        let open = Change(monday, by: .district, .makeUp, reason: "台风未登陆")
        #expect(try one(monday, [storm, sports]).isService == false)
        let closed = try one(monday, [storm, early])
        #expect(closed.reason == .change(.closure, by: .city, reason: "台风") && closed.endsEarlyAt == nil)
        let opened = try one(monday, [storm, open])
        #expect(opened.isService && opened.runsWeekday == .monday)
    }

    @Test("Nobody below the State Council makes a statutory holiday a school day")
    func statutory() throws {
        let holiday = try day("2026-10-01")
        let closed = Change(holiday, by: .district, .closure, reason: "停电")
        let open = Change(holiday, by: .school, .makeUp, reason: "补课", runsWeekday: .monday)
        for changes in [[], [closed], [open], [closed, open]] {
            let found = try one(holiday, changes)
            #expect(found.reason == .holiday("国庆节") && !found.isService && found.runsWeekday == nil)
        }
        #expect(try Almanac(schedules: HolidayFiles.all()).isStatutoryHoliday(holiday))
        // A worked weekend day stands in the schedule too, and is none.
        #expect(try !Almanac(schedules: HolidayFiles.all()).isStatutoryHoliday(day("2026-09-20")))
    }

    @Test("A make-up Saturday waits for its weekday until one is stated")
    func makeUpSaturday() throws {
        let saturday = try day("2026-09-12")
        let open = try one(saturday, [Change(saturday, by: .school, .makeUp, reason: "补台风停课")])
        #expect(open.isAwaitingWeekday)
        let stated = Change(saturday, by: .school, .makeUp, reason: "补台风停课", runsWeekday: .monday)
        #expect(try one(saturday, [stated]).runsWeekday == .monday)
    }

    @Test("A later notice wins where two speak of the same December day")
    func decemberDay() throws {
        let date = try day("2025-12-31")
        let schedule = SchoolCalendar.HolidaySchedule(
            year: 2026, papers: [], days: [.init(date: date, name: "元旦", isOff: true, runsWeekday: nil)])
        let almanac = try Almanac(schedules: [schedule, HolidayFiles.read(2025)])
        #expect(try almanac.days(from: date, through: date).map(\.reason) == [.holiday("元旦")])
    }

    private func one(_ date: LocalDate, _ changes: [Change]) throws -> SchoolCalendar.ServiceDay {
        try Almanac(schedules: HolidayFiles.all(), changes: changes).days(from: date, through: date)[0]
    }

    private func term(_ year: Int, _ ordinal: Int, _ starts: String, _ ends: String) throws -> SchoolCalendar.Term {
        SchoolCalendar.Term(
            id: .next(), schoolYear: year, ordinal: ordinal, starts: try day(starts), ends: try day(ends))
    }
}
