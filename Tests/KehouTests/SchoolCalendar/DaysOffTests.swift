import Store
import Testing

@testable import Kehou

@Suite("Days that schools took off by themselves", .database)
struct DaysOffTests {
    @Test("The district sees its own schools' days that would have had service, most first", arguments: Engine.tested)
    func list(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine, term: true)
        let places = town.schools.map { SchoolCalendar.Locality.school($0) }
        let changes: [(String, SchoolCalendar.Change.Kind, Int)] = [
            ("2026-12-30", .holiday, 0),
            ("2026-12-30", .holiday, 1), ("2026-12-31", .closure, 1),
            // No service that day anyway: a Saturday, a statutory holiday, a day the district closed.
            ("2026-12-26", .holiday, 0), ("2026-10-01", .holiday, 0), ("2026-12-29", .holiday, 0),
            // With service.
            ("2026-12-28", .sportsDay, 0),
            // Another district's.
            ("2026-12-30", .holiday, 2),
        ]
        try await town.store.write { db in
            try Self.make(
                .init(day("2026-12-29"), by: .district, .closure, reason: "台风"), .district(town.districts[0]), db)
            for (date, kind, school) in changes {
                try Self.make(.init(day(date), by: .school, kind, reason: "校庆"), places[school], db)
            }
            let taken = try Self.make(.init(day("2026-12-28"), by: .school, .closure, reason: "停水"), places[1], db)
            try taken.withdraw(by: nil, at: Town.now, db)
        }
        let reader = try await town.caller("district-shinan")
        let page = try await town.store.read { db in
            try SchoolCalendar.DaysOffPage(.district(town.districts[0]), term: nil, reader, db)
        }
        #expect(page.schools.map(\.name) == [town.schools[1].name, town.schools[0].name])
        #expect(page.schools.map(\.count) == [2, 1])
        #expect(
            page.schools.map { $0.days.map(\.date.description) } == [["2026-12-30", "2026-12-31"], ["2026-12-30"]])
        let path = "/districts/\(town.districts[0].id)/calendar/days-off"
        let shown = try await site.browse(path, as: try site.person("district-shinan", of: town))
        #expect(shown.status == 200 && shown.body.contains("校庆"))
    }

    @Test("Only those who watch over the district's schools see it", arguments: Engine.tested)
    func readers(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine, term: true)
        let calendar = "/districts/\(town.districts[0].id)/calendar"
        for (userName, status) in [
            ("district-shinan", 200), ("bureau", 200), ("auditor", 200), ("district-shibei", 404), ("office-1", 404),
        ] {
            let person = try site.person(userName, of: town)
            #expect(try await site.get("\(calendar)/days-off", as: person).status == status, "\(userName)")
            let link = try await site.browse(calendar, as: person).body.contains("\(calendar)/days-off?term=")
            #expect(link == (status == 200), "\(userName)")
        }
        #expect(try await site.get("\(calendar)/days-off").status == 401)
    }

    @Test("Without a term there is nothing to list", arguments: Engine.tested)
    func noTerm(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine)
        let officer = try site.person("district-shinan", of: town)
        #expect(try await site.get("/districts/\(town.districts[0].id)/calendar/days-off", as: officer).status == 404)
    }

    @discardableResult
    private static func make(
        _ change: SchoolCalendar.Change, _ place: SchoolCalendar.Locality, _ db: DB
    ) throws -> SchoolCalendar.Announcement {
        try .make(change, by: place, account: nil, at: Town.now, db)
    }
}
