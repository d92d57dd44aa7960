import Store

extension Enrolment {
    struct PlacesInput: Codable, Sendable {
        let school: ID<Registry.School>
        /// Seats a weekday; nothing takes the plan's number.
        let monday: Int?
        let tuesday: Int?
        let wednesday: Int?
        let thursday: Int?
        let friday: Int?
        /// The numbers that the page showed (`Capacity.mark`): only what differs from them is set. Without it, all are.
        var seen: String?

        var all: [(Weekday, Int?)] {
            [
                (.monday, monday), (.tuesday, tuesday), (.wednesday, wednesday), (.thursday, thursday),
                (.friday, friday),
            ]
        }
    }

    struct TaskInput: Codable, Sendable {
        let school: ID<Registry.School>
        let task: ID<RoomTask>
    }

    struct SettleInput: Codable, Sendable {
        let school: ID<Registry.School>
        let task: ID<RoomTask>
        let measure: RoomTask.Measure
        /// How many seats there are now on the task's weekday; without it the number that is known already.
        var places: Int?
    }

    struct DistrictInput: Codable, Sendable {
        let district: ID<Registry.District>
        /// Another term than the running one, on pages that show terms.
        var term: ID<SchoolCalendar.Term>?
    }

    struct SettingInput: Codable, Sendable {
        let city: ID<Registry.City>
        let days: Int
    }

    struct CityInput: Codable, Sendable {
        let city: ID<Registry.City>
        /// Another term than the running one, on pages that show terms.
        var term: ID<SchoolCalendar.Term>?
    }

    static let roomEndpoints: [Endpoint] = [
        rooms, setPlaces, takeRoom, settleRoom, districtRooms, settings, setSettings,
    ]

    static let roomJobs: [Job.Handler] = [
        // The day after a task's date: what the school has not settled is the district's.
        Job.Handler(
            "enrolment.room_due",
            inside: { (input: TaskInput, run, _, db) in
                // Families may have changed their minds since: what fits again is nobody's task.
                if let window = try Window.current(of: [input.school], at: run.now, db)[input.school]?.current(db) {
                    try RoomTask.check(window, at: run.now, db)
                }
                let task = try RoomTask.find(input.task, of: input.school, db)
                if task.isOpen { try task.escalate(at: run.now, db) }
            })
    ]

    static let rooms = Endpoint(
        "enrolment.rooms", .get, "/schools/{school}/rooms", "The rooms' seats a weekday, and what is to be done",
        allow: .roles(.office, .principal, .districtOfficer, school: \.school), example: SchoolInput(school: 3),
        faults: [.notFound]
    ) { input, caller, db in try RoomsPage(input.school, caller, nil, db) }

    static let setPlaces = Endpoint(
        "enrolment.set_places", .post, "/schools/{school}/rooms/places", "Set how many the rooms hold a weekday",
        allow: .roles(.office, .principal, school: \.school),
        example: PlacesInput(school: 3, monday: 200, tuesday: 200, wednesday: 200, thursday: 200, friday: 160),
        faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in try RoomsPage(input.school, caller, typed, db) }
    ) { input, caller, db in
        let wrong = input.all.filter { !(0...9999).contains($0.1 ?? 0) }
        guard wrong.isEmpty else {
            throw Fault.invalid(
                fields: wrong.map { FieldFault(ChildInput.Times.names[$0.0.rawValue - 1], "enrolment.places_wrong") })
        }
        guard let window = try Window.current(of: [input.school], at: caller.now, db)[input.school]?.refreshed(db)
        else { throw Fault.conflict("enrolment.no_window") }
        let seen = input.seen.map(Capacity.places(marked:))
        for (day, places) in input.all where seen == nil || seen?[day] != places {
            try Capacity.set(places, on: day, input.school, window.term.id, by: caller.account, at: caller.now, db)
        }
        try RoomTask.check(window, at: caller.now, db)
        return SeeOther.to("/schools/\(input.school)/rooms", Text("enrolment.places_set"))
    }

    static let takeRoom = Endpoint(
        "enrolment.take_room", .post, "/schools/{school}/rooms/{task}/owner", "Take a room task on",
        allow: .roles(.office, .principal, school: \.school), example: TaskInput(school: 3, task: 1),
        faults: [.notFound, .conflict]
    ) { input, caller, db in
        try RoomTask.find(input.task, of: input.school, db).take(by: caller.requireAccount(), db)
        return SeeOther.to("/schools/\(input.school)/rooms", Text("enrolment.room_taken"))
    }

    static let settleRoom = Endpoint(
        "enrolment.settle_room", .post, "/schools/{school}/rooms/{task}/settlement",
        "Say what made it fit; the district may as well once the task is its own",
        allow: .roles(.office, .principal, .districtOfficer, school: \.school),
        example: SettleInput(school: 3, task: 1, measure: .moreRooms, places: 240),
        faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in
            guard caller.current?.place.kind == .district else {
                return try RoomsPage(input.school, caller, typed, db)
            }
            return try DistrictRoomsPage(Registry.School.find(input.school, db).districtID, caller, typed, db)
        }
    ) { input, caller, db in
        let task = try RoomTask.find(input.task, of: input.school, db)
        let isDistrict = caller.current?.place.kind == .district
        if isDistrict, task.isOpen, task.owner != .district { throw Fault.conflict("enrolment.room_schools") }
        try task.settle(input.measure, places: input.places, by: caller.account, at: caller.now, db)
        return SeeOther.to(
            isDistrict ? "/districts/\(task.district)/rooms" : "/schools/\(input.school)/rooms",
            Text("enrolment.room_settled"))
    }

    static let districtRooms = Endpoint(
        "enrolment.district_rooms", .get, "/districts/{district}/rooms",
        "Schools of a district where more join than fit, those that came to the district first",
        allow: .roles(.districtOfficer, .inspector, .bureau, district: \.district), example: DistrictInput(district: 2),
        faults: [.notFound]
    ) { input, caller, db in try DistrictRoomsPage(input.district, caller, nil, db) }

    static let settings = Endpoint(
        "enrolment.settings", .get, "/cities/{city}/enrolment", "A city's numbers for enrolment",
        allow: .roles(.bureau, city: \.city), example: CityInput(city: 1), faults: [.notFound]
    ) { input, _, db in try SettingsPage(input.city, nil, db) }

    static let setSettings = Endpoint(
        "enrolment.set_settings", .post, "/cities/{city}/enrolment", "Set how many days a school has to find room",
        allow: .roles(.bureau, city: \.city), example: SettingInput(city: 1, days: 3), faults: [.notFound, .invalid],
        again: { typed, input, _, db in try SettingsPage(input.city, typed, db) }
    ) { input, caller, db in
        _ = try Registry.City.find(input.city, db)
        try Setting.set(roomTaskDays: input.days, input.city, by: caller.account, at: caller.now, db)
        return SeeOther.to("/cities/\(input.city)/enrolment", Text("enrolment.settings_set"))
    }
}
