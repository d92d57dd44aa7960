import Store
import Testing

@testable import Kehou

@Suite(.database) struct SweepTests {
    /// What is old goes, portion by portion, and what is in use stays.
    @Test(arguments: Engine.tested) func whatIsOldGoesAndWhatIsInUseStays(engine: Engine) async throws {
        let town = try await Town.build(engine)
        let now = Town.now
        let account = try #require(town.accounts["office-1"])
        let protection = town.app.protection
        try await town.store.write { db in
            _ = try Registry.Session.start(
                of: account, device: "old", days: 1, at: now.adding(seconds: -2 * 86_400), db)
            for number in 0..<(Sweep.portion + 5) {
                try db.run(
                    """
                    INSERT INTO sign_in_guess (subject, count, last_at, free_at)
                    VALUES (\("old-\(number)"), 1, \(now.adding(seconds: -86_401)), \(now))
                    """)
            }
            try Registry.Guesses(name: "li", peer: "192.0.2.1", protection).add(at: now, db)
        }
        let sessions = try await town.number("SELECT COUNT(*) FROM session")
        #expect(try await Sweep(at: now).run(in: town.store) == Sweep.portion + 6)
        #expect(try await town.number("SELECT COUNT(*) FROM session") == sessions - 1)
        #expect(try await town.number("SELECT COUNT(*) FROM sign_in_guess") == 2, "the name and the sender")
        #expect(try await Sweep(at: now).run(in: town.store) == 0)
    }

    /// Whoever knows only the database cannot try addresses against it.
    @Test(arguments: Engine.tested) func aGuessIsKeptUnderAKey(engine: Engine) async throws {
        let town = try await Town.build(engine)
        let other = Protection(.random())
        try await town.store.write { db in
            try Registry.Guesses(name: "li", peer: "192.0.2.1", town.app.protection).add(at: Town.now, db)
            try Registry.Guesses(name: "li", peer: "192.0.2.1", other).add(at: Town.now, db)
        }
        #expect(try await town.number("SELECT COUNT(*) FROM sign_in_guess WHERE count = 1") == 4)
    }
}

extension Town {
    func number(_ sql: SQL) async throws -> Int { try await store.read { db in try db.value(sql, as: Int.self) ?? 0 } }
}
