import Store

/// A time of day at a school, to the minute. Text form `16:30`; a column holds minutes since midnight.
struct TimeOfDay: Hashable, Sendable, Comparable {
    let minutes: Int

    init(minutes: Int) { self.minutes = minutes }

    init?(hour: Int, minute: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        self.init(minutes: hour * 60 + minute)
    }

    var hour: Int { minutes / 60 }
    var minute: Int { minutes % 60 }

    static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.minutes < right.minutes }
    static func - (left: TimeOfDay, right: TimeOfDay) -> Minutes { Minutes(left.minutes - right.minutes) }
    static func + (left: TimeOfDay, right: Minutes) -> TimeOfDay { TimeOfDay(minutes: left.minutes + right.count) }
}

extension TimeOfDay: LosslessStringConvertible {
    /// `H:MM` or `HH:MM`, 24 hours.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1])
        else { return nil }
        self.init(hour: hour, minute: minute)
    }

    var description: String { "\(padded(hour, 2)):\(padded(minute, 2))" }
}

extension TimeOfDay: Codable, TextCoded {
    static let sample = TimeOfDay(minutes: 16 * 60)
    static let format = "time"
    static let faultCode = "field.time"
}

extension TimeOfDay: ColumnValue {
    init(column: Column) throws { self.init(minutes: try Int(column: column)) }
    var column: Column { .integer(Int64(minutes)) }
    static var columnType: ColumnType { .integer }
}

/// A length of time in whole minutes.
struct Minutes: Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral {
    let count: Int

    init(_ count: Int) { self.count = count }
    init(integerLiteral value: Int) { self.init(value) }

    static func < (left: Minutes, right: Minutes) -> Bool { left.count < right.count }
    static func + (left: Minutes, right: Minutes) -> Minutes { Minutes(left.count + right.count) }
    static func - (left: Minutes, right: Minutes) -> Minutes { Minutes(left.count - right.count) }
    static func * (left: Minutes, right: Int) -> Minutes { Minutes(left.count * right) }
}

extension Minutes: Codable, NumberCoded {
    init?(number: Int64) { self.init(Int(number)) }
    var number: Int64 { Int64(count) }
    static let sample: Minutes = 40
}

extension Minutes: ColumnValue {
    init(column: Column) throws { self.init(try Int(column: column)) }
    var column: Column { .integer(Int64(count)) }
    static var columnType: ColumnType { .integer }
}
