import Store

extension Enrolment {
    /// One task as a school and a district read it.
    struct TaskItem: Codable, Sendable {
        /// The school's own page of rooms; nil on that page itself.
        let href: String?
        let school: String
        let title: Text
        let text: Text
        let due: Text
        let tone: String
        let owner: Text
        let isOpen: Bool
        let isTaken: Bool
        let mayTake: Bool
        let maySettle: Bool
        let settle: String
        let seatsID: String
        /// Seats now: what was typed, else what is known.
        let seats: String
        let error: Text?
        let measureID: String
        let measures: [ChildCard.Option]
        let done: Text?

        /// - Parameter typed: a settlement that was refused, of this task or another.
        init(
            _ task: RoomTask, school name: String, owner person: String?, _ typed: Endpoint.Typed?, _ caller: Caller
        ) {
            let typed = typed?.values["task"]?.text == "\(task.id)" ? typed : nil
            let isSchool = caller.current?.place.kind == .school
            href = isSchool ? nil : "/schools/\(task.school)/rooms"
            seatsID = "seats-\(task.id)"
            seats = typed?.values["places"]?.text ?? "\(task.places)"
            error = typed?.fault.fields.first?.text
            measureID = "measure-\(task.id)"
            school = name
            title = Text(
                task.isOpen ? "enrolment.room_title" : "enrolment.room_title_settled",
                texts: ["day": Text("value.weekday.\(task.weekday.rawValue)")],
                ["over": "\(task.over)"])
            text = Text("enrolment.room_text", ["joining": "\(task.joining)", "places": "\(task.places)"])
            due = Text("enrolment.room_due", texts: ["date": .date(task.due)])
            isOpen = task.isOpen
            tone = !task.isOpen ? "good" : task.owner == .district ? "attention" : "think"
            isTaken = task.ownedBy != nil
            owner =
                task.owner == .district
                ? task.owner.label : person.map { Text(verbatim: $0) } ?? task.owner.label
            mayTake = task.isOpen && task.owner == .school && task.ownedBy == nil && isSchool
            maySettle =
                task.isOpen
                && (isSchool || task.owner == .district && caller.current?.place.kind == .district)
            settle = "/schools/\(task.school)/rooms/\(task.id)"
            let measure = typed?.values["measure"]?.text
            measures = RoomTask.Measure.said.map {
                ChildCard.Option(value: $0.rawValue, label: $0.label, selected: $0.rawValue == measure)
            }
            done = task.measure.map(\.label)
        }

        /// What stands above the page where a settlement was refused.
        static func errors(_ tasks: [TaskItem], _ typed: Endpoint.Typed?) -> [FormBuilder.Summary] {
            let named = tasks.compactMap { task in
                task.error.map { FormBuilder.Summary(id: task.seatsID, label: task.title, error: $0) }
            }
            guard named.isEmpty, let fault = typed?.fault else { return named }
            return [FormBuilder.Summary(id: "content", label: nil, error: fault.text)]
        }
    }

    /// A school's seats and tasks.
    struct RoomsPage: Page {
        static let template = "enrolment/rooms"
        let school: String
        let base: String
        let fields: [FormField]
        let errors: [FormBuilder.Summary]
        let mayWrite: Bool
        /// The mark of the numbers that the form was made from.
        let seen: String
        let days: [DeskPage.DayBar]
        let tasks: [TaskItem]
        let count: Text
        let breadcrumbs: [Link]

