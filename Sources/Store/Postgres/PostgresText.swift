import CPostgres

/// PostgreSQL's text form of values: read from results, written into arrays and COPY.
enum PostgresText {
    /// Reads a value of a result.
    ///
    /// *Source*: type numbers from pg_type.dat. `numeric` comes from SUM and AVG over integers: without a decimal
    /// point it is an integer, as on SQLite.
    static func column(_ bytes: UnsafeBufferPointer<UInt8>, type: Oid) -> Column {
        switch type {
        case 20, 21, 23, 26:
            if let value = integer(bytes) { return .integer(value) }
        case 16:
            return .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case 700, 701, 1700:
            if type == 1700, let value = integer(bytes) { return .integer(value) }
            if let value = Double(String(decoding: bytes, as: UTF8.self)) { return .real(value) }
        case 17:
            return .bytes(unhexed(bytes.dropFirst(2)))
        default:
            break
        }
        return .text(String(decoding: bytes, as: UTF8.self))
    }

    /// `{1,2}` or `{"a","b"}`.
    static func array(_ list: [Column]) -> String {
        var text = "{"
        for (index, value) in list.enumerated() {
            if index > 0 { text += "," }
            switch value {
            case .null: text += "NULL"
            case .integer(let value): text += String(value)
            case .real(let value): text += String(value)
            case .bytes(let value): text += "\"\\\\x" + hex(value) + "\""
            case .text(let value):
                text += "\""
                for scalar in value.unicodeScalars {
                    if scalar == "\"" || scalar == "\\" { text += "\\" }
                    text.unicodeScalars.append(scalar)
                }
                text += "\""
            }
        }
        return text + "}"
    }

    /// One value of a line for COPY.
    static func append(_ column: Column, toCopy bytes: inout [UInt8]) {
        switch column {
        case .null: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
        case .integer(let value): bytes += String(value).utf8
        case .real(let value): bytes += String(value).utf8
        case .bytes(let value): bytes += ("\\\\x" + hex(value)).utf8
        case .text(let text):
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "\\"): bytes += [byte, byte]
                case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
                case UInt8(ascii: "\r"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
                case UInt8(ascii: "\t"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
                default: bytes.append(byte)
                }
            }
        }
    }

    private static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        var rest = bytes[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        var value: Int64 = 0
        for byte in rest {
            guard 48...57 ~= byte else { return nil }
            // Counts downwards, because the smallest number has no positive twin.
            let (product, isTooSmall) = value.multipliedReportingOverflow(by: 10)
            let (sum, isSmaller) = product.subtractingReportingOverflow(Int64(byte - 48))
            guard !isTooSmall, !isSmaller else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            unsafeUninitializedCapacity: bytes.count * 2,
            initializingUTF8With: { buffer in
                for (index, byte) in bytes.enumerated() {
                    buffer[index * 2] = digits[Int(byte >> 4)]
                    buffer[index * 2 + 1] = digits[Int(byte & 15)]
                }
                return bytes.count * 2
            })
    }

    private static func unhexed(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            let value = digit <= UInt8(ascii: "9") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
