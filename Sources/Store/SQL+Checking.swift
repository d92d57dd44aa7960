extension SQL {
    /// Refuses parameters written by hand and values inside quotation marks. Run once per statement and connection,
    /// when it is prepared.
    ///
    /// `$1` is a *name* to SQLite and a position to PostgreSQL, so a statement that mixes it with interpolation gives
    /// different answers on the two engines, silently.
    func checkLiterals() throws {
        var scanner = LiteralScanner()
        for part in parts {
            if case .literal(let text) = part {
                try scanner.scan(text)
            } else if scanner.isQuoted {
                throw StoreError.other("SQL: a value stands inside quotation marks or a comment")
            }
        }
    }
}

/// Knows which characters of a statement stand outside quotation marks and comments.
private struct LiteralScanner {
    private enum State { case plain, quoted(UInt8), lineComment, blockComment }

    private var state = State.plain
    private var previous: UInt8 = 0

    var isQuoted: Bool {
        if case .plain = state { false } else { true }
    }

    mutating func scan(_ text: String) throws {
        for byte in text.utf8 {
            switch state {
            case .plain: try plain(byte)
            case .quoted(let mark): if byte == mark { state = .plain }
            case .lineComment: if byte == UInt8(ascii: "\n") { state = .plain }
            case .blockComment: if previous == UInt8(ascii: "*"), byte == UInt8(ascii: "/") { state = .plain }
            }
            previous = byte
        }
    }

    private mutating func plain(_ byte: UInt8) throws {
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
            state = .quoted(byte)
        case UInt8(ascii: "-") where previous == byte:
            state = .lineComment
        case UInt8(ascii: "*") where previous == UInt8(ascii: "/"):
            state = .blockComment
        case UInt8(ascii: "?"), UInt8(ascii: "$"), UInt8(ascii: ":"), UInt8(ascii: "@"):
            let sign = Character(Unicode.Scalar(byte))
            throw StoreError.other("SQL: raw parameter '\(sign)'; interpolate the value instead")
        default:
            break
        }
    }
}
