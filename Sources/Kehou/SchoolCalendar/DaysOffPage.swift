import Store

extension SchoolCalendar {
    /// The days of a term on which a district's schools would have had service and took it off by themselves, the schools with
    /// most of them first: a plan covers the days of its school's calendar, so a school could leave days out by leaving them free.
    struct DaysOffPage: Page {
        struct Day: Codable, Sendable {
            let date: LocalDate
            let kind: Change.Kind
            let reason: String
        }

        struct Item: Codable, Sendable {
            let name: String
            let href: String
            let count: Int
            let days: [Day]
        }

        static let template = "calendar/days_off"
        let district: String
        let term: Text
        let count: Text
        let views: [CalendarPage.View]
        let schools: [Item]
        let back: String
        let breadcrumbs: [Link]

        /// - Parameter place: a district.
        /// - Throws: `notFound` where the city has no term, `conflict` while a year of it has no holiday schedule.
        init(_ place: Locality, term id: ID<Term>?, _ caller: Caller, _ db: DB) throws {
            guard let district = place.district,
                let shown = try Term.shown(id, in: place.city, on: caller.today, db)
            else { throw Fault.notFound() }
            self.district = try place.name(in: caller.language, db)
            breadcrumbs = try place.trail(in: caller.language, db)
            term = shown.title
            back = "\(place.href)?term=\(shown.id)"
            views = try Term.all(in: place.city, db).reversed().map {
                CalendarPage.View(
                    href: "\(Self.path(place))?term=\($0.id)", label: $0.title, current: $0.id == shown.id)
            }
            let open = try Almanac.load(for: place, from: shown.starts, through: shown.ends, db).days(of: shown)
            let service = Set(open.serviceDays.map(\.date))
            let taken = try Announcement.daysOff(
                ofSchoolsIn: district, city: place.city, from: shown.starts, through: shown.ends, db
            ).filter { service.contains($0.change.date) }
            let bySchool = Dictionary(grouping: taken) { $0.place.school }
            // By name already; what has the same number of days stays in that order.
            schools = try Registry.School.list(in: district, limit: 10_000, db)
                .compactMap { school in
                    bySchool[school.id].map { Item(school, $0, in: shown, caller.language) }
                }
                .enumerated()
                .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
                .map(\.element)
            count = Text("calendar.days_off.count", ["count": String(schools.count)])
        }

        static func path(_ place: Locality) -> String { "\(place.href)/days-off" }

        /// Whether the page of a place is shown to somebody: who watches over the district's schools.
        static func isShown(of place: Locality, to caller: Caller) -> Bool {
            guard place.layer == .district, let current = caller.current else { return false }
            return [Role.districtOfficer, .inspector, .bureau, .auditor].contains(current.role)
                && (current.place == place.place || current.place == Locality.city(place.city).place)
        }
    }

    static let daysOff = Endpoint(
        "calendar.district_days_off", .get, "/districts/{district}/calendar/days-off",
        "The days that a district's schools took off by themselves, most first",
        allow: .roles(.districtOfficer, .inspector, .bureau, .auditor, district: \.place.district),
        example: PlacedInput(DistrictInput.sample, CalendarFields(term: nil)), faults: [.notFound, .conflict]
    ) { input, caller, db in
        try DaysOffPage(input.place.locality(db), term: input.fields.term, caller, db)
    }
}

extension SchoolCalendar.DaysOffPage.Item {
    fileprivate init(
        _ school: Registry.School, _ taken: [SchoolCalendar.Announcement], in term: SchoolCalendar.Term,
        _ language: Language
    ) {
        name = school.name(in: language)
        href = "\(SchoolCalendar.Locality.school(school).href)?term=\(term.id)"
        count = taken.count
        days = taken.map { .init(date: $0.change.date, kind: $0.change.kind, reason: $0.change.reason) }
    }
}
