import Foundation
import Store

/// Where "now" comes from. Tests hand in a clock of their own.
struct Clock: Sendable {
    let now: @Sendable () -> Instant

    static let system = Clock { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    /// A clock that stands still.
    static func fixed(_ instant: Instant) -> Clock { Clock { instant } }

    /// Today in Asia/Shanghai.
    func today() -> LocalDate { now().localDate }
}

extension Instant {
    /// Asia/Shanghai has been UTC+8 without summer time since 1991; the host's zone never matters.
    private static let shanghaiOffset: Int64 = 8 * 3_600_000
    private static let day: Int64 = 86_400_000

    private var local: Int64 { milliseconds + Self.shanghaiOffset }

    /// The school day this instant falls on.
    var localDate: LocalDate {
        LocalDate(number: Int((local >= 0 ? local : local - Self.day + 1) / Self.day))
    }

    /// The time of day at school, to the minute.
    var timeOfDay: TimeOfDay {
        TimeOfDay(minutes: Int(((local % Self.day) + Self.day) % Self.day / 60_000))
    }

    /// Midnight at the start of a day, or a time on it, in Asia/Shanghai.
    init(_ date: LocalDate, _ time: TimeOfDay = TimeOfDay(minutes: 0)) {
        self.init(milliseconds: Int64(date.number) * Self.day + Int64(time.minutes) * 60_000 - Self.shanghaiOffset)
    }

    func adding(seconds: Int64) -> Instant { Instant(milliseconds: milliseconds + seconds * 1000) }
}

extension Instant: Shaped {
    static var shape: Shape { .text(format: "date-time", choices: []) }
    static var sample: Instant { Instant(milliseconds: 0) }
}
