import Foundation
import GRDB

/// SQLite: one thread that writes, some that read, a connection each.
final class SQLiteEngine: Backend {
    let engine = Engine.sqlite

    private let writes: JobQueue
    private let reads: JobQueue
    private let writer = Threads()
    private let readers = Threads()
    private let path: String
    private let isTemporary: Bool

    private init(path: String, isTemporary: Bool, _ options: StoreOptions) {
        self.path = path
        self.isTemporary = isTemporary
        writes = JobQueue(limit: options.acquireTimeout)
        reads = JobQueue(limit: options.acquireTimeout)
    }

    /// - Parameter path: a file, made where there is none, or `:memory:` for a temporary file (several connections
    ///   cannot share SQLite's own memory databases with a journal that lets readers go on).
    static func open(path: String, _ options: StoreOptions) async throws -> SQLiteEngine {
        let isTemporary = path == ":memory:"
        let path = isTemporary ? FileManager.default.temporaryDirectory.path + "/kehou-\(UUID()).sqlite" : path
        let engine = SQLiteEngine(path: path, isTemporary: isTemporary, options)
        do {
            try await engine.start(options)
        } catch {
            await engine.close()
            throw (error as? DatabaseError).map(StoreError.init) ?? error
        }
        return engine
    }

    /// The writer comes first: it makes the file and sets its journal mode, which readers cannot.
    private func start(_ options: StoreOptions) async throws {
        let (path, writes, reads) = (path, writes, reads)
        try await writer.start("kehou-sqlite-writer") {
            try Self.queue(path, options, readonly: false)
        } work: { queue in
            Self.work(queue, options) { SQLiteWriter(connection: $0, jobs: writes).run() }
        }
        for number in 1...max(1, options.readers) {
            try await readers.start("kehou-sqlite-reader-\(number)") {
                try Self.queue(path, options, readonly: true)
            } work: { queue in
                Self.work(queue, options) { connection in
                    while let (job, _) = reads.next() { Self.read(job, connection) }
                }
            }
        }
    }

    func submit(_ job: Job) {
        if case .read = job.kind { reads.push(job) } else { writes.push(job) }
    }

    func settings() async throws -> StoreSettings {
        try await withCheckedThrowingContinuation { continuation in
            submit(
                Job(kind: .write(.ordinary)) { db in
                    var values: [String: String] = [:]
                    for pragma in ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"] {
                        let value = try db.value("PRAGMA \(unsafe: pragma)", as: Column.self)
                        values[pragma] = value?.plain
                    }
                    let settings = StoreSettings(engine: .sqlite, values: values)
                    return { continuation.resume(returning: settings) }
                } fail: {
                    continuation.resume(throwing: $0)
                })
        }
    }

    /// The writer goes last: only it can bring the journal into the file and remove it.
    func close() async {
        reads.close()
        await readers.join()
        writes.close()
        await writer.join()
        guard isTemporary else { return }
        for suffix in ["", "-wal", "-shm"] {
            // Nothing is lost where a temporary file cannot be removed or is not there.
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    func abandon() {
        writes.close()
        reads.close()
    }
}

extension SQLiteEngine {
    private static func queue(_ path: String, _ options: StoreOptions, readonly: Bool) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.journalMode = .wal
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Double(options.busyTimeout.inMilliseconds) / 1000)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        if !readonly {
            // GRDB sets NORMAL after its hooks for preparing a connection, so it is set once that is open: with NORMAL
            // the last commits are lost in a power failure.
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = \(options.isThrowAway ? "OFF" : "FULL")")
                try database.execute(sql: "PRAGMA cache_size = -\(options.writerCache >> 10)")
                // 16 MB of journal: a page that a thousand writes touch goes into the file once, not ten times.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            }
        }
        return queue
    }

    /// Holds the connection for the thread's whole life, so that a job costs no hop between queues.
    private static func work(
        _ queue: DatabaseQueue, _ options: StoreOptions, _ body: (SQLiteConnection) -> Void
    ) {
        queue.inDatabase { database in
            let connection = SQLiteConnection(database, statementTimeout: options.statementTimeout)
            body(connection)
            connection.close()
        }
        // A connection that will not close is dropped with the process; there is nobody left to tell.
        try? queue.close()
    }

    private static func read(_ job: Job, _ connection: SQLiteConnection) {
        do {
            try connection.command("BEGIN DEFERRED")
            let db = DB(connection)
            let result = Result { try job.attempt(db) }
            // The result does not depend on the end of a transaction that only read.
            switch result {
            case .success(let answer): if let failure = db.failure { job.fail(failure) } else { answer() }
            case .failure(let error): job.fail(error)
            }
            if connection.isInTransaction { try connection.command("COMMIT") }
        } catch {
            job.fail(error)
        }
    }
}
