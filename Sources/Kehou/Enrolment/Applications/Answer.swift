extension Enrolment {
    /// What a family says for one child: it joins on these days, or it does not join. The two weigh the same, and there is
    /// nothing else to say: no reason, no paper (clauses 1d, 1e).
    struct Answer: Hashable, Sendable {
        struct Day: Hashable, Sendable {
            let weekday: Weekday
            let leaves: TimeOfDay
            let isLateCare: Bool
        }

        /// By weekday; none means that the child does not join.
        let days: [Day]
        /// The homework room and no clubs.
        let homeworkOnly: Bool

        static let declines = Answer(days: [], homeworkOnly: false)

        var joins: Bool { !days.isEmpty }
        var weekdays: Weekdays { Weekdays(days.map(\.weekday)) }
    }

    /// Some of Monday to Friday as bits, Monday the lowest: one small number in a row.
    struct Weekdays: Hashable, Sendable {
        let bits: Int

        init(bits: Int) { self.bits = bits }

        init(_ days: some Sequence<Weekday>) {
            bits = days.reduce(0) { $0 | 1 << ($1.rawValue - 1) }
        }

        static let none = Weekdays(bits: 0)

        func contains(_ day: Weekday) -> Bool { bits & 1 << (day.rawValue - 1) != 0 }
        /// 1 on a day that is in, 0 on one that is not.
        func count(_ day: Weekday) -> Int { contains(day) ? 1 : 0 }
        var all: [Weekday] { Weekday.schoolDays.filter(contains) }
    }
}
