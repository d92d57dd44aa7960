extension Plans {
    /// What the service costs and for whom it is free.
    struct Tariff: Codable, Hashable, Sendable {
        /// Per pupil and class-hour; 0 where the school asks nothing.
        var fee: Money?
        var free: [Waiver] = []
    }

    /// Families who pay nothing.
    enum Waiver: String, Choice {
        case poor, disabled, orphan, martyr
        static let prefix = "plans.waiver"
    }

    /// People of one kind who serve, and how.
    struct StaffGroup: Codable, Hashable, Sendable {
        var kind: StaffKind?
        /// Adults present on an ordinary day.
        var number: Int?
        var role: Role?
        /// Per class-hour; nothing for volunteers.
        var pay: Money?

        var isBlank: Bool { number == nil && pay == nil && (kind == nil || role == nil) }
    }

    /// Kinds of people (clause 5b).
    enum StaffKind: String, Choice {
        case ownTeacher = "own_teacher"
        case otherStaff = "other_staff"
        case retiredTeacher = "retired_teacher"
        case communityVolunteer = "community_volunteer"
        case parentVolunteer = "parent_volunteer"
        case outsideBody = "outside_body"
        static let prefix = "plans.staff"

        /// Clause 5b: they help without pay (义务), so they assist.
        var isUnpaid: Bool {
            switch self {
            case .retiredTeacher, .communityVolunteer, .parentVolunteer: true
            case .ownTeacher, .otherStaff, .outsideBody: false
            }
        }

        /// The pay floor of clause 6a is a teacher's.
        var isTeacher: Bool { self == .ownTeacher }
    }

    enum Role: String, Choice {
        case leads, leadsWithTeacher = "leads_with_teacher", assists
        static let prefix = "plans.role"
    }

    /// A room or ground the service uses, the school's or another's.
    struct Venue: Codable, Hashable, Sendable {
        var name = ""
        var places: Int?

        var isBlank: Bool { name.isBlank && places == nil }
    }

    /// Safety as clause 6c asks: posts; people, technical and physical protection; the emergency plan.
    struct Safety: Codable, Hashable, Sendable {
        var posts: [Post] = []
        var people = ""
        var technical = ""
        var physical = ""
        var emergencyPlan = ""
        var contacts: [Contact] = []
    }

    /// A place that somebody watches.
    struct Post: Codable, Hashable, Sendable {
        var place = ""
        var who = ""

        var isBlank: Bool { place.isBlank && who.isBlank }
    }

    /// How staff are rewarded (clauses 6a, 6b).
    struct Incentives: Codable, Hashable, Sendable {
        var basis: PayBasis?
        /// Late duty earns a later start (弹性上下班).
        var flexibleHours = false
        /// Service counts in appraisal and honours.
        var countsInAppraisal = false
    }

    enum PayBasis: String, Choice {
        case hours, fixed, pupils
        static let prefix = "plans.basis"
    }
}
