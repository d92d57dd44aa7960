import CPostgres
import Foundation

/// One connection to PostgreSQL through libpq, used by one thread only.
final class PostgresConnection: Connection {
    /// What went wrong in the present transaction that running it again can mend.
    enum Trouble { case lost, conflict, stalePlan }

    let engine = Engine.postgres

    private(set) var trouble: Trouble?
    let link: OpaquePointer
    private var statements: [PostgresStatement.Key: PostgresStatement] = [:]
    private var lastName = 0
    /// What goes with the next exchange.
    var queued: [Queued] = []

    private static let mostStatements = 500
    private static let rowsPerFetch = 1000

    /// - Throws: ``StoreError/unavailable(_:)`` with libpq's reason.
    init(url: String, _ options: StoreOptions) throws {
        // Later ones win: the URL may set its own, except the encoding.
        let settings: [(String, String)] = [
            ("fallback_application_name", "kehou"), ("connect_timeout", "5"),
            ("keepalives_idle", "20"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", String(options.statementTimeout.inMilliseconds + 15_000)),
            ("dbname", url), ("client_encoding", "UTF8"),
        ]
        guard let link = Self.withSettings(settings, { PQconnectdbParams($0, $1, 1) }) else {
            throw StoreError.unavailable("no memory")
        }
        self.link = link
        guard PQstatus(link) == CONNECTION_OK else {
            throw StoreError.unavailable(Self.message(link))
        }
        // The server's notices ("relation exists, skipping") would go to standard error.
        PQsetNoticeProcessor(link, { _, _ in }, nil)
        try command(
            """
            SET statement_timeout = \(options.statementTimeout.inMilliseconds);
            SET TIME ZONE 'UTC'; SET bytea_output = 'hex'; SET standard_conforming_strings = on;
            SET cursor_tuple_fraction = 1; SET client_min_messages = warning
            """)
        guard let encoding = PQparameterStatus(link, "server_encoding"), String(cString: encoding) == "UTF8" else {
            throw StoreError.unavailable("the database's encoding is not UTF8")
        }
    }

    deinit {
        PQfinish(link)
    }

    /// Whether a server is there and takes connections, though perhaps not ours.
    static func isAccepting(_ url: String) -> Bool {
        withSettings([("connect_timeout", "2"), ("dbname", url)]) { PQpingParams($0, $1, 1) } == PQPING_OK
    }

    /// Whether the connection is whole and between transactions.
    var isIdle: Bool {
        trouble != .lost && PQstatus(link) == CONNECTION_OK && PQtransactionStatus(link) == PQTRANS_IDLE
    }

    func begin(_ kind: Job.Kind) throws {
        trouble = nil
        switch kind {
        case .read: queue("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        case .write(.ordinary): queue("BEGIN ISOLATION LEVEL READ COMMITTED")
        case .write(.serializable): queue("BEGIN ISOLATION LEVEL SERIALIZABLE")
        case .write(.long):
            try command("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0")
        }
    }

    /// Goes with the first statement.
    private func queue(_ text: String) {
        queued = [Queued(what: .text(text))]
    }

    /// *Throws* also what a statement that was kept back has to say; nothing was written then.
    func commit() throws {
        do {
            _ = try exchange(Queued(what: .text("COMMIT")))
        } catch {
            rollback()
            throw error
        }
    }

    /// Sends a BEGIN that still waits, so that a connection which was lost meanwhile shows before the COMMIT and not in it.
    func settle() throws {
        if case .text = queued.first?.what { try flush() }
    }

    func forgetLater() { queued = [] }

    /// Ends the transaction without its writes. Where this fails the connection is dropped, which does the same.
    func rollback() {
        queued = []
        if PQstatus(link) == CONNECTION_OK, PQtransactionStatus(link) != PQTRANS_IDLE {
            PQclear(PQexec(link, "ROLLBACK"))
        }
    }

    /// After the schema changed under prepared statements.
    func forgetStatements() {
        statements = [:]
        PQclear(PQexec(link, "DEALLOCATE ALL"))
    }

    func run(_ sql: SQL) throws -> Int {
        try execute(sql).result.changed
    }

    func query(_ sql: SQL, streaming: Bool, _ receive: (Row) -> Bool) throws {
        if streaming { return try stream(sql, receive) }
        let (statement, result) = try execute(sql)
        let names = statement.names(of: result)
        for row in 0..<result.count {
            guard receive(result.row(row, names)) else { return }
        }
    }

    func command(_ text: String) throws {
        try flush()
        _ = try checked(PQexec(link, text))
    }

    /// A cursor, and not libpq's row-by-row mode, because other statements may run between the rows.
    private func stream(_ sql: SQL, _ receive: (Row) -> Bool) throws {
        try sql.checkLiterals()
        try flush()
        let rendered = try sql.rendered(for: .postgres)
        let parameters = PostgresParameters(rendered.values)
        lastName += 1
        let cursor = "c\(lastName)"
        let declared = parameters.withPointers { values, lengths, formats in
            PQexecParams(
                link, "DECLARE \(cursor) NO SCROLL CURSOR FOR \(rendered.text)", Int32(parameters.types.count),
                parameters.types, values, lengths, formats, 0)
        }
        _ = try checked(declared)
        var names: ColumnNames?
        while true {
            let result = try checked(PQexec(link, "FETCH \(Self.rowsPerFetch) FROM \(cursor)"))
            let known = names ?? result.names
            names = known
            for row in 0..<result.count {
                guard receive(result.row(row, known)) else { return try close(cursor) }
            }
            if result.count < Self.rowsPerFetch { return try close(cursor) }
        }
    }

    /// In a transaction that a statement inside `receive` ended there is no cursor left to close.
    private func close(_ cursor: String) throws {
        if PQtransactionStatus(link) == PQTRANS_INTRANS { try command("CLOSE \(cursor)") }
    }

    private func execute(_ sql: SQL) throws -> (statement: PostgresStatement, result: PostgresResult) {
        let rendered = try sql.rendered(for: .postgres)
        let parameters = PostgresParameters(rendered.values)
        let statement = try prepared(rendered.text, parameters.types, sql)
        guard queued.isEmpty else {
            return (statement, try exchange(Queued(what: .prepared(statement, parameters))))
        }
        let result = parameters.withPointers { values, lengths, formats in
            PQexecPrepared(link, statement.name, Int32(parameters.types.count), values, lengths, formats, 0)
        }
        return (statement, try checked(result))
    }

    func prepared(_ text: String, _ types: [Oid], _ sql: SQL) throws -> PostgresStatement {
        let key = PostgresStatement.Key(text: text, types: types)
        if let statement = statements[key] { return statement }
        try sql.checkLiterals()
        // Names that are kept back must still mean something when they are sent, and an error of theirs is theirs.
        try flush()
        if statements.count >= Self.mostStatements { forgetStatements() }
        lastName += 1
        let statement = PostgresStatement(name: "s\(lastName)")
        _ = try checked(PQprepare(link, statement.name, text, Int32(types.count), types))
        statements[key] = statement
        return statement
    }

    /// The result, or the error it stands for; remembers an error that running the transaction again can mend.
    func checked(_ pointer: OpaquePointer?) throws -> PostgresResult {
        try checked(PostgresResult(pointer))
    }

    func checked(_ result: PostgresResult) throws -> PostgresResult {
        if result.isSuccess { return result }
        let failure = PostgresFailure(result, otherwise: Self.message(link))
        if PQstatus(link) == CONNECTION_BAD || failure.isConnectionLost {
            trouble = .lost
        } else if failure.isConflict {
            trouble = trouble ?? .conflict
        } else if failure.isStalePlan {
            trouble = trouble ?? .stalePlan
        }
        throw failure.error
    }

    /// The link said no before the server could say anything.
    func broken() -> StoreError {
        trouble = .lost
        return .unavailable(Self.message(link))
    }

    private static func message(_ link: OpaquePointer) -> String {
        String(cString: PQerrorMessage(link)).split(separator: "\n").joined(separator: "; ")
    }

    private static func withSettings<T>(
        _ settings: [(String, String)],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> T
    ) -> T {
        let keys = settings.map { strdup($0.0) }
        let values = settings.map { strdup($0.1) }
        defer { (keys + values).forEach { free($0) } }
        return body(keys.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil])
    }
}
