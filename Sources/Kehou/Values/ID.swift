import Foundation
import Store
import Synchronization

/// The key of one `T`: 64 bits, time-ordered, made by the program without a round trip to the database.
///
/// *Shape*: 41 bits of milliseconds since 2020, 12 bits of process tag, 10 bits of counter; always positive.
/// JSON carries it as a string, since JavaScript numbers stop at 2^53.
struct ID<T>: Hashable, Sendable, Comparable {
    let rawValue: Int64

    init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// A fresh id, larger than any this process made before.
    static func next() -> ID<T> { ID(IDSource.shared.next()) }

    /// A fresh id that tells the day and no more: for rows from which nobody may learn when, or after whom.
    static func somewhen(on day: LocalDate) -> ID<T> { ID(IDSource.somewhen(on: Instant(day))) }

    static func < (left: ID<T>, right: ID<T>) -> Bool { left.rawValue < right.rawValue }

    /// The same key seen as the key of another type: a place may be a school, a district or a city.
    func of<Other>(_: Other.Type) -> ID<Other> { ID<Other>(rawValue) }
}

extension ID: LosslessStringConvertible, CustomStringConvertible {
    init?(_ description: String) {
        guard let value = Int64(description), value > 0 else { return nil }
        self.init(value)
    }

    var description: String { String(rawValue) }
}

extension ID: ExpressibleByIntegerLiteral {
    init(integerLiteral value: Int64) { self.init(value) }
}

extension ID: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = ID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "id.wrong")
        }
        self = id
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension ID: ColumnValue {
    init(column: Column) throws { self.init(try Int64(column: column)) }
    var column: Column { .integer(rawValue) }
    static var columnType: ColumnType { .integer }
}

/// Hands out time-ordered numbers. Two processes differ in the tag, so they need not speak to each other.
private final class IDSource: Sendable {
    static let shared = IDSource()

    private static let epoch: Int64 = 1_577_836_800_000
    private let last = Mutex<Int64>(0)
    private let tag = Int64.random(in: 0..<4096)

    /// Any number of the day: a second one alike is as likely as two of 2^48 being drawn the same.
    static func somewhen(on start: Instant) -> Int64 {
        ((start.milliseconds - epoch + Int64.random(in: 0..<86_400_000)) << 22) | Int64.random(in: 0..<1 << 22)
    }

    func next() -> Int64 {
        let milliseconds = Int64(Date().timeIntervalSince1970 * 1000) - Self.epoch
        return last.withLock { last in
            // A clock that stands still or runs backwards only uses up the counter and then the next millisecond.
            let floor = milliseconds << 10
            last = max(floor, last + 1)
            return ((last >> 10) << 22) | (tag << 10) | (last & 1023)
        }
    }
}
