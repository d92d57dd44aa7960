import Store

/// The signed-in person's own first page: what is to be done next under the role in use.
struct StartPage: Page {
    struct Task: Codable, Sendable {
        let tone: String
        let icon: String
        let title: Text
        let text: Text
        let due: Text?
        let href: String
        let action: Text
    }

    struct Stat: Codable, Sendable {
        let label: Text
        let value: String
        let note: Text?
        let href: String
        /// good, attention, think or plain.
        let tone: String
    }

    struct Way: Codable, Sendable {
        let href: String
        let icon: String
        let label: Text
        let text: Text
    }

    static let template = "web/start"
    let greeting: Text
    let today: Text
    let tasks: [Task]
    let stats: [Stat]
    let links: [Way]

    init(_ caller: Caller, _ protection: Protection, _ db: DB) throws {
        greeting = Text("web.start.greeting", ["name": caller.name])
        today = Text(
            "web.start.today",
            [
                "date": caller.today.display(in: caller.language),
                "weekday": caller.today.weekday.display(in: caller.language),
            ])
        guard let current = caller.current else {
            (tasks, stats, links) = ([], [], [])
            return
        }
        let ahead =
            try Self.city(of: current.place, db).map {
                try SchoolCalendar.Term.ahead(on: caller.today, in: $0, db)
            } ?? []
        let term = ahead.first
        switch (current.role, current.place.kind) {
        case (.office, _), (.principal, _):
            tasks =
                try Self.schoolTasks(ID(current.place.id), ahead, caller, db)
                + Self.enrolmentTasks(ID(current.place.id), ahead, caller, db)
            stats = []
        case (.districtOfficer, _), (.inspector, .district):
            (tasks, stats) = try Self.districtTasks(ID(current.place.id), ahead, current.role, db)
        case (.bureau, _):
            (tasks, stats) = try Self.cityTasks(ID(current.place.id), term, db)
        case (.guardian, _):
            (tasks, stats) = (try Self.familyTasks(caller, protection, db), [])
        default: (tasks, stats) = ([], [])
        }
        let ways = App.navigation(caller).dropFirst().map { tab in
            Way(
                href: tab.href, icon: tab.icon, label: tab.label,
                text: Text(verbatim: current.placeName.name(in: caller.language)))
        }
        let overseers: [Role] = [.bureau, .inspector, .auditor]
        guard current.place.kind == .city, overseers.contains(current.role), let term else {
            links = ways
            return
        }
        links = try ways + Self.districts(of: ID(current.place.id), term.id, caller.language, db)
    }
}

extension StartPage {
    /// A school's next step with each term's plan.
    private static func schoolTasks(
        _ school: ID<Registry.School>, _ terms: [SchoolCalendar.Term], _ caller: Caller, _ db: DB
    ) throws -> [Task] {
        try terms.flatMap { try planTasks(school, $0, isNext: $0.id != terms.first?.id, caller, db) }
    }

    private static func planTasks(
        _ school: ID<Registry.School>, _ term: SchoolCalendar.Term, isNext: Bool, _ caller: Caller, _ db: DB
    ) throws -> [Task] {
        let plans = "/schools/\(school)/plans"
        guard let open = try Plans.Version.open(of: school, in: term.id, db) else {
            guard try Plans.Version.published(of: school, in: term.id, db) == nil else { return [] }
            let tone = isNext ? "plain" : "attention"
            return [
                card(tone, "begin", isNext ? "\(plans)?term=\(term.id)" : plans, due: nil, texts: ["term": term.title])
            ]
        }
        let due = open.submitBy.map { Text("start.due", texts: [:], ["date": $0.display(in: caller.language)]) }
        let page = "\(plans)/\(open.id)"
        switch open.state {
        case .draft: return [card("think", "write", "\(page)/edit", due: due)]
        case .returned: return [card("attention", "returned", "\(page)/edit", due: due)]
        case .approved: return [card("good", "publish", page, due: nil)]
        case .submitted, .published, .superseded: return []
        }
    }

    private static func city(of place: Place, _ db: DB) throws -> ID<Registry.City>? {
        switch place.kind {
        case .city: ID(place.id)
        case .district: try db.value("SELECT city_id FROM district WHERE id = \(place.id)", as: ID<Registry.City>.self)
        case .school: try db.value("SELECT city_id FROM school WHERE id = \(place.id)", as: ID<Registry.City>.self)
        case .venue, .body, .family: nil
        }
    }

