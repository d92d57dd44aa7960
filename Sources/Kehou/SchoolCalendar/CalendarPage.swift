import Store

extension SchoolCalendar {
    /// A term at one place: coloured months, counts, open questions, and who changed what.
    struct CalendarPage: Page {
        struct View: Codable, Sendable {
            let href: String
            let label: Text
            let current: Bool
        }

        struct Stat: Codable, Sendable {
            let label: Text
            let value: String
            let note: Text?
            let href: String?
            let tone: String
        }

        /// A worked weekend day whose weekday nobody has stated, with a proposal for those who may state it.
        struct Question: Codable, Sendable {
            let date: LocalDate
            let weekday: Weekday
            let reason: Text
            let action: String?
            let options: [FormField.Option]
        }

        struct Item: Codable, Sendable {
            let date: LocalDate
            let weekday: Weekday
            let kind: Change.Kind
            let layer: Layer
            let reason: String
            let detail: Text?
            /// Where it is taken back, for those who may.
            let withdrawal: String?
        }

        struct State: Codable, Sendable {
            let tone: String
            let label: Text
        }

        struct Empty: Codable, Sendable {
            let icon: String
            let title: Text
            let text: Text
            let action: Link?
        }

        static let template = "calendar/term"
        let name: String
        let term: Text?
        let state: State?
        let views: [View]
        let stats: [Stat]
        let termCalendar: TermCalendar?
        let awaiting: [Question]
        let changes: [Item]
        let changeCount: Text
        let newHref: String?
        let exportHref: String?
        let termsHref: String?
        /// The days that the district's schools took off by themselves, for those who watch over them.
        let daysOffHref: String?
        let openHref: String?
        let barred: Text?
        let empty: Empty?
        let breadcrumbs: [Link]

        init(_ place: Locality, term id: ID<Term>?, _ caller: Caller, _ db: DB) throws {
            let terms = try Term.all(in: place.city, db)
            let shown = try Term.shown(id, in: place.city, on: caller.today, db)
            let mayEdit = place.isEditable(by: caller)
            name = try place.name(in: caller.language, db)
            breadcrumbs = try place.trail(in: caller.language, db)
            term = shown?.title
            views = terms.map {
                View(href: "\(place.href)?term=\($0.id)", label: $0.title, current: $0.id == shown?.id)
            }
            newHref = mayEdit && shown != nil ? "\(place.href)/changes/new" : nil
            termsHref = mayEdit && place.layer == .city ? "/cities/\(place.city)/terms" : nil
            guard let shown else {
                (state, openHref, barred, exportHref, daysOffHref) = (nil, nil, nil, nil, nil)
                (stats, termCalendar, awaiting, changes) = ([], nil, [], [])
                changeCount = Text("calendar.change_count", ["count": "0"])
                empty = Self.noTerm(place, mayEdit)
                return
            }
            let almanac = try Almanac.load(for: place, from: shown.starts, through: shown.ends, db)
            let today = caller.today
            changes = try Item.all(of: place, in: shown, mayEdit: mayEdit, on: today, db)
            changeCount = Text("calendar.change_count", ["count": String(changes.count)])
            state = State(
                tone: shown.isOpen ? "good" : "think",
                label: Text("calendar.state.\(shown.isOpen ? "open" : "planned")"))
            let missing = almanac.missingYears(shown.years)
            let mayOpen = mayEdit && place.layer == .city && !shown.isOpen && missing.isEmpty
            openHref = mayOpen ? "/cities/\(place.city)/terms/\(shown.id)/opening" : nil
            guard missing.isEmpty else {
                barred = Text("calendar.no_schedule", ["years": missing.map(String.init).joined(separator: ", ")])
                (stats, termCalendar, awaiting, exportHref, daysOffHref) = ([], nil, [], nil, nil)
                empty = Self.noSchedule(missing)
                return
            }
            let days = try almanac.days(of: shown)
            stats = Self.stats(days)
            termCalendar = TermCalendar(days) {
                mayEdit && $0 >= today ? "\(place.href)/changes/new?date=\($0)" : nil
            }
            awaiting = try Question.all(days, in: shown, editable: mayEdit ? place : nil, on: today, db)
            exportHref = "\(place.href).csv?term=\(shown.id)"
            daysOffHref =
                DaysOffPage.isShown(of: place, to: caller) ? "\(DaysOffPage.path(place))?term=\(shown.id)" : nil
            (barred, empty) = (nil, nil)
        }

