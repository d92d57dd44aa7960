/// Which database a ``Store`` talks to.
public enum Engine: String, Sendable, CaseIterable {
    case sqlite, postgres
}

/// How a write runs.
public enum WriteMode: Sendable {
    /// On PostgreSQL READ COMMITTED; on SQLite the write shares its commit with others that wait at the same time.
    case ordinary
    /// As if writers took turns. On PostgreSQL it may be run several times before it gets through.
    case serializable
    /// A write that takes long by its nature, such as an import: no statement timeout, and on SQLite a commit of its
    /// own, so that quick writes are not held up behind it in one batch.
    case long
}

/// What an engine does for a ``Store``: take jobs, run each in a transaction on a thread of its own.
protocol Backend: Sendable {
    var engine: Engine { get }
    /// Queues a job. Never blocks; the job is told of every outcome, this one included.
    func submit(_ job: Job)
    /// The settings that decide whether a commit is durable.
    func settings() async throws -> StoreSettings
    /// Takes no new jobs, finishes those it has, closes the connections.
    func close() async
    /// As ``close()`` but without waiting, for a store that is simply dropped.
    func abandon()
}

/// What ``DB`` needs of one connection. Used by one thread only.
protocol Connection: AnyObject {
    var engine: Engine { get }
    /// Runs a statement and tells how many rows it changed.
    func run(_ sql: SQL) throws -> Int
    /// Runs a statement, at the latest with the next one or the end of the transaction.
    func later(_ sql: SQL) throws
    /// Drops what has not been run yet: it is about to be taken back.
    func forgetLater()
    /// Runs a query and hands over its rows until `receive` returns false.
    ///
    /// - Parameter streaming: rows are fetched as they are needed, and other statements may run in between.
    func query(_ sql: SQL, streaming: Bool, _ receive: (Row) -> Bool) throws
    /// Adds many rows in the fastest way the engine has. Gives their number.
    func insert(into table: String, columns: [String], rows: [[Column]]) throws -> Int
    /// Runs a statement of our own without values (`SAVEPOINT s1`).
    func command(_ text: String) throws
}
