import Store
import Testing

@testable import Kehou

@Suite("Single-day changes", .database)
struct AnnouncementTests {
    typealias Announcement = SchoolCalendar.Announcement
    typealias Change = SchoolCalendar.Change

    @Test("A change reaches the schools of its place and no other", arguments: Engine.tested)
    func reach(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let sunday = try day("2026-09-20")
        let monday = try day("2026-09-21")
        try await store.write { db in
            try make(.init(sunday, by: .city, .timetable, reason: "补周二", runsWeekday: .tuesday), places.inCity, db)
            try make(.init(monday, by: .district, .closure, reason: "停电"), places.inShinan, db)
            let early = Change(
                sunday, by: .school, .earlyDismissal, reason: "家长会", endsEarlyAt: TimeOfDay(minutes: 930))
            try make(early, places.atSchool(0), db)
        }
        let (days, counts) = try await store.read { db in
            let all = try SchoolCalendar.CityAlmanacs.load(places.city.id, from: sunday, through: monday, db)
            let days = try places.schools.enumerated().map { index, school in
                let one = try SchoolCalendar.Almanac.load(
                    for: places.atSchool(index), from: sunday, through: monday, db
                ).days(from: sunday, through: monday)
                // The way for one school and the way for all of them agree.
                #expect(
                    try all.almanac(of: school.id, in: school.districtID).days(from: sunday, through: monday) == one)
                return one
            }
            return (days, try [places.inCity, places.inShinan, places.atSchool(0)].map { try $0.schoolCount(db) })
        }
        #expect(days.map { $0[0].runsWeekday } == [.tuesday, .tuesday, .tuesday])
        #expect(days.map { $0[0].endsEarlyAt?.description } == ["15:30", nil, nil])
        #expect(days.map { $0[1].isService } == [false, false, true])
        #expect(counts == [3, 2, 1])
    }

    @Test(
        "A day is changed once per place; withdrawn, it is as before and may be changed anew", arguments: Engine.tested)
    func once(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let monday = try day("2026-09-21")
        let closure = Change(monday, by: .school, .closure, reason: "停水")
        let made = try await store.write { db in try make(closure, places.atSchool(0), db) }
        await #expect(throws: Fault.conflict("calendar.changed_already", ["date": "2026-09-21"])) {
            try await store.write { db in try make(closure, places.atSchool(0), db) }
        }
        try await store.write { db in try made.withdraw(by: nil, at: noon, db) }
        await #expect(throws: Fault.conflict("calendar.withdrawn_already")) {
            try await store.write { db in try made.withdraw(by: nil, at: noon, db) }
        }
        let again = try await store.write { db in
            #expect(
                try SchoolCalendar.Almanac.load(for: places.atSchool(0), from: monday, through: monday, db)
                    .days(from: monday, through: monday)[0].isService)
            return try make(closure, places.atSchool(0), db)
        }
        let own = try await store.read { db in
            try Announcement.own(of: places.atSchool(0), from: monday, through: monday, db)
        }
        #expect(own == [again])
        await #expect(throws: Fault.notFound()) {
            try await store.read { db in try Announcement.find(again.id, of: places.atSchool(1), db) }
        }
    }

    @Test("Two who change the same day at once: one of them is told", arguments: Engine.tested)
    func race(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let change = Change(try day("2026-09-21"), by: .city, .closure, reason: "台风")
        let outcomes = await withTaskGroup(of: Bool.self, returning: [Bool].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do {
                        try await store.write { db in try make(change, places.inCity, db) }
                        return true
                    } catch {
                        #expect((error as? Fault)?.code == "calendar.changed_already")
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 }.count == 1)
    }

    @Test("A statutory holiday stays one, whoever has closed it and whenever its notice came", arguments: Engine.tested)
    func statutory(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let holiday = try day("2026-10-01")
        let saturday = try day("2026-09-12")
        try await store.write { db in
            try make(.init(holiday, by: .district, .closure, reason: "停电"), places.inShinan, db)
            try make(
                .init(saturday, by: .school, .makeUp, reason: "补课", runsWeekday: .monday), places.atSchool(0), db)
        }
        let fault = await #expect(throws: Fault.self) {
            try await store.write { db in
                try make(.init(holiday, by: .school, .makeUp, reason: "补课"), places.atSchool(0), db)
            }
        }
        #expect(fault?.fields.map(\.code) == ["calendar.change_statutory"])
        let before = try await store.read { db in
            try SchoolCalendar.Almanac.load(for: places.atSchool(0), from: saturday, through: saturday, db)
                .days(from: saturday, through: saturday)[0]
        }
        #expect(before.isService)
        let notice = try HolidayFiles.read(2026)
        let isOff = SchoolCalendar.HolidaySchedule.Day(date: saturday, name: "中秋节", isOff: true, runsWeekday: nil)
        let later = SchoolCalendar.HolidaySchedule(
            year: 2026, papers: notice.papers, days: (notice.days + [isOff]).sorted { $0.date < $1.date })
        let after = try await store.write { db in
            _ = try later.replace(at: noon, db)
            return try SchoolCalendar.Almanac.load(for: places.atSchool(0), from: saturday, through: saturday, db)
                .days(from: saturday, through: saturday)[0]
        }
        #expect(!after.isService && after.reason == .holiday("中秋节"))
    }

    @Test("An early dismissal lies within the school day", arguments: Engine.tested)
    func earlyDismissal(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let monday = try day("2026-09-21")
        for time in ["00:01", "07:59", "18:31", "23:00"] {
            let fault = await #expect(throws: Fault.self) {
                try await store.write { db in
                    let change = Change(
                        monday, by: .school, .earlyDismissal, reason: "x", endsEarlyAt: TimeOfDay(time))
                    try make(change, places.atSchool(0), db)
                }
            }
            #expect(fault?.fields.map(\.field) == ["endsEarlyAt"], "\(time)")
            #expect(fault?.fields.map(\.code) == ["calendar.ends_early"], "\(time)")
        }
        try await store.write { db in
            for (index, time) in ["08:00", "18:30"].enumerated() {
                let change = Change(monday, by: .school, .earlyDismissal, reason: "x", endsEarlyAt: TimeOfDay(time))
                try make(change, places.atSchool(index), db)
            }
        }
    }

    @Test(
        "A day that is over stays as it was, but for the weekday of a worked day that city and district state",
        arguments: Engine.tested)
    func over(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        // The day before `noon`'s.
        let monday = try day("2026-08-31")
        for place in [places.inCity, places.inShinan, places.atSchool(0)] {
            let fault = await #expect(throws: Fault.self) {
                try await store.write { db in
                    try make(.init(monday, by: place.layer, .closure, reason: "x"), place, db)
                }
            }
            #expect(fault?.fields.map(\.code) == ["calendar.day_over"], "\(place.layer)")
        }
        let worked = try day("2026-05-09")
        for (place, isTaken) in [(places.inCity, true), (places.inShinan, true), (places.atSchool(0), false)] {
            let change = Change(worked, by: place.layer, .timetable, reason: "x", runsWeekday: .friday)
            let wasTaken = try await store.write { db in
                do {
                    try make(change, place, db)
                    return true
                } catch let fault as Fault {
                    #expect(fault.fields.map(\.code) == ["calendar.day_over"])
                    return false
                }
            }
            #expect(wasTaken == isTaken, "\(place.layer)")
        }
        // Today may be changed, and taken back until it is over.
        let today = noon.localDate
        let made = try await store.write { db in
            try make(.init(today, by: .school, .closure, reason: "停水"), places.atSchool(0), db)
        }
        await #expect(throws: Fault.conflict("calendar.day_over")) {
            try await store.write { db in try made.withdraw(by: nil, at: noon.adding(seconds: 86_400), db) }
        }
        try await store.write { db in try made.withdraw(by: nil, at: noon, db) }
    }

    @Test("Changes that make no sense on their day are refused, each with its field", arguments: Engine.tested)
    func refused(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let autumn = try places.term(2026, 1, "2026-09-01", "2026-12-31")
        try await store.write { db in try autumn.insert(in: places.city.id, db) }
        let wrong: [(Change, String)] = try [
            (.init(day("2026-08-31"), by: .school, .closure, reason: "x"), "calendar.change_outside_term"),
            (.init(day("2026-09-21"), by: .school, .closure, reason: ""), "field.required"),
            (.init(day("2026-10-01"), by: .school, .makeUp, reason: "x"), "calendar.change_statutory"),
            (.init(day("2026-10-01"), by: .school, .sportsDay, reason: "x"), "calendar.change_day_off"),
            (.init(day("2026-09-20"), by: .school, .timetable, reason: "x"), "field.required"),
            (
                .init(day("2026-09-20"), by: .school, .timetable, reason: "x", runsWeekday: .sunday),
                "calendar.runs_weekday"
            ),
            (
                .init(day("2026-09-12"), by: .school, .timetable, reason: "x", runsWeekday: .monday),
                "calendar.change_day_off"
            ),
            (.init(day("2026-09-21"), by: .school, .earlyDismissal, reason: "x"), "field.required"),
        ]
        for (change, code) in wrong {
            let fault = await #expect(throws: Fault.self) {
                try await store.write { db in try make(change, places.atSchool(0), db) }
            }
            #expect(fault?.fields.map(\.code) == [code], "\(change)")
        }
    }
}

@discardableResult
private func make(
    _ change: SchoolCalendar.Change, _ place: SchoolCalendar.Locality, _ db: DB
) throws -> SchoolCalendar.Announcement {
    try .make(change, by: place, account: nil, at: noon, db)
}
