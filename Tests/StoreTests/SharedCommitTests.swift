import Foundation
import Store
import Testing

private let migration = Migration(
    number: 1, name: "note",
    statements: ["CREATE TABLE note (id \(.id) PRIMARY KEY, word \(.text))\(.tableEnd)"])

private struct Stop: Error {}

/// SQLite's shared commits; the same must hold on PostgreSQL, where the server shares them.
@Suite(.database) struct SharedCommitTests {
    /// Runs the writes so that they all wait while the writer is held up, and so share a batch.
    private func together(
        _ store: Store, _ numbers: Range<Int>, _ write: @escaping @Sendable (DB, Int) throws -> Void
    ) async -> [Bool] {
        let (entered, leave) = (Signal(), Signal())
        let first = Task {
            try await store.write { _ in
                entered.set()
                leave.wait()
            }
        }
        await Task.detached { entered.wait() }.value
        let tasks = numbers.map { number in Task { try await store.write { db in try write(db, number) } } }
        // A read is queued after the writes were, as far as tasks are started in order; the rest join later batches.
        try? await store.ping()
        leave.set()
        _ = try? await first.value
        var outcomes: [Bool] = []
        for task in tasks {
            if case .success = await task.result { outcomes.append(true) } else { outcomes.append(false) }
        }
        return outcomes
    }

    private func ids(_ store: Store) async throws -> [Int] {
        try await store.read { db in try db.values("SELECT id FROM note ORDER BY id") }
    }

    @Test(arguments: Engine.tested)
    func aWriterThatFailsTakesNoOtherWithIt(engine: Engine) async throws {
        let store = try await Database.fresh(engine, [migration])
        let outcomes = await together(store, 0..<100) { db, number in
            try db.run("INSERT INTO note (id) VALUES (\(number))")
            if number % 10 == 3 { throw Stop() }
            if number % 10 == 7 { try db.run("INSERT INTO note (id) VALUES (\(number))") }
        }
        let good = (0..<100).filter { $0 % 10 != 3 && $0 % 10 != 7 }
        #expect(outcomes == (0..<100).map(good.contains))
        #expect(try await ids(store) == good)
    }

    /// An interrupted statement takes SQLite's whole transaction with it, and the others must not notice.
    @Test(arguments: Engine.tested)
    func aWriterThatLosesTheTransactionTakesNoOtherWithIt(engine: Engine) async throws {
        var options = StoreOptions.tested
        options.statementTimeout = .seconds(1)
        let store = try await Database.fresh(engine, [migration], options: options)
        let endless: SQL = """
            INSERT INTO note (id)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)
            SELECT i FROM n WHERE i < 0
            """
        let outcomes = await together(store, 0..<20) { db, number in
            try db.run("INSERT INTO note (id) VALUES (\(number))")
            if number == 10 { try db.run(endless) }
        }
        #expect(outcomes == (0..<20).map { $0 != 10 })
        #expect(try await ids(store) == (0..<20).filter { $0 != 10 })
    }

    /// Each commit writes the table's page to the journal again, a shared one writes it once.
    @Test func writesThatWaitTogetherShareACommit() async throws {
        let url = try await Database.url(.sqlite)
        let store = try await Database.open(url, [migration])
        let journal = url.dropFirst("sqlite:".count) + "-wal"
        func frames() throws -> Int {
            (try FileManager.default.attributesOfItem(atPath: String(journal))[.size] as? Int ?? 0) / 4120
        }
        var written: [Int] = []
        // How many of them wait when the writer is let go is up to the machine, so the best of some rounds counts;
        // all of them together stay below the size at which the journal begins anew.
        for round in 0..<3 {
            let before = try frames()
            let outcomes = await together(store, round * 100..<(round + 1) * 100) { db, number in
                try db.run("INSERT INTO note (id) VALUES (\(number))")
            }
            #expect(!outcomes.contains(false))
            written.append(try frames() - before)
        }
        #expect(written.contains { $0 < 50 }, "\(written)")
    }

    @Test func closingBringsTheJournalIntoTheFile() async throws {
        let url = try await Database.url(.sqlite)
        let store = try await Database.open(url, [migration])
        try await store.write { db in try db.run("INSERT INTO note (id) VALUES (1)") }
        try await store.ping()
        await store.close()
        #expect(!FileManager.default.fileExists(atPath: url.dropFirst("sqlite:".count) + "-wal"))
    }

    @Test func aFullDiskIsAClearErrorAndReadsGoOn() async throws {
        let store = try await Database.fresh(.sqlite, [migration])
        try await store.write { db in try db.run("INSERT INTO note (id, word) VALUES (1, 'first')") }
        // A limit of the connection that writes: SQLite reports it as it does a full disk.
        func limit(_ pages: Int) async throws {
            _ = try await store.write { db in
                try db.value("PRAGMA max_page_count = \(unsafe: String(pages))", as: Int.self)
            }
        }
        try await limit(10)
        let large = String(repeating: "x", count: 100_000)
        let outcomes = await together(store, 2..<8) { db, number in
            try db.run("INSERT INTO note (id, word) VALUES (\(number), \(number == 4 ? large : "small"))")
        }
        #expect(outcomes == [true, true, false, true, true, true])
        await #expect(throws: StoreError.diskFull) {
            try await store.write { db in try db.run("INSERT INTO note (id, word) VALUES (9, \(large))") }
        }
        #expect(try await ids(store) == [1, 2, 3, 5, 6, 7])
        try await limit(100_000)
        try await store.write { db in try db.run("INSERT INTO note (id, word) VALUES (9, \(large))") }
        #expect(try await ids(store).last == 9)
    }

    @Test func anotherProcessThatWritesIsWaitedForAndThenReported() async throws {
        let url = try await Database.url(.sqlite)
        var options = StoreOptions.tested
        options.busyTimeout = .milliseconds(100)
        let stores = [
            try await Database.open(url, [migration]), try await Database.open(url, [migration], options: options),
        ]
        let (entered, leave) = (Signal(), Signal())
        let holder = Task {
            try await stores[0].write { db in
                try db.run("INSERT INTO note (id) VALUES (1)")
                entered.set()
                leave.wait()
            }
        }
        await Task.detached { entered.wait() }.value
        await #expect(throws: StoreError.busy) {
            try await stores[1].write { db in try db.run("INSERT INTO note (id) VALUES (2)") }
        }
        #expect(try await ids(stores[1]) == [])
        leave.set()
        try await holder.value
        try await stores[1].write { db in try db.run("INSERT INTO note (id) VALUES (2)") }
        #expect(try await ids(stores[0]) == [1, 2])
    }
}
