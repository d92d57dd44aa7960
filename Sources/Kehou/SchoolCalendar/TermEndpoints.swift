import Store

extension SchoolCalendar {
    static let termEndpoints: [Endpoint] = [terms, addTerm, changeTerm, removeTerm, openTerm]

    static let terms = Endpoint(
        "calendar.terms", .get, "/cities/{city}/terms", "The terms of a city",
        allow: .roles(.bureau, .auditor, city: \.city), example: TermsInput(city: 1, edit: nil), faults: [.notFound]
    ) { input, caller, db in try TermsPage(input.city, editing: input.edit, caller, db) }

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

    static let changeTerm = Endpoint(
        "calendar.change_term", .post, "/cities/{city}/terms/{term}", "Give a term that is not open other days",
        allow: .roles(.bureau, city: \.city),
        example: TermDaysInput(
            city: 1, term: 1, ordinal: 1, starts: .sample, ends: LocalDate.sample.adding(days: 120)),
        faults: [.invalid, .notFound, .conflict],
        again: { typed, input, caller, db in
            try TermsPage(input.city, editing: input.term, typed: typed, caller, db)
        }
    ) { input, caller, db in
        _ = try Term.find(input.term, in: input.city, db)
        let term = input.changed
        try term.update(in: input.city, db)
        return SeeOther.to("/cities/\(input.city)/terms", Text("calendar.term_changed", texts: ["term": term.title]))
    }

    static let removeTerm = Endpoint(
        "calendar.remove_term", .post, "/cities/{city}/terms/{term}/removal", "Take away a term that is not open",
        allow: .roles(.bureau, city: \.city), example: TermInput(city: 1, term: 1), faults: [.notFound, .conflict],
        again: { typed, input, caller, db in try TermsPage(input.city, typed: typed, caller, db) }
    ) { input, caller, db in
        let term = try Term.find(input.term, in: input.city, db)
        try term.remove(in: input.city, db)
        return SeeOther.to("/cities/\(input.city)/terms", Text("calendar.term_removed", texts: ["term": term.title]))
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
