import Store

extension Plans {
    /// One version of a city's defaults (`district` is nothing) or of a district's policy, on its way.
    ///
    /// `draft` -> `submitted` -> `approved`, or `returned` with a comment and submitted again. A city's own version goes from
    /// draft to approved at once. Which approved version is in force follows from the dates alone: the last one whose
    /// `effectiveFrom` has come; the ones before it are superseded. A new version begins as a copy of the last.
    struct PolicyVersion: Sendable, Equatable {
        let id: ID<PolicyVersion>
        let city: ID<Registry.City>
        let district: ID<Registry.District>?
        /// 1, 2, 3 within its place.
        let version: Int
        let state: PolicyState
        /// Grows with each save, so that two editors notice each other.
        let revision: Int
        var effectiveFrom: LocalDate?
        var own: PolicyOverrides
        let createdAt: Instant
        let submittedAt: Instant?
        let decidedAt: Instant?
        /// The city's word on returning or approving it.
        let comment: String?

        var isEditable: Bool { state == .draft || state == .returned }
    }

    enum PolicyState: String, Choice {
        case draft, submitted, returned, approved

        static let prefix = "policy.state"
    }

    /// Where an approved version stands on a day.
    enum PolicyStanding: String, Choice {
        /// Not approved yet: see its state.
        case open
        /// Approved, its day has not come.
        case coming
        case inForce = "in_force"
        case superseded

        static let prefix = "policy.standing"
    }
}

extension Sequence<Plans.PolicyVersion> {
    /// The version in force on a day among those of one place.
    func inForce(on date: LocalDate) -> Plans.PolicyVersion? {
        filter { $0.state == .approved && ($0.effectiveFrom.map { $0 <= date } ?? false) }
            .max { ($0.effectiveFrom ?? date, $0.version) < ($1.effectiveFrom ?? date, $1.version) }
    }

    /// What one of these versions is on a day.
    func standing(of version: Plans.PolicyVersion, on date: LocalDate) -> Plans.PolicyStanding {
        guard version.state == .approved, let from = version.effectiveFrom else { return .open }
        if from > date { return .coming }
        return inForce(on: date)?.id == version.id ? .inForce : .superseded
    }
}
