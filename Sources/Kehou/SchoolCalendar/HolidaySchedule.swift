extension SchoolCalendar {
    /// One year's notice of the State Council, day by day.
    ///
    /// *Source*: the shape of the public `holiday-cn` data set, with one optional addition, `runsWeekday`.
    struct HolidaySchedule: Sendable, Equatable {
        /// The year in the notice's title. A notice may also move a day of the December before.
        let year: Int
        /// Where the notice stands.
        let papers: [String]
        /// Ordered by date, each date once.
        let days: [Day]

        struct Day: Sendable, Equatable {
            let date: LocalDate
            /// The holiday the day belongs to: 国庆节.
            let name: String
            /// False is a weekend day that is worked.
            let isOff: Bool
            /// Monday to Friday, whose timetable a worked weekend day runs; nothing until somebody states it.
            var runsWeekday: Weekday?
        }

        var workedDays: [Day] { days.filter { !$0.isOff } }

        /// A weekday for each worked weekend day that does not state one, as a proposal and never as a fact.
        ///
        /// Worked days make up for the last weekdays off of their holiday, so a holiday with two of them proposes its last two
        /// weekdays off, in order. Most schools announce just that; a person still has to say so.
        func proposedWeekdays() -> [LocalDate: Weekday] {
            var proposals: [LocalDate: Weekday] = [:]
            for worked in Dictionary(grouping: workedDays, by: \.name).values {
                let weekdaysOff = days.filter {
                    $0.isOff && $0.name == worked[0].name && Weekday.schoolDays.contains($0.date.weekday)
                }
                for (day, makesUpFor) in zip(worked.reversed(), weekdaysOff.reversed()) where day.runsWeekday == nil {
                    proposals[day.date] = makesUpFor.date.weekday
                }
            }
            return proposals
        }
    }
}
