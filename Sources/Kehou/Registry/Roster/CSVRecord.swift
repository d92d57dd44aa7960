import Foundation

/// One record of a CSV file: its fields as bytes, and where it began.
///
/// One value is filled again and again by ``CSVScanner/next(into:)``, so that a file of millions of rows allocates nothing
/// per row.
struct CSVRecord {
    /// What is wrong with a record that could still be told from its neighbours.
    enum Flaw: Equatable {
        /// Text follows a closing quotation mark.
        case strayQuote
        /// A quotation mark stands in a field that does not begin with one.
        case bareQuote
        /// A byte that no text holds, such as NUL.
        case controlByte
    }

    /// The line of the file on which the record begins, from 1.
    fileprivate(set) var line = 1
    fileprivate(set) var flaw: Flaw?
    /// The field, from 0, that holds the flaw.
    fileprivate(set) var flawedField = 0
    /// Whether any field holds more than ASCII.
    fileprivate(set) var isBeyondASCII = false
    fileprivate var bytes: [UInt8] = []
    fileprivate var ends: [Int] = []

    init() {
        bytes.reserveCapacity(4096)
        ends.reserveCapacity(64)
    }

    var count: Int { ends.count }

    /// A record of one empty field: an empty line.
    var isBlank: Bool { ends.count == 1 && ends[0] == 0 }

