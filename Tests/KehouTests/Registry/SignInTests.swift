import HTTPTypes
import Store
import Testing

@testable import Kehou

@Suite("Signing in", .database)
struct SignInTests {
    private func site(_ engine: Engine) async throws -> Site {
        let site = try await Site.open(engine)
        let digest = try await site.app.passwords.digest("long enough secret")
        try await site.app.store.write { db in
            let account = Registry.Account(name: "李主任", password: digest)
            try account.insert(
                userName: "Li-Office", mobile: site.app.protection.index(of: Mobile("13800000001")!), at: Site.now, db)
        }
        return site
    }

    @Test(arguments: Engine.tested)
    func `user name or mobile with the password opens a session`(_ engine: Engine) async throws {
        let site = try await site(engine)
        for user in ["li-office", " LI-OFFICE ", "13800000001", "138 0000 0001"] {
            let answer = try await site.post(
                "/sign-in", ["user": .text(user), "password": .text("long enough secret")])
            #expect(answer.status == 303, "\(user)")
            let token = try #require(answer.json["token"]?.text)
            let sessions = try await site.get("/sessions", as: .init(account: 1, token: token))
            #expect(sessions.status == 200)
        }
    }

    @Test(arguments: Engine.tested)
    func `a wrong password and an unknown name hear the same`(_ engine: Engine) async throws {
        let site = try await site(engine)
        let wrong = try await site.post("/sign-in", ["user": "li-office", "password": "nonsense"])
        let unknown = try await site.post("/sign-in", ["user": "nobody-here", "password": "nonsense"])
        #expect(wrong.status == 422)
        #expect(wrong.json["errors"] == unknown.json["errors"])
        #expect(wrong.wrongFields == ["password"])
    }

    @Test(arguments: Engine.tested)
    func `a browser sees the form again with what it typed, never the password`(_ engine: Engine) async throws {
        let site = try await site(engine)
        let page = try await site.submit("/sign-in", ["user": "li-office", "password": "nonsense"])
        #expect(page.status == 422)
        #expect(page.body.contains("value=\"li-office\""))
        #expect(!page.body.contains("nonsense"))
        #expect(page.body.contains("error-summary"))
    }

    @Test(arguments: Engine.tested)
    func `guessing is slowed and then locked, even for the right password`(_ engine: Engine) async throws {
        let site = try await site(engine)
        for _ in 0..<5 {
            let answer = try await site.post("/sign-in", ["user": "li-office", "password": "nonsense"])
            #expect(answer.status == 422)
        }
        let locked = try await site.post("/sign-in", ["user": "li-office", "password": "long enough secret"])
        #expect(locked.status == 429)
        #expect(Int(locked.headers[.retryAfter] ?? "") ?? 0 > 0)
        #expect(Registry.Guesses.wait(after: 4, free: 5) == 0)
        #expect(Registry.Guesses.wait(after: 5, free: 5) == 2)
        #expect(Registry.Guesses.wait(after: 8, free: 5) == 16)
        #expect(Registry.Guesses.wait(after: 10, free: 5) == 900)
    }

    @Test(arguments: Engine.tested)
    func `the way back is only ever a path of our own`(_ engine: Engine) async throws {
        let site = try await site(engine)
        for (back, location) in [
            ("/sessions", "/sessions"), ("//evil.example", "/start"), ("https://evil.example", "/start"),
            ("/a\\b", "/start"),
        ] {
            let answer = try await site.post(
                "/sign-in",
                ["user": "li-office", "password": "long enough secret", "back": .text(back)])
            #expect(answer.location == location)
        }
    }

    @Test(arguments: Engine.tested)
    func `cookies are HttpOnly and SameSite, and Secure wherever the server is not on loopback`(
        _ engine: Engine
    ) async throws {
        let site = try await site(engine)
        let form = ["user": "li-office", "password": "long enough secret"]
        let local = try await site.submit("/sign-in", form)
        let cookie = try #require(local.headers[values: .setCookie].first { $0.hasPrefix("kehou_session=") })
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"))
        let open = try await Site(store: site.app.store) { $0.publicURL = "https://kehou.example" }
        let remote = try await open.submit("/sign-in", form)
        let secure = try #require(remote.headers[values: .setCookie].first { $0.hasPrefix("__Host-kehou=") })
        #expect(secure.contains("; Secure"))
        #expect(remote.headers[.strictTransportSecurity] != nil)
    }

    @Test(arguments: Engine.tested)
    func `own sessions are listed and ended; somebody else's cannot be`(_ engine: Engine) async throws {
        let site = try await site(engine)
        let one = try await site.person("甲")
        let two = try await site.person("乙")
        let list = try await site.get("/sessions", as: two)
        guard case .array(let sessions) = list.json["sessions"] ?? .null else { return #expect(Bool(false)) }
        let id = try #require(sessions.first?["id"]?.text)
        #expect(try await site.post("/sessions/\(id)/end", as: one).status == 404)
        #expect(try await site.post("/sessions/\(id)/end", as: two).status == 303)
        #expect(try await site.get("/sessions", as: two).status == 401)
        #expect(try await site.get("/sessions", as: one).status == 200)
    }

    @Test(arguments: Engine.tested)
    func `one tap changes the appointment in use, and only to one's own`(_ engine: Engine) async throws {
        let site = try await site(engine)
        let person = try await site.person("丙", (.teacher, .school, 11), (.office, .school, 12))
        let other = try await site.person("丁", (.office, .school, 13))
        let mine = try await site.app.store.read { db in
            try Registry.Appointment.current(of: person.account, on: Site.now.localDate, db)
        }
        let theirs = try await site.app.store.read { db in
            try Registry.Appointment.current(of: other.account, on: Site.now.localDate, db)
        }
        #expect(mine.map(\.role) == [.teacher, .office])
        #expect(
            try await site.post("/appointment", ["appointment": .text(mine[1].id.description)], as: person).status
                == 303)
        let caller = try await site.app.identify(
            person.token, as: .nobody(language: site.app.languages.standard, now: Site.now))
        #expect(caller?.role == .office)
        #expect(
            try await site.post("/appointment", ["appointment": .text(theirs[0].id.description)], as: person).status
                == 404)
    }

    @Test(arguments: Engine.tested)
    func `an ended appointment gives nothing any more`(_ engine: Engine) async throws {
        let site = try await site(engine)
        let person = try await site.person("戊", (.office, .school, 11))
        let tomorrow = Site.now.localDate.adding(days: 1)
        try await site.app.store.write { db in
            let mine = try Registry.Appointment.current(of: person.account, on: Site.now.localDate, db)
            try Registry.Appointment.end(mine[0].id, of: person.account, on: Site.now.localDate, db)
        }
        let left = try await site.app.store.read { db in
            try Registry.Appointment.current(of: person.account, on: tomorrow, db)
        }
        #expect(left.isEmpty)
    }
}
