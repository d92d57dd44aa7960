import Store

extension Roster {
    /// `orgs.csv`: the city, its districts and schools.
    ///
    /// OneRoster has no column for who runs a school or where it lies, so these are taken from `metadata.kehou.*`.
    struct OrgReader: RowReader {
        static let metadata = ["nameEn", "ownership", "setting", "stage", "phone", "address"].map {
            "metadata.kehou.\($0)"
        }
        /// A department is a campus (校区) where a class of its school lies there.
        static let schoolTypes = ["school", "department"]
        static let aboveSchool = ["district", "local", "state", "national"]

        /// OneRoster's words. What is called anything else, a college or a youth palace, is outside schools and left out.
        static let words = schoolTypes + aboveSchool

        private let id, status, modified, name, type, code, parent: ColumnPlace
        private let nameEnglish, ownership, setting, stage, phone, address: ColumnPlace

        init(_ header: Header) {
            (id, status, modified) = (header["sourcedId"], header["status"], header["dateLastModified"])
            (name, type) = (header["name"], header["type"])
            (code, parent) = (header["identifier"], header["parentSourcedId"])
            (nameEnglish, ownership) = (header["metadata.kehou.nameEn"], header["metadata.kehou.ownership"])
            (setting, stage) = (header["metadata.kehou.setting"], header["metadata.kehou.stage"])
            (phone, address) = (header["metadata.kehou.phone"], header["metadata.kehou.address"])
        }

        mutating func read(_ row: inout CSVRow, _ n: Int64, into batch: inout Batch) {
            row.checkCommon(modified)
            let type = row.required(type).lowercased()
            if Self.looksMistyped(type) {
                row.noteWrongChoice(self.type, type, Self.words)
            } else if !type.isEmpty, !Self.words.contains(type) {
                row.note(.warning, "org_outside", self.type.name, ["type": String(type.prefix(40))])
            }
            let code = row.text(code)
            if type == "district", let code, !Self.isDistrictCode(code) {
                row.note(.warning, "code_odd", self.code.name, ["value": String(code.prefix(40))])
            }
            batch.add(
                .org,
                [
                    n.column, row.record.line.column, row.required(id).column, row.isGone(status).column,
                    row.required(name).column, row.text(nameEnglish).column, type.column, code.column,
                    row.text(parent).column,
                    row.choice(ownership, among: Registry.School.Ownership.allCases.map(\.rawValue)).column,
                    row.choice(setting, among: Registry.School.Setting.allCases.map(\.rawValue)).column,
                    row.choice(stage, among: Registry.School.Stage.allCases.map(\.rawValue)).column,
                    row.text(phone).column, row.text(address).column, row.badMark.column,
                ])
        }

        /// Whether a type is one of the words but for a letter or two: a school or district left out for that would take its
        /// pupils and schools along. `scholl`, `distrikt`.
        private static func looksMistyped(_ type: String) -> Bool {
            guard !words.contains(type) else { return false }
            return words.contains { word in
                abs(word.utf8.count - type.utf8.count) <= 2 && type.difference(from: word).count <= 2
            }
        }

        /// *Source*: GB/T 2260, six digits.
        static func isDistrictCode(_ code: String) -> Bool {
            code.utf8.count == 6 && code.utf8.allSatisfy { 0x30...0x39 ~= $0 }
        }
    }

    /// `courses.csv`: nothing is kept of it, but what classes refer to must be there.
    struct CourseReader: RowReader {
        private let id, modified, status, title, org: ColumnPlace

        init(_ header: Header) {
            (id, modified, status) = (header["sourcedId"], header["dateLastModified"], header["status"])
            (title, org) = (header["title"], header["orgSourcedId"])
        }

        mutating func read(_ row: inout CSVRow, _ n: Int64, into batch: inout Batch) {
            row.checkCommon(modified)
            _ = (row.isGone(status), row.required(title))
            batch.add(
                .course,
                [
                    n.column, row.record.line.column, row.required(id).column, row.required(org).column,
                    row.badMark.column,
                ])
        }
    }

    /// `academicSessions.csv`: terms come from the school calendar, so this is only checked.
    struct SessionReader: RowReader {
        private let id, modified, status, title, starts, ends, parent: ColumnPlace

        init(_ header: Header) {
            (id, modified, status) = (header["sourcedId"], header["dateLastModified"], header["status"])
            (title, parent) = (header["title"], header["parentSourcedId"])
            (starts, ends) = (header["startDate"], header["endDate"])
        }

        mutating func read(_ row: inout CSVRow, _ n: Int64, into batch: inout Batch) {
            row.checkCommon(modified)
            _ = (row.isGone(status), row.required(title))
            if let start = row.requiredDate(starts), let end = row.requiredDate(ends), end < start {
                row.note(.error, "ends_before_start", "endDate", ["start": "\(start)", "end": "\(end)"])
            }
            batch.add(
                .session,
                [
                    n.column, row.record.line.column, row.required(id).column, row.text(parent).column,
                    row.badMark.column,
                ])
        }
    }
}
