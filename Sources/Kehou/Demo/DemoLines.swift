extension Demo {
    /// Comma-separated lines on their way to a file, handed on in pieces of about a mebibyte.
    struct Lines {
        private var bytes: [UInt8] = []
        private let write: (UnsafeRawBufferPointer) throws -> Void
        private let advance: (Int) -> Void
        private var rows = 0

        /// - Parameter advance: told the number of rows since it was last called.
        init(write: @escaping (UnsafeRawBufferPointer) throws -> Void, advance: @escaping (Int) -> Void) {
            self.write = write
            self.advance = advance
            bytes.reserveCapacity(Self.piece + 4096)
        }

        mutating func row(_ fields: [String]) throws {
            for (place, field) in fields.enumerated() {
                if place > 0 { bytes.append(comma) }
                append(field)
            }
            bytes.append(lineFeed)
            rows += 1
            if bytes.count >= Self.piece { try flush() }
        }

        mutating func flush() throws {
            try bytes.withUnsafeBytes(write)
            bytes.removeAll(keepingCapacity: true)
            advance(rows)
            rows = 0
        }

        private mutating func append(_ field: String) {
            let isPlain = field.utf8.allSatisfy { $0 != comma && $0 != quote && $0 != lineFeed && $0 != carriageReturn }
            if isPlain { return bytes.append(contentsOf: field.utf8) }
            bytes.append(quote)
            for byte in field.utf8 {
                if byte == quote { bytes.append(quote) }
                bytes.append(byte)
            }
            bytes.append(quote)
        }

        private static let piece = 1 << 20
    }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
