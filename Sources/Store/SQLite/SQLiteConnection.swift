import Foundation
import GRDB
import GRDBSQLite

/// One connection to SQLite, used by the one thread that made it.
///
/// GRDB opens the file and prepares statements; binding and stepping use SQLite's own interface, which spares a
/// conversion per value.
final class SQLiteConnection: Connection {
    let engine = Engine.sqlite

    /// Off for writes that take long by their nature.
    var isTimeLimited = true

    private let database: Database
    private let limit: UInt64
    private var statements: [String: SQLiteStatement] = [:]
    private var deadline = UInt64.max

    private static let mostStatements = 500

    init(_ database: Database, statementTimeout: Duration) {
        self.database = database
        limit = UInt64(max(1, statementTimeout.inMilliseconds)) * 1_000_000
        let context = Unmanaged.passUnretained(self).toOpaque()
        // SQLite asks every so many steps of its machine whether to go on; `close()` takes the pointer back.
        sqlite3_progress_handler(
            database.sqliteConnection, 10_000,
            { context in
                guard let context else { return 0 }
                let connection = Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue()
                return DispatchTime.now().uptimeNanoseconds > connection.deadline ? 1 : 0
            }, context)
    }

    /// Lets go of every statement, without which SQLite does not close.
    func close() {
        sqlite3_progress_handler(database.sqliteConnection, 0, nil, nil)
        statements = [:]
    }

    var isInTransaction: Bool { database.isInsideTransaction }

    func run(_ sql: SQL) throws -> Int {
        let statement = try prepared(sql)
        defer { statement.reset() }
        let before = sqlite3_total_changes64(database.sqliteConnection)
        while try step(statement) {}
        // A statement that is no INSERT, UPDATE or DELETE leaves the last one's count standing.
        let hasChanged = sqlite3_total_changes64(database.sqliteConnection) != before
        return hasChanged ? Int(sqlite3_changes64(database.sqliteConnection)) : 0
    }

    func later(_ sql: SQL) throws { _ = try run(sql) }

    func forgetLater() {}

    func query(_ sql: SQL, streaming: Bool, _ receive: (Row) -> Bool) throws {
        let statement = try prepared(sql)
        defer { statement.reset() }
        while try step(statement) {
            guard receive(statement.row()) else { return }
        }
    }

    func command(_ text: String) throws {
        let statement = try prepared(text) {}
        defer { statement.reset() }
        while try step(statement) {}
    }

    func insert(into table: String, columns: [String], rows: [[Column]]) throws -> Int {
        if let odd = rows.first(where: { $0.count != columns.count }) {
            throw StoreError.other("insert into \(table): a row has \(odd.count) values for \(columns.count) columns")
        }
        let perStatement = max(1, min(100, 900 / max(1, columns.count)))
        let whole = rows.count - rows.count % perStatement
        if whole > 0 {
            let text = Self.insertion(of: perStatement, into: table, columns)
            for start in stride(from: 0, to: whole, by: perStatement) {
                try insert(rows[start..<start + perStatement], text)
            }
        }
        if whole < rows.count {
            // The rest goes row by row: one more statement, and not one for each possible rest.
            let text = Self.insertion(of: 1, into: table, columns)
            for index in whole..<rows.count { try insert(rows[index...index], text) }
        }
        return rows.count
    }

    private static func insertion(of count: Int, into table: String, _ columns: [String]) -> String {
        let marks = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
            + Array(repeating: marks, count: count).joined(separator: ", ")
    }

    private func insert(_ rows: ArraySlice<[Column]>, _ text: String) throws {
        let statement = try prepared(text) {}
        defer { statement.reset() }
        var index: Int32 = 0
        for row in rows {
            for column in row {
                index += 1
                try column.refuseNUL()
                try check(statement.bind(column, at: index))
            }
        }
        while try step(statement) {}
    }
}

extension SQLiteConnection {
    /// The statement with its values bound.
    private func prepared(_ sql: SQL) throws -> SQLiteStatement {
        let rendered = try sql.rendered(for: .sqlite)
        let statement = try prepared(rendered.text) { try sql.checkLiterals() }
        guard statement.parameterCount == rendered.values.count else {
            throw StoreError.other("SQL: \(statement.parameterCount) parameters, \(rendered.values.count) values")
        }
        for (index, value) in rendered.values.enumerated() {
            let column = value.list.map(jsonArray) ?? value.column
            try check(statement.bind(column, at: Int32(index + 1)))
        }
        return statement
    }

    /// A statement from the cache. One that is being stepped through (a query inside `each` of the same query) is made
    /// anew.
    private func prepared(_ text: String, _ checking: () throws -> Void) throws -> SQLiteStatement {
        deadline = isTimeLimited ? DispatchTime.now().uptimeNanoseconds + limit : .max
        if let statement = statements[text], !statement.isInUse {
            statement.isInUse = true
            return statement
        }
        try checking()
        do {
            let statement = SQLiteStatement(try database.makeStatement(sql: text))
            statement.isInUse = true
            if statements.count >= Self.mostStatements { statements = statements.filter(\.value.isInUse) }
            if statements[text] == nil { statements[text] = statement }
            return statement
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    private func step(_ statement: SQLiteStatement) throws -> Bool {
        if isTimeLimited { deadline = DispatchTime.now().uptimeNanoseconds + limit }
        switch sqlite3_step(statement.handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw lastError
        }
    }

    private func check(_ code: Int32) throws {
        if code != SQLITE_OK { throw lastError }
    }

    private var lastError: StoreError {
        StoreError(
            sqlite: sqlite3_extended_errcode(database.sqliteConnection),
            String(cString: sqlite3_errmsg(database.sqliteConnection)))
    }
}

/// A list of integers or texts as SQLite's `json_each` takes it.
private func jsonArray(_ list: [Column]) -> Column {
    var json = "["
    for (index, value) in list.enumerated() {
        if index > 0 { json += "," }
        switch value {
        case .integer(let number): json += String(number)
        case .text(let text): appendJSON(text, to: &json)
        default: json += "null"
        }
    }
    return .text(json + "]")
}

private func appendJSON(_ text: String, to json: inout String) {
    json += "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\":
            json += "\\"
            json.unicodeScalars.append(scalar)
        case "\u{0}"..."\u{1F}":
            let code = String(scalar.value, radix: 16)
            json += "\\u" + String(repeating: "0", count: 4 - code.count) + code
        default:
            json.unicodeScalars.append(scalar)
        }
    }
    json += "\""
}
