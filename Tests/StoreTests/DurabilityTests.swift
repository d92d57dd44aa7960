import Foundation
import Store
import Testing

private let migration = Migration(
    number: 1, name: "storm",
    statements: [
        "CREATE TABLE left_half (number \(.id) PRIMARY KEY)\(.tableEnd)",
        "CREATE TABLE right_half (number \(.id) PRIMARY KEY)\(.tableEnd)",
    ])

@Suite(.database, .serialized) struct DurabilityTests {
    /// A kill cannot show these, since the operating system keeps what was written; a power failure would.
    @Test func sqliteSyncsEachCommit() async throws {
        let settings = try await Database.fresh(.sqlite).settings()
        #expect(settings.isDurable)
        #expect(
            settings.values == [
                "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000",
            ])
    }

    @Test(arguments: Engine.tested.filter { $0 == .postgres })
    func postgresSyncsEachCommit(engine: Engine) async throws {
        let settings = try await Database.fresh(engine).settings()
        #expect(settings.isDurable)
        #expect(settings.values["fsync"] == "on")
        #expect(settings.values["synchronous_commit"] == "on")
        #expect(settings.values["full_page_writes"] == "on")
    }

    @Test(arguments: Engine.tested.filter { $0 == .postgres })
    func aDatabaseThatIsNotDurableIsRefused(engine: Engine) async throws {
        let url = try await Database.url(engine) + "%20-csynchronous_commit%3Doff"
        await #expect(throws: StoreError.self) { try await Store.open(url) }
        var options = StoreOptions.tested
        options.requiresDurability = false
        let store = try await Store.open(url, options: options)
        #expect(try await store.settings().isDurable == false)
        await store.close()
    }

    /// Kills a process in the middle of a storm of writes and looks for each write it had acknowledged.
    @Test(arguments: Engine.tested)
    func aKilledProcessLosesNoAcknowledgedWrite(engine: Engine) async throws {
        let rounds = ProcessInfo.processInfo.environment["KEHOU_TEST_LONG"] == "1" ? 100 : 3
        let url = try await Database.url(engine)
        try await Database.open(url, [migration]).close()
        var acknowledged: Set<Int64> = []
        for round in 1...rounds {
            let storm = try Storm(url: url, round: round, callers: 32)
            let lines = await storm.kill(after: Int.random(in: 100...1500))
            #expect(lines.count >= 100)
            acknowledged.formUnion(lines)

            let store = try await Database.open(url, [migration])
            let (left, right) = try await store.read { db in
                try (
                    db.values("SELECT number FROM left_half", as: Int64.self),
                    db.values("SELECT number FROM right_half", as: Int64.self)
                )
            }
            await store.close()
            #expect(Set(left) == Set(right), "half a write is there")
            #expect(acknowledged.subtracting(left).isEmpty, "an acknowledged write is lost")
        }
    }
}
