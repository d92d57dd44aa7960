import Store

extension SchoolCalendar {
    /// What an endpoint of one layer reads from its path: the city, the district or the school.
    ///
    /// The three layers have the same pages and verbs; declared once for all, each gets its own address and its own people.
    protocol PlaceInput: Codable, Sendable {
        /// The start of the layer's addresses: `/schools/{school}`.
        static var root: String { get }
        static var layer: Layer { get }
        static var sample: Self { get }
        /// Those who speak for the place.
        static func editors<Fields>() -> Allow<PlacedInput<Self, Fields>>
        /// - Throws: `notFound` for a place that does not exist.
        func locality(_ db: DB) throws -> Locality
    }

    struct CityInput: PlaceInput {
        let city: ID<Registry.City>

        static let root = "/cities/{city}"
        static let layer = Layer.city
        static let sample = CityInput(city: 1)

        static func editors<Fields>() -> Allow<PlacedInput<CityInput, Fields>> {
            .roles(.bureau, city: \.place.city)
        }

        func locality(_ db: DB) throws -> Locality { .city(try Registry.City.find(city, db).id) }
    }

    struct DistrictInput: PlaceInput {
        let district: ID<Registry.District>

        static let root = "/districts/{district}"
        static let layer = Layer.district
        static let sample = DistrictInput(district: 1)

        static func editors<Fields>() -> Allow<PlacedInput<DistrictInput, Fields>> {
            .roles(.districtOfficer, district: \.place.district)
        }

        func locality(_ db: DB) throws -> Locality { .district(try Registry.District.find(district, db)) }
    }

    struct SchoolInput: PlaceInput {
        let school: ID<Registry.School>

        static let root = "/schools/{school}"
        static let layer = Layer.school
        static let sample = SchoolInput(school: 1)

        static func editors<Fields>() -> Allow<PlacedInput<SchoolInput, Fields>> {
            .roles(.office, .principal, school: \.place.school)
        }

        func locality(_ db: DB) throws -> Locality { .school(try Registry.School.find(school, db)) }
    }

    /// A place and some fields, side by side in one flat input.
    struct PlacedInput<Place: PlaceInput, Fields: Codable & Sendable>: Codable, Sendable {
        let place: Place
        let fields: Fields

        init(_ place: Place, _ fields: Fields) {
            self.place = place
            self.fields = fields
        }

        init(from decoder: any Decoder) throws {
            place = try Place(from: decoder)
            fields = try Fields(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            try place.encode(to: encoder)
            try fields.encode(to: encoder)
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

    /// Whether somebody speaks for this very place, so that its pages show what they may do.
    func isEditable(by caller: Caller) -> Bool {
        guard let current = caller.current, current.place == place else { return false }
        return switch layer {
        case .city: current.role == .bureau
        case .district: current.role == .districtOfficer
        case .school: current.role == .office || current.role == .principal
        }
    }

    /// The start of its addresses.
    var root: String {
        switch layer {
        case .city: "/cities/\(place.id)"
        case .district: "/districts/\(place.id)"
        case .school: "/schools/\(place.id)"
        }
    }

    /// Its calendar's page.
    var href: String { "\(root)/calendar" }
}
