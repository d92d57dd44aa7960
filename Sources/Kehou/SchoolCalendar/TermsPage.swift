import Store

extension SchoolCalendar {
    /// The terms of a city, and the form for the next one or for one that is not open yet.
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
            /// Where the form for its days is, and where it is taken away, for those who may; nothing once it is open.
            let editHref: String?
            let removal: String?
            let missing: Text?
        }

        static let template = "calendar/terms"
        let city: String
        let terms: [Item]
        let termCount: Text
        let errors: [FormBuilder.Summary]
        let fields: [FormField]
        let action: String?
        /// The term whose days the form changes; nothing where it sets a new one.
        let editing: Text?
        let back: String
        let schedules: Text
        let breadcrumbs: [Link]

        /// - Parameter id: the term to change; one that is open by now is not.
        init(
            _ city: ID<Registry.City>, editing id: ID<Term>? = nil, typed: Endpoint.Typed? = nil, _ caller: Caller,
            _ db: DB
        ) throws {
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
            let edited = mayEdit ? all.first { $0.id == id && !$0.isOpen } : nil
            editing = edited?.title
            back = "/cities/\(city)/terms"
            action = mayEdit ? back + (edited.map { "/\($0.id)" } ?? "") : nil
            // What was typed for a term that is open by now does not belong into the form for a new one.
            let isTypedHere = typed?.values["starts"] != nil && (id == nil || edited != nil)
            let form = Self.form(isTypedHere ? typed : nil, edited, next: all.first?.ordinal == 1 ? "2" : "1")
            errors = isTypedHere ? form.errors : FormBuilder(typed).errors
            fields = form.fields
        }

        private static func form(_ typed: Endpoint.Typed?, _ edited: Term?, next: String) -> FormBuilder {
            var form = FormBuilder(typed)
            form.add(
                .select, "ordinal", Text("calendar.field.ordinal"), stored: edited?.ordinal.description ?? next,
                options: [("1", Text("calendar.field.ordinal_1")), ("2", Text("calendar.field.ordinal_2"))])
            form.add(.date, "starts", Text("calendar.field.starts"), stored: edited?.starts.description)
            form.add(.date, "ends", Text("calendar.field.ends_on"), stored: edited?.ends.description)
            return form
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
        let path = "/cities/\(place.city)/terms"
        let mayChange = mayEdit && !term.isOpen
        opening = mayChange && missing.isEmpty ? "\(path)/\(term.id)/opening" : nil
        editHref = mayChange ? "\(path)?edit=\(term.id)#form" : nil
        removal = mayChange ? "\(path)/\(term.id)/removal" : nil
    }
}
