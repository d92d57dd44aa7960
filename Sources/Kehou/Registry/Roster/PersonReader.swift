import Store

extension Roster {
    /// `users.csv`: everybody. In OneRoster 1.1 the row also says what they are and where; in 1.2 `roles.csv` does.
    ///
    /// Mobiles and pupil numbers go into the batch as they are, which seals them before any reaches a disk.
    struct PersonReader: RowReader {
        private let id, status, modified, enabled, given, family, middle, number, sms, phone: ColumnPlace
        private let agents, grades, role, orgs: ColumnPlace

        init(_ header: Header) {
            (id, status, modified) = (header["sourcedId"], header["status"], header["dateLastModified"])
            (enabled, given, family) = (header["enabledUser"], header["givenName"], header["familyName"])
            (middle, number) = (header["middleName"], header["identifier"])
            (sms, phone) = (header["sms"], header["phone"])
            (agents, grades) = (header["agentSourcedIds"], header["grades"])
            (role, orgs) = (header["role"], header["orgSourcedIds"])
        }

        mutating func read(_ row: inout CSVRow, _ n: Int64, into batch: inout Batch) {
            row.checkCommon(modified)
            _ = row.flag(enabled)
            let sourceID = row.required(id)
            let name = PersonName.joined(
                given: row.required(given), middle: row.text(middle), family: row.required(family))
            let isGone = row.isGone(status)
            let grade = row.grades(grades).min()
            if role.exists { readRoles(&row, n, isGone, into: &batch) }
            let mobile = mobile(&row)
            let number = row.text(number)
            for agent in row.list(agents) {
                if agent == sourceID {
                    row.note(.warning, "own_agent", agents.name)
                } else {
                    batch.add(.agent, [n.column, row.record.line.column, agent.column])
                }
            }
            batch.add(
                OpenPerson(
                    n: n, line: row.record.line, sourceID: sourceID, isGone: isGone, name: name, grade: grade,
                    number: number, mobile: mobile, bad: row.badMark))
        }

        /// One role in each organisation of the list; the first counts as the person's main one.
        private func readRoles(_ row: inout CSVRow, _ n: Int64, _ isGone: Bool, into batch: inout Batch) {
            let role = row.required(role)
            let kind = row.roleKind(role, self.role)
            let orgs = row.list(orgs)
            if orgs.isEmpty { row.note(.error, "missing_value", self.orgs.name) }
            for (index, org) in orgs.enumerated() {
                batch.add(
                    .role,
                    [
                        (n << 10 | Int64(index)).column, row.record.line.column, .null, .null, n.column, org.column,
                        kind.rawValue.column, (index == 0).column, isGone.column, 0.column,
                    ])
            }
        }

        /// The number for messages, else the telephone. One that cannot be a number is left out, with a warning.
        private func mobile(_ row: inout CSVRow) -> Mobile? {
            for column in [sms, phone] {
                guard let text = row.text(column) else { continue }
                if let mobile = Mobile(text) { return mobile }
                row.note(.warning, "mobile_odd", column.name)
            }
            return nil
        }
    }

    /// `roles.csv` of OneRoster 1.2: what a person is, and where.
    struct RoleReader: RowReader {
        private let today: LocalDate
        private let id, status, modified, person, type, role, begins, ends, org: ColumnPlace

        init(_ header: Header, today: LocalDate) {
            self.today = today
            (id, status, modified) = (header["sourcedId"], header["status"], header["dateLastModified"])
            (person, type, role) = (header["userSourcedId"], header["roleType"], header["role"])
            (begins, ends, org) = (header["beginDate"], header["endDate"], header["orgSourcedId"])
        }

        mutating func read(_ row: inout CSVRow, _ n: Int64, into batch: inout Batch) {
            row.checkCommon(modified)
            let before = row.problems.count
            let type = row.choice(type, among: ["primary", "secondary"])
            if type == nil, row.problems.count == before { _ = row.required(self.type) }
            let role = row.required(role)
            let kind = row.roleKind(role, self.role)
            let isOver = row.period(begins, ends).end.map { $0 <= today } == true
            batch.add(
                .role,
                [
                    (n << 10).column, row.record.line.column, Roster.hash(row.required(id)).column,
                    row.required(person).column, .null, row.required(org).column, kind.rawValue.column,
                    (type == "primary").column, (row.isGone(status) || isOver).column, row.badMark.column,
                ])
        }
    }
}

/// How the parts of a name are put together.
enum PersonName {
    /// Family name first and without a blank where it is Chinese, otherwise in the order of the West.
    static func joined(given: String, middle: String?, family: String) -> String {
        guard family.isEmpty || !family.unicodeScalars.allSatisfy(\.properties.isIdeographic) else {
            return family + (middle ?? "") + given
        }
        return [given, middle ?? "", family].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
