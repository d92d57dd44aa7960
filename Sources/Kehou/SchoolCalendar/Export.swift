extension SchoolCalendar {
    /// A day as programs outside read it.
    struct ExportedDay: Codable, Sendable, Equatable {
        let date: LocalDate
        let serviceDay: Bool
        /// Nothing on days without service, and while the weekday is not announced.
        let runsWeekday: Int?
        let reason: String
        let endsEarlyAt: TimeOfDay?

        private enum CodingKeys: String, CodingKey {
            case date, reason
            case serviceDay = "service_day"
            case runsWeekday = "runs_weekday"
            case endsEarlyAt = "ends_early_at"
        }

        init(_ day: ServiceDay, in language: Language) {
            date = day.date
            serviceDay = day.isService
            runsWeekday = day.runsWeekday?.rawValue
            reason = day.reason.text.display(in: language)
            endsEarlyAt = day.endsEarlyAt
        }

        /// Every member is there, absent values as null.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(date, forKey: .date)
            try container.encode(serviceDay, forKey: .serviceDay)
            try container.encode(runsWeekday, forKey: .runsWeekday)
            try container.encode(reason, forKey: .reason)
            try container.encode(endsEarlyAt, forKey: .endsEarlyAt)
        }
    }

    /// RFC 4180 with a header line: `date,service_day,runs_weekday,reason`.
    static func csv(_ days: [ServiceDay], in language: Language) -> String {
        days.reduce(into: "date,service_day,runs_weekday,reason\n") { text, day in
            let row = ExportedDay(day, in: language)
            text += "\(row.date),\(row.serviceDay),\(row.runsWeekday.map(String.init) ?? ""),\(quoted(row.reason))\n"
        }
    }

    /// A spreadsheet takes a cell that begins with `=` for a formula, and reasons are typed by people.
    private static func quoted(_ text: String) -> String {
        let safe = text.first.map { "=+-@\t".contains($0) } ?? false ? "'" + text : text
        guard safe.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
