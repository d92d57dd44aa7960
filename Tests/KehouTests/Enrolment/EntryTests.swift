import Store
import Testing

@testable import Kehou

@Suite("Ways in for guardians", .database)
struct EntryTests {
    /// A demo town, so that pages show the codes that would have been sent.
    private func start(_ engine: Engine) async throws -> (Town, Site) {
        let town = try await Town.build(engine)
        return (town, Site(town))
    }

    /// A challenge and its code, made as the endpoint does.
    private func made(_ mobile: String, _ town: Town) async throws -> Enrolment.OneTimeCode.Made {
        let index = town.app.protection.index(of: try #require(Mobile(mobile)))
        return try await town.store.write { db in
            try Enrolment.OneTimeCode.make(for: index, town.app.protection, at: Town.now, db)
        }
    }

    @Test(arguments: Engine.tested)
    func `a known and an unknown mobile get the same answer, and neither an account`(_ engine: Engine) async throws {
        let (town, site) = try await start(engine)
        let before = try await count("account", town)
        for mobile in [Demo.mobile(0), "13999998888"] {
            let answer = try await site.submit("/sign-in/code", ["mobile": mobile])
            #expect(answer.status == 303)
            #expect(answer.location?.hasPrefix("/sign-in/code/") == true)
        }
        #expect(try await count("one_time_code", town) == 2)
        #expect(try await count("account", town) == before)
        #expect(try await site.submit("/sign-in/code", ["mobile": "abc"]).status == 422)
    }

    @Test(arguments: Engine.tested)
    func `a code opens the guardian's own session once`(_ engine: Engine) async throws {
        let (town, site) = try await start(engine)
        let code = try await made(Demo.mobile(0), town)
        let path = "/sign-in/code/\(code.challenge)"
        let wrong = code.code == "000000" ? "000001" : "000000"
        #expect(try await site.submit(path, ["oneTimeCode": wrong]).status == 422)
        let answer = try await site.post(path, ["oneTimeCode": .text(code.code)])
        #expect(answer.status == 303)
        let token = try #require(answer.json["token"]?.text)
        let person = Site.Person(account: try #require(town.accounts["guardian-1"]), token: token)
        #expect(try await site.get("/family", as: person).status == 200)
        let again = try await site.post(path, ["oneTimeCode": .text(code.code)])
        #expect(again.status == 422)
        #expect(again.wrongFields == ["oneTimeCode"])
        #expect(try await count("family_reach", town) == 2)
    }

    @Test(arguments: Engine.tested)
    func `five tries use a challenge up, and guessing is slowed down`(_ engine: Engine) async throws {
        let (town, site) = try await start(engine)
        let code = try await made(Demo.mobile(0), town)
        let wrong = code.code == "000000" ? "000001" : "000000"
        for _ in 0..<5 { _ = try await site.post("/sign-in/code/\(code.challenge)", ["oneTimeCode": .text(wrong)]) }
        #expect(try await site.post("/sign-in/code/\(code.challenge)", ["oneTimeCode": .text(code.code)]).status == 422)
        var answers: [Int] = []
        for _ in 0..<8 {
            let next = try await made(Demo.mobile(0), town)
            let other = next.code == "000000" ? "000001" : "000000"
            answers.append(
                try await site.post("/sign-in/code/\(next.challenge)", ["oneTimeCode": .text(other)]).status)
        }
        #expect(answers.contains(429))
    }

    @Test(arguments: Engine.tested)
    func `what is no code is told so and uses up no try`(_ engine: Engine) async throws {
        let (town, site) = try await start(engine)
        let code = try await made(Demo.mobile(0), town)
        let path = "/sign-in/code/\(code.challenge)"
        for typed in ["", " ", "\u{200B}", "abcdef", "12345", "1234567", "-12345", "一二三四五六"] {
            let answer = try await site.post(path, ["oneTimeCode": .text(typed)])
            #expect(answer.status == 422 && answer.wrongFields == ["oneTimeCode"], "\(typed): \(answer.body)")
            let page = try await site.submit(path, ["oneTimeCode": typed])
            #expect(page.status == 422 && page.body.contains("请填写短信里的六位数字"), "\(typed)")
        }
        let tries = try await town.store.read { db in try db.value("SELECT tries FROM one_time_code", as: Int.self) }
        #expect(tries == 0)
        // As a telephone reads it out.
        let spaced = "\(code.code.prefix(3)) \(code.code.suffix(3))"
        #expect(try await site.post(path, ["oneTimeCode": .text(spaced)]).status == 303)
    }

    @Test(arguments: Engine.tested)
    func `nobody registers by themselves`(_ engine: Engine) async throws {
        let (town, site) = try await start(engine)
        let before = try await count("account", town)
        // Even somebody who guessed the code of a mobile that no roster has.
        let code = try await made("13999998888", town)
        #expect(
            try await site.post("/sign-in/code/\(code.challenge)", ["oneTimeCode": .text(code.code)]).status == 422)
        let join: [String: Node] = [
            "code": "ACDE-FGHJ-KMNP", "name": "某人", "relation": "parent", "mobile": "13999998888",
        ]
        #expect(try await site.post("/join", join).status == 422)
        #expect(try await count("account", town) == before)
        #expect(try await count("guardian_claim", town) == 0)
    }

    @Test(arguments: Engine.tested)
    func `who has duties enters with the password`(_ engine: Engine) async throws {
        let (town, site) = try await start(engine)
        let teacher = try #require(town.accounts["teacher-1"])
        let mobile = Demo.mobile(902)
        let index = town.app.protection.index(of: try #require(Mobile(mobile)))
        try await town.store.write { db in
            let guardian = Registry.Guardian(
                cityID: town.city.id, name: "刘洁",
                mobile: try town.app.protection.seal(try #require(Mobile(mobile))))
            try guardian.insert(db)
            try Registry.Guardianship(
                schoolID: town.schools[0].id, pupilID: town.pupils[2].id, guardianID: guardian.id
            ).insert(db)
            #expect(try Registry.Account.find(mobile: index, db)?.id == teacher)
        }
        let code = try await made(mobile, town)
        let answer = try await site.post("/sign-in/code/\(code.challenge)", ["oneTimeCode": .text(code.code)])
        #expect(answer.location == "/sign-in")
        #expect(answer.json["token"] == nil)
        #expect(try await town.caller("teacher-1").appointments.contains { $0.role == .guardian })
    }

    private func count(_ table: String, _ town: Town) async throws -> Int {
        try await town.store.read { db in
            try db.value("SELECT COUNT(*) FROM \(unsafe: table)", as: Int.self) ?? 0
        }
    }
}

/// Many behind one address: slowed down together for a while, never locked out for somebody else's tries.
@Suite(.database) struct CrowdTests {
    @Test(arguments: Engine.tested) func soManyInTenMinutesAndThenTheNextTen(engine: Engine) async throws {
        let town = try await Town.build(engine)
        func pass(_ peer: String, at now: Instant) async throws {
            let crowd = Registry.Crowd(of: "ask-code", peer: peer, most: 3, at: now, town.app.protection)
            try await town.store.write { db in try crowd.pass(db) }
        }
        for _ in 0..<3 { try await pass("10.0.0.1", at: Town.now) }
        for _ in 0..<20 {
            let fault = await #expect(throws: Fault.self) { try await pass("10.0.0.1", at: Town.now) }
            #expect(fault?.code == "sign_in.crowd" && (fault?.retryAfter ?? 0) <= 600)
        }
        try await pass("10.0.0.2", at: Town.now)
        try await pass("10.0.0.1", at: Town.now.adding(seconds: 600))
    }
}
