import Store

extension Roster {
    /// What an import does to one record. Numbered as the staging file has it.
    enum Change: Int, Sendable {
        case none, new, changed

        /// Those of staged rows, by their `state`, of which it is true.
        func among(_ rows: [Row]) throws -> [Row] { try rows.filter { try $0["state"] == rawValue } }
    }

    /// How many records of a kind an import makes, changes, marks as left, and leaves alone.
    struct Counts: Sendable, Codable, Hashable {
        var new = 0
        var changed = 0
        var gone = 0
        var unchanged = 0

        var changes: Int { new + changed + gone }

        mutating func add(_ change: Change) {
            switch change {
            case .none: unchanged += 1
            case .new: new += 1
            case .changed: changed += 1
            }
        }
    }

    /// The kinds of record that an import writes, and the file each comes from.
    enum Kind: String, Choice {
        case city, district, school, campus
        case schoolClass = "class"
        case pupil, guardian, guardianship, staff
        case classTeacher = "class_teacher"

        static let prefix = "roster.kind"

        var file: File {
            switch self {
            case .city, .district, .school, .campus: .orgs
            case .schoolClass: .classes
            case .pupil, .guardian, .guardianship, .staff: .users
            case .classTeacher: .enrollments
            }
        }
    }
}
