import Store
import Testing

@testable import Kehou

@Suite("The calendar's pages", .database)
struct CalendarPagesTests {
    @Test("The bureau sets a term and opens it, once; others may not", arguments: Engine.tested)
    func terms(engine: Engine) async throws {
        let (town, site) = try await Self.open(engine)
        let bureau = try site.person("bureau", of: town)
        let officer = try site.person("district-shinan", of: town)
        let path = "/cities/\(town.city.id)/terms"
        let autumn: [String: Node] = ["ordinal": .integer(1), "starts": "2026-09-01", "ends": "2026-12-31"]
        #expect(try await site.post(path, autumn, as: officer).status == 404)
        #expect(try await site.post(path, ["ordinal": .integer(1), "starts": "2026-13-01"], as: bureau).status == 422)
        let backwards: [String: Node] = ["ordinal": .integer(1), "starts": "2026-12-31", "ends": "2026-09-01"]
        #expect(try await site.post(path, backwards, as: bureau).wrongFields == ["ends"])
        #expect(try await site.post(path, autumn, as: bureau).status == 303)
        #expect(try await site.post(path, autumn, as: bureau).status == 409)
        let term = try await town.store.read { db in try SchoolCalendar.Term.all(in: town.city.id, db)[0] }
        let opening = "\(path)/\(term.id)/opening"
        #expect(try await site.post(opening, as: officer).status == 404)
        #expect(try await site.post("\(path)/77/opening", as: bureau).status == 404)
        #expect(try await site.post(opening, as: bureau).status == 303)
        #expect(try await site.post(opening, as: bureau).json["code"] == "calendar.term_open")
        #expect(try await site.browse(path, as: bureau).body.contains("84 个服务日"))
        #expect(try await site.browse(path, as: try site.person("auditor", of: town)).status == 200)
    }

