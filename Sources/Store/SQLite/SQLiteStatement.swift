import GRDB
import GRDBSQLite

/// A prepared statement of one connection.
final class SQLiteStatement {
    let handle: OpaquePointer
    let parameterCount: Int
    var isInUse = false

    /// Keeps the handle alive; GRDB finalizes it.
    private let statement: Statement
    private var names: ColumnNames?

    /// Tells SQLite to copy what it is given.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ statement: Statement) {
        self.statement = statement
        handle = statement.sqliteStatement
        parameterCount = Int(sqlite3_bind_parameter_count(handle))
    }

    /// Ready for the next use. Lets go of what was bound too, which may be large or personal.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
        isInUse = false
    }

    func bind(_ column: Column, at index: Int32) -> Int32 {
        switch column {
        case .null:
            return sqlite3_bind_null(handle, index)
        case .integer(let value):
            return sqlite3_bind_int64(handle, index, value)
        case .real(let value):
            return sqlite3_bind_double(handle, index, value)
        case .text(var text):
            return text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) { characters in
                    // An empty string may have no address, and no address would bind NULL.
                    characters.isEmpty
                        ? sqlite3_bind_text(handle, index, "", 0, Self.transient)
                        : sqlite3_bind_text(
                            handle, index, characters.baseAddress, Int32(characters.count), Self.transient)
                }
            }
        case .bytes(let bytes):
            if bytes.isEmpty { return sqlite3_bind_zeroblob(handle, index, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count), Self.transient)
            }
        }
    }

    /// The row the statement stands on.
    func row() -> Row {
        let count = Int(sqlite3_column_count(handle))
        let names: ColumnNames
        if let known = self.names, known.list.count == count {
            names = known
        } else {
            names = ColumnNames((0..<Int32(count)).map { String(cString: sqlite3_column_name(handle, $0)) })
            self.names = names
        }
        return Row(names: names, cells: (0..<Int32(count)).map(column))
    }

    private func column(_ index: Int32) -> Column {
        switch sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER:
            return .integer(sqlite3_column_int64(handle, index))
        case SQLITE_FLOAT:
            return .real(sqlite3_column_double(handle, index))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(handle, index) else { return .text("") }
            let length = Int(sqlite3_column_bytes(handle, index))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(handle, index) else { return .bytes([]) }
            return .bytes(
                [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))))
        default:
            return .null
        }
    }
}
