/// A database: the one place of the program that knows an engine.
///
/// Every transaction runs on a thread of the store's own, so a caller may be on an event loop. What `write` returns is
/// on disk. The closures may be run more than once and must have no effect outside the database.
public final class Store: Sendable {
    let backend: any Backend

    /// SQLite or PostgreSQL.
    public var engine: Engine { backend.engine }

    private init(_ backend: any Backend) {
        self.backend = backend
    }

    deinit {
        backend.abandon()
    }

    /// Opens a database and checks that it answers and that its commits are durable.
    ///
    /// - Parameter url: `sqlite:PATH`, `sqlite::memory:` (a temporary file, gone when closed), or
    ///   `postgres://user:password@host:port/database?options` as libpq reads it.
    /// - Throws: ``StoreError/unavailable(_:)`` where the database cannot be reached.
    public static func open(_ url: String, options: StoreOptions = StoreOptions()) async throws -> Store {
        let store: Store
        if url.hasPrefix("sqlite:") {
            store = Store(try await SQLiteEngine.open(path: String(url.dropFirst("sqlite:".count)), options))
        } else if url.hasPrefix("postgres:") || url.hasPrefix("postgresql:") {
            store = Store(try await PostgresEngine.open(url: url, options))
        } else {
            throw StoreError.other("a database is given as sqlite:PATH or postgres://...")
        }
        do {
            let settings = try await store.settings()
            guard settings.isDurable || !options.requiresDurability else {
                throw StoreError.other("commits of this database are not durable: \(settings.values)")
            }
        } catch {
            await store.close()
            throw error
        }
        return store
    }

    /// Runs the closure in a transaction that only reads and sees one state of the database.
    public func read<T: Sendable>(_ body: @escaping @Sendable (DB) throws -> T) async throws -> T {
        try await submit(.read, body)
    }

    /// Runs the closure in a transaction. When this returns, what it wrote is on disk; when it throws anything but
    /// ``StoreError/outcomeUnknown``, nothing was written.
    @discardableResult
    public func write<T: Sendable>(
        _ mode: WriteMode = .ordinary, _ body: @escaping @Sendable (DB) throws -> T
    ) async throws -> T {
        try await submit(.write(mode), body)
    }

    /// Checks that the database answers.
    public func ping() async throws {
        _ = try await read { db in try db.value("SELECT 1", as: Int.self) }
    }

    /// The settings that decide whether a commit is durable, for tests and start-up.
    public func settings() async throws -> StoreSettings {
        try await backend.settings()
    }

    /// Finishes what was asked for and closes every connection. Later calls throw ``StoreError/unavailable(_:)``.
    public func close() async {
        await backend.close()
    }

    private func submit<T: Sendable>(
        _ kind: Job.Kind, _ body: @escaping @Sendable (DB) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            backend.submit(
                Job(
                    kind: kind,
                    attempt: { db in
                        let result = try body(db)
                        return { continuation.resume(returning: result) }
                    },
                    fail: { continuation.resume(throwing: $0) }
                ))
        }
    }
}
