import Store
import Testing

@testable import Kehou

@Suite(.database) struct TownTests {
    @Test(arguments: Engine.tested) func everyRoleIsInTheCast(engine: Engine) async throws {
        let town = try await Town.build(engine)
        var roles: Set<Role> = []
        for userName in town.accounts.keys {
            let caller = try await town.caller(userName)
            #expect(caller.isSignedIn && caller.current != nil, "\(userName)")
            roles.formUnion(caller.appointments.map(\.role))
        }
        #expect(roles == Set(Role.allCases))
        #expect(try await town.caller("several").appointments.count == 3)
        #expect(try await town.caller("several", as: .inspector).current?.placeName.name == "市北区")
        #expect(Town.now.localDate.description == "2026-09-07")
    }
}
