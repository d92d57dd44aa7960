/// How a ``Store`` uses its database.
public struct StoreOptions: Sendable {
    /// Threads, and connections, that read from SQLite.
    public var readers = 4
    /// Threads, and connections, to PostgreSQL.
    public var connections = 16
    /// How long a caller waits for a free connection, or for a database that is away, before it is told so.
    public var acquireTimeout = Duration.seconds(10)
    /// How long one statement may take; a write in ``WriteMode/long`` is not bound by it.
    public var statementTimeout = Duration.seconds(30)
    /// How long SQLite waits for another process that writes to the same file.
    public var busyTimeout = Duration.seconds(5)
    /// How often a transaction that lost against others is run before the caller is told to come later.
    public var attempts = 10
    /// SQLite's page cache of the connection that writes. Random inserts into the indexes of a city of a million need it;
    /// the readers share the system's cache.
    public var writerCache = 64 << 20
    /// A scratch file that nobody will miss: SQLite syncs nothing. For a staging file, never for anybody's data;
    /// `requiresDurability` must be off.
    public var isThrowAway = false
    /// Refuses to open a database whose commits would not survive a power failure. Off only for throw-away data.
    public var requiresDurability = true

    public init() {}
}

/// What decides whether a commit is durable, as the database itself reports it.
public struct StoreSettings: Sendable {
    public let engine: Engine
    /// *Shape*: pragmas of the writing connection on SQLite (`journal_mode`, `synchronous`, `foreign_keys`,
    /// `busy_timeout`); settings of the server and session on PostgreSQL (`fsync`, `synchronous_commit`,
    /// `full_page_writes`, `server_version`, `statement_timeout`).
    public let values: [String: String]

    /// Whether an acknowledged commit survives a power failure.
    public var isDurable: Bool {
        switch engine {
        case .sqlite:
            // 2 is FULL, 3 is EXTRA.
            values["synchronous"] == "2" || values["synchronous"] == "3"
        case .postgres:
            values["fsync"] == "on" && values["full_page_writes"] == "on" && values["synchronous_commit"] != "off"
        }
    }
}

extension Duration {
    var inMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
