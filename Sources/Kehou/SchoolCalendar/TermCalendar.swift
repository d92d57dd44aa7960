extension SchoolCalendar {
    /// A term's months as `components/term_calendar` draws them, with a text twin.
    struct TermCalendar: Codable, Sendable {
        struct Month: Codable, Sendable {
            let label: Text
            let weeks: [Week]
        }

        struct Week: Codable, Sendable {
            let days: [Cell]
        }

        /// A cell outside the month or the term has no number.
        struct Cell: Codable, Sendable {
            let number: Int?
            let kind: DayKind
            let title: Text
            let marked: Bool
            let href: String?
        }

        struct Legend: Codable, Sendable {
            let kind: DayKind
            let count: Int
        }

        struct Exception: Codable, Sendable {
            let date: LocalDate
            let label: Text
            let note: Text?
        }

        let months: [Month]
        let legend: [Legend]
        let exceptions: [Exception]

        /// - Parameter href: where a day leads, for those who may change it.
        init(_ days: [ServiceDay], href: (LocalDate) -> String?) {
            let months = Dictionary(grouping: days) { $0.date.year * 12 + $0.date.month }.sorted { $0.key < $1.key }
            self.months = months.map { Month(label: Self.label($1[0].date), weeks: Self.weeks($1, href: href)) }
            let counts = days.reduce(into: [:]) { $0[$1.reason.kind, default: 0] += 1 }
            legend = DayKind.allCases.compactMap { kind in counts[kind].map { Legend(kind: kind, count: $0) } }
            exceptions = days.filter { $0.reason != .ordinary && $0.reason != .weekend && $0.reason != .vacation }
                .map { Exception(date: $0.date, label: $0.reason.text, note: $0.note) }
        }

        private static func label(_ date: LocalDate) -> Text {
            Text("calendar.month", texts: ["month": Text("value.month.\(date.month)")], ["year": String(date.year)])
        }

        private static func weeks(_ days: [ServiceDay], href: (LocalDate) -> String?) -> [Week] {
            let before = Array(repeating: blank, count: days[0].date.weekday.rawValue - 1)
            let cells = before + days.map { cell($0, href: href) }
            let filled = cells + Array(repeating: blank, count: (7 - cells.count % 7) % 7)
            return stride(from: 0, to: filled.count, by: 7).map { Week(days: Array(filled[$0..<$0 + 7])) }
        }

        private static let blank = Cell(
            number: nil, kind: .vacation, title: Text(verbatim: ""), marked: false, href: nil)

        private static func cell(_ day: ServiceDay, href: (LocalDate) -> String?) -> Cell {
            Cell(
                number: day.date.day, kind: day.reason.kind, title: day.title, marked: day.note != nil,
                href: href(day.date))
        }
    }
}

extension SchoolCalendar.ServiceDay {
    /// What is special beyond the reason: whose weekday runs, an early end, an open question.
    var note: Text? {
        if isAwaitingWeekday { return Text("calendar.note.awaiting") }
        if let endsEarlyAt { return Text("calendar.note.ends", ["time": endsEarlyAt.description]) }
        if let runsWeekday, runsWeekday != date.weekday {
            return Text("calendar.note.runs", texts: ["weekday": Text("value.weekday.\(runsWeekday.rawValue)")])
        }
        return nil
    }

    /// The day in words, for a screen reader and on hover.
    var title: Text {
        guard let note else { return reason.text }
        return Text("calendar.day_title", texts: ["reason": reason.text, "note": note])
    }
}
