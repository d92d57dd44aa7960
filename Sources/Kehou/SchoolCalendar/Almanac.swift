extension SchoolCalendar {
    /// Everything that decides the days of one place: the schedules, the city's terms, and the changes of its layers.
    ///
    /// A value: a city's almanac is made once, and a school's own is the same with its changes added.
    struct Almanac: Sendable {
        private let scheduledYears: Set<Int>
        private let scheduled: [LocalDate: HolidaySchedule.Day]
        private let terms: [Term]
        private let termYears: Set<Int>
        private var changes: [LocalDate: [Change]] = [:]

        /// *Shape*: in any order; changes of one place only, with those of the places around it.
        init(schedules: [HolidaySchedule], terms: [Term] = [], changes: [Change] = []) {
            scheduledYears = Set(schedules.map(\.year))
            // A December day may stand in two notices; the later one was written knowing the earlier.
            scheduled = schedules.sorted { $0.year < $1.year }.flatMap(\.days)
                .reduce(into: [:]) { days, day in days[day.date] = day }
            self.terms = terms
            termYears = Set(terms.map(\.schoolYear))
            add(changes)
        }

        /// The almanac of a place further in.
        func adding(_ nearer: [Change]) -> Almanac {
            var copy = self
            copy.add(nearer)
            return copy
        }

        /// Each day of a range, both ends included.
        ///
        /// *Throws*: `calendar.no_schedule` (conflict) when a year of the range has no holiday schedule: never guessed.
        func days(from first: LocalDate, through last: LocalDate) throws -> [ServiceDay] {
            guard first <= last else { return [] }
            try requireSchedules(first.year...last.year)
            return LocalDate.days(from: first, through: last).map(day)
        }

        /// *Throws*: as `days(from:through:)`.
        func days(of term: Term) throws -> [ServiceDay] { try days(from: term.starts, through: term.ends) }

        func missingYears(_ years: ClosedRange<Int>) -> [Int] { years.filter { !scheduledYears.contains($0) } }

        func requireSchedules(_ years: ClosedRange<Int>) throws {
            let missing = missingYears(years)
            guard missing.isEmpty else {
                throw Fault.conflict(
                    "calendar.no_schedule", ["years": missing.map(String.init).joined(separator: ", ")])
            }
        }

        /// Whether the city has said when the terms of this day's school year are. Where it has not, working days stand in.
        func knowsTerms(of date: LocalDate) -> Bool { termYears.contains(Term.schoolYear(of: date)) }

        /// Whether the State Council's schedule makes the day a day off, whatever a term or a place says of it.
        func isStatutoryHoliday(_ date: LocalDate) -> Bool { scheduled[date]?.isOff == true }

        /// The changes that touch a day, outermost first.
        func changes(on date: LocalDate) -> [Change] { changes[date] ?? [] }

        private mutating func add(_ nearer: [Change]) {
            for change in nearer { changes[change.date, default: []].append(change) }
            for date in Set(nearer.map(\.date)) { changes[date]?.sort { $0.layer < $1.layer } }
        }

        private func day(_ date: LocalDate) -> ServiceDay {
            if knowsTerms(of: date), !terms.contains(where: { $0.contains(date) }) {
                return ServiceDay(date: date, isService: false, runsWeekday: nil, reason: .vacation, endsEarlyAt: nil)
            }
            var (isService, reason) = ground(date)
            // No change touches a statutory holiday, whether it was there before the change or came with a later notice.
            guard !isStatutoryHoliday(date) else {
                return ServiceDay(date: date, isService: false, runsWeekday: nil, reason: reason, endsEarlyAt: nil)
            }
            let own = Weekday.schoolDays.contains(date.weekday) ? date.weekday : nil
            var runs = scheduled[date]?.runsWeekday ?? own
            var endsEarlyAt: TimeOfDay?
            for change in changes(on: date) {
                isService = change.service ?? isService
                runs = change.runsWeekday ?? runs
                endsEarlyAt = change.endsEarlyAt ?? endsEarlyAt
                if change.explains(isService) {
                    reason = .change(change.kind, by: change.layer, reason: change.reason)
                }
            }
            return ServiceDay(
                date: date, isService: isService, runsWeekday: isService ? runs : nil, reason: reason,
                endsEarlyAt: isService ? endsEarlyAt : nil)
        }

        /// The day by weekday and State Council alone.
        private func ground(_ date: LocalDate) -> (isService: Bool, Reason) {
            if let day = scheduled[date] {
                return day.isOff ? (false, .holiday(day.name)) : (true, .workedWeekend(day.name))
            }
            return Weekday.schoolDays.contains(date.weekday) ? (true, .ordinary) : (false, .weekend)
        }
    }
}
