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

        /// OneRoster's words for those who are nobody's inside a school.
        static let wordsOutside = ["districtAdministrator", "systemAdministrator", "faculty", "professor"]
        /// Every word that may stand for a role, besides those that begin with `ext:`.
        static let words =
            [
                "student", "teacher", "principal", "administrator", "siteAdministrator", "aide", "proctor", "counselor",
                "parent", "relative", "guardian",
            ] + wordsOutside

        /// Nothing for a word that OneRoster does not have.
        init?(oneRoster role: String) {
            let role = role.lowercased()
            self =
                switch role {
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
            guard self == .outside else { return }
            guard role.hasPrefix("ext:") || Self.wordsOutside.contains(where: { $0.lowercased() == role }) else {
                return nil
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

    /// What a role's word means; one of OneRoster's outside schools is a warning, one it does not have an error.
    mutating func roleKind(_ word: String, _ column: Roster.ColumnPlace) -> Roster.RoleKind {
        guard !word.isEmpty else { return .outside }
        guard let kind = Roster.RoleKind(oneRoster: word) else {
            noteWrongChoice(column, word, Roster.RoleKind.words)
            return .outside
        }
        if kind == .outside { note(.warning, "role_outside", column.name, ["role": String(word.prefix(40))]) }
        return kind
    }

    /// The first and the last day of a row; one after the other is an error.
    mutating func period(
        _ begins: Roster.ColumnPlace, _ ends: Roster.ColumnPlace
    ) -> (start: LocalDate?, end: LocalDate?) {
        let (start, end) = (date(begins), date(ends))
        if let start, let end, end < start {
            note(.error, "ends_before_start", ends.name, ["start": "\(start)", "end": "\(end)"])
        }
        return (start, end)
    }

    /// The columns that every row has.
    mutating func checkCommon(_ modified: Roster.ColumnPlace) {
        _ = date(modified)
    }
}
