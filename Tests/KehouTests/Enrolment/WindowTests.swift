import Store
import Testing

@testable import Kehou

@Suite(.database) struct WindowTests {
    typealias Town = EnrolmentTown

    private func body(_ here: Town, _ opens: String, _ closes: String, _ more: [String: Node] = [:]) -> [String: Node] {
        [
            "term": .text("\(here.term.id)"), "opensOn": .text(opens), "opensAt": .text("08:00"),
            "closesOn": .text(closes), "closesAt": .text("20:00"),
        ].merging(more) { $1 }
    }

    @Test func theStateFollowsFromTheClock() async throws {
        let here = try await Town.open(.sqlite)
        let window = try #require(
            try await here.store.read { db in try Enrolment.Window.find(of: here.school.id, in: here.term.id, db) })
        #expect(window.state(at: window.opens.adding(seconds: -1)) == .ahead)
        #expect(window.state(at: window.opens) == .open)
        #expect(window.state(at: window.closes.adding(seconds: -1)) == .open)
        #expect(window.state(at: window.closes) == .closed)
    }

    @Test(arguments: Engine.tested) func theOfficeSetsAWindowOnce(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let school = here.town.schools[3].id
        let office = try await here.site.person("教务", (.office, .school, school.rawValue))
        let path = "/schools/\(school)/enrolment/window"
        #expect(try await here.site.post(path, body(here, "2026-09-08", "2026-09-14"), as: office).status == 303)
        let moved = try await here.site.post(
            path, body(here, "2026-09-09", "2026-09-15", ["revision": .integer(1)]), as: office)
        #expect(moved.status == 303)
        let stale = try await here.site.post(
            path, body(here, "2026-09-09", "2026-09-16", ["revision": .integer(1)]), as: office)
        #expect(stale.status == 409)
        #expect(try await here.site.post(path, body(here, "2026-09-08", "2026-09-14"), as: here.office).status == 404)
        #expect(try await here.site.post(path, body(here, "2026-09-08", "2026-09-14"), as: nil).status == 401)
        #expect(try await here.site.post(path, as: office).status == 422)
    }

    @Test(arguments: Engine.tested) func aWindowNeverGetsShorter(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let base = "/schools/\(here.school.id)/enrolment"
        #expect(
            try await here.site.post(base + "/window", body(here, "2026-09-07", "2026-09-11"), as: here.office).status
                == 409)
        let body: [String: Node] = [
            "term": .text("\(here.term.id)"), "closesOn": .text("2026-09-11"), "closesAt": .text("20:00"),
            "note": .text("早点结束"), "revision": .integer(1),
        ]
        let earlier = try await here.site.post(base + "/extensions", body, as: here.office)
        #expect(earlier.status == 422 && earlier.wrongFields == ["closesOn"])
    }

    @Test(arguments: Engine.tested) func anExtensionIsPublic(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let base = "/schools/\(here.school.id)/enrolment"
        let body: [String: Node] = [
            "term": .text("\(here.term.id)"), "closesOn": .text("2026-09-15"), "closesAt": .text("20:00"),
            "note": .text("台风停课，延长三天"), "revision": .integer(1),
        ]
        #expect(try await here.site.post(base + "/extensions", body, as: here.teacher).status == 403)
        #expect(try await here.site.post(base + "/extensions", body, as: here.office).status == 303)
        #expect(try await here.site.post(base + "/extensions", body, as: here.office).status == 422)
        let page = try await here.site.browse("/schools/\(here.school.id)")
        #expect(page.status == 200 && page.body.contains("台风停课，延长三天"))
        var silent = body
        silent["note"] = .text(" ")
        silent["closesOn"] = .text("2026-09-20")
        silent["revision"] = .integer(2)
        #expect(try await here.site.post(base + "/extensions", silent, as: here.office).wrongFields == ["note"])
    }

    /// What has not opened is moved, and whoever it opens for hears of it at the hour that holds then.
    @Test(arguments: Engine.tested) func aWindowAheadIsMovedAndNotExtended(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let later = here.town.schools[1]
        let office = try await here.site.person("教务", (.office, .school, later.id.rawValue))
        let longer: [String: Node] = [
            "term": .text("\(here.term.id)"), "closesOn": .text("2026-10-30"), "closesAt": .text("20:00"),
            "note": .text("顺延"), "revision": .integer(1),
        ]
        let answer = try await here.site.post("/schools/\(later.id)/enrolment/extensions", longer, as: office)
        #expect(answer.status == 409 && answer.json["code"]?.text == "enrolment.window_ahead", "\(answer.body)")
    }

    /// Made longer before its job came round: every family hears of it all the same, once.
    @Test(arguments: Engine.tested) func aWindowMadeLongerIsStillAnnounced(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let school = here.school
        try await here.store.write { db in
            try Enrolment.WindowNews.enqueue(school.id, here.term.id, at: Town.now, db)
            try Enrolment.WindowNews.enqueue(school.id, here.term.id, at: Town.now, db)
            let window = try #require(try Enrolment.Window.find(of: school.id, in: here.term.id, db))
            try window.extend(
                until: window.closes.adding(seconds: 86_400), note: "台风", over: window.revision, by: nil, at: Town.now,
                db)
        }
        let runner = JobRunner(here.town.app, handlers: Enrolment.WindowNews.jobs)
        while await runner.step() > 0 {}
        let families = try await here.store.read { db in try Enrolment.families(of: school.id, db).count }
        let told = try await here.number("SELECT COUNT(*) FROM message WHERE template = 'window_opened'")
        #expect(told == families && told > 0)
    }

    /// Families are asked for one term at a time.
    @Test(arguments: Engine.tested) func theNextTermsWindowOpensWhenThisOneIsOver(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let next = SchoolCalendar.Term(
            id: .next(), schoolYear: 2026, ordinal: 2, starts: try day("2027-03-01"), ends: try day("2027-07-01"))
        let city = here.town.city.id
        try await here.store.write { db in
            try next.insert(in: city, db)
            try db.run("UPDATE term SET opened_at = 1 WHERE id = \(next.id)")
        }
        let path = "/schools/\(here.school.id)/enrolment/window"
        func set(_ opens: String, _ closes: String) async throws -> Site.Answer {
            try await here.site.post(
                path, body(here, opens, closes, ["term": .text("\(next.id)")]), as: here.office)
        }
        let early = try await set("2026-12-31", "2027-02-28")
        #expect(early.status == 422 && early.wrongFields == ["opensOn"])
        #expect(try await set("2027-01-01", "2027-02-28").status == 303)
    }

    @Test func aShortWindowIsRefused() async throws {
        let here = try await Town.open(.sqlite)
        let school = here.town.schools[3].id
        let office = try await here.site.person("教务", (.office, .school, school.rawValue))
        let path = "/schools/\(school)/enrolment/window"
        #expect(
            try await here.site.post(path, body(here, "2026-09-08", "2026-09-09"), as: office).wrongFields == [
                "closesOn"
            ])
        #expect(
            try await here.site.post(path, body(here, "2026-09-01", "2026-09-02"), as: office).wrongFields == [
                "closesOn"
            ])
        let after = try await here.site.post(path, body(here, "2027-02-01", "2027-02-09"), as: office)
        #expect(Set(after.wrongFields) == ["opensOn", "closesOn"])
    }

    @Test func aReceiptNumberCanBeChecked() {
        for _ in 0..<200 {
            let number = Enrolment.ReceiptNumber(ID<Enrolment.Submission>.next(), year: 2026).description
            #expect(Enrolment.ReceiptNumber(number.lowercased().replacing("-", with: " "))?.description == number)
            var wrong = Array(number)
            wrong[5] = wrong[5] == "Z" ? "Y" : "Z"
            #expect(Enrolment.ReceiptNumber(String(wrong)) == nil, "\(number)")
        }
    }
}
