extension Roster {
    /// The files of OneRoster 1.1 and 1.2 that hold people and their schools, with the columns the standard gives them.
    ///
    /// *Source*: 1EdTech, OneRoster 1.1 Final CSV Tables (2017) and OneRoster 1.2 CSV Binding (2022).
    enum File: String, Sendable, CaseIterable {
        case manifest, orgs, users, roles, classes, enrollments, courses, academicSessions, demographics

        var name: String { rawValue + ".csv" }

        /// Finds the file by name, whatever its case.
        init?(name: String) {
            guard let file = Self.allCases.first(where: { $0.name.lowercased() == name.lowercased() }) else {
                return nil
            }
            self = file
        }

        /// Columns without which a row says nothing. `courseSourcedId` and `username` are required by the standard too, but
        /// nothing here reads them.
        var required: [String] {
            switch self {
            case .manifest: ["propertyName", "value"]
            case .orgs: ["sourcedId", "name", "type"]
            case .users: ["sourcedId", "givenName", "familyName"]
            case .roles: ["sourcedId", "userSourcedId", "roleType", "role", "orgSourcedId"]
            case .classes: ["sourcedId", "title", "classType", "schoolSourcedId"]
            case .enrollments: ["sourcedId", "classSourcedId", "schoolSourcedId", "userSourcedId", "role"]
            case .courses: ["sourcedId", "title", "orgSourcedId"]
            case .academicSessions: ["sourcedId", "title", "startDate", "endDate"]
            case .demographics: []
            }
        }

        /// Every column that either version of the standard names.
        var known: Set<String> {
            let columns =
                switch self {
                case .manifest: ""
                case .orgs: "name type identifier parentSourcedId"
                case .users:
                    """
                    enabledUser orgSourcedIds role username userIds givenName familyName middleName identifier email sms \
                    phone agentSourcedIds grades password userMasterIdentifier resourceSourcedIds preferredGivenName \
                    preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns
                    """
                case .roles: "userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId"
                case .classes:
                    """
                    title grades courseSourcedId classCode classType location schoolSourcedId termSourcedIds subjects \
                    subjectCodes periods resourceSourcedIds
                    """
                case .enrollments: "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate"
                case .courses:
                    """
                    schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes resourceSourcedIds
                    """
                case .academicSessions: "title type startDate endDate parentSourcedId schoolYear"
                case .demographics: ""
                }
            return Set(columns.split(separator: " ").map(String.init) + ["sourcedId", "status", "dateLastModified"])
        }

        /// Columns of which nothing is kept, however useful somebody may find them.
        static let neverStored = ["password"]
    }
}
