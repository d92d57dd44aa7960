import Foundation

/// A statement as one engine takes it: numbered parameters and their values.
struct RenderedSQL {
    var text = ""
    var values: [Parameter] = []

    struct Parameter {
        let column: Column
        let type: ColumnType
        /// Where not nil, the parameter is a list (an array on PostgreSQL, a JSON text on SQLite).
        var list: [Column]?
    }
}

private let sqliteNames = ["?"] + (1..<64).map { "?\($0)" }
private let postgresNames = ["$"] + (1..<64).map { "$\($0)" }

extension SQL {
    /// The text and values for one engine.
    ///
    /// - Throws: ``StoreError/other(_:)`` for a text that holds NUL, which PostgreSQL cannot store.
    func rendered(for engine: Engine) throws -> RenderedSQL {
        var rendered = RenderedSQL()
        rendered.text.reserveCapacity(512)
        rendered.values.reserveCapacity(parts.count / 2)
        for part in parts {
            switch part {
            case .literal(let text):
                rendered.text += text
            case .word(let word):
                rendered.text += word.spelled(engine)
            case .value(let column, let type):
                try rendered.bind(column, type, engine)
            case .contains(let column, let text):
                try rendered.appendContains(column, text, engine)
            case .isIn(let column, let values, let type):
                try rendered.appendIsIn(column, values, type, engine)
            }
        }
        return rendered
    }
}

extension RenderedSQL {
    fileprivate mutating func bind(_ column: Column, _ type: ColumnType, _ engine: Engine) throws {
        try column.refuseNUL()
        add(Parameter(column: column, type: type == .unknown ? column.type : type), engine)
    }

    private mutating func add(_ parameter: Parameter, _ engine: Engine) {
        values.append(parameter)
        let names = engine == .sqlite ? sqliteNames : postgresNames
        text += values.count < names.count ? names[values.count] : names[0] + String(values.count)
    }

    fileprivate mutating func appendContains(_ column: String, _ wanted: String, _ engine: Engine) throws {
        var pattern = "%"
        for character in wanted.unicodeScalars {
            if character == "%" || character == "_" || character == "\\" { pattern += "\\" }
            pattern.unicodeScalars.append(character)
        }
        // SQLite's LIKE folds A to Z only; so does ILIKE under the "C" collation, and only there.
        text += engine == .sqlite ? "\(column) LIKE " : "\(column) COLLATE \"C\" ILIKE "
        try bind(.text(pattern + "%"), .text, engine)
        text += " ESCAPE '\\'"
    }

    /// A list is one parameter, so that its length does not make a new statement each time. Bytes, which JSON cannot
    /// hold, and reals, which it rounds, are written out one by one on SQLite.
    fileprivate mutating func appendIsIn(
        _ column: String, _ list: [Column], _ type: ColumnType, _ engine: Engine
    ) throws {
        guard let first = list.first else {
            text += "1 = 0"
            return
        }
        try list.forEach { try $0.refuseNUL() }
        let type = type == .unknown ? first.type : type
        if engine == .postgres {
            text += "\(column) = ANY("
            add(Parameter(column: .null, type: type, list: list), engine)
            text += ")"
        } else if type == .integer || type == .text {
            text += "\(column) IN (SELECT value FROM json_each("
            add(Parameter(column: .null, type: type, list: list), engine)
            text += "))"
        } else {
            text += "\(column) IN ("
            for (index, value) in list.enumerated() {
                if index > 0 { text += ", " }
                add(Parameter(column: value, type: type), engine)
            }
            text += ")"
        }
    }
}

extension Column {
    /// PostgreSQL cannot store NUL in a text, and SQLite's functions stop at it: both refuse it, with one error.
    func refuseNUL() throws {
        guard case .text(var text) = self else { return }
        // `contains` goes byte by byte through an iterator; an import binds a hundred million of them.
        let holdsNUL = text.withUTF8 { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        }
        if holdsNUL { throw StoreError.other("a text holds a NUL character") }
    }
}
