import Store
import Testing

@testable import Kehou

/// What another guardian hears of an answer, and what is left of it once there is a later one.
extension SurveyTests {
    /// The days of the earlier answers and who gave them, the oldest first.
    private func earlier(_ here: Town, _ child: Registry.Pupil) async throws -> [String] {
        try await here.store.read { db in
            try db.all(
                "SELECT days, account_id FROM need_answer_past WHERE pupil_id = \(child.id) ORDER BY id", as: Row.self
            ).map { row in
                let (bits, account): (Int, ID<Caller.Account>) = (try row["days"], try row["account_id"])
                return "\(bits) \(account)"
            }
        }
    }

    private func told(_ here: Town, _ person: Site.Person?) async throws -> Int {
        let account = try #require(person).account
        return try await here.number(
            """
            SELECT COUNT(*)
            FROM message
            WHERE template = 'need_kept' AND reader_kind = 'guardian'
                AND reader_id IN (SELECT guardian_id FROM guardian_account WHERE account_id = \(account))
            """)
    }

    @Test(arguments: Engine.tested) func theOtherGuardianHearsOfAnAnswer(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        #expect(try await ask(here).status == 303)
        #expect(try await answer(here, child, days: [1], as: here.mother).status == 303)
        #expect(try await told(here, father) == 1)
        #expect(try await told(here, here.mother) == 0, "whoever answered knows it")
        let inbox = try await here.site.browse("/inbox", as: father)
        #expect(inbox.status == 200 && inbox.body.contains("收到\(child.name)的需求调查回答"))
        #expect(try await answer(here, child, days: [1], as: here.mother).status == 303)
        #expect(try await told(here, father) == 1, "the same again is no news")
        #expect(try await answer(here, child, days: [5], as: father).status == 303)
        #expect(try await told(here, father) == 1)
        #expect(try await told(here, here.mother) == 1)
        #expect(try await answer(here, child, ends: "03:00", as: father).status == 422)
        #expect(try await told(here, here.mother) == 1, "what was not written is not told")
    }

    /// A message that comes for a wrong guess and not for a right one would say what stands.
    @Test(arguments: Engine.tested) func noMessageTellsWhetherAGuessWasRight(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        try await here.restrict(father, of: child)
        #expect(try await ask(here).status == 303)
        #expect(try await answer(here, child, days: [1], as: here.mother).status == 303)
        let before = try await told(here, father)
        for guess in [1, 3] {
            #expect(try await answer(here, child, days: [guess], as: father).status == 303)
            #expect(try await told(here, father) == before, "\(guess)")
        }
        #expect(try await told(here, here.mother) == 1, "of the one that differed")
    }

    @Test(arguments: Engine.tested) func anAnswerThatIsOverwrittenIsKept(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        let mother = try #require(here.mother)
        #expect(try await ask(here).status == 303)
        for (day, person) in [(1, mother), (5, father), (5, father), (5, mother), (2, mother)] {
            #expect(try await answer(here, child, days: [day], as: person).status == 303)
        }
        // Monday is 1 and Friday 16; what somebody only said again is no earlier answer, what another said is one.
        let kept = ["1 \(mother.account)", "16 \(father.account)", "16 \(mother.account)"]
        #expect(try await earlier(here, child) == kept)
        #expect(try await need(here, child)?.days == Enrolment.Weekdays([.tuesday]))
        let times = try await here.number(
            "SELECT COUNT(*) FROM need_answer_past WHERE replaced_by = \(mother.account)")
        #expect(times == 2, "and who replaced it")
    }

    @Test(arguments: Engine.tested) func ofTwoAnswersAtOnceNoneIsLost(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        #expect(try await ask(here).status == 303)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for (day, person) in [(1, here.mother), (2, father), (3, here.mother), (4, father)] {
                group.addTask { try await answer(here, child, days: [day], as: person).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [303, 303, 303, 303])
        let stands = try #require(try await need(here, child)).days.bits
        let past = try await earlier(here, child).compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
        #expect((past + [stands]).sorted() == [1, 2, 4, 8])
    }

    /// Somebody whose tie has ended claims it anew, says something else, and is refused.
    @Test(arguments: Engine.tested) func aGuardiansEarlierAnswerStandsAgain(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        let mother = try #require(here.mother)
        #expect(try await ask(here).status == 303)
        #expect(try await answer(here, child, days: [1], as: mother).status == 303)
        #expect(try await answer(here, child, days: [5], as: father).status == 303)
        let mobile = try here.town.app.protection.seal(try #require(Mobile("13955556666")))
        try await here.store.write { db in
            let guardian = try #require(try Registry.FamilyAccount.guardians(of: father.account, db).first)
            try db.run(
                """
                UPDATE guardianship SET ended_on = \(Town.now.localDate)
                WHERE school_id = \(child.schoolID) AND pupil_id = \(child.id) AND guardian_id = \(guardian)
                """)
            try Enrolment.Claim.make(
                of: child.id, in: child.schoolID, by: father.account, name: "父亲", relation: .relative, mobile: mobile,
                at: Town.now, db)
        }
        #expect(try await answer(here, child, days: [3], as: father).status == 303, "it is their own that stands")
        #expect(try await earlier(here, child) == ["1 \(mother.account)", "16 \(father.account)"])
        #expect(try await here.refuse(child) == 303)
        #expect(try await need(here, child)?.days == Enrolment.Weekdays([.monday]))
        #expect(try await earlier(here, child) == [], "nothing of theirs is left, and what stands is no earlier answer")
        #expect(try await here.number("SELECT COUNT(*) FROM message WHERE template = 'need_taken_back'") > 0)
    }

    @Test(arguments: Engine.tested) func nothingIsLeftOfWhatARefusedClaimantSaid(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await ask(here).status == 303)
        let stranger = try await here.stranger(of: child)
        for days in [[1], [3]] { #expect(try await answer(here, child, days: days, as: stranger).status == 303) }
        #expect(try await answer(here, child, days: [5], as: here.mother).status == 303)
        #expect(try await earlier(here, child) == ["1 \(stranger.account)", "4 \(stranger.account)"])
        #expect(try await here.refuse(child) == 303)
        #expect(try await earlier(here, child) == [])
        #expect(try await need(here, child)?.days == Enrolment.Weekdays([.friday]))
    }
}
