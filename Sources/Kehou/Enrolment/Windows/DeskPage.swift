import Store

extension Enrolment {
    /// The office's page of a term: the window, the counts class by class, each weekday beside the rooms.
    struct DeskPage: Page {
        struct Row: Codable, Sendable {
            let href: String?
            let name: Text
            let pupils: Int
            let asked: Int
            let declined: Int
            let unanswered: Int
        }

        struct DayBar: Codable, Sendable {
            let day: Text
            let label: Text
            let percent: Int
            let tone: String
        }

        static let template = "enrolment/desk"
        let school: String
        let base: String
        let roomsHref: String
        let needsHref: String
        let coverageHref: String
        let aidHref: String
        let term: Text
        let views: [SchoolCalendar.TermChoice.View]
        let termID: ID<SchoolCalendar.Term>?
        let window: WindowNotice?
        let revision: Int?
        let setting: [FormField]
        let longer: [FormField]
        let errors: [FormBuilder.Summary]
        let rows: [Row]
        let total: Row
        let days: [DayBar]
        let tasks: Text?
        let breadcrumbs: [Link]

        /// The term asked for; else the one whose families are asked, or the running one.
        init(_ input: Plans.SchoolInput, _ caller: Caller, _ typed: Endpoint.Typed?, _ db: DB) throws {
            let id = input.school
            let home = try Registry.School.find(id, db)
            let now = try Window.current(of: [id], at: caller.now, db)[id]
            let choice = try SchoolCalendar.TermChoice(
                input.term ?? now?.term.id, of: home.cityID, on: caller.today, at: "/schools/\(id)/enrolment", db)
            let term = choice.term
            let window = try term.flatMap { try Window.find(of: id, in: $0.id, db) }?.current(db)
            school = home.name(in: caller.language)
            base = "/schools/\(id)/enrolment"
            roomsHref = "/schools/\(id)/rooms"
            needsHref = "/schools/\(id)/needs"
            coverageHref = "/schools/\(id)/coverage"
            aidHref = "/schools/\(id)/aid"
            self.term = term?.title ?? Text("plans.no_term")
            views = choice.views
            termID = term?.id
            self.window = try window.map { try WindowNotice($0, at: caller.now, caller.language, db) }
            revision = window?.revision
            let state = window?.state(at: caller.now)
            var form = FormBuilder(typed)
            let canSet = term != nil && (state == nil || state == .ahead)
            let before = try term.flatMap { try SchoolCalendar.Term.lastDay(before: $0, in: home.cityID, db) }
            setting = canSet ? term.map { Self.setting(&form, $0, after: before, window, caller) } ?? [] : []
            longer = window != nil && state != .ahead ? window.map { Self.longer(&form, $0) } ?? [] : []
            errors = form.errors
            let counts = try term.map { try CoverageRow.all(of: id, in: $0.id, db) } ?? []
            rows = try Self.rows(id, counts, db)
            total = Self.total(counts)
            days = try window.map { try Self.days($0, counts, db) } ?? []
            let open = try term.map { try RoomTask.all(of: id, in: $0.id, db).filter(\.isOpen).count } ?? 0
            tasks = open == 0 ? nil : Text("enrolment.rooms_short", ["count": "\(open)"])
            breadcrumbs = [Link(Text(verbatim: home.name(in: caller.language)), "/schools/\(id)")]
        }

        private static func setting(
            _ form: inout FormBuilder, _ term: SchoolCalendar.Term, after before: LocalDate?, _ window: Window?,
            _ caller: Caller
        ) -> [FormField] {
            let proposal = Window.proposal(for: term, after: before, at: caller.now)
            let opens = window?.opens ?? proposal.opens
            let closes = window?.closes ?? proposal.closes
            return [
                form.add(.date, "opensOn", Text("enrolment.opens_on"), stored: opens.localDate.description),
                form.add(.time, "opensAt", Text("enrolment.opens_at"), stored: opens.timeOfDay.description),
                form.add(.date, "closesOn", Text("enrolment.closes_on"), stored: closes.localDate.description),
                form.add(.time, "closesAt", Text("enrolment.closes_at"), stored: closes.timeOfDay.description),
            ]
        }

        private static func longer(_ form: inout FormBuilder, _ window: Window) -> [FormField] {
            [
                form.add(.date, "closesOn", Text("enrolment.closes_on"), stored: window.closes.localDate.description),
                form.add(.time, "closesAt", Text("enrolment.closes_at"), stored: window.closes.timeOfDay.description),
                form.add(
                    .textarea, "note", Text("enrolment.extension_note"), hint: Text("enrolment.extension_hint"),
                    maxlength: Extension.longest, rows: 2),
            ]
        }

        private static func rows(_ id: ID<Registry.School>, _ counts: [CoverageRow], _ db: DB) throws -> [Row] {
            let byClass = Dictionary(counts.map { ($0.classID, $0) }) { first, _ in first }
            let classes = try Registry.SchoolClass.all(in: id, db).compactMap { room in
                byClass[room.id].map { row($0, Text(verbatim: room.name), "/schools/\(id)/classes/\(room.id)/answers") }
            }
            return classes + (byClass[0].map { [row($0, Text("enrolment.no_class"), nil)] } ?? [])
        }

        private static func row(_ count: CoverageRow, _ name: Text, _ href: String?) -> Row {
            Row(
                href: href, name: name, pupils: count.pupils, asked: count.asked, declined: count.declined,
                unanswered: count.unanswered)
        }

        private static func total(_ counts: [CoverageRow]) -> Row {
            Row(
                href: nil, name: Text("enrolment.whole_school"), pupils: counts.reduce(0) { $0 + $1.pupils },
                asked: counts.reduce(0) { $0 + $1.asked }, declined: counts.reduce(0) { $0 + $1.declined },
                unanswered: counts.reduce(0) { $0 + $1.unanswered })
        }

        static func days(_ window: Window, _ counts: [CoverageRow], _ db: DB) throws -> [DayBar] {
            let places = try Capacity.places(window, db)
            let all = max(1, counts.reduce(0) { $0 + $1.pupils })
            return Weekday.schoolDays.enumerated().map { place, day in
                let joining = counts.reduce(0) { $0 + $1.joining[place] }
                let seats = places[day]
                let label =
                    seats.map { Text("enrolment.day_of", ["joining": "\(joining)", "places": "\($0)"]) }
                    ?? Text("enrolment.day_count", ["joining": "\(joining)"])
                return DayBar(
                    day: Text("value.weekday.\(day.rawValue)"), label: label,
                    percent: min(100, joining * 100 / max(1, seats ?? all)),
                    tone: seats.map { joining > $0 } ?? false ? "attention" : "good")
            }
        }
    }
}
