import Store
import Testing

@testable import Kehou

/// Nothing about a child changes behind a guardian's back; and codes reach a bare mobile, or the person is told why not.
@Suite(.database) struct FamilyNewsTests {
    private struct Family {
        let post: Post
        let child: Registry.Pupil
        let mother: Site.Person
        let father: Site.Person
        let fatherRow: ID<Registry.Guardian>

        var path: String { "/family/schools/\(child.schoolID)/pupils/\(child.id)" }
        var desk: String { "/schools/\(child.schoolID)/pupils/\(child.id)" }
    }

    /// `guardian-1` and `guardian-2` are both guardians of the first pupil.
    private func family(_ engine: Engine) async throws -> Family {
        let post = try await Post(engine)
        let child = post.town.pupils[0]
        guard case .guardian(let row) = try await post.guardian("guardian-2") else { throw Fault.notFound() }
        try await post.app.store.write { db in
            try Registry.Guardianship(schoolID: child.schoolID, pupilID: child.id, guardianID: row).insert(db)
        }
        return Family(
            post: post, child: child, mother: try post.person("guardian-1"), father: try post.person("guardian-2"),
            fatherRow: row)
    }

    private func told(_ family: Family, _ person: Site.Person) async throws -> [String] {
        let account = person.account
        return try await family.post.app.store.read { db in
            try Messages.Message.list(of: Messages.Reader.all(of: account, db), after: nil, limit: 100, db)
                .map(\.template).sorted()
        }
    }

    @Test(arguments: Engine.tested) func theOtherHearsOfAConsentOnce(engine: Engine) async throws {
        let family = try await family(engine)
        let path = family.path + "/consents/care_notes"
        for _ in 0..<2 {
            let answer = try await family.post.site.post(path, ["version": .integer(1)], as: family.mother)
            #expect(answer.status == 303, "\(answer.body)")
        }
        for _ in 0..<2 {
            #expect(try await family.post.site.post(path + "/withdrawal", as: family.mother).status == 303)
        }
        #expect(try await told(family, family.father) == ["consent_given", "consent_withdrawn"])
        #expect(try await told(family, family.mother) == [])
    }

    @Test(arguments: Engine.tested) func whoseTieIsAskedAboutHearsFirst(engine: Engine) async throws {
        let family = try await family(engine)
        let ask = family.path + "/guardians/\(family.fatherRow)/ending"
        #expect(try await family.post.site.post(ask, as: family.mother).status == 303)
        #expect(try await told(family, family.father) == ["ending_asked"])
        #expect(try await family.post.number("SELECT COUNT(*) FROM message WHERE template = 'families_wait'") == 2)
        let ending = try await family.post.number("SELECT id FROM guardianship_ending")
        let decide = "/schools/\(family.child.schoolID)/endings/\(ending)/decision"
        let office = try family.post.person("office-1")
        #expect(try await family.post.site.post(decide, ["verdict": "end"], as: office).status == 303)
        #expect(try await family.post.site.post(decide, ["verdict": "end"], as: office).status == 409)
        #expect(try await told(family, family.father) == ["ending_asked", "ending_ended"])
        #expect(try await told(family, family.mother) == ["ending_ended"])
    }

    @Test(arguments: Engine.tested) func aRestrictedGuardianHearsOnlyIfTheOfficeSaysSo(engine: Engine) async throws {
        let family = try await family(engine)
        let office = try family.post.person("office-1")
        let path = family.desk + "/guardians/\(family.fatherRow)/restrictions"
        let silent = try await family.post.site.post(path, ["from": "2026-09-07"], as: office)
        #expect(silent.status == 303, "\(silent.body)")
        #expect(try await told(family, family.father) == [])
        #expect(try await told(family, family.mother) == ["restriction_changed"])
        let open = try await family.post.site.post(path, ["from": "2026-09-07", "tells": .flag(true)], as: office)
        #expect(open.status == 303)
        #expect(try await told(family, family.father) == ["restriction_told"])
        // What only the trusted may see is not news for the restricted.
        let consent = family.path + "/consents/care_notes"
        _ = try await family.post.site.post(consent, ["version": .integer(1)], as: family.mother)
        #expect(try await told(family, family.father) == ["restriction_told"])
    }

