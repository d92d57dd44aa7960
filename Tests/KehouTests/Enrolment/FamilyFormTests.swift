import Store
import Testing

@testable import Kehou

/// One form for all children of a family, who may be in several schools.
@Suite(.database) struct FamilyFormTests {
    /// One school's window is open, the other's is not: the open one takes its answer, and the rest waits in the draft.
    @Test(arguments: Engine.tested) func oneSchoolDoesNotWaitForAnother(engine: Engine) async throws {
        let here = try await EnrolmentTown.open(engine)
        let father = here.people["guardian-2"]
        let form = try #require(father).account
        let mine = try await here.store.read { db in
            try Registry.FamilyAccount.children(of: form, on: EnrolmentTown.now.localDate, db)
        }
        let pupils = mine.map { child in here.town.pupils.first { $0.id == child.pupil && $0.schoolID == child.school }
        }
        let (open, ahead) = (try #require(pupils[0]), try #require(pupils[1]))
        let early = EnrolmentTown.part(ahead, "join", days: [2])
        #expect(try await here.send([early], as: father).status == 409, "alone it is not open yet")
        let sent = try await here.send([EnrolmentTown.part(open, "join", days: [1]), early], as: father)
        #expect(sent.status == 303, "\(sent.body)")
        #expect(try await here.current(open)?.joins == true)
        #expect(try await here.current(ahead) == nil)
        let draft = try await here.store.read { db in try Enrolment.Draft.find(of: form, db) }
        #expect(draft?.answers.map(\.pupil) == [ahead.id] && draft?.answers.first?.days == [.tuesday])
        let page = try await here.site.browse("/family/application", as: father)
        #expect(page.status == 200 && page.body.contains(" checked"))
    }

    /// A form speaks of each child once.
    @Test(arguments: Engine.tested) func aChildStandsInAFormOnce(engine: Engine) async throws {
        let here = try await EnrolmentTown.open(engine)
        let child = here.children[0]
        let parts = [EnrolmentTown.part(child, "join", days: [1]), EnrolmentTown.part(child, "decline")]
        for path in ["/family/application", "/family/application/draft"] {
            let answer = try await here.site.post(
                path, ["form": .text("77"), "children": .array(parts)], as: here.mother)
            #expect(answer.status == 422 && answer.wrongFields == ["children.1.answer"], "\(answer.body)")
        }
        #expect(try await here.current(child) == nil)
    }
}
