import Store

extension SchoolCalendar {
    /// The form for a change of one day, with how many schools it reaches and what the day is now.
    struct ChangePage: Page {
        static let template = "calendar/change"
        let name: String
        let errors: [FormBuilder.Summary]
        let fields: [FormField]
        let action: String
        let back: String
        /// Said before anything is sent: how many schools are affected.
        let reach: Text
        let confirm: Text
        /// What the day is without the change; nothing for a day that cannot be told.
        let now: Text?
        let breadcrumbs: [Link]

        init(
            _ place: Locality, date: LocalDate, kind: Change.Kind?, typed: Endpoint.Typed? = nil, _ caller: Caller,
            _ db: DB
        ) throws {
            name = try place.name(in: caller.language, db)
            breadcrumbs = try place.trail(in: caller.language, db)
            action = "\(place.href)/changes"
            back = place.href
            let count = String(try place.schoolCount(db))
            reach = Text("calendar.reach", ["count": count, "place": name])
            confirm = Text("calendar.reach_confirm", ["count": count])
            let almanac = try Almanac.load(for: place, from: date, through: date, db)
            let day =
                almanac.missingYears(date.year...date.year).isEmpty
                ? try almanac.days(from: date, through: date).first : nil
            now = day.map {
                Text("calendar.now", texts: ["state": $0.title], ["date": date.display(in: caller.language)])
            }
            var form = FormBuilder(typed)
            Self.fill(&form, date: date, kind: kind ?? (day?.isAwaitingWeekday == true ? .timetable : .closure))
            errors = form.errors
            fields = form.fields
        }

        private static func fill(_ form: inout FormBuilder, date: LocalDate, kind: Change.Kind) {
            form.add(.date, "date", Text("calendar.field.date"), stored: date.description)
            form.add(
                .select, "kind", Text("calendar.field.kind"), stored: kind.rawValue,
                options: Change.Kind.allCases.map { ($0.rawValue, $0.label) })
            form.add(
                .text, "reason", Text("calendar.field.reason"), hint: Text("calendar.field.reason_hint"), maxlength: 200
            )
            form.add(
                .select, "runsWeekday", Text("calendar.field.runs"), hint: Text("calendar.field.runs_hint"),
                required: false,
                options: [("", Text("calendar.field.runs_none"))]
                    + Weekday.schoolDays.map { ($0.description, Text("value.weekday.\($0.rawValue)")) })
            form.add(
                .time, "endsEarlyAt", Text("calendar.field.ends"), hint: Text("calendar.field.ends_hint"),
                required: false, min: Change.leavingTimes.lowerBound.description,
                max: Change.leavingTimes.upperBound.description)
            form.add(.checkbox, "hasNoService", Text("calendar.field.no_service"), required: false)
        }
    }
}
