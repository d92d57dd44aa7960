import Store

extension Plans {
    /// A part of the year with its own normal off-work time. May run over the turn of the year: 10-01 to 04-30.
    struct Season: Sendable, Hashable, Codable {
        /// As its writers call it, in whatever language; blank for the program's own, which nobody has named.
        let name: String
        let from: MonthDay
        let through: MonthDay
        let offWorkAt: TimeOfDay

        static let wholeYear = Season(
            name: "", from: .first, through: .last, offWorkAt: TimeOfDay(minutes: 17 * 60 + 30))

        var title: Text { name.isEmpty ? Text("policy.whole_year") : Text(verbatim: name) }

        func contains(_ day: MonthDay) -> Bool {
            from <= through ? from <= day && day <= through : day >= from || day <= through
        }
    }

    /// A day of any year. Text form `09-01`.
    struct MonthDay: Hashable, Sendable, Comparable {
        let month: Int
        let day: Int

        static let first = MonthDay(LocalDate(number: 0))
        static let last = MonthDay(LocalDate(number: -1))

        init(_ date: LocalDate) {
            month = date.month
            day = date.day
        }

        /// Every day of the year, in order.
        ///
        /// *Shape*: 366 days, 29 February included.
        static var all: [MonthDay] {
            // 1972 was a leap year.
            LocalDate.days(from: LocalDate(number: 730), through: LocalDate(number: 730 + 365)).map(MonthDay.init)
        }

        static func < (left: MonthDay, right: MonthDay) -> Bool { (left.month, left.day) < (right.month, right.day) }
    }
}

extension Plans.MonthDay: LosslessStringConvertible, Codable, ColumnValue, TextCoded {
    /// Exactly `MM-DD`; 02-29 is a day.
    init?(_ description: String) {
        guard let date = LocalDate("1972-\(description)") else { return nil }
        self.init(date)
    }

    var description: String { "\(padded(month, 2))-\(padded(day, 2))" }

    static let sample = Plans.MonthDay.first
    static let format = "month-day"
    static let faultCode = "field.month_day"
}

extension [Plans.Season] {
    /// When people may come off work at all: an earlier or later time would put clause 2c out of force.
    private static var offWork: ClosedRange<TimeOfDay> { TimeOfDay(minutes: 15 * 60)...TimeOfDay(minutes: 20 * 60) }

    /// What is wrong with the seasons of one policy: each day of the year lies in exactly one, and each has a time in the
    /// afternoon.
    var faults: [FieldFault] {
        guard !isEmpty else { return [FieldFault("seasons", "policy.seasons_none")] }
        if contains(where: { !Self.offWork.contains($0.offWorkAt) }) {
            let bound = Self.offWork
            return [
                FieldFault(
                    "seasons", "policy.time_range",
                    ["least": "\(bound.lowerBound)", "most": "\(bound.upperBound)"])
            ]
        }
        for day in Plans.MonthDay.all {
            let here = filter { $0.contains(day) }
            if here.isEmpty { return [FieldFault("seasons", "policy.seasons_gap", ["day": day.description])] }
            if here.count > 1 { return [FieldFault("seasons", "policy.seasons_overlap", ["day": day.description])] }
        }
        return []
    }
}