    @Test("The bureau mends a mistyped term or takes it away, until it is open", arguments: Engine.tested)
    func mendedTerms(engine: Engine) async throws {
        let (town, site) = try await Self.open(engine)
        let bureau = try site.person("bureau", of: town)
        let path = "/cities/\(town.city.id)/terms"
        let mistyped = ["ordinal": "1", "starts": "2026-09-01", "ends": "2026-12-13"]
        #expect(try await site.submit(path, mistyped, as: bureau).status == 303)
        let id = try await town.store.read { db in try SchoolCalendar.Term.all(in: town.city.id, db)[0].id }
        let term = "\(path)/\(id)"
        let form = try await site.browse("\(path)?edit=\(id)", as: bureau)
        #expect(form.body.contains("action=\"\(term)\"") && form.body.contains("value=\"2026-12-13\""))
        let auditor = try site.person("auditor", of: town)
        #expect(try await !site.browse("\(path)?edit=\(id)", as: auditor).body.contains("action=\"\(term)"))
        let mended = mistyped.merging(["ends": "2026-12-31"]) { $1 }
        for action in [term, "\(term)/removal"] {
            #expect(try await site.submit(action, mended, as: auditor).status == 403)
            #expect(
                try await site.submit(action, mended, as: try site.person("district-shinan", of: town)).status == 404)
            #expect(try await site.submit(action, mended).status == 401)
        }
        #expect(try await site.submit("\(path)/77", mended, as: bureau).status == 404)
        #expect(try await site.submit("\(path)/77/removal", as: bureau).status == 404)
        let backwards = try await site.submit(term, mistyped.merging(["ends": "2026-08-13"]) { $1 }, as: bureau)
        #expect(backwards.status == 422 && backwards.body.contains("action=\"\(term)\""))
        #expect(backwards.body.contains("value=\"2026-08-13\""))
        #expect(try await site.submit(term, mended, as: bureau).status == 303)
        #expect(try await site.browse(path, as: bureau).body.contains("84 个服务日"))
        // Away and back again, and open.
        #expect(try await site.submit("\(term)/removal", as: bureau).status == 303)
        #expect(try await site.submit("\(term)/removal", as: bureau).status == 404)
        #expect(try await site.submit(path, mended, as: bureau).status == 303)
        let anew = try await town.store.read { db in try SchoolCalendar.Term.all(in: town.city.id, db)[0].id }
        #expect(try await site.submit("\(path)/\(anew)/opening", as: bureau).status == 303)
        let late = try await site.submit("\(path)/\(anew)", mistyped, as: bureau)
        #expect(late.status == 409 && !late.body.contains("value=\"2026-12-13\""), "nothing typed for it stays")
        #expect(late.body.contains(site.app.languages.standard.text("fault.calendar.term_opened_meanwhile")))
        #expect(try await site.submit("\(path)/\(anew)/removal", as: bureau).status == 409)
        #expect(try await !site.browse(path, as: bureau).body.contains("/removal"))
    }

    @Test("A term that touches a year without a schedule stays shut", arguments: Engine.tested)
    func barred(engine: Engine) async throws {
        let (town, site) = try await Self.open(engine)
        let bureau = try site.person("bureau", of: town)
        let path = "/cities/\(town.city.id)/terms"
        let long: [String: Node] = ["ordinal": .integer(1), "starts": "2026-09-01", "ends": "2027-01-29"]
        _ = try await site.post(path, long, as: bureau)
        let term = try await town.store.read { db in try SchoolCalendar.Term.all(in: town.city.id, db)[0] }
        #expect(try await site.post("\(path)/\(term.id)/opening", as: bureau).json["code"] == "calendar.no_schedule")
        #expect(try await site.browse("/cities/\(town.city.id)/calendar", as: bureau).body.contains("2027"))
        #expect(try await site.browse(path, as: bureau).body.contains("2027"))
    }

    @Test("Each layer changes its own days, and takes them back", arguments: Engine.tested)
    func changes(engine: Engine) async throws {
        let (town, site) = try await Self.open(engine, term: true)
        let school = town.schools[0]
        for (userName, stranger, root) in [
            ("bureau", "district-shinan", "/cities/\(town.city.id)"),
            ("district-shinan", "district-shibei", "/districts/\(town.districts[0].id)"),
            ("office-1", "office-2", "/schools/\(school.id)"), ("principal-1", "principal-2", "/schools/\(school.id)"),
        ] {
            let person = try site.person(userName, of: town)
            let other = try site.person(stranger, of: town)
            let path = "\(root)/calendar/changes"
            let closure: [String: Node] = [
                "date": "2026-09-21", "kind": "closure", "reason": " 台风 ", "hasNoService": .flag(false),
            ]
            #expect(try await site.get("\(path)/new?date=2026-09-21", as: person).status == 200)
            #expect(try await site.post(path, closure).status == 401)
            #expect(try await site.post(path, closure, as: other).status == 404)
            let noReason = closure.merging(["reason": ""]) { $1 }
            #expect(try await site.post(path, noReason, as: person).wrongFields == ["reason"])
            let outside = closure.merging(["date": "2026-08-21"]) { $1 }
            #expect(try await site.post(path, outside, as: person).wrongFields == ["date"])
            let over = closure.merging(["date": "2026-09-04"]) { $1 }
            #expect(try await site.post(path, over, as: person).wrongFields == ["date"])
            let midnight = closure.merging(["kind": "early_dismissal", "endsEarlyAt": "00:01"]) { $1 }
            #expect(try await site.post(path, midnight, as: person).wrongFields == ["endsEarlyAt"])
            #expect(
                try await site.post(path, closure.merging(["kind": "party"]) { $1 }, as: person).wrongFields == ["kind"]
            )
            #expect(try await site.post(path, closure, as: person).status == 303)
            #expect(try await site.post(path, closure, as: person).json["code"] == "calendar.changed_already")
            let page = try await site.browse("\(root)/calendar", as: person)
            #expect(page.status == 200 && page.body.contains("台风"))
            let made = try await town.store.read { db in
                try SchoolCalendar.Announcement.all(
                    in: town.city.id, from: LocalDate(number: 0), through: LocalDate(number: 30_000), db)[0].id
            }
            #expect(try await site.post("\(path)/\(made)/withdrawal", as: other).status == 404)
            #expect(try await site.post("\(path)/\(made)/withdrawal", as: person).status == 303)
            #expect(try await site.post("\(path)/\(made)/withdrawal", as: person).status == 404)
        }
    }

    @Test(
        "A form that is wrong comes back as it was typed, with the number of schools it would reach",
        arguments: Engine.tested)
    func typed(engine: Engine) async throws {
        let (town, site) = try await Self.open(engine, term: true)
        let officer = try site.person("district-shinan", of: town)
        let path = "/districts/\(town.districts[0].id)/calendar/changes"
        let form = ["date": "2026-09-21", "kind": "early_dismissal", "reason": "全区教研活动", "endsEarlyAt": ""]
        let answer = try await site.submit(path, form, as: officer)
        #expect(answer.status == 422)
        #expect(answer.body.contains("全区教研活动") && answer.body.contains("的 2 所学校有效"))
        #expect(try await site.submit(path, form.merging(["endsEarlyAt": "15:30"]) { $1 }, as: officer).status == 303)
        let school = try await site.browse("/schools/\(town.schools[0].id)/calendar")
        #expect(school.body.contains("15:30 放学"))
        #expect(try await site.browse("/schools/\(town.schools[3].id)/calendar").body.contains("15:30 放学") == false)
    }

    @Test("A worked Sunday waits for its weekday until the city states it", arguments: Engine.tested)
    func question(engine: Engine) async throws {
        let (town, site) = try await Self.open(engine, term: true)
        let bureau = try site.person("bureau", of: town)
        let root = "/cities/\(town.city.id)/calendar"
        #expect(try await site.browse(root, as: bureau).body.contains("runs-2026-09-20"))
        #expect(try await site.browse(root).body.contains("runs-2026-09-20") == false)
        let form = ["date": "2026-09-20", "kind": "timetable", "reason": "调休", "runsWeekday": "2"]
        #expect(try await site.submit("\(root)/changes", form, as: bureau).status == 303)
        #expect(try await site.browse(root, as: bureau).body.contains("runs-2026-09-20") == false)
        let csv = try await site.get("\(root).csv")
        #expect(csv.status == 200)
        #expect(csv.body.contains("2026-09-20,true,2,") && csv.body.contains("2026-10-10,true,,"))
        #expect(csv.body.split(separator: "\n").count { $0.contains(",true,") } == 84)
    }

    /// The town with the shipped schedules, and an open autumn term where asked for.
    static func open(_ engine: Engine, term: Bool = false) async throws -> (Town, Site) {
        let town = try await Town.build(engine)
        let schedules = try HolidayFiles.all()
        let bounds = try PolicyValueTests.bounds()
        let autumn = SchoolCalendar.Term(
            id: .next(), schoolYear: 2026, ordinal: 1, starts: try day("2026-09-01"), ends: try day("2026-12-31"))
        try await town.store.write { db in
            for schedule in schedules { _ = try schedule.replace(at: Town.now, db) }
            try bounds.replace(at: Town.now, db)
            guard term else { return }
            try autumn.insert(in: town.city.id, db)
            try autumn.open(in: town.city.id, at: Town.now, db)
        }
        return (town, Site(town))
    }
}
