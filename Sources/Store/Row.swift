/// One row of a result. It owns its values, so it may be kept.
///
/// What reads a column is inlinable: a program reads some hundred of them for a page, and each would otherwise go through the
/// metadata of its type.
public struct Row: Sendable {
    @usableFromInline let names: ColumnNames
    @usableFromInline let cells: [Column]

    /// The value of a named column: `let name: String = try row["name"]`, `let end: Instant? = try row["ended_at"]`.
    ///
    /// - Throws: ``StoreError/other(_:)`` where there is no such column, or it holds something else.
    @inlinable public subscript<V: ColumnValue>(_ name: String) -> V {
        get throws {
            guard let index = names.indices[name] else {
                throw StoreError.other("no column \(name) among \(names.list.joined(separator: ", "))")
            }
            return try value(at: index)
        }
    }

    /// The value of the column at a position, from 0.
    @inlinable public func value<V: ColumnValue>(at index: Int) throws -> V {
        do {
            return try V(column: cells[index])
        } catch StoreError.other(let message) {
            throw StoreError.other("column \(names.list[index]): \(message)")
        }
    }

    /// The names of the columns, in order.
    public var columnNames: [String] { names.list }

    /// How many columns there are.
    public var count: Int { cells.count }
}

/// The names of a statement's columns, resolved once for all its rows.
@usableFromInline final class ColumnNames: Sendable {
    @usableFromInline let list: [String]
    @usableFromInline let indices: [String: Int]

    init(_ list: [String]) {
        self.list = list
        indices = Dictionary(zip(list, list.indices), uniquingKeysWith: { first, _ in first })
    }
}

/// A type that is read from one row.
public protocol FromRow {
    init(_ row: Row) throws
}

extension Row: FromRow {
    public init(_ row: Row) { self = row }
}
