/// One step of the schema. Numbered, forward only, never edited once it has run anywhere.
public struct Migration: Sendable {
    public let number: Int
    public let name: String
    public let statements: [SQL]

    public init(number: Int, name: String, statements: [SQL]) {
        self.number = number
        self.name = name
        self.statements = statements
    }

    /// A digest of the statements, the same on both engines, that shows when a landed migration was edited.
    ///
    /// FNV-1a: it guards against mistakes, not against malice.
    var checksum: String {
        get throws {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for statement in statements {
                let rendered = try statement.rendered(for: .sqlite)
                for byte in "\(rendered.text)\(rendered.values.map(\.column));".utf8 {
                    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
                }
            }
            return String(hash, radix: 16)
        }
    }

    /// The statements as one engine takes them, each ended by a semicolon; for the generated schema files.
    public func text(for engine: Engine) throws -> String {
        try statements.map { try $0.rendered(for: engine).text + ";\n" }.joined()
    }
}

extension Store {
    /// Runs the migrations that have not run yet, all in one transaction under a lock: of two servers that start at
    /// once, one migrates and the other waits, then finds nothing to do.
    ///
    /// - Throws: ``StoreError/other(_:)`` where a migration was edited after it ran, or the database has one that this
    ///   program does not know; nothing is changed then.
    public func migrate(_ migrations: [Migration]) async throws {
        let numbers = migrations.map(\.number)
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw StoreError.other("migrations are not in ascending order")
        }
        // SQLite gives up waiting for another process sooner than a long migration may take.
        for _ in 0..<20 {
            do {
                return try await runMigrations(migrations)
            } catch StoreError.busy {
                continue
            }
        }
        throw StoreError.busy
    }

    private func runMigrations(_ migrations: [Migration]) async throws {
        try await write(.long) { db in
            try Self.lockMigrations(db)
            try db.run(
                """
                CREATE TABLE IF NOT EXISTS migration (
                    number \(.int) PRIMARY KEY,
                    name \(.text) NOT NULL,
                    checksum \(.text) NOT NULL
                )\(.tableEnd)
                """)
            let done = try db.all("SELECT number, name, checksum FROM migration ORDER BY number", as: Applied.self)
            try Self.compare(done, with: migrations)
            for migration in migrations where !done.contains(where: { $0.number == migration.number }) {
                try Self.apply(migration, db)
            }
        }
    }

    /// SQLite has one writer, which is lock enough. The key is made from the schema, so that suites that test in
    /// schemas of their own do not wait for each other.
    private static func lockMigrations(_ db: DB) throws {
        guard db.engine == .postgres else { return }
        _ = try db.all(
            "SELECT pg_advisory_xact_lock(hashtextextended('kehou.migrate.' || current_schema(), 0)) AS locked",
            as: Row.self)
    }

    private static func compare(_ done: [Applied], with migrations: [Migration]) throws {
        for applied in done {
            guard let migration = migrations.first(where: { $0.number == applied.number }) else {
                throw StoreError.other("the database has migration \(applied.number), which this program does not know")
            }
            guard try migration.checksum == applied.checksum else {
                throw StoreError.other("migration \(applied.number) (\(applied.name)) was edited after it ran")
            }
        }
        let last = done.last?.number ?? Int.min
        let known = Set(done.map(\.number))
        if let late = migrations.first(where: { $0.number < last && !known.contains($0.number) }) {
            throw StoreError.other("migration \(late.number) comes before \(last), which has run already")
        }
    }

    private static func apply(_ migration: Migration, _ db: DB) throws {
        do {
            for statement in migration.statements { try db.run(statement) }
        } catch StoreError.other(let message) {
            throw StoreError.other("migration \(migration.number) (\(migration.name)): \(message)")
        }
        try db.run(
            """
            INSERT INTO migration (number, name, checksum)
            VALUES (\(migration.number), \(migration.name), \(migration.checksum))
            """)
    }

    private struct Applied: FromRow {
        let number: Int
        let name: String
        let checksum: String

        init(_ row: Row) throws {
            number = try row["number"]
            name = try row["name"]
            checksum = try row["checksum"]
        }
    }
}
