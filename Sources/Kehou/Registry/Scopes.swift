import Store

/// The scopes that follow from places: who is near enough to a school or district to know of it, and who may act.
///
/// A person acts under one appointment at a time. At a school that is not theirs they are strangers, so they hear 404.
extension Allow {
    /// Holders of one of the roles whose place is the school, its district or its city.
    static func roles(_ roles: Role..., school: any KeyPath<Input, ID<Registry.School>> & Sendable) -> Allow {
        Allow(label(roles, "school")) { input, caller, db in
            guard let current = caller.current else { return .stranger }
            let id = input[keyPath: school]
            guard current.place != Place(kind: .school, id: id.rawValue) else {
                return roles.contains(current.role) ? .entitled : .known
            }
            guard [.district, .city].contains(current.place.kind),
                let above = try db.first(
                    "SELECT district_id, city_id FROM school WHERE id = \(id)", as: Above.self),
                above.includes(current.place)
            else { return .stranger }
            return roles.contains(current.role) ? .entitled : .known
        }
    }

    /// Holders of one of the roles whose place is the district or its city.
    static func roles(_ roles: Role..., district: any KeyPath<Input, ID<Registry.District>> & Sendable) -> Allow {
        Allow(label(roles, "district")) { input, caller, db in
            guard let current = caller.current else { return .stranger }
            let id = input[keyPath: district]
            switch current.place.kind {
            case .district:
                guard current.place.id == id.rawValue else { return .stranger }
            case .city:
                let city = try db.value("SELECT city_id FROM district WHERE id = \(id)", as: Int64.self)
                guard city == current.place.id else { return .stranger }
            default: return .stranger
            }
            return roles.contains(current.role) ? .entitled : .known
        }
    }

    /// Holders of one of the roles at the city itself.
    static func roles(_ roles: Role..., city: any KeyPath<Input, ID<Registry.City>> & Sendable) -> Allow {
        Allow(label(roles, "city")) { input, caller, _ in
            guard let current = caller.current,
                current.place == Place(kind: .city, id: input[keyPath: city].rawValue)
            else { return .stranger }
            return roles.contains(current.role) ? .entitled : .known
        }
    }

    private static func label(_ roles: [Role], _ place: String) -> String {
        roles.map(\.rawValue).joined(separator: ", ") + " of the " + place
    }
}

private struct Above: FromRow {
    let district: Int64
    let city: Int64

    init(_ row: Row) throws {
        district = try row["district_id"]
        city = try row["city_id"]
    }

    func includes(_ place: Place) -> Bool {
        place == Place(kind: .district, id: district) || place == Place(kind: .city, id: city)
    }
}
