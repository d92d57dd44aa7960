import Store

extension Plans {
    /// A school's plans, term by term, and the ways to begin one.
    struct SchoolPlansPage: Page {
        struct Item: Codable, Sendable {
            let href: String
            let title: Text
            let badge: Badge
            let note: Text
        }

        static let template = "plans/school"
        let school: String
        let schoolID: ID<Registry.School>
        let term: Text
        let termID: ID<SchoolCalendar.Term>?
        let views: [SchoolCalendar.TermChoice.View]
        let items: [Item]
        let count: Text
        /// Discarded drafts that left text of the caller behind.
        let leftovers: [Leftover]
        /// A new version may be begun, by this caller, now.
        let mayBegin: Bool
        /// Something is published for this term, or was for an earlier one.
        let hasPublished: Bool
        let hasLast: Bool
        let neighbours: [Neighbour]
        let breadcrumbs: [Link]

        struct Leftover: Codable, Sendable {
            let href: String
            let text: Text
        }

        struct Neighbour: Codable, Sendable {
            let id: ID<Registry.School>
            let name: String
        }

        init(_ input: SchoolInput, _ caller: Caller, _ db: DB) throws {
            let school = try Registry.School.find(input.school, db)
            let choice = try SchoolCalendar.TermChoice(
                input.term, of: school.cityID, on: caller.today, at: "/schools/\(school.id)/plans", db)
            let current = choice.term
            let terms = try SchoolCalendar.Term.all(in: school.cityID, db)
            let versions = try Version.all(of: school.id, db)
            self.school = school.name(in: caller.language)
            schoolID = school.id
            term = current?.title ?? Text("plans.no_term")
            termID = current?.id
            views = choice.views
            items = versions.map { version in
                let title = terms.first { $0.id == version.term }?.title ?? Text(verbatim: "")
                return Item(
                    href: path(version),
                    title: Text("plans.version_of", texts: ["term": title], ["number": "\(version.number)"]),
                    badge: Plans.badge(version.state), note: Plans.summary(version.report))
            }
            count = Text("plans.version_count", ["count": "\(versions.count)"])
            let isWriter = caller.holds(.principal, .office, at: .school, school.id.rawValue)
            let isFree =
                !versions.contains { $0.term == current?.id && !$0.state.isAgreed }
                && !versions.contains { $0.term == current?.id && $0.state == .approved }
            mayBegin = isWriter && current != nil && isFree
            let published = versions.filter { $0.state == .published }.map(\.term)
            hasPublished = published.contains { $0 == current?.id }
            hasLast = terms.contains { term in
                published.contains(term.id) && (current.map { term.starts < $0.starts } ?? false)
            }
            neighbours = mayBegin ? try Self.neighbours(of: school, caller.language, db) : []
            leftovers =
                try !isWriter
                ? []
                : Discarded.waiting(at: school.id, by: caller.account, db).map { gone in
                    Leftover(
                        href: "/schools/\(gone.school)/plans/\(gone.plan)/conflict",
                        text: Text(
                            "plans.leftover", texts: ["at": Text(verbatim: gone.at.display(in: caller.language))]))
                }
            breadcrumbs = try trail(school, of: input.term, caller, db)
        }

        /// Schools of the city with a published plan to begin from: those of the district, and of the same stage, come first.
        private static func neighbours(
            of school: Registry.School, _ language: Language, _ db: DB
        ) throws -> [Neighbour] {
            try db.all(
                """
                SELECT school.id, school.name, school.name_en
                FROM school
                WHERE school.city_id = \(school.cityID) AND school.id <> \(school.id)
                    AND EXISTS (SELECT 1 FROM plan WHERE plan.school_id = school.id AND plan.state = 'published')
                ORDER BY CASE WHEN school.district_id = \(school.districtID) THEN 0 ELSE 1 END,
                    CASE WHEN school.stage = \(school.stage) THEN 0 ELSE 1 END, school.name, school.id
                LIMIT 300
                """, as: Found.self
            ).map { Neighbour(id: $0.id, name: $0.name(in: language)) }
        }

        private struct Found: FromRow, Named {
            let id: ID<Registry.School>
            let name: String
            let nameEn: String?

            init(_ row: Row) throws {
                id = try row["id"]
                name = try row["name"]
                nameEn = try row["name_en"]
            }
        }
    }

    static func path(_ version: Version, _ rest: String = "") -> String {
        "/schools/\(version.school)/plans/\(version.id)\(rest)"
    }

    /// city > district > school, as far up as the caller may go, and within the term that a page is about.
    static func trail(
        _ school: Registry.School, of term: ID<SchoolCalendar.Term>? = nil, _ caller: Caller, _ db: DB
    ) throws -> [Link] {
        let ahead = try term == nil ? [] : SchoolCalendar.Term.ahead(on: caller.today, in: school.cityID, db)
        let isLater = ahead.dropFirst().contains { $0.id == term }
        let rest = term.map { isLater ? "?term=\($0)" : "" } ?? ""
        var links: [Link] = []
        if caller.current?.place.kind != .school {
            let district = try Registry.District.find(school.districtID, db)
            links.append(
                Link(Text(verbatim: district.name(in: caller.language)), "/districts/\(district.id)/plans\(rest)"))
        }
        return links + [Link(Text(verbatim: school.name(in: caller.language)), "/schools/\(school.id)/plans\(rest)")]
    }
}
