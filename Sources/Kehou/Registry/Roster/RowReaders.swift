import Store

extension Roster {
    /// Turns the rows of one file into rows of the staging file.
    protocol RowReader {
        /// - Parameter n: the row's number among all rows of the import, its key in the staging file.
        mutating func read(_ row: inout CSVRow, _ n: Int64, into batch: inout Batch)
    }

    /// What a row of `users.csv` or `roles.csv` makes of a person.
    enum RoleKind: Int, Sendable {
        case student, teacher, principal, administrator, aide, parent, relative, guardian, outside

        static let staff = [teacher, principal, administrator, aide]
        static let family = [parent, relative, guardian]

        init(oneRoster role: String) {
            self =
                switch role.lowercased() {
                case "student": .student
                case "teacher": .teacher
                case "principal": .principal
                case "administrator", "siteadministrator": .administrator
                case "aide", "proctor", "counselor": .aide
                case "parent": .parent
                case "relative": .relative
                case "guardian": .guardian
                default: .outside
                }
        }
    }

    /// CEDS codes of grades that are no number: infants to transitional kindergarten, after school, ungraded, other.
    static let gradesOutside: Set<String> = [
        "IT", "PR", "PK", "TK", "KG", "PS", "UG", "AE", "ABE", "OTHER",
    ]

    /// An id that is only ever compared for being there twice, as 64 bits: four million enrolments would otherwise carry
    /// their ids along for nothing. Two of them agree by chance once in some millions of imports.
    static func hash(_ id: String) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in id.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        // FNV mixes its last bytes poorly; this is the finaliser of SplitMix64.
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int64(bitPattern: hash ^ (hash >> 31))
    }
}

extension Roster.CSVRow {
    /// The school grades of a row, 1 to 9; others (kindergarten, upper secondary) come as 0. A word that is no grade at
    /// all is passed over, with a warning.
    ///
    /// *Source*: CEDS grade codes, `01` to `13`, `KG`, `PK`, ..., which OneRoster uses.
    mutating func grades(_ column: Roster.ColumnPlace) -> [Int] {
        list(column).compactMap { text in
            if let grade = Int(text), 0...13 ~= grade { return 1...9 ~= grade ? grade : 0 }
            if Roster.gradesOutside.contains(text.uppercased()) { return 0 }
            note(.warning, "grade_odd", column.name, ["value": String(text.prefix(40))])
            return nil
        }
    }

    /// The columns that every row has.
    mutating func checkCommon(_ modified: Roster.ColumnPlace) {
        _ = date(modified)
    }
}
