import Store

extension SchoolCalendar {
    /// The terms of a city, and the form for the next one.
    struct TermsPage: Page {
        struct Item: Codable, Sendable {
            let title: Text
            let starts: LocalDate
            let ends: LocalDate
            let serviceDays: Text
            let isOpen: Bool
            let href: String
            /// Where it is opened, for those who may; nothing while it is open or a schedule is missing.
            let opening: String?
            let missing: Text?
        }

        static let template = "calendar/terms"
        let city: String
        let terms: [Item]
        let termCount: Text
        let errors: [FormBuilder.Summary]
        let fields: [FormField]
        let action: String?
        let schedules: Text
        let breadcrumbs: [Link]

        init(_ city: ID<Registry.City>, typed: Endpoint.Typed? = nil, _ caller: Caller, _ db: DB) throws {
            let place = Locality.city(city)
            let mayEdit = place.isEditable(by: caller)
            self.city = try place.name(in: caller.language, db)
            breadcrumbs = try place.trail(in: caller.language, db)
            let all = try Term.all(in: city, db)
            terms = try all.map { try Item($0, place, mayEdit: mayEdit, db) }
            termCount = Text("calendar.term_count", ["count": String(terms.count)])
            let years = try HolidaySchedule.all(years: 1950...2999, db).map { String($0.year) }
            schedules =
                years.isEmpty
                ? Text("calendar.schedules_none") : Text("calendar.schedules", ["years": years.joined(separator: ", ")])
            action = mayEdit ? "/cities/\(city)/terms" : nil
            var form = FormBuilder(typed)
            form.add(
                .select, "ordinal", Text("calendar.field.ordinal"), stored: all.first?.ordinal == 1 ? "2" : "1",
                options: [("1", Text("calendar.field.ordinal_1")), ("2", Text("calendar.field.ordinal_2"))])
            form.add(.date, "starts", Text("calendar.field.starts"))
            form.add(.date, "ends", Text("calendar.field.ends_on"))
            errors = form.errors
            fields = form.fields
        }
    }
}

extension SchoolCalendar.TermsPage.Item {
    fileprivate init(
        _ term: SchoolCalendar.Term, _ place: SchoolCalendar.Locality, mayEdit: Bool, _ db: DB
    ) throws {
        let almanac = try SchoolCalendar.Almanac.load(for: place, from: term.starts, through: term.ends, db)
        let missing = almanac.missingYears(term.years)
        title = term.title
        starts = term.starts
        ends = term.ends
        isOpen = term.isOpen
        href = "\(place.href)?term=\(term.id)"
        serviceDays =
            missing.isEmpty
            ? Text("calendar.day_count", ["count": String(try almanac.days(of: term).serviceDays.count)])
            : Text(verbatim: "–")
        self.missing =
            missing.isEmpty
            ? nil : Text("calendar.no_schedule", ["years": missing.map(String.init).joined(separator: ", ")])
        opening = mayEdit && !term.isOpen && missing.isEmpty ? "/cities/\(place.city)/terms/\(term.id)/opening" : nil
    }
}
