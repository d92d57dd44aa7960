import Foundation
import Store

/// A day of the calendar in Asia/Shanghai, without a time or a zone. Text form `2026-09-01`.
struct LocalDate: Hashable, Sendable, Comparable {
    /// Days since 1970-01-01.
    let number: Int

    init(number: Int) { self.number = number }

    /// Nothing for a day that does not exist, such as 30 February, or a year outside 1900 ... 2999.
    init?(year: Int, month: Int, day: Int) {
        guard (1900...2999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let number = Self.number(year: year, month: month, day: day)
        self.init(number: number)
        guard self.month == month, self.day == day else { return nil }
    }

    var year: Int { civil.year }
    var month: Int { civil.month }
    var day: Int { civil.day }
    var weekday: Weekday { Weekday(rawValue: ((number + 3) % 7 + 7) % 7 + 1) ?? .monday }

    func adding(days: Int) -> LocalDate { LocalDate(number: number + days) }
    func days(until other: LocalDate) -> Int { other.number - number }
    static func < (left: LocalDate, right: LocalDate) -> Bool { left.number < right.number }

    /// Every day from `first` through `last`, both included; empty when `last` is earlier.
    static func days(from first: LocalDate, through last: LocalDate) -> [LocalDate] {
        first > last ? [] : (first.number...last.number).map(LocalDate.init(number:))
    }

    // Howard Hinnant's civil calendar arithmetic: exact for the proleptic Gregorian calendar, no zone data needed.
    private static func number(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let z = number + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension LocalDate: LosslessStringConvertible {
    /// Exactly `YYYY-MM-DD`.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
            let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]), let day = digits(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}

extension LocalDate: Codable, ColumnValue, TextCoded {
    static let sample = LocalDate(number: 20_332)
    static let format = "date"
    static let faultCode = "field.date"
}

/// A day of the week by the school's count: Monday is 1, Sunday 7.
enum Weekday: Int, CaseIterable, Hashable, Sendable, Comparable {
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The five days that a weekly timetable has.
    static let schoolDays: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]

    static func < (left: Weekday, right: Weekday) -> Bool { left.rawValue < right.rawValue }
}

extension Weekday: LosslessStringConvertible {
    init?(_ text: String) {
        guard let number = Int(text), let day = Weekday(rawValue: number) else { return nil }
        self = day
    }

    var description: String { String(rawValue) }
}

// Said outright: the standard library's way for raw values and `TextCoded`'s would tie, and a third be synthesised.
extension Weekday: Codable, TextCoded {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let day = Weekday(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.faultCode)
        }
        self = day
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    static let sample = Weekday.monday
    static let format = "weekday"
    static let faultCode = "field.weekday"
}

extension Weekday: ColumnValue {
    init(column: Column) throws {
        guard let day = Weekday(rawValue: try Int(column: column)) else { throw Fault.broken("weekday \(column)") }
        self = day
    }

    var column: Column { .integer(Int64(rawValue)) }
    static var columnType: ColumnType { .integer }
}

private func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte - 0x30)
    }
    return value
}

/// A number with leading zeros, for the text forms of dates and times.
func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    let missing = width - text.utf8.count
    return missing > 0 ? String(repeating: "0", count: missing) + text : text
}
