/// One value as it travels to and from a database: what both engines can hold.
public enum Column: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])
}

/// The kind of column a Swift type is stored in. PostgreSQL must be told it even where the value is null.
public enum ColumnType: Sendable, Hashable {
    case unknown, integer, real, text, bytes
}

/// A type that can be bound into ``SQL`` and read from a ``Row``.
///
/// A type with a raw value that is itself a `ColumnValue` conforms with one line:
/// `extension Stage: ColumnValue {}`.
public protocol ColumnValue: Sendable {
    /// What is stored.
    var column: Column { get }

    /// The value of a stored column.
    ///
    /// - Throws: ``StoreError/other(_:)`` where the column holds something else.
    init(column: Column) throws

    /// The kind of column, known without a value. Leave it out only for a type that is never bound as null.
    static var columnType: ColumnType { get }
}

extension ColumnValue {
    public static var columnType: ColumnType { .unknown }

    /// The error to throw when a column does not hold what the type needs.
    public static func wrong(_ column: Column) -> StoreError {
        .other("cannot read \(Self.self) from \(column.kind)")
    }
}

extension ColumnValue where Self: RawRepresentable, RawValue: ColumnValue {
    @inlinable public var column: Column { rawValue.column }

    @inlinable public init(column: Column) throws {
        guard let value = Self(rawValue: try RawValue(column: column)) else { throw Self.wrong(column) }
        self = value
    }

    @inlinable public static var columnType: ColumnType { RawValue.columnType }
}

extension Column {
    /// What the column holds, for error messages; never the value, which may be personal.
    var kind: String {
        switch self {
        case .null: "NULL"
        case .integer: "an integer"
        case .real: "a real number"
        case .text: "a text"
        case .bytes: "bytes"
        }
    }

    /// The value as words for a log of settings.
    var plain: String {
        switch self {
        case .null: ""
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let value): value
        case .bytes: "bytes"
        }
    }

    var type: ColumnType {
        switch self {
        case .null: .unknown
        case .integer: .integer
        case .real: .real
        case .text: .text
        case .bytes: .bytes
        }
    }
}

extension Column: ColumnValue {
    @inlinable public var column: Column { self }
    @inlinable public init(column: Column) { self = column }
}

extension Int64: ColumnValue {
    @inlinable public var column: Column { .integer(self) }
    @inlinable public static var columnType: ColumnType { .integer }

    @inlinable public init(column: Column) throws {
        guard case .integer(let value) = column else { throw Self.wrong(column) }
        self = value
    }
}

extension Int: ColumnValue {
    @inlinable public var column: Column { .integer(Int64(self)) }
    @inlinable public static var columnType: ColumnType { .integer }

    @inlinable public init(column: Column) throws {
        guard case .integer(let value) = column else { throw Self.wrong(column) }
        self = Int(value)
    }
}

/// Stored as 0 or 1 on both engines; also reads PostgreSQL's own booleans (`SELECT EXISTS (...)`).
extension Bool: ColumnValue {
    @inlinable public var column: Column { .integer(self ? 1 : 0) }
    @inlinable public static var columnType: ColumnType { .integer }

    @inlinable public init(column: Column) throws {
        switch column {
        case .integer(0): self = false
        case .integer(1): self = true
        default: throw Self.wrong(column)
        }
    }
}

extension Double: ColumnValue {
    @inlinable public var column: Column { .real(self) }
    @inlinable public static var columnType: ColumnType { .real }

    @inlinable public init(column: Column) throws {
        switch column {
        case .real(let value): self = value
        case .integer(let value): self = Double(value)
        default: throw Self.wrong(column)
        }
    }
}

extension String: ColumnValue {
    @inlinable public var column: Column { .text(self) }
    @inlinable public static var columnType: ColumnType { .text }

    @inlinable public init(column: Column) throws {
        guard case .text(let value) = column else { throw Self.wrong(column) }
        self = value
    }
}

extension [UInt8]: ColumnValue {
    @inlinable public var column: Column { .bytes(self) }
    @inlinable public static var columnType: ColumnType { .bytes }

    @inlinable public init(column: Column) throws {
        guard case .bytes(let value) = column else { throw Self.wrong(column) }
        self = value
    }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    @inlinable public var column: Column { self?.column ?? .null }
    @inlinable public static var columnType: ColumnType { Wrapped.columnType }

    @inlinable public init(column: Column) throws {
        self = column == .null ? nil : try Wrapped(column: column)
    }
}
