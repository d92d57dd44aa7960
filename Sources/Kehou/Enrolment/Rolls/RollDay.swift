import Store

extension Enrolment {
    /// The day that a roll is of, in its term, and the service days around it.
    struct RollDay: Sendable {
        let term: SchoolCalendar.Term
        let date: LocalDate
        /// Nil where the school has no service on the day.
        let service: SchoolCalendar.ServiceDay?
        /// Service days of the same week.
        let week: [LocalDate]
        /// The service days of the term on either side.
        let before: LocalDate?
        let after: LocalDate?

        /// Whose timetable runs; nil without service, and while nobody has announced it.
        var weekday: Weekday? { service?.runsWeekday }

        /// The day asked for; else today, or the next service day of the running term, or of the next one to begin.
        ///
        /// *Cost*: six short queries.
        /// - Returns: nil where the city has opened no term.
        static func find(
            _ asked: LocalDate?, of school: Registry.School, on today: LocalDate, _ db: DB
        ) throws -> RollDay? {
            let terms = try SchoolCalendar.Term.all(in: school.cityID, db).filter(\.isOpen)
            let term =
                try terms.first { asked.map($0.contains) ?? false }
                ?? SchoolCalendar.Term.current(on: today, in: school.cityID, db) ?? terms.first
            guard let term else { return nil }
            let days = try SchoolCalendar.Almanac.load(
                for: .school(school), from: term.starts, through: term.ends, db
            ).days(of: term).serviceDays
            let date = asked ?? (days.first { $0.date >= today } ?? days.last)?.date ?? term.starts
            let monday = date.adding(days: 1 - date.weekday.rawValue)
            return RollDay(
                term: term, date: date, service: days.first { $0.date == date },
                week: days.map(\.date).filter { $0 >= monday && $0 < monday.adding(days: 7) },
                before: days.last { $0.date < date }?.date, after: days.first { $0.date > date }?.date)
        }

        /// `2026年9月7日 周一`
        static func title(_ date: LocalDate) -> Text {
            Text(
                "enrolment.roll.day",
                texts: ["date": .date(date), "weekday": Text("value.weekday.\(date.weekday.rawValue)")])
        }

        /// What is to be said of the day beside its date.
        var note: Text? {
            guard let service else { return Text("enrolment.roll.no_service") }
            guard let weekday else { return Text("calendar.note.awaiting") }
            if let end = service.endsEarlyAt { return Text("enrolment.roll.ends_early", ["time": "\(end)"]) }
            return weekday == service.date.weekday
                ? nil
                : Text("enrolment.roll.runs", texts: ["weekday": Text("value.weekday.\(weekday.rawValue)")])
        }
    }
}