    /// The bytes of a field, quotation marks taken off.
    func field(_ index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// The field as text without blanks at its ends, or nil where the bytes are not UTF-8.
    func text(_ index: Int) -> String? {
        let bytes = field(index).trimmed
        let text = bytes.validText
        return bytes.mayHaveBlankEnds ? text?.withoutBlanks : text
    }

    fileprivate mutating func begin(line: Int) {
        self.line = line
        flaw = nil
        isBeyondASCII = false
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    fileprivate mutating func note(_ flaw: Flaw) {
        guard self.flaw == nil else { return }
        self.flaw = flaw
        flawedField = ends.count
    }

    fileprivate mutating func noteFlaw(of byte: UInt8) {
        if byte == .quote {
            note(.bareQuote)
        } else if byte < 0x20, byte != .tab, byte != .lineFeed, byte != .carriageReturn {
            note(.controlByte)
        }
    }
}

/// Splits a stream of bytes into CSV records (RFC 4180): commas, quoted fields that may hold line ends, CRLF, LF or CR,
/// with or without a byte order mark.
///
/// It works on bytes, never on `Character`: `"\r\n"` is a single Character, and bytes are forty times faster. Memory is
/// bounded by the longest record that is allowed.
struct CSVScanner {
    /// Why the rest of a file cannot be read.
    enum Failure: Error, Equatable {
        case recordTooLong(line: Int, limit: Int)
        case unclosedQuote(line: Int)
        case utf16
    }

    typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

    static let maximumFields = 1000

    private enum State { case fieldStart, plain, quoted, quoteInQuoted }

    private let source: Source
    private let limit: Int
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var position = 0
    private var end = 0
    private var line = 1
    private var isAtStart = true

    /// - Parameter source: fills the buffer and says how many bytes; 0 is the end.
    init(limit: Int = 1 << 20, source: @escaping Source) {
        self.source = source
        self.limit = limit
    }

    /// Reads the next record.
    ///
    /// - Returns: false at the end of the file.
    /// - Throws: ``Failure`` where the rest cannot be read, or what the source throws.
    mutating func next(into record: inout CSVRecord) throws -> Bool {
        if isAtStart { try skipMark() }
        record.begin(line: line)
        var state = State.fieldStart
        while true {
            if position == end {
                guard try fill() else { return try finish(&record, state) }
            }
            if state == .plain || state == .quoted {
                try takeRun(into: &record, upTo: state == .plain ? .comma : .quote)
                if position == end { continue }
            }
            let byte = buffer[position]
            position += 1
            switch state {
            case .quoted:
                if byte == .quote {
                    state = .quoteInQuoted
                } else {
                    if byte == .lineFeed { line += 1 }
                    try append(byte, to: &record)
                }
            case .quoteInQuoted where byte == .quote:
                try take(byte, into: &record)
                state = .quoted
            case .fieldStart where byte == .quote:
                state = .quoted
            default:
                if byte == .comma {
                    try endField(&record)
                    state = .fieldStart
                } else if byte == .lineFeed || byte == .carriageReturn {
                    try endLine(byte, &record)
                    return true
                } else {
                    if state == .quoteInQuoted { record.note(.strayQuote) }
                    try append(byte, to: &record)
                    state = .plain
                }
            }
        }
    }

    /// Takes the bytes up to the next one that may mean something: nearly all of them, at one go.
    private mutating func takeRun(into record: inout CSVRecord, upTo mark: UInt8) throws {
        var (index, all) = (position, UInt8(0))
        buffer.withUnsafeBufferPointer { bytes in
            while index < end, bytes[index] > .quote, bytes[index] != mark {
                all |= bytes[index]
                index += 1
            }
        }
        guard record.bytes.count + index - position <= limit else {
            throw Failure.recordTooLong(line: record.line, limit: limit)
        }
        if all >= 0x80 { record.isBeyondASCII = true }
        record.bytes.append(contentsOf: buffer[position..<index])
        position = index
    }

    private mutating func append(_ byte: UInt8, to record: inout CSVRecord) throws {
        // A quotation mark comes here out of an unquoted field alone.
        if byte <= .quote { record.noteFlaw(of: byte) }
        if byte >= 0x80 { record.isBeyondASCII = true }
        try take(byte, into: &record)
    }

    private mutating func take(_ byte: UInt8, into record: inout CSVRecord) throws {
        guard record.bytes.count < limit else { throw Failure.recordTooLong(line: record.line, limit: limit) }
        record.bytes.append(byte)
    }

    private mutating func endField(_ record: inout CSVRecord) throws {
        guard record.ends.count < Self.maximumFields else {
            throw Failure.recordTooLong(line: record.line, limit: Self.maximumFields)
        }
        record.ends.append(record.bytes.count)
    }

    private mutating func endLine(_ byte: UInt8, _ record: inout CSVRecord) throws {
        try endField(&record)
        line += 1
        guard byte == .carriageReturn else { return }
        if position == end, try !fill() { return }
        if buffer[position] == .lineFeed { position += 1 }
    }

    private mutating func finish(_ record: inout CSVRecord, _ state: State) throws -> Bool {
        if state == .quoted { throw Failure.unclosedQuote(line: record.line) }
        if state == .fieldStart, record.ends.isEmpty { return false }
        try endField(&record)
        return true
    }

    private mutating func fill() throws -> Bool {
        position = 0
        end = try buffer.withUnsafeMutableBytes { try source($0) }
        return end > 0
    }

    private mutating func skipMark() throws {
        isAtStart = false
        while end < 3 {
            // A source may give fewer bytes than asked for; three are needed to know the mark.
            let more = try buffer.withUnsafeMutableBytes {
                try source(UnsafeMutableRawBufferPointer(rebasing: $0[end...]))
            }
            if more == 0 { break }
            end += more
        }
        if end >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { position = 3 }
        if end >= 2, (buffer[0], buffer[1]) == (0xFF, 0xFE) || (buffer[0], buffer[1]) == (0xFE, 0xFF) {
            throw Failure.utf16
        }
    }
}

extension UInt8 {
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let tab = UInt8(ascii: "\t")
}

extension ArraySlice<UInt8> {
    /// The bytes without blanks, tabs and line ends at either end.
    fileprivate var trimmed: ArraySlice<UInt8> {
        var (low, high) = (startIndex, endIndex)
        while low < high, self[low] <= 0x20 { low += 1 }
        while low < high, self[high - 1] <= 0x20 { high -= 1 }
        return self[low..<high]
    }

    /// The text, or nil where the bytes are not UTF-8: decoding would then have repaired something. Six times faster than
    /// `String(validating:as:)`, which works through generic iterators.
    fileprivate var validText: String? {
        var text = String(decoding: self, as: UTF8.self)
        let isWhole = text.withUTF8 { decoded in
            withUnsafeBytes { bytes in
                guard let from = bytes.baseAddress, let to = decoded.baseAddress else { return isEmpty }
                return bytes.count == decoded.count && memcmp(from, to, bytes.count) == 0
            }
        }
        return isWhole ? text : nil
    }

    /// Whether bytes that are not UTF-8 read as GBK throughout: every byte above 0x80 leads a pair.
    ///
    /// The usual case by far: a sheet saved as CSV by Excel on a Chinese Windows.
    var looksLikeGBK: Bool {
        var index = startIndex
        var pairs = 0
        while index < endIndex {
            guard self[index] >= 0x80 else {
                index += 1
                continue
            }
            guard 0x81...0xFE ~= self[index], index + 1 < endIndex,
                0x40...0xFE ~= self[index + 1], self[index + 1] != 0x7F
            else { return false }
            pairs += 1
            index += 2
        }
        return pairs > 0
    }
}
