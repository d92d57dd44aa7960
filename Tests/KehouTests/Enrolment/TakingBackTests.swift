import Store
import Testing

@testable import Kehou

/// Somebody with a slip whom the office has not confirmed: what they may say, and what is left of it once they are refused.
@Suite(.database) struct TakingBackTests {
    typealias Town = EnrolmentTown

    @Test(arguments: Engine.tested) func whatAGuardianSaidIsNotTheirsToChange(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await here.send([Town.part(child, "join", days: [1, 2])], as: here.mother).status == 303)
        let stranger = try await here.stranger(of: child)
        let stands = try await here.current(child)?.id
        let answer = try await here.send([Town.part(child, "decline", seen: nil)], as: stranger)
        #expect(answer.status == 422 && answer.wrongFields == ["children.0.answer"], "\(answer.body)")
        #expect(try await here.current(child)?.id == stands)
        let page = try await here.site.browse("/family/application", as: stranger)
        #expect(page.status == 200 && !page.body.contains(" checked"), "what stands is not shown to them")
        #expect(!page.body.contains("name=\"children.0.answer\""), "there is nothing to fill in")
        #expect(page.body.contains("学校确认您的身份后"), "and the card says why")
        #expect(try await here.refuse(child) == 303)
        #expect(try await here.current(child)?.id == stands)
    }

    /// No page offers them what they cannot do, nor says that they see what every guardian sees.
    @Test(arguments: Engine.tested) func whoMayNotAnswerIsNotToldToChangeIt(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        let stranger = try await here.stranger(of: child)
        let history = "/schools/\(child.schoolID)/pupils/\(child.id)/application/history"
        let (way, change) = ("href=\"/family/application#child-0\"", "在这之前可以随时改")
        let open = try await here.site.browse("/family", as: stranger).body
        #expect(open.contains(way) && open.contains(change) && open.contains("可以填写报名"))
        #expect(try await here.site.browse(history, as: stranger).body.contains("修改报名"))
        #expect(try await here.send([Town.part(child, "join", days: [1, 2])], as: here.mother).status == 303)
        let shut = try await here.site.browse("/family", as: stranger).body
        #expect(!shut.contains(way) && !shut.contains(change) && !shut.contains("可以填写报名"))
        #expect(shut.contains("学校确认您的身份后") && shut.contains("家里已经有回答"))
        #expect(try await !here.site.browse("/family/application", as: stranger).body.contains(change))
        let page = try await here.site.browse(history, as: stranger)
        #expect(page.status == 200 && page.body.contains("只向学校确认过的家长显示"))
        #expect(!page.body.contains("每位家长看到的都一样") && !page.body.contains("修改报名"))
    }

    @Test(arguments: Engine.tested) func whatTheySaidFirstGoesWithThem(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        let stranger = try await here.stranger(of: child)
        #expect(try await here.send([Town.part(child, "decline")], as: stranger).status == 303)
        #expect(try await here.counts().reduce(0) { $0 + $1.declined } == 1)
        #expect(try await here.refuse(child) == 303)
        #expect(try await here.current(child) == nil)
        #expect(try await here.number("SELECT COUNT(*) FROM application") == 0)
        #expect(try await here.counts().reduce(0) { $0 + $1.declined + $1.asked } == 0)
        #expect(try await here.number("SELECT COUNT(*) FROM message WHERE template = 'answer_taken_back'") > 0)
    }

    /// A guardian answered after them: theirs stands before and after the refusal, and the stranger's rows are gone.
    @Test(arguments: Engine.tested) func aGuardiansLaterAnswerStands(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        let stranger = try await here.stranger(of: child)
        #expect(try await here.send([Town.part(child, "join", days: [5])], as: stranger).status == 303)
        #expect(
            try await here.send([Town.part(child, "join", days: [1, 3], seen: nil)], as: here.mother).status == 303)
        let stands = try await here.current(child)?.id
        #expect(try await here.refuse(child) == 303)
        #expect(try await here.current(child)?.id == stands)
        #expect(try await here.history(child).count == 1)
        #expect(
            try await here.counts().map(\.joining).reduce([0, 0, 0, 0, 0]) { zip($0, $1).map(+) } == [1, 0, 1, 0, 0])
    }
}

extension EnrolmentTown {
    /// Somebody with a slip for a child, whom the office has not confirmed.
    func stranger(of child: Registry.Pupil) async throws -> Site.Person {
        let person = try await site.person("陌生人")
        let mobile = try town.app.protection.seal(try #require(Mobile("13955556666")))
        try await store.write { db in
            try Enrolment.Claim.make(
                of: child.id, in: child.schoolID, by: person.account, name: "陌生人", relation: .relative,
                mobile: mobile, at: EnrolmentTown.now, db)
            try Registry.FamilyAccount.appoint(person.account, at: EnrolmentTown.now, db)
        }
        return person
    }

    /// - Returns: the status of the office's refusal of the first claim that waits.
    func refuse(_ child: Registry.Pupil) async throws -> Int {
        let claims = try await store.read { db in
            try Enrolment.Claim.list(.waiting, in: child.schoolID, after: nil, limit: 9, db)
        }
        let claim = try #require(claims.first)
        return try await site.post("/schools/\(child.schoolID)/claims/\(claim.id)/refusal", as: office).status
    }

    /// From now on they see neither where the child is nor what others said for it.
    func restrict(_ person: Site.Person, of child: Registry.Pupil) async throws {
        try await store.write { db in
            let guardian = try #require(try Registry.FamilyAccount.guardians(of: person.account, db).first)
            try Enrolment.Restriction.set(
                on: guardian, of: child.id, in: child.schoolID, from: EnrolmentTown.now.localDate, until: nil, by: 1,
                at: EnrolmentTown.now, db)
        }
    }
}
