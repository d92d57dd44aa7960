/// Everything that can go wrong in a ``Store``, the same on both engines.
public enum StoreError: Error, Sendable, Hashable {
    case uniqueViolation(Violation)
    case foreignKeyViolation(Violation)
    case checkViolation(Violation)
    case notNullViolation(Violation)
    /// Another process holds the database; nothing was written, the caller may try again.
    case busy
    /// No connection, or no end of conflicts with other writers; nothing was written, the caller may try again later.
    case unavailable(String)
    /// The connection broke while committing: the write may be there or not. Never retried blindly.
    case outcomeUnknown
    /// A statement took longer than it may; nothing was written.
    case timeout
    /// No room on the disk; nothing was written, reads go on.
    case diskFull
    case other(String)
}

/// What a constraint guards: as much as the engine tells.
///
/// *Shape*: `table` and `columns` are known for unique and not-null constraints, `constraint` for named checks (on
/// PostgreSQL for every constraint). SQLite tells nothing about foreign keys.
public struct Violation: Sendable, Hashable {
    public let table: String
    public let columns: [String]
    public let constraint: String

    public init(table: String = "", columns: [String] = [], constraint: String = "") {
        self.table = table
        self.columns = columns
        self.constraint = constraint
    }
}

extension Violation: CustomStringConvertible {
    public var description: String {
        [table, columns.joined(separator: ", "), constraint].filter { !$0.isEmpty }.joined(separator: " / ")
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .uniqueViolation(let violation): "unique constraint: \(violation)"
        case .foreignKeyViolation(let violation): "foreign key constraint: \(violation)"
        case .checkViolation(let violation): "check constraint: \(violation)"
        case .notNullViolation(let violation): "not null constraint: \(violation)"
        case .busy: "the database is busy"
        case .unavailable(let reason): "the database is unavailable: \(reason)"
        case .outcomeUnknown: "the connection broke while committing; the outcome is unknown"
        case .timeout: "the statement took too long"
        case .diskFull: "the disk is full"
        case .other(let message): message
        }
    }
}
