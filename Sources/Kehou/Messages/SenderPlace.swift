import Store

extension Messages {
    /// What an endpoint of one layer of senders reads from its path. School, district and city have the same pages of what they
    /// sent, each for its own people.
    protocol SenderPlace: Codable, Sendable {
        /// The start of the layer's addresses: `/schools/{school}`.
        static var root: String { get }
        static var layer: String { get }
        static var sample: Self { get }
        static func office<Fields>() -> Allow<Sent<Self, Fields>>
        var place: Place { get }
    }

    struct SchoolSender: SenderPlace {
        let school: ID<Registry.School>

        static let root = "/schools/{school}"
        static let layer = "school"
        static let sample = SchoolSender(school: 1)
        static func office<Fields>() -> Allow<Sent<SchoolSender, Fields>> {
            .roles(.office, .principal, school: \.sender.school)
        }
        var place: Place { Place(kind: .school, id: school.rawValue) }
    }

    struct DistrictSender: SenderPlace {
        let district: ID<Registry.District>

        static let root = "/districts/{district}"
        static let layer = "district"
        static let sample = DistrictSender(district: 1)
        static func office<Fields>() -> Allow<Sent<DistrictSender, Fields>> {
            .roles(.districtOfficer, district: \.sender.district)
        }
        var place: Place { Place(kind: .district, id: district.rawValue) }
    }

    struct CitySender: SenderPlace {
        let city: ID<Registry.City>

        static let root = "/cities/{city}"
        static let layer = "city"
        static let sample = CitySender(city: 1)
        static func office<Fields>() -> Allow<Sent<CitySender, Fields>> {
            .roles(.bureau, city: \.sender.city)
        }
        var place: Place { Place(kind: .city, id: city.rawValue) }
    }

    /// A sender's place and some fields, side by side in one flat input.
    struct Sent<Sender: SenderPlace, Fields: Codable & Sendable>: Codable, Sendable {
        let sender: Sender
        let fields: Fields

        init(_ sender: Sender, _ fields: Fields) {
            self.sender = sender
            self.fields = fields
        }

        init(from decoder: any Decoder) throws {
            sender = try Sender(from: decoder)
            fields = try Fields(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            try sender.encode(to: encoder)
            try fields.encode(to: encoder)
        }
    }
}
