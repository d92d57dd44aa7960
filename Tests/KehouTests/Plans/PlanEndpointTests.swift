import Foundation
import Store
import Testing

@testable import Kehou

@Suite("Writing, deciding and reading plans through the program", .database)
struct PlanEndpointTests {
    @Test("From the template to the public page, as four people", arguments: Engine.tested)
    func wholeWay(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let begun = try await here.site.post(here.plans, ["start": .text("template")], as: here.office)
        #expect(begun.status == 303)
        let edit = try #require(begun.location)
        let editor = try await here.site.browse(edit, as: here.office)
        #expect(editor.status == 200 && editor.body.contains("draft.bands.0.sessions.0.start"))
        var version = try #require(
            try await here.town.store.read { db in
                try Plans.Version.open(of: here.town.school.id, in: here.town.term.id, db)
            })
        let body = here.seen(version, ["draft": try ExampleEncoder.node(try here.town.compliant())])
        #expect(try await here.site.post(here.path(version, "/document"), body, as: here.office).status == 303)
        version = try await here.reload(version)
        #expect(version.report.failed.isEmpty)
        for (rest, person) in [
            ("/submission", here.office), ("/approval", here.officer), ("/publication", here.office),
        ] {
            let answer = try await here.site.post(here.path(version, rest), here.seen(version), as: person)
            #expect(answer.status == 303, "\(rest): \(answer.body)")
            version = try await here.reload(version)
        }
        #expect(version.state == .published)
        let found = try await here.site.browse("/schools?q=桥小".urlReady)
        #expect(found.body.contains("栈桥小学"))
        let page = try await here.site.browse("/schools/\(here.town.school.id)")
        #expect(page.status == 200 && page.body.contains("作业辅导") && page.body.utf8.count < 200_000)
        let notice = try await here.site.browse("/schools/\(here.town.school.id)/notice")
        #expect(notice.status == 200 && notice.body.contains("<path d=\"M4 4h7"))
    }

    @Test("Who may do what", arguments: Engine.tested)
    func rights(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let body = here.seen(version, ["note": .text("x"), "section": .text("time"), "body": .text("x")])
        for rest in ["/return", "/approval", "/comments"] {
            #expect(try await here.site.post(here.path(version, rest), body).status == 401)
            #expect(try await here.site.post(here.path(version, rest), body, as: here.office).status == 403)
            #expect(try await here.site.post(here.path(version, rest), body, as: here.neighbour).status == 404)
        }
        for rest in ["/submission", "/publication"] {
            #expect(try await here.site.post(here.path(version, rest), body, as: here.officer).status == 403)
            #expect(try await here.site.post(here.path(version, rest), body, as: here.teacher).status == 403)
            #expect(try await here.site.post(here.path(version, rest), body, as: here.neighbour).status == 404)
        }
        #expect(try await here.site.get(here.path(version), as: here.teacher).status == 403)
        #expect(try await here.site.get(here.path(version), as: here.neighbour).status == 404)
        #expect(try await here.site.get(here.path(version), as: here.officer).status == 200)
        let queue = "/districts/\(here.town.places.shinan.id)/plans"
        #expect(try await here.site.get(queue, as: here.officer).status == 200)
        #expect(try await here.site.get(queue, as: here.office).status == 404)
        #expect(
            try await here.site.get("/districts/\(here.town.places.shibei.id)/plans", as: here.officer).status == 404)
        #expect(try await here.site.post(queue + "/approvals", ["plans": .array([])], as: here.office).status == 404)
        #expect(try await here.reload(version).state == .submitted)
    }

    @Test("Wrong input, wrong state, and twice", arguments: Engine.tested)
    func refusals(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let draft = try await here.version(in: .draft) { $0.tariff.free = [] }
        let failing = try await here.site.post(here.path(draft, "/submission"), here.seen(draft), as: here.office)
        #expect(failing.status == 422 && failing.wrongFields == ["draft.tariff.free"])
        #expect(try await here.site.post(here.plans, ["start": .text("template")], as: here.office).status == 409)
        #expect(try await here.site.post(here.plans, ["start": .text("nothing")], as: here.office).status == 422)
        #expect(
            try await here.site.post(here.path(draft, "/publication"), here.seen(draft), as: here.office).status == 409)
        let mended = here.seen(draft, ["draft": try ExampleEncoder.node(try here.town.compliant())])
        #expect(try await here.site.post(here.path(draft, "/document"), mended, as: here.office).status == 303)
        let whole = try await here.reload(draft)
        #expect(
            try await here.site.post(here.path(whole, "/submission"), here.seen(whole), as: here.office).status == 303)
        #expect(
            try await here.site.post(here.path(whole, "/submission"), here.seen(whole), as: here.office).status == 409)
        let submitted = try await here.reload(whole)
        let silent = try await here.site.post(here.path(whole, "/return"), here.seen(submitted), as: here.officer)
        #expect(silent.status == 422 && silent.wrongFields == ["note"])
        let word = here.seen(submitted, ["section": .text("time"), "body": .text("周三几点结束？")])
        #expect(try await here.site.post(here.path(whole, "/comments"), word, as: here.officer).status == 303)
        #expect(
            try await here.site.post(here.path(whole, "/return"), here.seen(submitted), as: here.officer).status == 303)
        let returned = try await here.reload(whole)
        #expect(
            try await here.site.post(here.path(whole, "/submission"), here.seen(returned), as: here.office).status
                == 409)
        let comment = try #require(
            try await here.town.store.read { db in try Plans.Comment.all(of: returned, db).first })
        let answer = here.path(whole, "/comments/\(comment.id)/answer")
        #expect(try await here.site.post(answer, ["answer": .text(" ")], as: here.office).status == 422)
        #expect(try await here.site.post(answer, ["answer": .text("六点")], as: here.office).status == 303)
        #expect(try await here.site.post(answer, ["answer": .text("七点")], as: here.office).status == 409)
    }

    @Test("A step that is refused says why, with nothing before it", arguments: Engine.tested)
    func reasonAlone(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let seen = ["version": "\(version.revision)"]
        // A box of the page stands before its reason by name.
        let silent = try await here.site.submit(here.path(version, "/return"), seen, as: here.officer)
        #expect(silent.status == 422 && silent.body.contains("<li><a href=\"#field-note\">退回的原因: "))
        let remark = ["section": "time", "body": "周三几点结束？"]
        #expect(try await here.site.submit(here.path(version, "/comments"), remark, as: here.officer).status == 303)
        let refused = try await here.site.submit(here.path(version, "/withdrawal"), seen, as: here.office)
        let why = Text("fault.plan.comments_unanswered", ["count": "1"]).display(in: here.site.app.languages.standard)
        #expect(refused.status == 409 && refused.body.contains("\">\(why)</a></li>"))
    }

    @Test("Autosave answers with the revision; the slower of two keeps their text", arguments: Engine.tested)
    func autosave(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .draft)
        var mine = version.plan
        mine.highlights = "我的"
        var theirs = version.plan
        theirs.highlights = "别人的"
        let place = here.path(version, "/draft")
        let colleague = try await here.site.person("同事", (.principal, .school, here.town.school.id.rawValue))
        let first = try await here.site.post(
            place, here.seen(version, ["draft": try ExampleEncoder.node(theirs)]), as: colleague)
        #expect(first.status == 200 && first.json["version"]?.text == "\(version.revision + 1)")
        let lost = here.seen(version, ["draft": try ExampleEncoder.node(mine)])
        #expect(try await here.site.post(place, lost, as: here.office).status == 409)
        let conflict = try await here.site.browse(here.path(version, "/conflict"), as: here.office)
        #expect(conflict.body.contains("我的") && conflict.body.contains("别人的"))
        #expect(!(try await here.site.browse(here.path(version, "/conflict"), as: colleague)).body.contains("我的</ins>"))
        let waiting = try await here.town.store.read { db in
            try Plans.Rescue.waiting(of: version, by: here.office.account, db)
        }
        let rescue = try #require(waiting.first)
        let settle = here.path(version, "/rescues/\(rescue.id)/settlement")
        let take = here.seen(try await here.reload(version), ["take": .flag(true)])
        #expect(try await here.site.post(settle, take, as: here.office).status == 303)
        #expect(try await here.reload(version).plan.highlights == "我的")
        #expect(try await here.site.post(settle, take, as: here.office).status == 404)
    }

    @Test("A batch approves what fails nothing and leaves the rest", arguments: Engine.tested)
    func batch(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let queue = "/districts/\(here.town.places.shinan.id)/plans"
        let page = try await here.site.browse(queue, as: here.officer)
        let button = here.site.app.languages.standard.text("plans.queue.batch")
        #expect(page.body.contains("栈桥小学") && page.body.contains("value=\"\(here.listed(version))\""))
        #expect(page.body.contains(button))
        let checks = try await here.site.browse(queue + "/checks", as: here.officer)
        #expect(checks.status == 200)
        let body: [String: Node] = ["plans": .array([.text(here.listed(version)), .text("77.1")])]
        #expect(try await here.site.post(queue + "/approvals", body, as: here.officer).status == 303)
        #expect(try await here.reload(version).state == .approved)
        // With nothing left to choose there is nothing to press.
        #expect(!(try await here.site.browse(queue, as: here.officer)).body.contains(button))
        #expect(try await here.site.post(queue + "/recheck", as: here.officer).status == 303)
    }

    @Test("A batch leaves a plan that has changed since the list was read", arguments: Engine.tested)
    func staleBatch(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let queue = "/districts/\(here.town.places.shinan.id)/plans"
        try await here.town.store.write { db in
            let facts = try here.town.facts(db)
            try version.withdraw(by: nil, at: noon, db)
            let draft = try here.town.reload(version, db)
            var plan = draft.plan
            plan.highlights = "列表打开以后才改的话"
            _ = try draft.save(plan, over: draft.revision, by: nil, at: noon, facts, db)
            try here.town.reload(draft, db).submit(by: nil, at: noon, facts, db)
        }
        func approve(_ chosen: [String]) async throws -> Site.Answer {
            try await here.site.post(
                queue + "/approvals", ["plans": .array(chosen.map(Node.text))], as: here.officer)
        }
        #expect(try await approve([here.listed(version)]).status == 303)
        let now = try await here.reload(version)
        #expect(now.state == .submitted && now.revision > version.revision)
        for wrong in ["\(now.id)", "\(now.id).", "\(now.id).0", "\(now.id).x", "x.1", "\(now.id).1.2", ""] {
            let refused = try await approve([here.listed(now), wrong])
            #expect(refused.status == 422 && refused.wrongFields == ["plans.1"], "\(wrong)")
        }
        #expect(try await here.reload(version).state == .submitted)
        let form = ["plans": here.listed(now)]
        #expect(try await here.site.submit(queue + "/approvals", form, as: here.officer).status == 303)
        #expect(try await here.reload(version).state == .approved)
    }

    @Test("A plan with a comment that nobody answered is approved by no one", arguments: Engine.tested)
    func openComment(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let word = here.seen(version, ["section": .text("time"), "body": .text("周三几点结束？")])
        #expect(try await here.site.post(here.path(version, "/comments"), word, as: here.officer).status == 303)
        let single = try await here.site.post(here.path(version, "/approval"), here.seen(version), as: here.officer)
        #expect(single.status == 409 && single.json["code"] == "plan.comments_open")
        let queue = "/districts/\(here.town.places.shinan.id)/plans"
        let batch: [String: Node] = ["plans": .array([.text(here.listed(version))])]
        #expect(!(try await here.site.browse(queue, as: here.officer)).body.contains(here.listed(version)))
        #expect(try await here.site.post(queue + "/approvals", batch, as: here.officer).status == 303)
        #expect(try await here.reload(version).state == .submitted)
        // The school answers without getting the plan back, and then both ways are open.
        let comment = try #require(
            try await here.town.store.read { db in try Plans.Comment.all(of: version, db).first })
        let page = try await here.site.browse(here.path(version), as: here.office)
        #expect(page.body.contains(here.path(version, "/answers")) && page.body.contains("value=\"\(comment.id)\""))
        let answer = here.path(version, "/comments/\(comment.id)/answer")
        #expect(try await here.site.post(answer, ["answer": .text("六点")], as: here.office).status == 303)
        #expect(try await here.site.post(queue + "/approvals", batch, as: here.officer).status == 303)
        #expect(try await here.reload(version).state == .approved)
        #expect(try await here.site.post(here.path(version, "/comments"), word, as: here.officer).status == 409)
    }

    @Test("A form as a browser sends it: yuan, blank rows and a row taken out", arguments: Engine.tested)
    func form(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .draft)
        var form = try PlanFields.all(version.plan)
        form["version"] = "\(version.revision)"
        form["draft.tariff.fee"] = "2.5"
        form["remove"] = "venues.0"
        let answer = try await here.site.submit(here.path(version, "/document"), form, as: here.office)
        #expect(answer.status == 303, "\(answer.body.prefix(2000))")
        let saved = try await here.reload(version)
        #expect(saved.plan.tariff.fee == 250 && saved.plan.venues == Array(version.plan.venues.dropFirst()))
        form["version"] = "\(saved.revision)"
        form["draft.bands.0.lessonsEnd"] = "quarter to four"
        let wrong = try await here.site.submit(here.path(version, "/document"), form, as: here.office)
        #expect(wrong.status == 422 && wrong.body.contains("quarter to four"))
        #expect(try await here.reload(version).plan == saved.plan)
    }

    @Test("A policy that comes into force is asked of every plan that is not decided yet", arguments: Engine.tested)
    func recheckedByPolicy(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let city = here.town.places.city.id
        let bureau = try await here.site.person("局", (.bureau, .city, city.rawValue))
        let policy = try await here.town.store.write { db in
            let draft = try Plans.PolicyVersion.begin(city: city, district: nil, at: here.site.app.clock.now(), db)
            var own = draft.own
            own.classHoursPerDay = 4
            try draft.save(own, effectiveFrom: LocalDate("2026-03-01"), over: draft.revision, db)
            return draft.id
        }
        #expect(try await here.reload(version).report.failed.isEmpty)
        #expect(
            try await here.site.post(
                "/cities/\(city)/policies/\(policy)/approval", ["revision": .integer(2)], as: bureau
            ).status == 303)
        #expect(try await here.reload(version).report.failed.isEmpty, "the job has not run")
        let runner = JobRunner(here.site.app, handlers: Plans.Recheck.jobs)
        while await runner.step() > 0 {}
        #expect(try await here.reload(version).report.failed.map(\.code) == ["class_hours.enough"])
        let (district, term) = (here.town.places.shinan.id, here.town.term.id)
        let rows = try await here.town.store.read { db in try Plans.QueueRow.all(in: district, term, db) }
        #expect(rows.first { $0.plan == version.id }?.failedMust == 1)
    }
}

extension String {
    /// With its Chinese escaped, as a browser sends an address.
    fileprivate var urlReady: String { addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? self }
}
