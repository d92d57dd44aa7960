import Store

/// What enrolment asks of the person next: a family's answers, an office's claims and rooms, a district's rooms.
extension StartPage {
    typealias Window = Enrolment.Window

    /// What a family may answer now: the application, the survey before term, the one question after the close.
    static func familyTasks(_ caller: Caller, _ protection: Protection, _ db: DB) throws -> [Task] {
        try applicationTasks(caller, db) + surveyTasks(caller, db) + questionTasks(caller, protection, db)
    }

    /// A family's children who have no answer yet, while their window is open; a closed one presses nobody.
    private static func applicationTasks(_ caller: Caller, _ db: DB) throws -> [Task] {
        let open = try Enrolment.FamilyForm.load(caller, db).children.filter {
            $0.application == nil && $0.window?.state(at: caller.now) == .open
        }
        guard let closes = open.compactMap({ $0.window?.closes }).min() else { return [] }
        let names = Text.list(open.prefix(3).map { Text(verbatim: $0.child.name) })
        return [
            Task(
                tone: "think", icon: "edit",
                title: Text(
                    open.count > 3 ? "start.answer.title_more" : "start.answer.title", texts: ["children": names],
                    ["count": "\(open.count)"]),
                text: Text("start.answer.text"),
                due: Text("start.answer.due", ["date": closes.display(in: caller.language)]),
                href: "/family/application", action: Text("start.answer.action"))
        ]
    }

    private static func surveyTasks(_ caller: Caller, _ db: DB) throws -> [Task] {
        let children = try Registry.FamilyAccount.children(of: caller.requireAccount(), on: caller.today, db)
        let open = try Enrolment.Survey.open(in: Set(children.map(\.school)), at: caller.now, db)
        let isWaiting = try children.contains { child in
            try open.contains { survey in
                guard survey.school == child.school else { return false }
                return try Enrolment.Need.find(of: child.pupil, in: child.school, survey.term, db) == nil
            }
        }
        return isWaiting ? [task("survey", "info", "/family/survey", 0, tone: "plain")] : []
    }

    private static func questionTasks(_ caller: Caller, _ protection: Protection, _ db: DB) throws -> [Task] {
        let account = try caller.requireAccount()
        let open = try Enrolment.Pressure.Question.open(for: account, at: caller.now, db).filter {
            try !$0.isAnswered($0.token(of: account, protection), db)
        }
        return open.isEmpty ? [] : [task("question", "info", "/family/question", 0, tone: "plain")]
    }

    /// Signs of pressure that a district has not followed up.
    static func signals(
        _ district: ID<Registry.District>, _ term: ID<SchoolCalendar.Term>, _ db: DB
    ) throws -> [Task] {
        let open = try Enrolment.Pressure.Signal.all(of: district, in: term, db).count { $0.outcome == nil }
        return open == 0
            ? [] : [task("signals", "shield", "/districts/\(district)/pressure", open, tone: "think")]
    }

    /// A school's families who wait for its office, weekdays without room, and a window nobody has set.
    static func enrolmentTasks(
        _ school: ID<Registry.School>, _ terms: [SchoolCalendar.Term], _ caller: Caller, _ db: DB
    ) throws -> [Task] {
        let waiting =
            try Enrolment.Claim.count(.waiting, in: school, db) + Enrolment.Ending.waiting(in: school, db).count
        var tasks: [Task] = []
        if waiting > 0 { tasks.append(task("claims", "people", "/schools/\(school)/claims", waiting)) }
        let window = try Window.current(of: [school], at: caller.now, db)[school]
        for term in terms where try Window.find(of: school, in: term.id, db) == nil {
            guard try Plans.Version.published(of: school, in: term.id, db) != nil else { continue }
            tasks.append(task("window", "calendar", "/schools/\(school)/enrolment?term=\(term.id)", 0))
        }
        let rooms = try window.map { try Enrolment.RoomTask.all(of: school, in: $0.term.id, db).count(where: \.isOpen) }
        if let rooms, rooms > 0 { tasks.append(task("rooms", "school", "/schools/\(school)/rooms", rooms)) }
        return tasks
    }

    /// Room tasks that came to a district because a school did not settle them in time.
    static func lateRooms(_ district: ID<Registry.District>, _ db: DB) throws -> [Task] {
        let count = try db.value(
            "SELECT COUNT(*) FROM room_task WHERE district_id = \(district) AND settled_at IS NULL AND owner = 'district'",
            as: Int.self)
        guard let count, count > 0 else { return [] }
        return [task("late_rooms", "school", "/districts/\(district)/rooms", count)]
    }

    private static func task(
        _ what: String, _ icon: String, _ href: String, _ count: Int, tone: String = "attention"
    ) -> Task {
        Task(
            tone: tone, icon: icon, title: Text("start.\(what).title", ["count": "\(count)"]),
            text: Text("start.\(what).text"), due: nil, href: href, action: Text("start.\(what).action"))
    }
}
