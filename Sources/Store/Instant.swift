/// A moment, in milliseconds since 1970-01-01T00:00:00Z. What the database holds for every event.
///
/// In JSON it is an ISO 8601 text in UTC with milliseconds, `2026-09-01T08:00:00.000Z`.
public struct Instant: Sendable, Hashable, Comparable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

    /// The moment this much later, or earlier where the duration is negative.
    public func advanced(by duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        return Instant(milliseconds: milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// How long it is from this moment to the other.
    public func duration(to other: Instant) -> Duration {
        .milliseconds(other.milliseconds - milliseconds)
    }
}

extension Instant: ColumnValue {
    public var column: Column { .integer(milliseconds) }
    public static var columnType: ColumnType { .integer }

    public init(column: Column) throws {
        self.init(milliseconds: try Int64(column: column))
    }
}

extension Instant: CustomStringConvertible {
    public var description: String {
        let (day, millisecond) = milliseconds.flooredDivision(by: 86_400_000)
        let (year, month, dayOfMonth) = Self.civil(fromDay: day)
        let time = [millisecond / 3_600_000, millisecond / 60_000 % 60, millisecond / 1000 % 60]
        return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(dayOfMonth, 2)
            + "T" + time.map { Self.padded($0, 2) }.joined(separator: ":")
            + "." + Self.padded(millisecond % 1000, 3) + "Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.count))
        return (number < 0 ? "-" : "") + zeros + digits
    }
}

extension Instant: LosslessStringConvertible {
    /// Reads what `description` writes; seconds' fractions may be missing or longer.
    public init?(_ text: String) {
        let utf8 = Array(text.utf8)
        guard utf8.count >= 20, utf8.last == UInt8(ascii: "Z"), utf8[10] == UInt8(ascii: "T"),
            utf8[4] == UInt8(ascii: "-"), utf8[7] == UInt8(ascii: "-"),
            utf8[13] == UInt8(ascii: ":"), utf8[16] == UInt8(ascii: ":"),
            let year = Self.number(utf8[0..<4]), let month = Self.number(utf8[5..<7]),
            let day = Self.number(utf8[8..<10]), let hour = Self.number(utf8[11..<13]),
            let minute = Self.number(utf8[14..<16]), let second = Self.number(utf8[17..<19]),
            1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second < 60
        else { return nil }
        var fraction: Int64 = 0
        if utf8.count > 20 {
            let digits = utf8[20..<(utf8.count - 1)]
            guard utf8[19] == UInt8(ascii: "."), !digits.isEmpty, Self.number(digits.prefix(18)) != nil else {
                return nil
            }
            fraction = Self.number(Array((digits.prefix(3) + [48, 48, 48]).prefix(3))[...]) ?? 0
        }
        let days = Self.day(year: year, month: month, day: day)
        guard Self.civil(fromDay: days) == (year, month, day) else { return nil }
        self.init(milliseconds: ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        digits.reduce(Int64?(0)) { sum, digit in
            guard let sum, 48...57 ~= digit else { return nil }
            return sum * 10 + Int64(digit - 48)
        }
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Instant(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ISO 8601 moment in UTC")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Instant {
    /// The proleptic Gregorian date of a day counted from 1970-01-01.
    ///
    /// *Source*: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (day + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// The inverse of ``civil(fromDay:)``.
    static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooredDivision(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
