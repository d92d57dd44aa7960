import Foundation
import Store

extension Enrolment {
    struct RollInput: Codable, Sendable {
        let school: ID<Registry.School>
        let weekday: Weekday?
        let `class`: ID<Registry.SchoolClass>?
        /// The last of the page before.
        let afterName: String?
        let after: Int64?
    }

    /// Who joins, for the office that runs it: by weekday and class, a page at a time. Who does not join stands nowhere.
    struct RollPage: Page {
        struct Item: Codable, Sendable {
            let name: String
            let className: String?
            let leaves: Text
            let homeworkOnly: Bool
        }

        struct Filter: Codable, Sendable {
            let href: String
            let label: Text
            let count: Int?
            let current: Bool
        }

        static let template = "enrolment/roll"
        let school: String
        let term: Text
        let filters: [Filter]
        let classes: [Filter]
        let items: [Item]
        let count: Text
        let pager: Registry.Pager?
        let breadcrumbs: [Link]

        init(_ input: RollInput, _ caller: Caller, _ db: DB) throws {
            let home = try Registry.School.find(input.school, db)
            let window = try Window.current(of: [home.id], at: caller.now, db)[home.id]
            let today = Weekday.schoolDays.contains(caller.today.weekday) ? caller.today.weekday : .monday
            let day = input.weekday ?? today
            let base = "/schools/\(home.id)/enrolment/roll"
            let rooms = try Registry.SchoolClass.all(in: home.id, db)
            let counts = try window.map { try CoverageRow.all(of: home.id, in: $0.term.id, db) } ?? []
            let room = input.class.map { "&class=\($0)" } ?? ""
            let shown = counts.filter { input.class == nil || $0.classID == input.class }
            school = home.name(in: caller.language)
            term = window?.term.title ?? Text("plans.no_term")
            filters = Weekday.schoolDays.enumerated().map { place, weekday in
                Filter(
                    href: "\(base)?weekday=\(weekday)\(room)", label: Text("value.weekday.\(weekday.rawValue)"),
                    count: shown.reduce(0) { $0 + $1.joining[place] }, current: weekday == day)
            }
            classes =
                [
                    Filter(
                        href: "\(base)?weekday=\(day)", label: Text("enrolment.whole_school"), count: nil,
                        current: input.class == nil)
                ]
                + rooms.map {
                    Filter(
                        href: "\(base)?weekday=\(day)&class=\($0.id)", label: Text(verbatim: $0.name), count: nil,
                        current: $0.id == input.class)
                }
            let rows = try window.map { try RollRow.page(input, $0.term.id, on: day, db) } ?? []
            let names = Dictionary(rooms.map { ($0.id, $0.name) }) { first, _ in first }
            items = rows.prefix(Registry.pageSize).map { $0.item(names) }
            let all = shown.reduce(0) { $0 + $1.joining[day.rawValue - 1] }
            count = Text("enrolment.roll_count", ["count": "\(all)"])
            let last = rows.count > Registry.pageSize ? rows[Registry.pageSize - 1] : nil
            pager =
                input.after == nil && last == nil
                ? nil
                : Registry.Pager(
                    first: input.after == nil ? nil : "\(base)?weekday=\(day)\(room)",
                    next: last.map { "\(base)?weekday=\(day)\(room)&afterName=\($0.name.urlEncoded)&after=\($0.pupil)" }
                )
            breadcrumbs = [
                Link(Text(verbatim: home.name(in: caller.language)), "/schools/\(home.id)"),
                Link(Text("enrolment.desk.title"), "/schools/\(home.id)/enrolment"),
            ]
        }
    }

    /// One child on a weekday's roll.
    struct RollRow: Sendable, FromRow {
        let pupil: ID<Registry.Pupil>
        let name: String
        let classID: ID<Registry.SchoolClass>?
        let leaves: TimeOfDay
        let isLateCare: Bool
        let homeworkOnly: Bool

        init(_ row: Row) throws {
            pupil = try row["id"]
            name = try row["name"]
            classID = try row["class_id"]
            leaves = try row["leaves_at"]
            isLateCare = try row["is_late_care"]
            homeworkOnly = try row["homework_only"]
        }

        /// Pupils by name with the answer that stands. Rides `pupil_by_name` or `pupil_by_class`, then primary keys.
        static func page(
            _ input: RollInput, _ term: ID<SchoolCalendar.Term>, on day: Weekday, _ db: DB
        ) throws -> [RollRow] {
            let room: SQL = input.class.map { "AND p.class_id = \($0)" } ?? ""
            return try db.all(
                """
                SELECT p.id, p.name, p.class_id, d.leaves_at, d.is_late_care, a.homework_only
                FROM pupil p
                JOIN application_current c ON c.school_id = p.school_id AND c.term_id = \(term) AND c.pupil_id = p.id
                JOIN application a ON a.school_id = c.school_id AND a.pupil_id = c.pupil_id AND a.id = c.application_id
                JOIN application_day d ON d.school_id = c.school_id AND d.pupil_id = c.pupil_id
                    AND d.application_id = c.application_id AND d.weekday = \(day)
                WHERE p.school_id = \(input.school) \(room)
                    AND (p.name, p.id) > (\(input.afterName ?? ""), \(input.after ?? 0))
                    AND p.left_on IS NULL
                ORDER BY p.name, p.id
                LIMIT \(Registry.pageSize + 1)
                """)
        }

        fileprivate func item(_ names: [ID<Registry.SchoolClass>: String]) -> RollPage.Item {
            RollPage.Item(
                name: name, className: classID.flatMap { names[$0] },
                leaves: Text(isLateCare ? "enrolment.late_until" : "enrolment.leaves", ["time": "\(leaves)"]),
                homeworkOnly: homeworkOnly)
        }
    }
}
