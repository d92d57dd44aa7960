/// One transaction, as the closures of ``Store/read(_:)`` and ``Store/write(_:_:)`` see it.
///
/// A statement that fails ends the transaction, on both engines: what follows throws the same error again, and nothing
/// is written even if the closure catches it. To go on after an expected error, run the statement in ``savepoint(_:)``.
public final class DB {
    let connection: any Connection
    private(set) var failure: StoreError?
    private var depth = 0

    init(_ connection: any Connection) {
        self.connection = connection
    }

    /// The engine this transaction runs on.
    public var engine: Engine { connection.engine }

    /// All rows of a query.
    public func all<R: FromRow>(_ sql: SQL, as type: R.Type = R.self) throws -> [R] {
        var rows: [R] = []
        try query(sql, streaming: false) { rows.append(try R($0)) }
        return rows
    }

    /// The first row of a query, or nil where there is none.
    public func first<R: FromRow>(_ sql: SQL, as type: R.Type = R.self) throws -> R? {
        var found: R?
        try receive(sql, streaming: false) { row in
            found = try R(row)
            return false
        }
        return found
    }

    /// The first column of the first row, or nil where there is no row.
    ///
    /// For a column that may be NULL ask for `Int64?.self`.
    public func value<V: ColumnValue>(_ sql: SQL, as type: V.Type = V.self) throws -> V? {
        var found: V?
        try receive(sql, streaming: false) { row in
            found = try row.value(at: 0)
            return false
        }
        return found
    }

    /// The first column of every row.
    public func values<V: ColumnValue>(_ sql: SQL, as type: V.Type = V.self) throws -> [V] {
        var found: [V] = []
        try query(sql, streaming: false) { found.append(try $0.value(at: 0)) }
        return found
    }

    /// Every row of a query in turn, in flat memory however many there are. Other statements may run in between.
    public func each(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try query(sql, streaming: true, body)
    }

    /// Runs a statement.
    ///
    /// - Returns: how many rows it changed.
    @discardableResult
    public func run(_ sql: SQL) throws -> Int {
        try guarded { try connection.run(sql) }
    }

    /// Runs a statement whose outcome nobody waits for. On PostgreSQL it travels with the next one, or with the COMMIT, and saves
    /// an exchange; an error of it comes there, and ends the transaction as any.
    public func later(_ sql: SQL) throws {
        try guarded { try connection.later(sql) }
    }

    /// Adds many rows at once: COPY on PostgreSQL, many rows per statement on SQLite.
    ///
    /// *Shape*: each row has as many values as there are columns.
    /// - Returns: how many rows were added.
    @discardableResult
    public func insert(
        into table: String, columns: [String], rows: [[any ColumnValue]]
    ) throws -> Int {
        try insert(into: table, columns: columns, rows: rows.map { row in row.map(\.column) })
    }

    /// The same of values as they are stored: of millions, nothing is boxed on the way.
    @discardableResult
    public func insert(into table: String, columns: [String], rows: [[Column]]) throws -> Int {
        try guarded { try connection.insert(into: table, columns: columns, rows: rows) }
    }

    /// Runs the body so that an error takes back only what the body wrote; the error is thrown on.
    @discardableResult
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        depth += 1
        defer { depth -= 1 }
        let name = "s\(depth)"
        try guarded { try connection.command("SAVEPOINT \(name)") }
        do {
            let result = try body()
            if let failure { throw failure }
            try guarded { try connection.command("RELEASE \(name)") }
            return result
        } catch {
            connection.forgetLater()
            do {
                try connection.command("ROLLBACK TO \(name)")
                try connection.command("RELEASE \(name)")
                failure = nil
            } catch let lost {
                // The transaction itself is gone, so nothing more may be done in it.
                failure = failure ?? lost as? StoreError ?? .other("\(lost)")
            }
            throw error
        }
    }

    private func query(_ sql: SQL, streaming: Bool, _ body: (Row) throws -> Void) throws {
        try receive(sql, streaming: streaming) { row in
            try body(row)
            return true
        }
    }

    /// An error of `body` is the caller's own and leaves the transaction whole; only the statement's ends it.
    private func receive(_ sql: SQL, streaming: Bool, _ body: (Row) throws -> Bool) throws {
        var thrown: (any Error)?
        try guarded {
            try connection.query(sql, streaming: streaming) { row in
                do {
                    return try body(row)
                } catch {
                    thrown = error
                    return false
                }
            }
        }
        if let thrown { throw thrown }
    }

    private func guarded<T>(_ work: () throws -> T) throws -> T {
        if let failure { throw failure }
        do {
            return try work()
        } catch {
            let failure = error as? StoreError ?? .other("\(error)")
            self.failure = failure
            throw failure
        }
    }
}
