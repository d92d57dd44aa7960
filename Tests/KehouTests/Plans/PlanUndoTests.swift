import Store
import Testing

@testable import Kehou

@Suite("A wrong start and a hasty submission can be undone", .database)
struct PlanUndoTests {
    @Test("A draft that was never handed in is discarded, and another start is free", arguments: Engine.tested)
    func discard(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let draft = try await here.version(in: .draft)
        let stale = here.seen(draft, ["version": .integer(Int64(draft.revision) - 1)])
        let place = here.path(draft, "/removal")
        try await here.town.store.write { db in
            try Plans.Rescue.keep(draft.plan, of: draft, over: 1, by: here.office.account, at: noon, db)
        }
        #expect(try await here.site.browse(here.path(draft), as: here.office).body.contains(place))
        #expect(!(try await here.site.browse(here.path(draft), as: here.officer)).body.contains(place))
        #expect(try await here.site.post(place, here.seen(draft), as: here.officer).status == 403)
        #expect(try await here.site.post(place, here.seen(draft), as: here.neighbour).status == 404)
        #expect(try await here.site.post(place, stale, as: here.office).status == 409)
        #expect(try await here.site.post(place, here.seen(draft), as: here.office).status == 303)
        #expect(try await here.site.post(place, here.seen(draft), as: here.office).status == 404)
        let left = try await here.town.store.read { db in
            try Plans.Discarded.find(draft.id, of: draft.school, db)?.waiting(by: here.office.account, db) ?? []
        }
        #expect(left.map(\.plan) == [draft.plan], "a text that waited beside the draft waits on")
        #expect(try await here.site.post(here.plans, ["start": .text("template")], as: here.office).status == 303)
    }

    @Test("A submitted plan is taken back, counts as not handed in, and is not discarded", arguments: Engine.tested)
    func withdraw(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let submitted = try await here.version(in: .submitted)
        let place = here.path(submitted, "/withdrawal")
        #expect(try await here.site.browse(here.path(submitted), as: here.office).body.contains(place))
        #expect(try await here.site.post(place, here.seen(submitted), as: here.officer).status == 403)
        #expect(try await here.site.post(place, here.seen(submitted), as: here.office).status == 303)
        let draft = try await here.reload(submitted)
        #expect(draft.state == .draft && draft.submittedAt == nil)
        #expect(try await here.site.post(place, here.seen(draft), as: here.office).status == 409)
        let removal = try await here.site.post(here.path(draft, "/removal"), here.seen(draft), as: here.office)
        #expect(removal.status == 409 && removal.json["code"] == "plan.not_discardable")
        #expect(try await here.site.browse(here.path(draft), as: here.office).body.contains("学校撤回"))
        let again = try await here.site.post(here.path(draft, "/submission"), here.seen(draft), as: here.office)
        #expect(again.status == 303)
    }

    @Test("With a comment open, or once decided, it stays with the district", arguments: Engine.tested)
    func tooLate(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let submitted = try await here.version(in: .submitted)
        let word = here.seen(submitted, ["section": .text("time"), "body": .text("周三几点结束？")])
        #expect(try await here.site.post(here.path(submitted, "/comments"), word, as: here.officer).status == 303)
        let place = here.path(submitted, "/withdrawal")
        let open = try await here.site.post(place, here.seen(submitted), as: here.office)
        #expect(open.status == 409 && open.json["code"] == "plan.comments_unanswered")
        let note = here.seen(submitted, ["note": .text("请补充")])
        #expect(try await here.site.post(here.path(submitted, "/return"), note, as: here.officer).status == 303)
        let returned = try await here.reload(submitted)
        #expect(try await here.site.post(place, here.seen(returned), as: here.office).status == 409)
        #expect(try await here.reload(submitted).state == .returned)
    }
}
