import Store
import Testing

@testable import Kehou

@Suite(.database) struct ApplicationTests {
    typealias Town = EnrolmentTown

    @Test(arguments: Engine.tested) func aFamilyAnswersForAllItsChildrenAtOnce(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let parts = [
            Town.part(here.children[0], "join", days: [1, 2, 3, 4, 5]), Town.part(here.children[1], "decline"),
        ]
        let answer = try await here.send(parts, as: here.mother)
        #expect(answer.status == 303, "\(answer.body)")
        let number = try #require(answer.json["number"]?.text)
        #expect(Enrolment.ReceiptNumber(number)?.description == number)
        let first = try await here.current(here.children[0])
        #expect(first?.joins == true && first?.number == number)
        #expect(try await here.current(here.children[1])?.joins == false)
        let receipt = try await here.site.browse(try #require(answer.location), as: here.mother)
        #expect(receipt.status == 200 && receipt.body.contains(number))
    }

    @Test(arguments: Engine.tested) func aStrangersChildIsNotThere(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let other = Town.part(here.town.pupils[2], "join", days: [1])
        let answer = try await here.send([Town.part(here.children[0], "decline"), other], as: here.mother)
        #expect(answer.status == 404)
        #expect(try await here.current(here.children[0]) == nil, "nothing was written")
        #expect(try await here.send([other], as: here.teacher).status == 404)
        #expect(try await here.send([other], as: nil).status == 401)
    }

    @Test(arguments: Engine.tested) func everyWrongFieldIsNamed(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let parts = [
            Town.part(here.children[0], "join"),
            Town.part(
                here.children[1], "join", days: [1], ["times": .object(["monday": .text("03:15")])]),
        ]
        let answer = try await here.send(parts, as: here.mother)
        #expect(answer.status == 422)
        #expect(answer.wrongFields == ["children.0.days", "children.1.times.monday"])
        #expect(try await here.number("SELECT COUNT(*) FROM application") == 0)
        #expect(try await here.send([], as: here.mother).status == 422)
    }

    @Test(arguments: Engine.tested) func aFormSentTwiceHasOneReceipt(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let parts = [Town.part(here.children[0], "join", days: [1, 3])]
        let first = try await here.send(parts, form: 77, as: here.mother)
        let second = try await here.send(parts, form: 77, as: here.mother)
        #expect(first.status == 303 && second.status == 303 && first.location == second.location)
        #expect(try await here.number("SELECT COUNT(*) FROM application") == 1)
        #expect(try await here.counts().map(\.asked).reduce(0, +) == 1)
    }

    @Test(arguments: Engine.tested) func twoTapsAtTheSameMomentAreOne(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let parts = [Town.part(here.children[0], "join", days: [1, 3])]
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { try await here.send(parts, form: 78, as: here.mother).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [303, 303, 303, 303])
        #expect(try await here.number("SELECT COUNT(*) FROM application") == 1)
    }

    @Test(arguments: Engine.tested) func aWindowThatHasNotOpenedTakesDraftsOnly(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let guardian = here.people["guardian-2"]
        let child = here.town.pupils[8]
        let parts = [Town.part(child, "join", days: [1])]
        #expect(try await here.send(parts, as: guardian).status == 409)
        let draft = try await here.send(parts, as: guardian, ["then": .text("draft")])
        #expect(draft.status == 303, "\(draft.body)")
        let page = try await here.site.browse("/family/application", as: guardian)
        #expect(page.status == 200 && page.body.contains(child.name))
        #expect(try await here.current(child) == nil)
    }

    @Test(arguments: Engine.tested) func aLateAnswerCountsFromTheNextSession(engine: Engine) async throws {
        // The window closed on the 5th at eight in the evening, and it is Monday the 7th.
        let here = try await Town.open(engine, closes: "2026-09-11")
        let answer = try await here.send([Town.part(here.children[0], "join", days: [1])], as: here.mother)
        #expect(answer.status == 303)
        #expect(try await here.current(here.children[0])?.takesEffect.description == "2026-09-08")
    }

    @Test(arguments: Engine.tested) func anUnchangedAnswerIsNotWrittenAgain(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.send([Town.part(here.children[0], "join", days: [1])], as: here.mother)
        let seen = try #require(try await here.current(here.children[0])).id
        let again = try await here.send(
            [Town.part(here.children[0], "join", days: [1], seen: "\(seen)")], as: here.mother)
        #expect(again.status == 303)
        #expect(try await here.history(here.children[0]).count == 1)
    }

    @Test(arguments: Engine.tested) func aStaleFormIsAConflictThatKeepsWhatWasTyped(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.send([Town.part(here.children[0], "decline")], as: here.mother)
        let form = [
            "form": "900", "version": "0", "children.0.school": "\(here.children[0].schoolID)",
            "children.0.pupil": "\(here.children[0].id)", "children.0.seen": "none", "children.0.answer": "join",
            "children.0.days": "3",
        ]
        let answer = try await here.site.submit("/family/application", form, as: here.mother)
        #expect(answer.status == 409)
        #expect(answer.body.contains("value=\"3\" checked"), "the Wednesday is still ticked")
        let seen = try #require(try await here.current(here.children[0])).id
        #expect(answer.body.contains("value=\"\(seen)\""), "sent again, it stands")
        #expect(try await here.history(here.children[0]).count == 1)
        var again = form
        again["children.0.seen"] = "\(seen)"
        #expect(try await here.site.submit("/family/application", again, as: here.mother).status == 303)
        #expect(try await here.current(here.children[0])?.joins == true)
    }

    @Test(arguments: Engine.tested) func everyGuardianIsTold(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.send([Town.part(here.children[0], "join", days: [1])], as: here.mother)
        let told = try await here.number("SELECT COUNT(*) FROM message WHERE template = 'answer_kept'")
        let guardians = try await here.number(
            """
            SELECT COUNT(*) FROM guardianship
            WHERE school_id = \(here.children[0].schoolID) AND pupil_id = \(here.children[0].id)
            """)
        #expect(told == guardians && told > 0)
    }
}
