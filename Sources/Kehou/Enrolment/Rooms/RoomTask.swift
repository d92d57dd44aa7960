import Store

extension Enrolment {
    /// More children join on a weekday than the rooms hold: work for the school, never for a family. The child is on the roll
    /// meanwhile; basic care has no other state (clause 1d). Open for longer than the city allows, it goes to the district.
    struct RoomTask: Sendable, FromRow {
        enum Owner: String, Choice {
            case school, district
            static let prefix = "enrolment.room_owner"
        }

        /// What made it fit.
        enum Measure: String, Choice {
            case moreRooms = "more_rooms"
            case otherVenue = "other_venue"
            case moreStaff = "more_staff"
            case staggered
            case fitsAgain = "fits_again"
            static let prefix = "enrolment.room_measure"

            /// What people can say; that all fit again only the program finds.
            static let said = allCases.filter { $0 != .fitsAgain }
            static var shape: Shape { .text(format: nil, choices: said.map(\.rawValue)) }
        }

        let school: ID<Registry.School>
        let id: ID<RoomTask>
        let district: ID<Registry.District>
        let term: ID<SchoolCalendar.Term>
        let weekday: Weekday
        let joining: Int
        let places: Int
        let raisedAt: Instant
        let due: LocalDate
        let owner: Owner
        /// The person of the office who has taken it, where somebody has.
        let ownedBy: ID<Caller.Account>?
        let escalatedAt: Instant?
        let measure: Measure?
        let settledAt: Instant?

        var isOpen: Bool { settledAt == nil }
        var over: Int { max(0, joining - places) }

        static let columns: SQL = """
            r.school_id, r.id, r.district_id, r.term_id, r.weekday, r.joining, r.places, r.raised_at, r.due_on, r.owner,
            r.owned_by, r.escalated_at, r.measure, r.settled_at
            """

        init(_ row: Row) throws {
            school = try row["school_id"]
            id = try row["id"]
            district = try row["district_id"]
            term = try row["term_id"]
            weekday = try row["weekday"]
            joining = try row["joining"]
            places = try row["places"]
            raisedAt = try row["raised_at"]
            due = try row["due_on"]
            owner = try row["owner"]
            ownedBy = try row["owned_by"]
            escalatedAt = try row["escalated_at"]
            measure = try row["measure"]
            settledAt = try row["settled_at"]
        }
    }
}

extension Enrolment.RoomTask {
    typealias RoomTask = Enrolment.RoomTask

    /// How long a school has, where the city has not said.
    static let usualDays = 3

    static func find(_ id: ID<RoomTask>, of school: ID<Registry.School>, _ db: DB) throws -> RoomTask {
        let found = try db.first(
            "SELECT \(columns) FROM room_task r WHERE r.school_id = \(school) AND r.id = \(id)", as: RoomTask.self)
        guard let found else { throw Fault.notFound() }
        return found
    }

    /// A school's tasks of a term, open ones first: five at a time, and some history.
    static func all(of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, _ db: DB) throws -> [RoomTask] {
        try db.all(
            """
            SELECT \(columns)
            FROM room_task r
            WHERE r.school_id = \(school) AND r.term_id = \(term)
            ORDER BY CASE WHEN r.settled_at IS NULL THEN 0 ELSE 1 END, r.weekday, r.id DESC
            LIMIT 100
            """)
    }

    /// Looks at each weekday of a window and raises a task where more join than fit. A task that is open takes the new numbers, and
    /// ends by itself where all fit again.
    static func check(_ window: Enrolment.Window, at now: Instant, _ db: DB) throws {
        let places = try Enrolment.Capacity.places(window, db)
        guard !places.isEmpty else { return }
        let joining = try Enrolment.CoverageRow.joining(of: window.school, in: window.term.id, db)
        let open = try openDays(window, db)
        for (day, count) in zip(Weekday.schoolDays, joining) {
            guard let seats = places[day] else { continue }
            if count > seats {
                try raise(window, day, joining: count, places: seats, at: now, db)
            } else if open.contains(day) {
                try fitsAgain(window, day, joining: count, places: seats, at: now, db)
            }
        }
    }

    /// The weekdays that have an open task: none, nearly always, and every answer asks. Rides `room_task_open`.
    private static func openDays(_ window: Enrolment.Window, _ db: DB) throws -> [Weekday] {
        try db.values(
            """
            SELECT weekday
            FROM room_task
            WHERE school_id = \(window.school) AND term_id = \(window.term.id) AND settled_at IS NULL
            """, as: Weekday.self)
    }

    private static func fitsAgain(
        _ window: Enrolment.Window, _ day: Weekday, joining: Int, places: Int, at now: Instant, _ db: DB
    ) throws {
        try db.run(
            """
            UPDATE room_task
            SET joining = \(joining), places = \(places), measure = 'fits_again', settled_at = \(now)
            WHERE school_id = \(window.school) AND term_id = \(window.term.id) AND weekday = \(day) AND settled_at IS NULL
            """)
    }

