import Store
import Testing

private struct Stop: Error {}

private let migration = Migration(
    number: 1, name: "school",
    statements: [
        "CREATE TABLE district (id \(.id) PRIMARY KEY)\(.tableEnd)",
        """
        CREATE TABLE school (
            district_id \(.id) NOT NULL REFERENCES district (id),
            id \(.id) NOT NULL,
            name \(.text) NOT NULL,
            seats \(.int) NOT NULL,
            PRIMARY KEY (district_id, id),
            UNIQUE (district_id, name),
            CONSTRAINT seats_not_negative CHECK (seats >= 0)
        )\(.tableEnd)
        """,
        "INSERT INTO district (id) VALUES (1)",
    ])

private func add(_ id: Int, _ name: String? = nil, district: Int = 1, seats: Int = 1) -> SQL {
    "INSERT INTO school (district_id, id, name, seats) VALUES (\(district), \(id), \(name ?? "school \(id)"), \(seats))"
}

@Suite(.database) struct TransactionTests {
    private func ids(_ store: Store) async throws -> [Int] {
        try await store.read { db in try db.values("SELECT id FROM school ORDER BY id") }
    }

    @Test(arguments: Engine.tested, [WriteMode.ordinary, .serializable, .long])
    func anErrorTakesBackTheWholeTransaction(engine: Engine, mode: WriteMode) async throws {
        let store = try await Database.fresh(engine, [migration])
        await #expect(throws: Stop.self) {
            try await store.write(mode) { db in
                try db.run(add(1))
                throw Stop()
            }
        }
        #expect(try await ids(store) == [])
        try await store.write(mode) { db in try db.run(add(2)) }
        #expect(try await ids(store) == [2])
    }

    @Test(arguments: Engine.tested)
    func aSavepointTakesBackOnlyItsOwnWrites(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        try await store.write { db in
            try db.run(add(1))
            #expect(throws: Stop.self) {
                try db.savepoint {
                    try db.run(add(2))
                    try db.savepoint { try db.run(add(3)) }
                    throw Stop()
                }
            }
            #expect(throws: StoreError.self) { try db.savepoint { try db.run(add(1)) } }
            try db.savepoint { try db.run(add(4)) }
        }
        #expect(try await ids(store) == [1, 4])
    }

    @Test(arguments: Engine.tested)
    func aStatementErrorThatIsCaughtStillEndsTheTransaction(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        await #expect(throws: StoreError.self) {
            try await store.write { db in
                try db.run(add(1))
                #expect(throws: StoreError.self) { try db.run(add(1)) }
                #expect(throws: StoreError.self) { try db.run(add(2)) }
            }
        }
        #expect(try await ids(store) == [])
    }

    @Test(arguments: Engine.tested)
    func constraintErrorsSayWhatWasViolated(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        try await store.write { db in try db.run(add(1)) }
        func violation(_ sql: SQL) async -> StoreError? {
            await #expect(throws: StoreError.self) { try await store.write { db in try db.run(sql) } }
        }
        guard case .uniqueViolation(let key)? = await violation(add(1, "other")) else { throw Stop() }
        #expect(key.table == "school" && key.columns == ["district_id", "id"])
        guard case .uniqueViolation(let name)? = await violation(add(2, "school 1")) else { throw Stop() }
        #expect(name.table == "school" && name.columns == ["district_id", "name"])
        guard case .checkViolation(let seats)? = await violation(add(2, seats: -1)) else { throw Stop() }
        #expect(seats.constraint == "seats_not_negative")
        guard case .foreignKeyViolation? = await violation(add(2, district: 9)) else { throw Stop() }
        guard case .foreignKeyViolation? = await violation("DELETE FROM district") else { throw Stop() }
        let missing: SQL = "INSERT INTO school (district_id, id, name, seats) VALUES (1, 2, \(String?.none), 1)"
        guard case .notNullViolation(let column)? = await violation(missing) else { throw Stop() }
        #expect(column.table == "school" && column.columns == ["name"])
        guard case .other? = await violation("SELECT nonsense FROM nowhere") else { throw Stop() }
    }

    @Test(arguments: Engine.tested)
    func aReadSeesOneStateAndCannotWrite(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        let other = store
        let before = try await store.read { db in
            let first = try db.value("SELECT count(*) FROM school", as: Int.self)
            let done = Signal()
            Task {
                try await other.write { db in try db.run(add(1)) }
                done.set()
            }
            done.wait()
            return try (first, db.value("SELECT count(*) FROM school", as: Int.self))
        }
        #expect(before.0 == 0 && before.1 == 0)
        #expect(try await ids(store) == [1])
        await #expect(throws: StoreError.self) { try await store.read { db in try db.run(add(2)) } }
    }

    @Test(arguments: Engine.tested)
    func whatNobodyWaitsForIsWrittenInItsTurn(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        try await store.write { db in
            try db.later(add(1))
            try db.later("UPDATE school SET seats = 5 WHERE id = 1")
            #expect(
                try db.value("SELECT seats FROM school WHERE id = 1", as: Int.self) == 5, "it stands before it is asked"
            )
            try db.later(add(2))
            try db.savepoint { try db.later(add(3)) }
            #expect(throws: Stop.self) {
                try db.savepoint {
                    try db.later(add(4))
                    throw Stop()
                }
            }
            try db.later(add(5))
        }
        try await store.write { db in try db.later(add(6)) }
        #expect(try await ids(store) == [1, 2, 3, 5, 6])
        await #expect(throws: Stop.self) {
            try await store.write { db in
                try db.later(add(7))
                throw Stop()
            }
        }
        #expect(try await ids(store) == [1, 2, 3, 5, 6])
    }

    @Test(arguments: Engine.tested)
    func anErrorOfWhatNobodyWaitsForEndsTheTransaction(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        try await store.write { db in try db.run(add(1)) }
        for isLast in [true, false] {
            await #expect {
                try await store.write { db in
                    try db.run(add(2))
                    try db.later(add(1))
                    try db.later(add(3))
                    if !isLast { try db.run(add(4)) }
                }
            } throws: { error in
                if case StoreError.uniqueViolation = error { true } else { false }
            }
            #expect(try await ids(store) == [1])
        }
        try await store.write { db in
            #expect(throws: StoreError.self) { try db.savepoint { try db.later(add(1)) } }
            try db.later(add(5))
        }
        #expect(try await ids(store) == [1, 5], "the connection goes on, and so does the transaction")
    }

    @Test(arguments: Engine.tested)
    func eachStreamsWhileOtherStatementsRun(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        try await store.write { db in
            try db.insert(
                into: "school", columns: ["district_id", "id", "name", "seats"],
                rows: (0..<2500).map { [1, $0, "\($0)", 2] })
            let all: SQL = "SELECT id FROM school WHERE seats = \(2) ORDER BY id"
            var seen = 0
            try db.each(all) { row in
                let id: Int = try row["id"]
                #expect(id == seen)
                seen += 1
                if id == 7 { #expect(try db.values(all, as: Int.self).count == 2500) }
                try db.run("UPDATE school SET seats = 2 WHERE district_id = 1 AND id = \(id)")
            }
            #expect(seen == 2500)
            #expect(throws: Stop.self) { try db.each(all) { _ in throw Stop() } }
            try db.run("DELETE FROM school WHERE id >= 1")
        }
        #expect(try await ids(store) == [0])
    }

    @Test(arguments: Engine.tested)
    func runTellsHowManyRowsChanged(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        let counts = try await store.write { db in
            [
                try db.run(add(1)), try db.run(add(2)),
                try db.run("UPDATE school SET seats = 1"), try db.run("UPDATE school SET seats = 5 WHERE id = 9"),
                try db.run("CREATE TABLE extra (id \(.id))"), try db.run("SELECT id FROM school"),
                try db.run("INSERT INTO extra (id) SELECT id FROM school WHERE true ON CONFLICT DO NOTHING"),
                try db.run("DELETE FROM school WHERE id = 1 RETURNING id"),
            ]
        }
        #expect(counts == [1, 1, 2, 0, 0, 0, 2, 1])
    }

    @Test(arguments: Engine.tested)
    func aStatementThatTakesTooLongEnds(engine: Engine) async throws {
        var options = StoreOptions.tested
        options.statementTimeout = .milliseconds(500)
        let store = try await Database.fresh(engine, [migration], options: options)
        let endless: SQL = """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)
            SELECT count(*) FROM n WHERE i < 0
            """
        await #expect(throws: StoreError.timeout) { try await store.read { db in try db.value(endless, as: Int.self) } }
        await #expect(throws: StoreError.timeout) {
            try await store.write { db in
                try db.run(add(1))
                try db.run("INSERT INTO district (id) \(endless)")
            }
        }
        #expect(try await ids(store) == [])
    }
}
