import Foundation
import Store

extension Enrolment {
    struct RollInput: Codable, Sendable {
        let school: ID<Registry.School>
        /// Another day than today.
        let date: LocalDate?
        let `class`: ID<Registry.SchoolClass>?
        /// The last of the page before.
        let afterName: String?
        let after: Int64?
    }

    /// Who joins on a day, for the office that runs it: by class, a page at a time. Who does not join stands nowhere.
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
        let base: String
        let term: Text
        let day: Text
        /// For the field in which another day is chosen, with the term's ends; nil where there is no term.
        let date: String?
        let first: String?
        let last: String?
        let classID: ID<Registry.SchoolClass>?
        /// No service, another weekday's timetable, or none announced yet.
        let note: Text?
        /// The service days of the week.
        let filters: [Filter]
        let before: Link?
        let after: Link?
        let classes: [Filter]
        let items: [Item]
        let count: Text
        let pager: Registry.Pager?
        let breadcrumbs: [Link]

        init(_ input: RollInput, _ caller: Caller, _ db: DB) throws {
            let home = try Registry.School.find(input.school, db)
            let roll = try RollDay.find(input.date, of: home, on: caller.today, db)
            let base = "/schools/\(home.id)/enrolment/roll"
            let date = roll?.date ?? caller.today
            let room = input.class
            func href(_ date: LocalDate, _ room: ID<Registry.SchoolClass>?) -> String {
                "\(base)?date=\(date)" + (room.map { "&class=\($0)" } ?? "")
            }
            let rooms = try Registry.SchoolClass.all(in: home.id, db)
            self.base = base
            school = home.name(in: caller.language)
            term = roll?.term.title ?? Text("plans.no_term")
            day = RollDay.title(date)
            self.date = roll.map { "\($0.date)" }
            first = roll.map { "\($0.term.starts)" }
            last = roll.map { "\($0.term.ends)" }
            classID = room
            note = roll?.note
            filters = (roll?.week ?? []).map {
                Filter(
                    href: href($0, room), label: Text("value.weekday.\($0.weekday.rawValue)"), count: nil,
                    current: $0 == date
                )
            }
            before = roll?.before.map { Link(RollDay.title($0), href($0, room)) }
            after = roll?.after.map { Link(RollDay.title($0), href($0, room)) }
            let all = Filter(
                href: href(date, nil), label: Text("enrolment.whole_school"), count: nil, current: room == nil)
            classes =
                [all]
                + rooms.map {
                    Filter(
                        href: href(date, $0.id), label: Text(verbatim: $0.name), count: nil,
                        current: $0.id == room)
                }
            let rows = try roll.map { try RollRow.page(input, $0, db) } ?? []
            let names = Dictionary(rooms.map { ($0.id, $0.name) }) { first, _ in first }
            items = rows.prefix(Registry.pageSize).map { $0.item(names, endingAt: roll?.service?.endsEarlyAt) }
            let joining = try roll.map { try RollRow.count(input, $0, db) } ?? 0
            count = Text("enrolment.roll_count", ["count": "\(joining)"])
            let end = rows.count > Registry.pageSize ? rows[Registry.pageSize - 1] : nil
            pager =
                input.after == nil && end == nil
                ? nil
                : Registry.Pager(
                    first: input.after == nil ? nil : href(date, room),
                    next: end.map { "\(href(date, room))&afterName=\($0.name.urlEncoded)&after=\($0.pupil)" })
            breadcrumbs = [
                Link(Text(verbatim: home.name(in: caller.language)), "/schools/\(home.id)"),
                Link(Text("enrolment.desk.title"), "/schools/\(home.id)/enrolment"),
            ]
        }
    }
}
