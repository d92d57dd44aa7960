import Foundation
import Store

extension Enrolment {
    struct AidInput: Codable, Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let kinds: [AidFlag.Kind]?
        /// Which flags the page showed, as `AidFlag.mark`: only what differs from it is changed, so that an older page ends no
        /// colleague's flag. Without it, exactly `kinds` hold.
        var seen: String?
    }

    struct AidListInput: Codable, Sendable {
        let school: ID<Registry.School>
        let `class`: ID<Registry.SchoolClass>?
        let afterName: String?
        let after: Int64?
    }

    static let aidEndpoints: [Endpoint] = [aid, setAid]

    static let aid = Endpoint(
        "enrolment.aid", .get, "/schools/{school}/aid",
        "Pupils with the flags of the aid office; every look leaves an audit row",
        allow: .roles(.office, .principal, school: \.school),
        example: AidListInput(school: 3, class: nil, afterName: nil, after: nil), faults: [.notFound], isSensitive: true
    ) { input, caller, db in try AidPage(input, caller.language, db) }

    static let setAid = Endpoint(
        "enrolment.set_aid", .post, "/schools/{school}/pupils/{pupil}/aid",
        "Set a pupil's flags from the school's own register; no family is asked",
        allow: .roles(.office, .principal, school: \.school),
        example: AidInput(school: 3, pupil: 1, kinds: [.feeWaiver]), faults: [.notFound, .invalid]
    ) { input, caller, db in
        let pupil = try Registry.Pupil.find(input.pupil, in: input.school, db)
        try AidFlag.set(
            Set(input.kinds ?? []), over: input.seen.map(AidFlag.kinds(marked:)), of: pupil.id, in: input.school,
            by: caller.requireAccount(), at: caller.now, db)
        let room = pupil.classID.map { "?class=\($0)" } ?? ""
        return SeeOther.to("/schools/\(input.school)/aid\(room)", Text("enrolment.aid_set", ["name": pupil.name]))
    }

    /// Pupils of a class, or of the school, with tick boxes.
    struct AidPage: Page {
        struct Item: Codable, Sendable {
            let name: String
            let className: String?
            let href: String
            let kinds: [ChildCard.Option]
            let seen: String
        }

        static let template = "enrolment/aid"
        let school: String
        let filters: [RollPage.Filter]
        let items: [Item]
        let pager: Registry.Pager?
        let breadcrumbs: [Link]

        init(_ input: AidListInput, _ language: Language, _ db: DB) throws {
            let home = try Registry.School.find(input.school, db)
            let base = "/schools/\(home.id)/aid"
            let rooms = try Registry.SchoolClass.all(in: home.id, db)
            let names = Dictionary(rooms.map { ($0.id, $0.name) }) { first, _ in first }
            let page = try Registry.Pupil.list(
                in: home.id, class: input.class,
                after: input.after.map { Registry.Pupil.Key(name: input.afterName ?? "", id: ID($0)) },
                limit: Registry.pageSize + 1, db)
            let shown = page.prefix(Registry.pageSize)
            let flags = try AidFlag.all(of: shown.map(\.id), in: home.id, db)
            let query = input.class.map { "class=\($0)&" } ?? ""
            school = home.name(in: language)
            filters =
                [
                    RollPage.Filter(
                        href: base, label: Text("enrolment.whole_school"), count: nil, current: input.class == nil)
                ]
                + rooms.map {
                    RollPage.Filter(
                        href: "\(base)?class=\($0.id)", label: Text(verbatim: $0.name), count: nil,
                        current: $0.id == input.class)
                }
            items = shown.map { pupil in
                let own = Set(flags[pupil.id, default: []].map(\.kind))
                return Item(
                    name: pupil.name, className: pupil.classID.flatMap { names[$0] },
                    href: "/schools/\(home.id)/pupils/\(pupil.id)/aid",
                    kinds: AidFlag.Kind.allCases.map {
                        ChildCard.Option(value: $0.rawValue, label: $0.label, selected: own.contains($0))
                    }, seen: AidFlag.mark(own))
            }
            let last = page.count > Registry.pageSize ? shown.last : nil
            pager =
                input.after == nil && last == nil
                ? nil
                : Registry.Pager(
                    first: input.after == nil ? nil : "\(base)?\(query)",
                    next: last.map { "\(base)?\(query)afterName=\($0.name.urlEncoded)&after=\($0.id)" })
            breadcrumbs = [
                Link(Text(verbatim: home.name(in: language)), "/schools/\(home.id)"),
                Link(Text("enrolment.desk.title"), "/schools/\(home.id)/enrolment"),
            ]
        }
    }
}
