import Store

extension Roster {
    /// `classes.csv`: homerooms are 班级; subject classes are looked at only where a school has no homeroom.
    struct ClassReader: RowReader {
        private let id, status, modified, title, grades, course, type, location, school, terms: ColumnPlace

        init(_ header: Header) {
            (id, status, modified) = (header["sourcedId"], header["status"], header["dateLastModified"])
            (title, grades) = (header["title"], header["grades"])
            (course, type) = (header["courseSourcedId"], header["classType"])
            (location, school, terms) = (header["location"], header["schoolSourcedId"], header["termSourcedIds"])
        }

        mutating func read(_ row: inout CSVRow, _ n: Int64, into batch: inout Batch) {
            row.checkCommon(modified)
            let before = row.problems.count
            let type = row.choice(type, among: ["homeroom", "scheduled"])
            if type == nil, row.problems.count == before { _ = row.required(self.type) }
            let grades = row.grades(grades)
            if grades.count > 1 { row.note(.warning, "class_several_grades", "grades", ["count": "\(grades.count)"]) }
            for term in row.list(terms) { batch.add(.term, [n.column, row.record.line.column, term.column]) }
            batch.add(
                .class_,
                [
                    n.column, row.record.line.column, row.required(id).column, row.isGone(status).column,
                    row.required(title).column, grades.min().column, (type == "homeroom").column,
                    row.required(school).column, row.text(course).column, row.text(location).column,
                    ID<Registry.SchoolClass>.next().column, row.badMark.column,
                ])
        }
    }

    /// `enrollments.csv`: who is in which class.
    struct EnrolmentReader: RowReader {
        private let today: LocalDate
        private let id, status, modified, class_, school, person, role, primary, begins, ends: ColumnPlace

        init(_ header: Header, today: LocalDate) {
            self.today = today
            (id, status, modified) = (header["sourcedId"], header["status"], header["dateLastModified"])
            (class_, school) = (header["classSourcedId"], header["schoolSourcedId"])
            (person, role) = (header["userSourcedId"], header["role"])
            (primary, begins, ends) = (header["primary"], header["beginDate"], header["endDate"])
        }

        mutating func read(_ row: inout CSVRow, _ n: Int64, into batch: inout Batch) {
            row.checkCommon(modified)
            let (begins, ends) = row.period(begins, ends)
            // OneRoster leaves the last day open, so somebody whose end date is today has already gone.
            let isOver = row.isGone(status) || ends.map { $0 <= today } == true
            let words = row.required(role)
            let kind = row.roleKind(words, role)
            batch.add(
                .enrolment,
                [
                    n.column, row.record.line.column, Roster.hash(row.required(id)).column,
                    row.required(class_).column, row.required(school).column, row.required(person).column,
                    kind.rawValue.column, (row.flag(primary) ?? false).column, (begins?.description).column,
                    isOver.column, row.badMark.column,
                ])
        }
    }
}
