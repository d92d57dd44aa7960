import Store
import Testing

@testable import Kehou

/// Who joins on a day: with the answers that hold on it, whatever has been decided for later.
@Suite(.database) struct RollTests {
    typealias Town = EnrolmentTown

    private func roll(_ here: Town, _ day: String? = nil, _ more: String = "") async throws -> Site.Answer {
        let query = day.map { "?date=\($0)\(more)" } ?? ""
        return try await here.site.get("/schools/\(here.school.id)/enrolment/roll\(query)", as: here.office)
    }

    private func names(_ here: Town, _ day: String? = nil, _ more: String = "") async throws -> [String] {
        let answer = try await roll(here, day, more)
        #expect(answer.status == 200, "\(answer.body)")
        guard case .array(let items) = answer.json["items"] ?? .null else { return ["no list"] }
        return items.compactMap { $0["name"]?.text }
    }

    /// Lets an answer hold from the term's first day on, as one that was given before the term.
    private func letHold(_ here: Town) async throws {
        _ = try await here.store.write { db in try db.run("UPDATE application SET takes_effect_on = '2026-09-01'") }
    }

    @Test(arguments: Engine.tested) func aNewYesAppearsFromItsFirstSession(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await here.send([Town.part(child, "join", days: [1, 2])], as: here.mother).status == 303)
        #expect(try await names(here) == [], "it is Monday, and an answer of today holds from tomorrow")
        #expect(try await names(here, "2026-09-07") == [])
        #expect(try await names(here, "2026-09-08") == [child.name])
        #expect(try await names(here, "2026-09-09") == [], "not a Wednesday")
        #expect(try await names(here, "2026-09-14") == [child.name], "the next Monday")
    }

    @Test(arguments: Engine.tested) func aWithdrawalLeavesTodaysRollAsItIs(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await here.send([Town.part(child, "join", days: [1, 2])], as: here.mother).status == 303)
        try await letHold(here)
        #expect(try await names(here) == [child.name])
        #expect(try await here.send([Town.part(child, "decline", seen: nil)], as: here.mother).status == 303)
        #expect(try await names(here) == [child.name], "today's roll does not move")
        #expect(try await roll(here).json["count"]?.text?.contains("1") == true)
        #expect(try await names(here, "2026-09-08") == [], "the next session's lacks the child")
        #expect(try await names(here, "2026-09-14") == [])
        #expect(try await names(here, "2026-09-01") == [child.name], "and the days before stay as they were")
    }

    /// Who left later was there; and on a day that ends early nobody is promised more.
    @Test(arguments: Engine.tested) func aDayThatIsOverKeepsItsRollAndAnEarlyEndIsSaid(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await here.send([Town.part(child, "join", days: [1, 2])], as: here.mother).status == 303)
        try await letHold(here)
        try await here.store.write { db in
            try db.run(
                """
                UPDATE pupil SET left_on = '2026-09-08'
                WHERE school_id = \(child.schoolID) AND id = \(child.id)
                """)
        }
        #expect(try await names(here, "2026-09-07") == [child.name])
        #expect(try await names(here, "2026-09-08") == [])
        let school = here.school
        _ = try await here.store.write { db in
            try SchoolCalendar.Announcement.make(
                SchoolCalendar.Change(
                    try day("2026-09-07"), by: .school, .earlyDismissal, reason: "台风", endsEarlyAt: TimeOfDay("15:00")),
                by: .school(school), account: nil, at: Town.now, db)
        }
        let early = try await roll(here, "2026-09-07")
        #expect(early.json["note"]?.text?.contains("15:00") == true)
        guard case .array(let items) = early.json["items"] ?? .null else { return #expect(Bool(false), "no list") }
        #expect(items.first?["leaves"]?.text?.contains("15:00") == true)
    }

    @Test(arguments: Engine.tested) func otherDaysHoldFromTheNextSession(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await here.send([Town.part(child, "join", days: [1, 2])], as: here.mother).status == 303)
        try await letHold(here)
        #expect(try await here.send([Town.part(child, "join", days: [3], seen: nil)], as: here.mother).status == 303)
        #expect(try await names(here, "2026-09-07") == [child.name])
        #expect(try await names(here, "2026-09-08") == [])
        #expect(try await names(here, "2026-09-09") == [child.name])
        let room = try #require(child.classID)
        #expect(try await names(here, "2026-09-09", "&class=\(room)") == [child.name])
        let other = try #require(here.town.classes.first { $0.schoolID == here.school.id && $0.id != room })
        #expect(try await names(here, "2026-09-09", "&class=\(other.id)") == [])
    }

    @Test(arguments: Engine.tested) func theHeadingNamesTheDayAndLinksToThoseBesideIt(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let base = "/schools/\(here.school.id)/enrolment/roll"
        let page = try await here.site.browse(base, as: here.office)
        #expect(page.status == 200 && page.body.contains("2026年9月7日 周一"), "today, unless another is asked for")
        let friday = try await roll(here, "2026-09-11")
        #expect(friday.json["before"]?["href"]?.text == "\(base)?date=2026-09-10")
        #expect(friday.json["after"]?["href"]?.text == "\(base)?date=2026-09-14", "over the weekend")
        let sunday = try await here.site.browse("\(base)?date=2026-09-13", as: here.office)
        #expect(sunday.status == 200 && sunday.body.contains("这一天没有课后服务"))
        #expect(sunday.body.contains("\(base)?date=2026-09-11") && sunday.body.contains("\(base)?date=2026-09-14"))
        let summer = try await roll(here, "2026-07-15")
        #expect(summer.status == 200 && summer.json["after"]?["href"]?.text == "\(base)?date=2026-09-01")
        #expect(try await roll(here, "2026-09-31").status == 422)
    }

    /// A day that is worked for a holiday runs the weekday that was announced, and that weekday's children come.
    @Test(arguments: Engine.tested) func aMakeUpDayHasTheRollOfItsWeekday(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await here.send([Town.part(child, "join", days: [3])], as: here.mother).status == 303)
        let saturday = try day("2026-09-12")
        #expect(try await names(here, "\(saturday)") == [])
        let school = here.school
        _ = try await here.store.write { db in
            try SchoolCalendar.Announcement.make(
                SchoolCalendar.Change(saturday, by: .school, .makeUp, reason: "补课", runsWeekday: .wednesday),
                by: .school(school), account: nil, at: Site.now, db)
        }
        #expect(try await names(here, "\(saturday)") == [child.name])
        let page = try await here.site.browse(
            "/schools/\(school.id)/enrolment/roll?date=\(saturday)", as: here.office)
        #expect(page.body.contains("这一天按周三的安排"))
    }
}
