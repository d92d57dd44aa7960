import Store

extension Plans {
    /// Writing a policy: the same for a city's defaults and a district's own. A list and a form each, with their readers.
    static func edits<Place: SchoolCalendar.PlaceInput>(
        _: Place.Type, _ listReaders: [Allow<PlacedInput<Place, Nothing>>],
        _ readers: [Allow<PlacedInput<Place, PolicyIDFields>>]
    ) -> [Endpoint] {
        [policies(listReaders[0]), beginPolicy(Place.self), policy(readers[0]), savePolicy(Place.self)]
    }

    private static func policies<Place>(_ readers: Allow<PlacedInput<Place, Nothing>>) -> Endpoint {
        Endpoint(
            "policy.\(Place.layer.rawValue)_versions", .get, PathPattern("\(Place.root)/policies"),
            "The versions of a place's policy", allow: readers,
            example: PlacedInput(Place.sample, Nothing()), faults: [.notFound]
        ) { input, caller, db in try PoliciesPage(input.place.locality(db), caller, db) }
    }

    private static func beginPolicy<Place: SchoolCalendar.PlaceInput>(_: Place.Type) -> Endpoint {
        typealias Input = PlacedInput<Place, Nothing>
        return Endpoint(
            "policy.\(Place.layer.rawValue)_begin", .post, PathPattern("\(Place.root)/policies"),
            "Begin the next version, as a copy of the last", allow: Place.editors(),
            example: Input(.sample, Nothing()), faults: [.notFound, .conflict]
        ) { input, caller, db in
            let place = try input.place.locality(db)
            let draft = try PolicyVersion.begin(city: place.city, district: place.district, at: caller.now, db)
            return SeeOther.to("\(place.root)/policies/\(draft.id)")
        }
    }

    private static func policy<Place>(_ readers: Allow<PlacedInput<Place, PolicyIDFields>>) -> Endpoint {
        Endpoint(
            "policy.\(Place.layer.rawValue)_version", .get, PathPattern("\(Place.root)/policies/{policy}"),
            "One version of a policy, with the form where it may be edited", allow: readers,
            example: PlacedInput(Place.sample, PolicyIDFields(policy: 1)), faults: [.notFound]
        ) { input, caller, db in try PolicyVersionPage(input.place.locality(db), input.fields.policy, caller, db) }
    }

    private static func savePolicy<Place: SchoolCalendar.PlaceInput>(_: Place.Type) -> Endpoint {
        typealias Input = PlacedInput<Place, PolicyFields>
        return Endpoint(
            "policy.\(Place.layer.rawValue)_save", .post, PathPattern("\(Place.root)/policies/{policy}"),
            "Save a draft over the revision that its editor saw, and go on with it where `then` says so",
            allow: Place.editors(),
            example: Input(.sample, .sample), faults: [.invalid, .notFound, .conflict],
            again: { typed, input, caller, db in
                try PolicyVersionPage(input.place.locality(db), input.fields.policy, form: typed, caller, db)
            }
        ) { input, caller, db in
            do {
                return try save(input.fields, of: input.place.locality(db), caller, db)
            } catch let fault as Fault {
                throw fault.onFirstRows
            }
        }.showing(typedPolicy)
    }

    /// Saves, and takes the step that the form's button stands for: of what is typed, never of what was stored before.
    private static func save(
        _ fields: PolicyFields, of place: SchoolCalendar.Locality, _ caller: Caller, _ db: DB
    ) throws -> SeeOther {
        let draft = try PolicyVersion.find(fields.policy, of: place.city, district: place.district, db)
        try draft.save(fields.overrides(), effectiveFrom: fields.effectiveFrom, over: fields.revision, db)
        guard let step = fields.then else {
            return SeeOther.to("\(place.root)/policies/\(draft.id)", Text("policy.saved"))
        }
        let saved = try PolicyVersion.find(draft.id, of: place.city, district: place.district, db)
        try Audit(
            step == .submit ? submitPolicy.name : approveDefaults.name, by: caller,
            subject: "\(place.layer.rawValue)=\(place.place.id) policy=\(saved.id)", place: place.place, outcome: .done
        ).write(db)
        return try take(step, of: saved, in: place, caller, db)
    }
}

extension Fault {
    /// A fault of a whole list is shown at the list's first row.
    fileprivate var onFirstRows: Fault {
        let rows = ["seasons": "seasons.0.name", "extraSections": "extraSections.0.code"]
        var fault = self
        fault.fields = fields.map { FieldFault(rows[$0.field] ?? $0.field, $0.code, $0.arguments) }
        return fault
    }
}
