import Store

extension SchoolCalendar {
    /// 学期: from its first school day through its last, for the whole city.
    struct Term: Sendable, Equatable {
        let id: ID<Term>
        /// The year in which the school year begins: 2025 for 2025-2026.
        let schoolYear: Int
        /// 1 from autumn, 2 from spring.
        let ordinal: Int
        let starts: LocalDate
        let ends: LocalDate
        var openedAt: Instant?

        var isOpen: Bool { openedAt != nil }
        var days: [LocalDate] { LocalDate.days(from: starts, through: ends) }
        /// Calendar years it touches; each needs a holiday schedule before the term opens.
        var years: ClosedRange<Int> { starts.year...ends.year }

        /// 2025-2026 学年第一学期
        var title: Text {
            Text("calendar.term.\(ordinal)", ["from": String(schoolYear), "to": String(schoolYear + 1)])
        }

        func contains(_ date: LocalDate) -> Bool { starts <= date && date <= ends }

        /// The week of term a day lies in, from 1; weeks begin on Monday.
        func week(of date: LocalDate) -> Int? {
            guard contains(date) else { return nil }
            let monday = starts.adding(days: 1 - starts.weekday.rawValue)
            return monday.days(until: date) / 7 + 1
        }

        /// School years turn on 1 August, in the middle of the summer vacation.
        static func schoolYear(of date: LocalDate) -> Int { date.month >= 8 ? date.year : date.year - 1 }
    }
}
