import Store

extension SchoolCalendar {
    static let endpoints: [Endpoint] =
        termEndpoints + endpoints(of: CityInput.self) + endpoints(of: DistrictInput.self)
        + endpoints(of: SchoolInput.self) + [daysOff]

    /// What one layer's calendar answers to.
    private static func endpoints<Place: PlaceInput>(of place: Place.Type) -> [Endpoint] {
        [calendar(place), calendarFile(place), newChange(place), makeChange(place), withdrawChange(place)]
    }

    private static func calendar<Place: PlaceInput>(_: Place.Type) -> Endpoint {
        typealias Input = PlacedInput<Place, CalendarFields>
        return Endpoint(
            "calendar.\(Place.layer.rawValue)", .get, PathPattern("\(Place.root)/calendar"),
            "The days of a term at a place, and who changed which", allow: .anyone,
            example: Input(.sample, CalendarFields(term: nil)), faults: [.notFound]
        ) { input, caller, db in
            try CalendarPage(input.place.locality(db), term: input.fields.term, caller, db)
        }
    }

    private static func calendarFile<Place: PlaceInput>(_: Place.Type) -> Endpoint {
        typealias Input = PlacedInput<Place, CalendarFields>
        return Endpoint(
            "calendar.\(Place.layer.rawValue)_file", .get, PathPattern("\(Place.root)/calendar.csv"),
            "The days of a term at a place as CSV", allow: .anyone,
            example: Input(.sample, CalendarFields(term: nil)), faults: [.notFound, .conflict]
        ) { input, caller, db in
            let place = try input.place.locality(db)
            let shown = try Term.shown(input.fields.term, in: place.city, on: caller.today, db)
            guard let term = shown else { throw Fault.notFound() }
            let days = try Almanac.load(for: place, from: term.starts, through: term.ends, db).days(of: term)
            return Download.csv(
                csv(days, in: caller.language), fileName: "calendar-\(term.starts)-\(term.ends).csv")
        }
    }

    private static func newChange<Place: PlaceInput>(_: Place.Type) -> Endpoint {
        typealias Input = PlacedInput<Place, NewChangeFields>
        return Endpoint(
            "calendar.\(Place.layer.rawValue)_new_change", .get, PathPattern("\(Place.root)/calendar/changes/new"),
            "The form for a change of one day", allow: Place.editors(),
            example: Input(.sample, NewChangeFields(date: nil, kind: nil)), faults: [.notFound]
        ) { input, caller, db in
            try ChangePage(
                input.place.locality(db), date: input.fields.date ?? caller.today, kind: input.fields.kind, caller, db)
        }
    }

    private static func makeChange<Place: PlaceInput>(_: Place.Type) -> Endpoint {
        typealias Input = PlacedInput<Place, ChangeFields>
        return Endpoint(
            "calendar.\(Place.layer.rawValue)_make_change", .post, PathPattern("\(Place.root)/calendar/changes"),
            "Change one day for every school of a place", allow: Place.editors(), example: Input(.sample, .sample),
            faults: [.invalid, .notFound, .conflict],
            again: { typed, input, caller, db in
                let fields = input.fields
                return try ChangePage(
                    input.place.locality(db), date: fields.date, kind: fields.kind, typed: typed, caller, db)
            }
        ) { input, caller, db in
            let place = try input.place.locality(db)
            let change = input.fields.change(by: place.layer)
            let made = try Announcement.make(change, by: place, account: caller.account, at: caller.now, db)
            let date = made.change.date.display(in: caller.language)
            return SeeOther.to(
                place.href, Text("calendar.made", ["date": date, "count": String(try place.schoolCount(db))]))
        }
    }

    private static func withdrawChange<Place: PlaceInput>(_: Place.Type) -> Endpoint {
        typealias Input = PlacedInput<Place, WithdrawalFields>
        return Endpoint(
            "calendar.\(Place.layer.rawValue)_withdraw_change", .post,
            PathPattern("\(Place.root)/calendar/changes/{change}/withdrawal"),
            "Take a change back, so that the day is again what the places around say", allow: Place.editors(),
            example: Input(.sample, WithdrawalFields(change: 1)), faults: [.notFound, .conflict]
        ) { input, caller, db in
            let place = try input.place.locality(db)
            let found = try Announcement.find(input.fields.change, of: place, db)
            try found.withdraw(by: caller.account, at: caller.now, db)
            return SeeOther.to(
                place.href, Text("calendar.withdrawn", ["date": found.change.date.display(in: caller.language)]))
        }
    }
}
