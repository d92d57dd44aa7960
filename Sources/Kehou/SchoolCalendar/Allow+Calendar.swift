import Store

extension SchoolCalendar.Layer {
    /// Who speaks for a place of this layer.
    var editors: [Role] {
        switch self {
        case .city: [.bureau]
        case .district: [.districtOfficer]
        case .school: [.office, .principal]
        }
    }
}

extension SchoolCalendar.Locality {
    /// The place itself, as appointments name it.
    var place: Place {
        if let school { return Place(kind: .school, id: school.rawValue) }
        if let district { return Place(kind: .district, id: district.rawValue) }
        return Place(kind: .city, id: city.rawValue)
    }

    func isEditable(by caller: Caller) -> Bool {
        guard let current = caller.current else { return false }
        return current.place == place && layer.editors.contains(current.role)
    }
}

/// An input that names a place of the calendar by its layer and id, as in `/calendar/school/7`.
protocol CalendarPlaceInput: Codable, Sendable {
    var layer: SchoolCalendar.Layer { get }
    var place: ID<Place> { get }
}

extension CalendarPlaceInput {
    /// - Throws: `notFound` for a place that does not exist.
    func locality(_ db: DB) throws -> SchoolCalendar.Locality {
        switch layer {
        case .city: .city(try Registry.City.find(place.of(Registry.City.self), db).id)
        case .district: .district(try Registry.District.find(place.of(Registry.District.self), db))
        case .school: .school(try Registry.School.find(place.of(Registry.School.self), db))
        }
    }
}

extension Allow where Input: CalendarPlaceInput {
    /// Those who speak for the place: the city's bureau, the district's officer, the school's office and principal.
    static var calendarEditors: Allow {
        Allow("bureau of the city, districtOfficer of the district, or office, principal of the school") {
            input, caller, db in
            guard let current = caller.current else { return .stranger }
            let locality = try input.locality(db)
            if locality.isEditable(by: caller) { return .entitled }
            return locality.ring.contains { $0.place == current.place } ? .known : .stranger
        }
    }
}
