import Foundation
import Store
import Synchronization
import Testing

private let migration = Migration(
    number: 1, name: "club",
    statements: [
        "CREATE TABLE club (id \(.id) PRIMARY KEY, taken \(.int) NOT NULL, seats \(.int) NOT NULL)\(.tableEnd)",
        "CREATE TABLE claim (club_id \(.id) NOT NULL, claimant \(.id) NOT NULL, PRIMARY KEY (club_id, claimant))\(.tableEnd)",
        "INSERT INTO club (id, taken, seats) VALUES (1, 0, 50), (2, 0, 50)",
    ])

/// How often a closure was run.
private final class Count: Sendable {
    private let value = Mutex(0)

    var now: Int { value.withLock { $0 } }
    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}

@Suite(.database) struct ContentionTests {
    private static var claims: Int { ProcessInfo.processInfo.environment["KEHOU_TEST_LONG"] == "1" ? 100_000 : 1000 }

    /// Two stores on one database stand for two servers.
    @Test(arguments: Engine.tested)
    func noSeatIsSoldTwice(engine: Engine) async throws {
        let url = try await Database.url(engine)
        let stores = [try await Database.open(url, [migration]), try await Database.open(url, [migration])]
        let sold = try await withThrowingTaskGroup(of: Bool.self) { group in
            for claimant in 0..<Self.claims {
                if claimant >= 128 { _ = try await group.next() }
                group.addTask {
                    try await stores[claimant % 2].write { db in
                        let changed = try db.run("UPDATE club SET taken = taken + 1 WHERE id = 1 AND taken < seats")
                        guard changed == 1 else { return false }
                        try db.run("INSERT INTO claim (club_id, claimant) VALUES (1, \(claimant))")
                        return true
                    }
                }
            }
            try await group.waitForAll()
            return try await stores[0].read { db in try db.value("SELECT taken FROM club WHERE id = 1", as: Int.self) }
        }
        #expect(sold == 50)
        #expect(try await stores[1].read { db in try db.value("SELECT count(*) FROM claim", as: Int.self) } == 50)
    }

    /// Each transaction alone keeps the rule, two that do not see each other would break it.
    @Test(arguments: Engine.tested)
    func serializableWritesActAsIfTheyTookTurns(engine: Engine) async throws {
        var options = StoreOptions.tested
        options.attempts = 50
        let store = try await Database.fresh(engine, [migration], options: options)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for claimant in 0..<24 {
                group.addTask {
                    try await store.write(.serializable) { db in
                        let taken = try db.value("SELECT count(*) FROM claim", as: Int.self)
                        guard let taken, taken < 5 else { return }
                        try db.run("INSERT INTO claim (club_id, claimant) VALUES (2, \(claimant))")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.read { db in try db.value("SELECT count(*) FROM claim", as: Int.self) } == 5)
    }

    @Test(arguments: Engine.tested.filter { $0 == .postgres })
    func aDeadlockIsRunAgain(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        let runs = Count()
        let (first, second) = (Signal(), Signal())
        func take(_ a: Int, _ b: Int, _ mine: Signal, _ theirs: Signal) async throws {
            try await store.write { db in
                let isFirstRun = runs.next() <= 2
                try db.run("UPDATE club SET taken = taken + 1 WHERE id = \(a)")
                if isFirstRun {
                    mine.set()
                    theirs.wait()
                }
                try db.run("UPDATE club SET taken = taken + 1 WHERE id = \(b)")
            }
        }
        async let one: Void = take(1, 2, first, second)
        async let other: Void = take(2, 1, second, first)
        _ = try await (one, other)
        // The loser may take its row again before the winner does, and lose once more.
        #expect(runs.now >= 3)
        #expect(try await store.read { db in try db.values("SELECT taken FROM club", as: Int.self) } == [2, 2])
    }

    @Test(arguments: Engine.tested.filter { $0 == .postgres })
    func conflictsWithoutEndAreAnsweredAsUnavailable(engine: Engine) async throws {
        var options = StoreOptions.tested
        options.attempts = 4
        let store = try await Database.fresh(engine, [migration], options: options)
        try await store.write { db in
            try db.run(
                """
                CREATE FUNCTION lose() RETURNS INTEGER LANGUAGE plpgsql
                AS 'BEGIN RAISE EXCEPTION ''lost'' USING ERRCODE = ''40001''; END'
                """)
        }
        let runs = Count()
        await #expect(throws: StoreError.unavailable("too many conflicts with other transactions")) {
            try await store.write { db in
                _ = runs.next()
                // Caught or not, the transaction has lost and must run again.
                _ = try? db.value("SELECT lose()", as: Int.self)
            }
        }
        #expect(runs.now == 4)
    }

    @Test(arguments: Engine.tested)
    func aCallerWhoWaitsTooLongIsTold(engine: Engine) async throws {
        var options = StoreOptions.tested
        (options.connections, options.readers) = (1, 1)
        options.acquireTimeout = .milliseconds(300)
        let store = try await Database.fresh(engine, [migration], options: options)
        let (entered, leave) = (Signal(), Signal())
        let slow = Task {
            try await store.read { _ in
                entered.set()
                leave.wait()
            }
        }
        await Task.detached { entered.wait() }.value
        await #expect(throws: StoreError.unavailable("no free connection in time")) { try await store.ping() }
        leave.set()
        try await slow.value
        try await store.ping()
    }

    @Test(arguments: Engine.tested)
    func aClosedStoreSaysSo(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        let last = Task { try await store.write { db in try db.run("UPDATE club SET taken = 1 WHERE id = 1") } }
        _ = try await last.value
        await store.close()
        await store.close()
        await #expect(throws: StoreError.unavailable("the store is closed")) { try await store.ping() }
    }
}
