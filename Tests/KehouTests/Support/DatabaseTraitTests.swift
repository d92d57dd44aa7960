import Store
import Testing

@testable import Kehou

@Suite(.database) struct DatabaseTraitTests {
    @Test(arguments: Engine.tested)
    func aFreshDatabaseIsMigratedAndNobodyElses(engine: Engine) async throws {
        let stores = [try await Database.fresh(engine), try await Database.fresh(engine)]
        try await stores[0].write { db in try db.run("DELETE FROM migration WHERE number = 1") }
        let numbers = try await stores[1].read { db in
            try db.values("SELECT number FROM migration ORDER BY number", as: Int.self)
        }
        #expect(numbers == Migration.all.map(\.number))
    }
}
