import Store
import Synchronization
import Testing

private let migration = Migration(
    number: 1, name: "note", statements: ["CREATE TABLE note (id \(.id) PRIMARY KEY)\(.tableEnd)"])

/// What happens when PostgreSQL goes away; SQLite has no connection to lose.
@Suite(.database, .serialized) struct ConnectionLossTests {
    @Test(arguments: Engine.tested.filter { $0 == .postgres })
    func aRestartedServerIsFoundAgain(engine: Engine) async throws {
        let cluster = try await Cluster()
        do {
            var options = StoreOptions.tested
            options.acquireTimeout = .seconds(5)
            let store = try await Store.open(cluster.url, options: options)
            try await store.migrate([migration])
            try await store.write { db in try db.run("INSERT INTO note (id) VALUES (1)") }

            try await cluster.stop()
            try await cluster.start()
            for id in 2..<20 {
                #expect(
                    try await store.read { db in try db.value("SELECT count(*) FROM note", as: Int.self) } == id - 1)
                try await store.write { db in try db.run("INSERT INTO note (id) VALUES (\(id))") }
            }

            try await cluster.stop()
            await #expect {
                try await store.ping()
            } throws: {
                if case StoreError.unavailable = $0 { true } else { false }
            }
            try await cluster.start()
            #expect(try await store.read { db in try db.value("SELECT count(*) FROM note", as: Int.self) } == 19)
            await store.close()
        } catch {
            Issue.record(error)
        }
        await cluster.remove()
    }

    /// Nothing was written before the COMMIT, so the closure may run again.
    @Test(arguments: Engine.tested.filter { $0 == .postgres })
    func aTransactionThatLosesItsConnectionRunsAgain(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        let runs = Mutex(0)
        try await store.write { db in
            let run = runs.withLock {
                $0 += 1
                return $0
            }
            try db.run("INSERT INTO note (id) VALUES (1)")
            if run == 1 { _ = try? db.value("SELECT pg_terminate_backend(pg_backend_pid())", as: Bool.self) }
            try db.run("INSERT INTO note (id) VALUES (2)")
        }
        #expect(runs.withLock { $0 } == 2)
        #expect(
            try await store.read { db in try db.values("SELECT id FROM note ORDER BY id", as: Int.self) } == [1, 2])
    }

    @Test(arguments: Engine.tested.filter { $0 == .postgres })
    func aConnectionLostInCommitHasAnUnknownOutcomeAndIsNotRunAgain(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        try await store.write { db in
            try db.run(
                """
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql
                AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'
                """)
            try db.run(
                """
                CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION die()
                """)
        }
        let runs = Mutex(0)
        await #expect(throws: StoreError.outcomeUnknown) {
            try await store.write { db in
                runs.withLock { $0 += 1 }
                try db.run("INSERT INTO note (id) VALUES (1)")
            }
        }
        #expect(runs.withLock { $0 } == 1)
        try await store.ping()
    }

    @Test(arguments: Engine.tested.filter { $0 == .postgres })
    func aServerThatRefusesIsReportedWithItsReason(engine: Engine) async throws {
        _ = try await Database.url(engine)
        await #expect {
            _ = try await Store.open("postgres://postgres@127.0.0.1:1/postgres", options: .impatient)
        } throws: {
            if case StoreError.unavailable(let reason) = $0 { reason.contains("refused") } else { false }
        }
    }

    @Test func aUrlOfNoKindIsRefused() async {
        await #expect(throws: StoreError.self) { try await Store.open("mysql://localhost") }
        await #expect(throws: StoreError.self) { try await Store.open("sqlite:/nowhere/at/all.sqlite") }
    }
}

extension StoreOptions {
    fileprivate static var impatient: StoreOptions {
        var options = StoreOptions.tested
        options.acquireTimeout = .milliseconds(300)
        return options
    }
}