    private static func raise(
        _ window: Enrolment.Window, _ day: Weekday, joining: Int, places: Int, at now: Instant, _ db: DB
    ) throws {
        let known = try db.run(
            """
            UPDATE room_task
            SET joining = \(joining), places = \(places)
            WHERE school_id = \(window.school) AND term_id = \(window.term.id) AND weekday = \(day) AND settled_at IS NULL
            """)
        guard known == 0 else { return }
        let home = try Registry.School.find(window.school, db)
        let days = try Enrolment.Setting.roomTaskDays(home.cityID, db)
        // What comes up again goes on with the days that it had: many seats for an hour give a school no new ones.
        let earlier = try lately(window, day, since: now.adding(seconds: Int64(days) * -86_400), db)
        let due = earlier?.due ?? now.localDate.adding(days: days)
        let id = ID<RoomTask>.next()
        let raised = try db.run(
            """
            INSERT INTO room_task (school_id, id, district_id, term_id, weekday, joining, places, raised_at, due_on, owner)
            VALUES (\(window.school), \(id), \(home.districtID), \(window.term.id), \(day), \(joining),
                \(places), \(now), \(due), 'school')
            ON CONFLICT (school_id, term_id, weekday) WHERE settled_at IS NULL DO NOTHING
            """)
        guard raised == 1 else { return }
        // What the district had settled and does not fit after all is the district's again, not the school's to wait with anew.
        if earlier?.owner == .district || due < now.localDate {
            return try find(id, of: window.school, db).escalate(at: now, db)
        }
        let place = Place(kind: .school, id: window.school.rawValue)
        try Job.enqueue(
            "enrolment.room_due", payload: Enrolment.TaskInput(school: window.school, task: id), place: place,
            notBefore: Instant(due.adding(days: 1)), at: now, db)
        let office = try Messages.Reader.all(holding: .office, .principal, at: place, on: now.localDate, db)
        try Messages.send(
            .roomTask, toAll: office, ["joining": "\(joining)", "places": "\(places)", "due": due.description],
            texts: ["weekday": Text("value.weekday.\(day.rawValue)")], link: "/schools/\(window.school)/rooms",
            from: place, at: now, db)
    }

    /// The weekday's task that was settled last, where that was not long ago.
    private static func lately(
        _ window: Enrolment.Window, _ day: Weekday, since then: Instant, _ db: DB
    ) throws -> RoomTask? {
        try db.first(
            """
            SELECT \(columns)
            FROM room_task r
            WHERE r.school_id = \(window.school) AND r.term_id = \(window.term.id) AND r.weekday = \(day)
                AND r.settled_at >= \(then)
            ORDER BY r.settled_at DESC, r.id DESC
            LIMIT 1
            """)
    }

    /// Somebody of the office takes it on, as long as it is the school's and no colleague's.
    func take(by account: ID<Caller.Account>, _ db: DB) throws {
        if isOpen, owner == .district { throw Fault.conflict("enrolment.room_districts") }
        guard [nil, account].contains(ownedBy) else { throw Fault.conflict("enrolment.room_taken") }
        try change("owned_by = \(account)", db)
    }

    /// It fits now: the seats of the weekday are from now on those of the measure.
    ///
    /// - Parameter seats: how many there are now; nil where the number that is known is right.
    /// - Throws: `enrolment.room_too_full` (invalid, `places`) where still more join than there are seats; `field.choice` (invalid,
    ///   `measure`) for what only the program says.
    func settle(
        _ measure: Enrolment.RoomTask.Measure, places seats: Int?, by account: ID<Caller.Account>?, at now: Instant,
        _ db: DB
    ) throws {
        guard Measure.said.contains(measure) else { throw Fault.invalid(field: "measure", "field.choice") }
        let seats = seats ?? places
        guard (0...9999).contains(seats) else { throw Fault.invalid(field: "places", "enrolment.places_wrong") }
        guard seats >= joining else {
            throw Fault.invalid(field: "places", "enrolment.room_too_full", ["joining": "\(joining)"])
        }
        try change(
            "places = \(seats), measure = \(measure), settled_at = \(now), settled_by = \(account)", db)
        if seats != places {
            try Enrolment.Capacity.set(seats, on: weekday, school, term, by: account, at: now, db)
        }
    }

    /// Gives it to the district.
    func escalate(at now: Instant, _ db: DB) throws {
        guard owner == .school else { return }
        try change("owner = 'district', escalated_at = \(now)", db)
        let place = Place(kind: .district, id: district.rawValue)
        let officers = try Messages.Reader.all(holding: .districtOfficer, at: place, on: now.localDate, db)
        let home = try Registry.School.find(school, db)
        try Messages.send(
            .roomTaskLate, toAll: officers, ["school": home.name, "joining": "\(joining)", "places": "\(places)"],
            texts: ["weekday": Text("value.weekday.\(weekday.rawValue)")], link: "/districts/\(district)/rooms",
            from: place, at: now, db)
    }

    /// - Throws: `enrolment.room_settled` (conflict) where somebody has settled it already.
    private func change(_ assignments: SQL, _ db: DB) throws {
        let changed = try db.run(
            """
            UPDATE room_task
            SET \(assignments)
            WHERE school_id = \(school) AND id = \(id) AND settled_at IS NULL
            """)
        guard changed == 1 else { throw Fault.conflict("enrolment.room_settled") }
    }
}
