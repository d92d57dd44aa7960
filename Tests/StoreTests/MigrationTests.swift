import Store
import Testing

private func step(_ number: Int, _ statements: SQL...) -> Migration {
    Migration(number: number, name: "step \(number)", statements: statements)
}

private let first = step(1, "CREATE TABLE a (id \(.id) PRIMARY KEY)\(.tableEnd)")
private let second = step(2, "CREATE TABLE b (id \(.id) PRIMARY KEY)\(.tableEnd)", "INSERT INTO b (id) VALUES (\(7))")

@Suite(.database) struct MigrationTests {
    @Test(arguments: Engine.tested)
    func eachRunsOnceAndInOrder(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [first])
        try await store.migrate([first, second])
        try await store.migrate([first, second])
        #expect(try await store.read { db in try db.values("SELECT id FROM b", as: Int.self) } == [7])
        #expect(
            try await store.read { db in try db.values("SELECT number FROM migration ORDER BY number", as: Int.self) }
                == [1, 2])
    }

    @Test(arguments: Engine.tested)
    func startingTogetherTheyDoNotRace(engine: Engine) async throws {
        let url = try await Database.url(engine)
        var stores: [Store] = []
        for _ in 0..<4 { stores.append(try await Database.open(url)) }
        let slow = step(
            3, "CREATE TABLE c (id \(.id) PRIMARY KEY)\(.tableEnd)",
            """
            INSERT INTO c (id)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n
            """)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in stores { group.addTask { try await store.migrate([first, second, slow]) } }
            try await group.waitForAll()
        }
        #expect(try await stores[0].read { db in try db.value("SELECT count(*) FROM c", as: Int.self) } == 20_000)
        #expect(try await stores[1].read { db in try db.value("SELECT count(*) FROM migration", as: Int.self) } == 3)
    }

    @Test(arguments: Engine.tested)
    func anEditedOneIsRefused(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [first, second])
        let edited = step(1, "CREATE TABLE a (id \(.id) PRIMARY KEY, more \(.int))\(.tableEnd)")
        await #expect(throws: StoreError.other("migration 1 (step 1) was edited after it ran")) {
            try await store.migrate([edited, second])
        }
        let otherValue = step(
            2, "CREATE TABLE b (id \(.id) PRIMARY KEY)\(.tableEnd)", "INSERT INTO b (id) VALUES (\(8))")
        await #expect(throws: StoreError.self) { try await store.migrate([first, otherValue]) }
    }

    @Test(arguments: Engine.tested)
    func aNewerDatabaseAndAWrongOrderAreRefused(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [first, second])
        await #expect(throws: StoreError.self) { try await store.migrate([first]) }
        await #expect(throws: StoreError.self) { try await store.migrate([second, first]) }
        let other = try await Database.fresh(engine, [second])
        await #expect(throws: StoreError.other("migration 1 comes before 2, which has run already")) {
            try await other.migrate([first, second])
        }
    }

    @Test(arguments: Engine.tested)
    func aFailureLeavesNothingBehind(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let broken = step(
            2, "CREATE TABLE b (id \(.id) PRIMARY KEY)\(.tableEnd)", "INSERT INTO nowhere (id) VALUES (1)")
        await #expect {
            try await store.migrate([first, broken])
        } throws: {
            "\($0)".hasPrefix("migration 2 (step 2): ")
        }
        try await store.migrate([first, second])
    }

    /// A prepared statement that has seen the old columns goes on working.
    @Test(arguments: Engine.tested)
    func statementsOutliveAChangeOfTheirTable(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [first, second])
        let all: SQL = "SELECT * FROM b"
        for _ in 0..<8 {
            #expect(try await store.read { db in try db.first(all, as: Row.self)?.columnNames } == ["id"])
        }
        try await store.migrate([first, second, step(3, "ALTER TABLE b ADD COLUMN more \(.text)")])
        for _ in 0..<8 {
            #expect(try await store.read { db in try db.first(all, as: Row.self)?.columnNames } == ["id", "more"])
        }
    }
}
