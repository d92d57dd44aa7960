import Store

/// What a person is appointed to do. Rights follow from the role and the place together.
enum Role: String, Choice {
    case bureau, districtOfficer, inspector, auditor
    case principal, office, teacher, volunteer
    case venue, body, guardian

    static let prefix = "role"
}

/// Where an appointment holds: one organisation of a kind.
struct Place: Hashable, Sendable, Codable {
    enum Kind: String, Choice {
        case city, district, school, venue, body
        /// A guardian's place: their own account, through which their children are found.
        case family

        static let prefix = "place"
    }

    let kind: Kind
    let id: Int64
}

/// Who is asking: a person under one of their appointments, or nobody.
struct Caller: Sendable {
    /// A marker type for account ids; the record itself is Registry's.
    enum Account {}

    struct Appointment: Sendable, Hashable {
        let id: ID<Appointment>
        let role: Role
        let place: Place
        let placeName: PlaceName
    }

    let account: ID<Account>?
    let name: String
    /// All of the person's appointments in force now.
    let appointments: [Appointment]
    /// The one they act under.
    let current: Appointment?
    var language: Language
    var now: Instant
    /// Digest of the session token, hex; names the session in audit rows and CSRF tokens.
    let session: String?
    /// How many messages wait for them, for the badge of every page; counted to a hundred.
    var unread = 0

    var isSignedIn: Bool { account != nil }
    var today: LocalDate { now.localDate }
    var role: Role? { current?.role }

    static func nobody(language: Language, now: Instant) -> Caller {
        Caller(
            account: nil, name: "", appointments: [], current: nil, language: language, now: now, session: nil)
    }

    /// The signed-in person's account; asking for it on a page open to all is answered with the sign-in page.
    func requireAccount() throws -> ID<Account> {
        guard let account else { throw Fault.unauthenticated() }
        return account
    }

    /// Whether the caller acts in one of these roles at exactly this place.
    func holds(_ roles: Role..., at kind: Place.Kind, _ id: Int64) -> Bool {
        guard let current else { return false }
        return roles.contains(current.role) && current.place == Place(kind: kind, id: id)
    }
}
