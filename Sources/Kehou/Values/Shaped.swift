import Store

/// A leaf value that knows its own JSON shape, so that one recording decoder can describe every input and page.
///
/// `sample` is any legal value: the recorder hands it back in place of real data.
protocol Shaped {
    static var shape: Shape { get }
    static var sample: Self { get }
}

/// A leaf written as text: `2026-09-01`, `16:30`. Conformers get Codable, a column and a shape from their text form.
protocol TextCoded: Shaped, Codable, ColumnValue, LosslessStringConvertible {
    static var format: String { get }
    /// The language key (`fault.` + code) shown beside a field that does not parse.
    static var faultCode: String { get }
}

extension TextCoded {
    static var shape: Shape { .text(format: format, choices: []) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.faultCode)
        }
        self = value
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    init(column: Column) throws {
        let text = try String(column: column)
        guard let value = Self(text) else { throw Fault.broken("\(Self.self) column holds \(text)") }
        self = value
    }

    var column: Column { .text(description) }
    static var columnType: ColumnType { .text }
}

/// A leaf written as a whole number: minutes, fen.
protocol NumberCoded: Shaped, Codable {
    init?(number: Int64)
    var number: Int64 { get }
}

extension NumberCoded {
    static var shape: Shape { .integer }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(number: try container.decode(Int64.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "field.number")
        }
        self = value
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

extension ID: Shaped {
    static var shape: Shape { .text(format: "id", choices: []) }
    static var sample: ID<T> { ID(1) }
}

/// One of a fixed set of words: a role, a state, a kind. Its label for people is the language key `<prefix>.<word>`.
protocol Choice: RawRepresentable, CaseIterable, Codable, Hashable, Sendable, Shaped, ColumnValue, Displayed
where RawValue == String {
    /// First part of the language key of each case, such as `role`.
    static var prefix: String { get }
}

extension Choice {
    static var shape: Shape { .text(format: nil, choices: allCases.map(\.rawValue)) }
    static var sample: Self { allCases[allCases.startIndex] }

    var label: Text { Text("\(Self.prefix).\(rawValue)") }
    func display(in language: Language) -> String { label.display(in: language) }

    init(column: Column) throws {
        let text = try String(column: column)
        guard let value = Self(rawValue: text) else { throw Fault.broken("\(Self.self) column holds \(text)") }
        self = value
    }

    var column: Column { .text(rawValue) }
    static var columnType: ColumnType { .text }
}
