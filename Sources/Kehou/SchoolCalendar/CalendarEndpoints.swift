import Store

extension SchoolCalendar {
    static let endpoints: [Endpoint] = [
        calendar, calendarFile, newChange, makeChange, withdrawChange, terms, addTerm, openTerm,
    ]

    static let calendar = Endpoint(
        "calendar.page", .get, "/calendar/{layer}/{place}", "The days of a term at a place, and who changed which",
        allow: .anyone, example: CalendarInput(layer: .city, place: 1, term: nil), faults: [.notFound]
    ) { input, caller, db in try CalendarPage(input.locality(db), term: input.term, caller, db) }

    static let calendarFile = Endpoint(
        "calendar.file", .get, "/calendar/{layer}/{place}/days.csv", "The days of a term at a place as CSV",
        allow: .anyone, example: CalendarInput(layer: .city, place: 1, term: nil), faults: [.notFound, .conflict]
    ) { input, caller, db in
        let place = try input.locality(db)
        guard let term = try Term.shown(input.term, in: place.city, on: caller.today, db) else {
            throw Fault.notFound()
        }
        let days = try Almanac.load(for: place, from: term.starts, through: term.ends, db).days(of: term)
        return Download.csv(csv(days, in: caller.language), fileName: "calendar-\(term.starts)-\(term.ends).csv")
    }

    static let newChange = Endpoint(
        "calendar.new_change", .get, "/calendar/{layer}/{place}/changes/new", "The form for a change of one day",
        allow: .calendarEditors, example: NewChangeInput(layer: .city, place: 1, date: nil, kind: nil),
        faults: [.notFound]
    ) { input, caller, db in
        try ChangePage(input.locality(db), date: input.date ?? caller.today, kind: input.kind, caller, db)
    }

    static let makeChange = Endpoint(
        "calendar.make_change", .post, "/calendar/{layer}/{place}/changes",
        "Change one day for every school of a place", allow: .calendarEditors,
        example: ChangeInput(
            layer: .city, place: 1, date: LocalDate.sample, kind: .closure, reason: "台风", hasNoService: false,
            runsWeekday: nil, endsEarlyAt: nil),
        faults: [.invalid, .notFound, .conflict],
        again: { typed, input, caller, db in
            try ChangePage(input.locality(db), date: input.date, kind: input.kind, typed: typed, caller, db)
        }
    ) { input, caller, db in
        let place = try input.locality(db)
        let made = try Announcement.make(input.change, by: place, account: caller.account, at: caller.now, db)
        let count = try place.schoolCount(db)
        return SeeOther.to(
            place.href,
            Text("calendar.made", ["date": made.change.date.display(in: caller.language), "count": String(count)]))
    }

    static let withdrawChange = Endpoint(
        "calendar.withdraw_change", .post, "/calendar/{layer}/{place}/changes/{change}/withdrawal",
        "Take a change back, so that the day is again what the places around say", allow: .calendarEditors,
        example: WithdrawalInput(layer: .city, place: 1, change: 1), faults: [.notFound]
    ) { input, caller, db in
        let place = try input.locality(db)
        let found = try Announcement.find(input.change, of: place, db)
        try found.withdraw(by: caller.account, at: caller.now, db)
        return SeeOther.to(
            place.href, Text("calendar.withdrawn", ["date": found.change.date.display(in: caller.language)]))
    }

    static let terms = Endpoint(
        "calendar.terms", .get, "/cities/{city}/terms", "The terms of a city",
        allow: .roles(.bureau, .auditor, city: \.city), example: TermsInput(city: 1), faults: [.notFound]
    ) { input, caller, db in try TermsPage(input.city, caller, db) }

    static let addTerm = Endpoint(
        "calendar.add_term", .post, "/cities/{city}/terms", "Set a term's first and last day",
        allow: .roles(.bureau, city: \.city),
        example: NewTermInput(city: 1, ordinal: 1, starts: .sample, ends: LocalDate.sample.adding(days: 120)),
        faults: [.invalid, .conflict],
        again: { typed, input, caller, db in try TermsPage(input.city, typed: typed, caller, db) }
    ) { input, caller, db in
        let term = input.term
        try term.insert(in: input.city, db)
        return SeeOther.to("/cities/\(input.city)/terms", Text("calendar.term_added", texts: ["term": term.title]))
    }

    static let openTerm = Endpoint(
        "calendar.open_term", .post, "/cities/{city}/terms/{term}/opening",
        "Open a term: plans are written and families invited from here on", allow: .roles(.bureau, city: \.city),
        example: TermInput(city: 1, term: 1), faults: [.notFound, .conflict],
        again: { typed, input, caller, db in try TermsPage(input.city, typed: typed, caller, db) }
    ) { input, caller, db in
        let term = try Term.find(input.term, in: input.city, db)
        try term.open(in: input.city, at: caller.now, db)
        return SeeOther.to("/cities/\(input.city)/terms", Text("calendar.term_opened", texts: ["term": term.title]))
    }
}

extension SchoolCalendar.Locality {
    /// Its calendar's page.
    var href: String { "/calendar/\(layer.rawValue)/\(place.id)" }
}