    @Test(arguments: Engine.tested) func aClaimIsNewsToTheFamilyAndTheOffice(engine: Engine) async throws {
        let family = try await family(engine)
        let post = family.post
        let office = try post.person("office-1")
        let (child, now) = (family.child, post.clock.now)
        let code = try await post.app.store.write { db in
            try Enrolment.PaperCode.print(
                for: [child.id], in: child.schoolID, until: now.localDate.adding(days: 30), by: office.account,
                post.app.protection, at: now, db)[0]
        }
        let mobile = try #require(Mobile("13955556666"))
        let made = try await post.app.store.write { db in
            try Enrolment.OneTimeCode.make(
                for: post.app.protection.index(of: mobile), post.app.protection, at: now, db)
        }
        let joined = try await post.site.post(
            "/join/confirmation",
            [
                "code": .text(code), "name": "周岚", "relation": "relative", "mobile": .text(mobile.digits),
                "challenge": .text(made.challenge), "oneTimeCode": .text(made.code),
            ])
        #expect(joined.status == 303, "\(joined.body)")
        #expect(try await told(family, family.mother) == ["claim_made"])
        #expect(try await post.number("SELECT COUNT(*) FROM message WHERE template = 'families_wait'") == 2)
        let claim = try await post.number("SELECT id FROM guardian_claim")
        let path = "/schools/\(child.schoolID)/claims/\(claim)/confirmation"
        #expect(try await post.site.post(path, as: office).status == 303)
        #expect(try await post.site.post(path, as: office).status == 409)
        #expect(try await told(family, family.mother) == ["claim_made", "guardian_added"])
        #expect(try await post.number("SELECT COUNT(*) FROM message WHERE template = 'claim_confirmed'") == 1)
    }

    @Test(arguments: Engine.tested) func aCodeGoesToABareMobileAndLeavesNoTrace(engine: Engine) async throws {
        let post = try await Post(engine)
        let asked = try await post.site.post("/sign-in/code", ["mobile": .text(Demo.mobile(0))])
        #expect(asked.status == 303)
        let payload = try await post.app.store.read { db in try db.value("SELECT payload FROM job", as: String.self) }
        #expect(try !#require(payload).contains(Demo.mobile(0)))
        await post.run()
        let note = try #require(await post.sms.notes.first)
        #expect(note.address.plain == Demo.mobile(0))
        let code = try #require(note.body.firstMatch(of: /\d{6}/)).output
        #expect(try await post.number("SELECT COUNT(*) FROM job") == 0)
        #expect(try await post.number("SELECT COUNT(*) FROM delivery") == 0)
        let entered = try await post.site.post(try #require(asked.location), ["oneTimeCode": .text(String(code))])
        #expect(entered.status == 303 && entered.json["token"]?.text != nil)
        _ = try await post.site.post("/sign-in/code", ["mobile": "13912345678"])
        await post.run()
        #expect(await post.sms.notes.count == 1, "an unknown mobile is sent nothing")
    }

    @Test(arguments: Engine.tested) func anOldCodeIsNotSentAndARefusedOneIsForgotten(engine: Engine) async throws {
        let post = try await Post(engine)
        _ = try await post.site.post("/sign-in/code", ["mobile": .text(Demo.mobile(0))])
        post.clock.move(seconds: 601)
        await post.run()
        #expect(await post.sms.notes.isEmpty)
        #expect(try await post.number("SELECT COUNT(*) FROM job") == 0)
        await post.sms.refuse(with: [Job.Hopeless(fault: .conflict("channel.refused", ["reply": "400"]))])
        _ = try await post.site.post("/sign-in/code", ["mobile": .text(Demo.mobile(0))])
        await post.run()
        #expect(try await post.number("SELECT COUNT(*) FROM job WHERE state = 'dead' AND payload = ''") == 1)
        let job = try await post.number("SELECT id FROM job")
        let bureau = try post.person("bureau")
        let list = "/cities/\(post.town.city.id)/messages/failed"
        #expect(try await post.site.get(list, as: bureau).json["items"]?.items.first?["mayRetry"] == .flag(false))
        #expect(try await post.site.post("\(list)/\(job)/retry", as: bureau).status == 409)
        #expect(try await post.site.post("\(list)/\(job)/dismissal", as: bureau).status == 303)
    }

    @Test(arguments: Engine.tested) func whereNoTextCanBeSentThePersonIsTold(engine: Engine) async throws {
        let post = try await Post(engine)
        var app = post.app
        app.channels = .recording
        let town = Town(
            app: app, city: post.town.city, districts: post.town.districts, schools: post.town.schools,
            classes: post.town.classes, pupils: post.town.pupils, accounts: post.town.accounts,
            tokens: post.town.tokens)
        let site = Site(town)
        for mobile in [Demo.mobile(0), "13912345678"] {
            let answer = try await site.submit("/sign-in/code", ["mobile": mobile])
            #expect(answer.status == 409 && answer.body.contains("短信"))
        }
        #expect(try await post.number("SELECT COUNT(*) FROM one_time_code") == 0)
    }
}
