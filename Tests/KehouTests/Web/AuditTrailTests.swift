import HTTPTypes
import Store
import Testing

@testable import Kehou

/// Who, what and with which outcome, for every way in which a write can end.
@Suite(.database) struct AuditTrailTests {
    private struct Entry: Equatable {
        let account: Int64?
        let outcome: String
        let code: String?
    }

    private func entries(_ action: String, _ town: Town) async throws -> [Entry] {
        try await town.store.read { db in
            try db.all("SELECT account_id, outcome, code FROM audit WHERE action = \(action) ORDER BY id", as: Row.self)
                .map { Entry(account: try $0["account_id"], outcome: try $0["outcome"], code: try $0["code"]) }
        }
    }

    @Test(arguments: Engine.tested) func aSignInNamesWhoSignedIn(engine: Engine) async throws {
        let town = try await Town.build(engine)
        let site = Site(town)
        for password in ["nonsense", Demo.Cast.password] {
            _ = try await site.post("/sign-in", ["user": "office-1", "password": .text(password)])
        }
        let rows = try await entries("registry.sign_in", town)
        #expect(rows.map(\.outcome) == ["refused", "done"] && rows[0].account == nil && rows[0].code != nil)
        #expect(rows[1] == Entry(account: town.accounts["office-1"]?.rawValue, outcome: "done", code: nil))
    }

    @Test(arguments: Engine.tested) func whatIsRefusedAtTheDoorLeavesARow(engine: Engine) async throws {
        let town = try await Town.build(engine)
        let site = Site(town)
        let office = try site.person("office-1", of: town)
        let answer = try await site.submit("/sessions/end", ["csrf": "wrong"], as: office)
        #expect(answer.status == 403)
        let rows = try await entries("registry.end_other_sessions", town)
        #expect(rows.count == 1 && rows[0].account == office.account.rawValue && rows[0].outcome == "refused")
        let garbled = try await site.send(
            .post, "/sessions/end", [.authorization: "Bearer \(office.token)", .contentType: "application/json"],
            Array("{".utf8))
        #expect(garbled.status == 422)
        #expect(try await entries("registry.end_other_sessions", town).count == 2)
    }

    /// Nobody's gigabyte is taken in before it is known whether they may send it.
    @Test(arguments: Engine.tested) func aLargeBodyIsReadOnlyFromWhoMaySendIt(engine: Engine) async throws {
        let town = try await Town.build(engine)
        let site = Site(town)
        let path = "/cities/\(town.city.id)/rosters"
        let type = "multipart/form-data; boundary=x"
        for (who, status) in [(nil, 401), ("office-1", 404), ("auditor", 403), ("bureau", 422)] as [(String?, Int)] {
            var headers: [HTTPField.Name: String] = [.contentType: type, .accept: "application/json"]
            if let who { headers[.authorization] = "Bearer \(try site.person(who, of: town).token)" }
            // No multipart at all: only who may send one hears that it cannot be read.
            let answer = try await site.send(.post, path, headers, Array("no parts".utf8))
            #expect(answer.status == status, "\(who ?? "nobody"): \(answer.body)")
        }
        let unknown = try await site.send(
            .post, "/cities/77/rosters",
            [.contentType: type, .authorization: "Bearer \(try site.person("bureau", of: town).token)"], Array("x".utf8)
        )
        #expect(unknown.status == 404)
    }
}