        init(_ id: ID<Registry.School>, _ caller: Caller, _ typed: Endpoint.Typed?, _ db: DB) throws {
            let home = try Registry.School.find(id, db)
            let window = try Window.current(of: [id], at: caller.now, db)[id]?.current(db)
            let own = try window.map { try Capacity.own(id, $0.term.id, db) } ?? [:]
            let all = try window.map { try RoomTask.all(of: id, in: $0.term.id, db) } ?? []
            let people = try Self.names(all.compactMap(\.ownedBy), db)
            let settling = typed?.values["task"] == nil ? nil : typed
            var form = FormBuilder(settling == nil ? typed : nil)
            school = home.name(in: caller.language)
            base = "/schools/\(id)/rooms"
            seen = (settling == nil ? typed?.values["seen"]?.text : nil) ?? Capacity.mark(own)
            mayWrite = window != nil && caller.current?.place.kind == .school
            fields = Weekday.schoolDays.map { day in
                form.add(
                    .number, ChildInput.Times.names[day.rawValue - 1], Text("value.weekday.\(day.rawValue)"),
                    stored: own[day].map(String.init), required: false, inputmode: "numeric", maxlength: 4)
            }
            days = try window.map { try DeskPage.days($0, CoverageRow.all(of: id, in: $0.term.id, db), db) } ?? []
            let items = all.map {
                TaskItem(
                    $0, school: home.name(in: caller.language), owner: $0.ownedBy.flatMap { people[$0] }, settling,
                    caller)
            }
            tasks = items
            errors = settling == nil ? form.errors : TaskItem.errors(items, settling)
            count = Text("enrolment.rooms_open", ["count": "\(all.filter(\.isOpen).count)"])
            breadcrumbs = [
                Link(Text(verbatim: home.name(in: caller.language)), "/schools/\(id)"),
                caller.current?.place.kind == .school
                    ? Link(Text("enrolment.desk.title"), "/schools/\(id)/enrolment")
                    : Link(Text("nav.rooms"), "/districts/\(home.districtID)/rooms"),
            ]
        }

        private static func names(
            _ accounts: [ID<Caller.Account>], _ db: DB
        ) throws -> [ID<Caller.Account>: String] {
            let rows = try db.all("SELECT id, name FROM account WHERE \(column: "id", isIn: accounts)", as: Row.self)
            return Dictionary(try rows.map { (try $0["id"], try $0["name"]) }) { first, _ in first }
        }
    }

    /// A district's schools that need room; what came to the district stands first.
    struct DistrictRoomsPage: Page {
        static let template = "enrolment/district_rooms"
        let district: String
        let errors: [FormBuilder.Summary]
        let tasks: [TaskItem]
        let count: Text

        init(
            _ id: ID<Registry.District>, _ caller: Caller, _ typed: Endpoint.Typed?, _ db: DB
        ) throws {
            let home = try Registry.District.find(id, db)
            let rows = try db.all(
                """
                SELECT \(RoomTask.columns), s.name AS school_name, s.name_en AS school_name_en
                FROM room_task r
                JOIN school s ON s.id = r.school_id
                WHERE r.district_id = \(id) AND r.settled_at IS NULL
                ORDER BY CASE WHEN r.owner = 'district' THEN 0 ELSE 1 END, r.due_on, s.name, r.weekday
                LIMIT 500
                """, as: Row.self)
            district = home.name(in: caller.language)
            let items = try rows.map {
                TaskItem(
                    try RoomTask($0), school: try PlaceName($0, "school_name").name(in: caller.language), owner: nil,
                    typed, caller)
            }
            tasks = items
            errors = TaskItem.errors(items, typed)
            count = Text("enrolment.rooms_open", ["count": "\(tasks.count)"])
        }
    }

    /// The city's numbers.
    struct SettingsPage: Page {
        static let template = "enrolment/settings"
        let base: String
        let errors: [FormBuilder.Summary]
        let fields: [FormField]

        init(_ city: ID<Registry.City>, _ typed: Endpoint.Typed?, _ db: DB) throws {
            _ = try Registry.City.find(city, db)
            var form = FormBuilder(typed)
            base = "/cities/\(city)/enrolment"
            fields = [
                form.add(
                    .number, "days", Text("enrolment.setting_days"), stored: "\(try Setting.roomTaskDays(city, db))",
                    hint: Text("enrolment.setting_days_hint"), inputmode: "numeric", maxlength: 2)
            ]
            errors = form.errors
        }
    }
}
