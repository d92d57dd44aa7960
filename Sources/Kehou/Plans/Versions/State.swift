extension Plans {
    /// Where a version stands. The moves are here and nowhere else.
    enum State: String, Choice {
        case draft, submitted, returned, approved, published, superseded

        static let prefix = "plans.state"

        /// The states this one may turn into.
        var next: Set<State> {
            switch self {
            case .draft, .returned: [.submitted]
            case .submitted: [.draft, .returned, .approved]
            case .approved: [.published]
            case .published: [.superseded]
            case .superseded: []
            }
        }

        /// The school may write in it.
        var isEditable: Bool { self == .draft || self == .returned }
        /// The school may answer the district's comments.
        var isAnswerable: Bool { isEditable || self == .submitted }
        /// Somebody may still change it.
        var isMoving: Bool { !next.isEmpty && self != .published }
        /// Families may read it.
        var isPublic: Bool { self == .published }
        /// The district agreed to it.
        var isAgreed: Bool { self == .approved || self == .published || self == .superseded }
    }

    /// How pressing a date is.
    enum Punctuality: String, Choice {
        case inTime = "in_time"
        case late
        case noDate = "no_date"

        static let prefix = "plans.punctuality"

        /// *Shape*: `done` nil means not done yet, so today decides.
        static func of(due: LocalDate?, done: LocalDate?, today: LocalDate) -> Punctuality {
            guard let due else { return .noDate }
            return (done ?? today) > due ? .late : .inTime
        }
    }
}
