import Store
import Testing

@testable import Kehou

@Suite("A password of one's own", .database)
struct PasswordChangeTests {
    private static let old = "long enough secret"
    private static let new = "another long secret"

    /// A site with one person who is signed in twice.
    private func site(_ engine: Engine) async throws -> (site: Site, here: Site.Person, there: Site.Person) {
        let site = try await Site.open(engine)
        let digest = try await site.app.passwords.digest(Self.old)
        try await site.app.store.write { db in
            try Registry.Account(name: "李主任", password: digest).insert(userName: "li-office", at: Site.now, db)
        }
        return (site, try await signIn(site, Self.old), try await signIn(site, Self.old))
    }

    private func signIn(_ site: Site, _ password: String) async throws -> Site.Person {
        let answer = try await site.post("/sign-in", ["user": "li-office", "password": .text(password)])
        return .init(account: 1, token: try #require(answer.json["token"]?.text))
    }

    @Test(arguments: Engine.tested)
    func `the new one opens, the old one no longer, and other devices are out`(_ engine: Engine) async throws {
        let (site, here, there) = try await site(engine)
        let body: [String: Node] = ["current": .text(Self.old), "password": .text(Self.new)]
        #expect(try await site.post("/password", body, as: here).status == 303)
        #expect(try await site.get("/sessions", as: here).status == 200)
        #expect(try await site.get("/sessions", as: there).status != 200)
        #expect(try await site.post("/sign-in", ["user": "li-office", "password": .text(Self.old)]).status == 422)
        _ = try await signIn(site, Self.new)
        #expect(try await site.post("/password", body, as: here).wrongFields == ["current"])
    }

    @Test(arguments: Engine.tested)
    func `a wrong or short one changes nothing, and guessing is locked`(_ engine: Engine) async throws {
        let (site, here, there) = try await site(engine)
        let short = try await site.post("/password", ["current": .text(Self.old), "password": "short"], as: here)
        #expect(short.status == 422 && short.wrongFields == ["password"])
        for _ in 0..<5 {
            let wrong = try await site.post("/password", ["current": "no", "password": .text(Self.new)], as: here)
            #expect(wrong.status == 422 && wrong.wrongFields == ["current"])
        }
        let body: [String: Node] = ["current": .text(Self.old), "password": .text(Self.new)]
        #expect(try await site.post("/password", body, as: here).status == 429)
        #expect(try await site.get("/sessions", as: there).status == 200)
        #expect(try await site.post("/password", body).status != 303)
        _ = try await signIn(site, Self.old)
    }
}
