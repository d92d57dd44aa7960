import Store

extension SchoolCalendar {
    /// A place with the places around it: whose changes decide its days.
    struct Locality: Hashable, Sendable {
        let city: ID<Registry.City>
        var district: ID<Registry.District>?
        var school: ID<Registry.School>?

        static func city(_ city: ID<Registry.City>) -> Locality { Locality(city: city) }

        static func district(_ district: Registry.District) -> Locality {
            Locality(city: district.cityID, district: district.id)
        }

        static func school(_ school: Registry.School) -> Locality {
            Locality(city: school.cityID, district: school.districtID, school: school.id)
        }

        /// The layer whose word the place itself has.
        var layer: Layer { school != nil ? .school : district != nil ? .district : .city }

        /// How many open schools a change here reaches.
        func schoolCount(_ db: DB) throws -> Int {
            let place: SQL =
                if let school {
                    "id = \(school)"
                } else if let district {
                    "district_id = \(district)"
                } else {
                    "city_id = \(city)"
                }
            return try db.value("SELECT COUNT(*) FROM school WHERE \(place) AND closed_on IS NULL") ?? 0
        }

        /// Changes in force of this place alone.
        var own: SQL {
            switch layer {
            case .city: "layer = 'city' AND city_id = \(city) AND withdrawn_at IS NULL"
            case .district: "layer = 'district' AND district_id = \(district) AND withdrawn_at IS NULL"
            case .school: "layer = 'school' AND school_id = \(school) AND withdrawn_at IS NULL"
            }
        }

        /// The places around it, outermost first, and itself.
        var ring: [Locality] {
            var ring = [Locality.city(city)]
            if let district { ring.append(Locality(city: city, district: district)) }
            if school != nil { ring.append(self) }
            return ring
        }
    }
}