    private static func districtTasks(
        _ district: ID<Registry.District>, _ terms: [SchoolCalendar.Term], _ role: Role, _ db: DB
    ) throws -> ([Task], [Stat]) {
        guard let term = terms.first else { return ([], []) }
        let queue = "/districts/\(district)/plans"
        let stats = figures(try planCounts(where: "school.district_id = \(district)", term.id, db), queue)
        guard role == .districtOfficer else { return ([], stats) }
        let plans = try terms.compactMap { one -> Task? in
            // Also a new version of a school whose last one is published.
            let waiting =
                try db.value(
                    """
                    SELECT COUNT(*)
                    FROM plan
                    JOIN school ON school.id = plan.school_id
                    WHERE plan.term_id = \(one.id) AND plan.state = 'submitted' AND school.district_id = \(district)
                    """, as: Int.self) ?? 0
            guard waiting > 0 else { return nil }
            let page = one.id == term.id ? queue : "\(queue)?term=\(one.id)"
            return card("attention", "decide", page, due: nil, ["count": "\(waiting)"], texts: ["term": one.title])
        }
        return (try plans + lateRooms(district, db) + signals(district, term.id, db), stats)
    }

    private static func cityTasks(
        _ city: ID<Registry.City>, _ term: SchoolCalendar.Term?, _ db: DB
    ) throws -> ([Task], [Stat]) {
        guard let term else { return ([card("attention", "term", "/cities/\(city)/terms", due: nil)], []) }
        let counts = try planCounts(where: "school.city_id = \(city)", term.id, db)
        return ([], figures(counts, "#more"))
    }

    /// How many schools stand where with the term's plan: each school once, by its furthest version.
    private static func planCounts(
        where place: SQL, _ term: ID<SchoolCalendar.Term>, _ db: DB
    ) throws -> [String: Int] {
        let rows = try db.all(
            """
            SELECT state, COUNT(*) AS schools
            FROM (
                SELECT school.id, COALESCE(
                    MAX(CASE WHEN plan.state = 'published' THEN 'published' END),
                    MAX(CASE WHEN plan.state <> 'superseded' THEN plan.state END), 'none') AS state
                FROM school
                LEFT JOIN plan ON plan.school_id = school.id AND plan.term_id = \(term)
                WHERE \(place) AND school.closed_on IS NULL
                GROUP BY school.id
            ) AS standing
            GROUP BY state
            """, as: Count.self)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.state, $0.schools) })
    }

    private static func figures(_ counts: [String: Int], _ href: String) -> [Stat] {
        let all = counts.values.reduce(0, +)
        return [
            ("published", "good"), ("approved", "good"), ("submitted", "think"), ("returned", "attention"),
            ("draft", "plain"), ("none", "attention"),
        ]
        .compactMap { state, tone in
            guard let count = counts[state], count > 0 else { return nil }
            return Stat(
                label: Text("start.state.\(state)"), value: "\(count)", note: Text("start.of", ["all": "\(all)"]),
                href: href, tone: tone)
        }
    }

    /// The way into each district's plans, with how far it is.
    private static func districts(
        of city: ID<Registry.City>, _ term: ID<SchoolCalendar.Term>, _ language: Language, _ db: DB
    ) throws -> [Way] {
        try Registry.District.all(in: city, db).map { district in
            let counts = try planCounts(where: "school.district_id = \(district.id)", term, db)
            let name = district.name(in: language)
            let all = counts.values.reduce(0, +)
            return Way(
                href: "/districts/\(district.id)/plans", icon: "plan",
                label: Text("start.district", ["district": name]),
                text: Text(
                    "start.district_text", ["published": "\(counts["published"] ?? 0)", "all": "\(all)"]))
        }
    }

    private static func card(
        _ tone: String, _ what: String, _ href: String, due: Text?, _ arguments: [String: String] = [:],
        texts: [String: Text] = [:]
    ) -> Task {
        Task(
            tone: tone, icon: what == "term" ? "calendar" : "plan",
            title: Text("start.\(what).title", texts: texts, arguments),
            text: Text("start.\(what).text", arguments), due: due, href: href, action: Text("start.\(what).action"))
    }

    private struct Count: FromRow {
        let state: String
        let schools: Int

        init(_ row: Row) throws {
            state = try row["state"]
            schools = try row["schools"]
        }
    }
}
