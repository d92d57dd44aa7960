/// A statement whose values are bound, never spliced: `"SELECT name FROM school WHERE id = \(id)"`.
///
/// Interpolating a ``ColumnValue`` (or an optional one) makes a numbered parameter; interpolating another `SQL`
/// nests it. The two engines spell parameters and a few words differently, so the text is made when it is run.
/// Parameters written by hand (`?1`, `$1`, `:name`) and values inside quotation marks are refused.
public struct SQL: Sendable, Hashable, ExpressibleByStringInterpolation {
    enum Part: Sendable, Hashable {
        case literal(String)
        case value(Column, ColumnType)
        case word(Word)
        case contains(column: String, text: String)
        case isIn(column: String, values: [Column], ColumnType)
    }

    var parts: [Part]

    init(parts: [Part]) {
        self.parts = parts
    }

    /// One bound value.
    init(value: any ColumnValue) {
        parts = [.value(value.column, type(of: value).columnType)]
    }

    public init(stringLiteral value: String) {
        parts = [.literal(value)]
    }

    public init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    public static func + (a: SQL, b: SQL) -> SQL {
        SQL(parts: a.parts + b.parts)
    }

    /// The pieces with a separator between each two: `SQL.joined(conditions, " AND ")`.
    ///
    /// The separator is a literal of ours, never what somebody typed.
    public static func joined(_ pieces: some Sequence<SQL>, _ separator: StaticString) -> SQL {
        var parts: [Part] = []
        for piece in pieces {
            if !parts.isEmpty { parts.append(.literal("\(separator)")) }
            parts += piece.parts
        }
        return SQL(parts: parts)
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(interpolationCount * 2 + 1)
        }

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(.literal(literal)) }
        }

        /// A bound value.
        public mutating func appendInterpolation<V: ColumnValue>(_ value: V) {
            parts.append(.value(value.column, V.columnType))
        }

        /// A bound value, NULL for nil.
        public mutating func appendInterpolation<V: ColumnValue>(_ value: V?) {
            parts.append(.value(value.column, V.columnType))
        }

        /// Another piece of SQL, its values bound in turn, or a word such as `\(.forUpdate)`.
        public mutating func appendInterpolation(_ sql: SQL) {
            parts += sql.parts
        }

        /// A condition: the column holds the text somewhere. Case is ignored for A to Z only; `%` and `_` are
        /// themselves. The column is written by us, the text by anybody.
        public mutating func appendInterpolation(contains column: String, _ text: String) {
            parts.append(.contains(column: column, text: text))
        }

        /// A condition: the column is one of the values; false where there are none. One prepared statement serves
        /// lists of every length.
        public mutating func appendInterpolation<V: ColumnValue>(column: String, isIn values: some Sequence<V>) {
            parts.append(.isIn(column: column, values: values.map(\.column), V.columnType))
        }

        /// Text put in as it is, for names the program itself makes. Never anything a person typed.
        public mutating func appendInterpolation(unsafe text: String) {
            parts.append(.literal(text))
        }
    }
}