        private static func stats(_ days: [ServiceDay]) -> [Stat] {
            let counts = days.countsByWeekday
            let all = Stat(
                label: Text("calendar.service_days"), value: String(days.serviceDays.count), note: nil, href: nil,
                tone: "good")
            let waiting = days.awaitingWeekday.count
            let open =
                waiting == 0
                ? []
                : [
                    Stat(
                        label: Text("calendar.stat.awaiting"), value: String(waiting), note: nil, href: "#questions",
                        tone: "think")
                ]
            return [all]
                + Weekday.schoolDays.map {
                    Stat(
                        label: Text("value.weekday.\($0.rawValue)"), value: String(counts[$0] ?? 0), note: nil,
                        href: nil, tone: "plain")
                } + open
        }

        private static func noTerm(_ place: Locality, _ mayEdit: Bool) -> Empty {
            let action =
                mayEdit && place.layer == .city
                ? Link(Text("calendar.add_term"), "/cities/\(place.city)/terms") : nil
            return Empty(
                icon: "calendar", title: Text("calendar.no_term"), text: Text("calendar.no_term_text"), action: action)
        }

        private static func noSchedule(_ years: [Int]) -> Empty {
            let years = years.map(String.init).joined(separator: ", ")
            return Empty(
                icon: "calendar", title: Text("calendar.no_schedule", ["years": years]),
                text: Text("calendar.no_schedule_text"), action: nil)
        }
    }
}

extension SchoolCalendar.CalendarPage.Question {
    /// One for each open question of the term; with a proposal, since most notices follow the same custom.
    fileprivate static func all(
        _ days: [SchoolCalendar.ServiceDay], in term: SchoolCalendar.Term, editable: SchoolCalendar.Locality?,
        on today: LocalDate, _ db: DB
    ) throws -> [Self] {
        let proposals = try SchoolCalendar.HolidaySchedule.all(years: term.years, db).reduce(into: [:]) {
            $0.merge($1.proposedWeekdays()) { $1 }
        }
        return days.awaitingWeekday.map { day in
            let statement = editable.map {
                SchoolCalendar.Change(day.date, by: $0.layer, .timetable, reason: "")
            }
            return Self(day, statement?.isLate(on: today) == false ? editable : nil, proposals[day.date])
        }
    }

    private init(_ day: SchoolCalendar.ServiceDay, _ editable: SchoolCalendar.Locality?, _ proposal: Weekday?) {
        date = day.date
        weekday = day.date.weekday
        reason = day.reason.text
        action = editable.map { "\($0.href)/changes" }
        options = Weekday.schoolDays.map {
            .init(value: $0.description, label: Text("value.weekday.\($0.rawValue)"), selected: $0 == proposal)
        }
    }
}

extension SchoolCalendar.CalendarPage.Item {
    /// Changes of the place and of those around it, by day.
    fileprivate static func all(
        of place: SchoolCalendar.Locality, in term: SchoolCalendar.Term, mayEdit: Bool, on today: LocalDate, _ db: DB
    ) throws -> [Self] {
        try place.ring.flatMap {
            try SchoolCalendar.Announcement.own(of: $0, from: term.starts, through: term.ends, db)
        }
        .sorted { ($0.change.date, $0.change.layer) < ($1.change.date, $1.change.layer) }
        .map { Self($0, mayWithdraw: mayEdit && $0.place == place && !$0.change.isLate(on: today)) }
    }

    private init(_ announcement: SchoolCalendar.Announcement, mayWithdraw: Bool) {
        let change = announcement.change
        date = change.date
        weekday = change.date.weekday
        kind = change.kind
        layer = change.layer
        reason = change.reason
        detail =
            if let ends = change.endsEarlyAt {
                Text("calendar.note.ends", ["time": ends.description])
            } else if let runs = change.runsWeekday {
                Text("calendar.note.runs", texts: ["weekday": Text("value.weekday.\(runs.rawValue)")])
            } else if change.kind == .sportsDay, change.service == false {
                Text("calendar.note.no_service")
            } else {
                nil
            }
        withdrawal =
            mayWithdraw ? "\(announcement.place.href)/changes/\(announcement.id)/withdrawal" : nil
    }
}
