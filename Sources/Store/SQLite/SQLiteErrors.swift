import Foundation
import GRDB

extension StoreError {
    init(_ error: DatabaseError) {
        self.init(sqlite: error.extendedResultCode.rawValue, error.message ?? error.description)
    }

    /// The error of an extended result code of SQLite and its message.
    init(sqlite code: Int32, _ message: String) {
        let code = ResultCode(rawValue: code)
        switch code {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            self = .uniqueViolation(Violation(sqliteColumns: message))
        case .SQLITE_CONSTRAINT_FOREIGNKEY:
            self = .foreignKeyViolation(Violation())
        case .SQLITE_CONSTRAINT_CHECK:
            self = .checkViolation(Violation(constraint: Violation.subject(of: message)))
        case .SQLITE_CONSTRAINT_NOTNULL:
            self = .notNullViolation(Violation(sqliteColumns: message))
        default:
            switch code.primaryResultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
            case .SQLITE_FULL: self = .diskFull
            case .SQLITE_INTERRUPT: self = .timeout
            case .SQLITE_CANTOPEN, .SQLITE_IOERR: self = .unavailable(message)
            default: self = .other(message)
            }
        }
    }
}

extension Violation {
    /// Reads `UNIQUE constraint failed: pupil.school_id, pupil.id`.
    fileprivate init(sqliteColumns message: String) {
        let names = Self.subject(of: message).split(separator: ",").map { name in
            name.drop(while: { $0 == " " }).split(separator: ".").map(String.init)
        }
        self.init(table: names.first?.first ?? "", columns: names.compactMap(\.last))
    }

    fileprivate static func subject(of message: String) -> String {
        let marker = "constraint failed: "
        guard let found = message.range(of: marker) else { return message }
        return String(message[found.upperBound...])
    }
}
