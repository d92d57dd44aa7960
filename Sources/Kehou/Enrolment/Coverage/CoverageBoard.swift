import Store

extension Enrolment {
    /// How far the asking has come, part by part, with a way down into each part.
    struct CoverageBoard: Page {
        /// A district, a school, a grade or a class.
        struct Item: Codable, Sendable {
            let name: Text
            let href: String?
            /// A grade: what follows, down to the next one, is in it.
            let isGroup: Bool
            /// Nil where nobody was asked yet.
            let counts: Counts?
        }

        struct Counts: Codable, Sendable {
            let pupils: Int
            let reached: Int
            let asked: Int
            let declined: Int
            let unanswered: Int
            let percent: Int
            let label: String
            let tone: String

            init(_ coverage: Coverage) {
                pupils = coverage.pupils
                reached = coverage.reached
                asked = coverage.asked
                declined = coverage.declined
                unanswered = coverage.unanswered
                percent = coverage.answeredPercent
                label = "\(percent)%"
                tone = percent == 100 ? "good" : "plain"
            }
        }

        static let template = "enrolment/coverage"
        let name: String
        let term: Text
        let parts: Text
        let items: [Item]
        let total: Counts
        /// Schools of the place whose families nobody has asked yet.
        let silent: Text?
        let file: String
        /// The signs of pressure, where the reader's place has such a page.
        let pressureHref: String?
        let breadcrumbs: [Link]

        /// The table as a spreadsheet reads it; what nobody measured yet stays empty.
        func rows(in language: Language) -> [[String]] {
            let head = ["part", "pupils", "reached", "enrolled", "declined", "unanswered", "served"].map {
                Text("coverage.\($0)").display(in: language)
            }
            return [head]
                + items.map { item in
                    let numbers = item.counts.map { [$0.pupils, $0.reached, $0.asked, $0.declined, $0.unanswered] }
                    return [item.name.display(in: language)]
                        + (numbers?.map(String.init) ?? Array(repeating: "", count: 5))
                        + [""]
                }
        }
    }
}

extension Enrolment.CoverageBoard {
    typealias Coverage = Enrolment.Coverage

    /// A city's districts.
    init(_ city: ID<Registry.City>, _ caller: Caller, _ db: DB) throws {
        let home = try Registry.City.find(city, db)
        let term = try Coverage.term(of: city, on: caller.today, db)
        let counts = try term.map { try Coverage.districts(of: city, in: $0.id, db) } ?? [:]
        self.init(
            home.name(in: caller.language), term, part: "coverage.district", at: "/cities/\(city)",
            try Registry.District.all(in: city, db).map { district in
                Item(
                    Text(verbatim: district.name(in: caller.language)),
                    "/districts/\(district.id)/coverage", counts[district.id.rawValue])
            }, [])
    }

    /// A district's schools.
    init(_ district: ID<Registry.District>, _ caller: Caller, _ db: DB) throws {
        let home = try Registry.District.find(district, db)
        let term = try Coverage.term(of: home.cityID, on: caller.today, db)
        let counts = try term.map { try Coverage.schools(of: district, in: $0.id, db) } ?? [:]
        let schools = try db.all(
            "SELECT id, name, name_en FROM school WHERE district_id = \(district) AND closed_on IS NULL ORDER BY name, id",
            as: Row.self)
        let isCity = caller.current?.place.kind == .city
        self.init(
            home.name(in: caller.language), term, part: "coverage.school", at: "/districts/\(district)",
            try schools.map { row in
                let id: ID<Registry.School> = try row["id"]
                return Item(
                    Text(verbatim: try PlaceName(row, "name").name(in: caller.language)), "/schools/\(id)/coverage",
                    counts[id.rawValue])
            }, isCity ? [Link(Text("nav.coverage"), "/cities/\(home.cityID)/coverage")] : [])
    }

    /// A school's classes, grade by grade.
    init(_ school: ID<Registry.School>, _ caller: Caller, _ db: DB) throws {
        let home = try Registry.School.find(school, db)
        let term = try Coverage.term(of: home.cityID, on: caller.today, db)
        let counts = try term.map { try Coverage.classes(of: school, in: $0.id, db) } ?? [:]
        let isOwn = caller.current?.place.kind == .school
        let classes = try Registry.SchoolClass.all(in: school, db)
        let grades = Dictionary(grouping: classes, by: \.grade).sorted { $0.key < $1.key }
        var items = grades.flatMap { grade, rooms in
            let own = rooms.compactMap { counts[$0.id.rawValue] }
            let name = Text("plans.grade", ["grade": "\(grade)"])
            let group = Item(name, nil, own.isEmpty ? nil : own.reduce(Coverage(), +), isGroup: true)
            return [group]
                + rooms.map { room in
                    let href = isOwn ? "/schools/\(school)/classes/\(room.id)/answers" : nil
                    return Item(Text(verbatim: room.name), href, counts[room.id.rawValue])
                }
        }
        if let rest = counts[0] { items.append(Item(Text("enrolment.no_class"), nil, rest, isGroup: true)) }
        self.init(
            home.name(in: caller.language), term, part: "coverage.class", at: "/schools/\(school)", items,
            isOwn
                ? [Link(Text("enrolment.desk.title"), "/schools/\(school)/enrolment")]
                : [Link(Text("nav.coverage"), "/districts/\(home.districtID)/coverage")])
    }

    private init(
        _ name: String, _ term: SchoolCalendar.Term?, part: String, at place: String, _ items: [Item],
        _ breadcrumbs: [Link]
    ) {
        self.name = name
        self.term = term?.title ?? Text("plans.no_term")
        parts = Text(part)
        self.items = items
        let hasGroups = items.contains(where: \.isGroup)
        let counted = items.filter { !hasGroups || $0.isGroup }.compactMap(\.counts)
        total = Counts(
            counted.reduce(Coverage()) {
                $0 + Coverage(pupils: $1.pupils, reached: $1.reached, asked: $1.asked, declined: $1.declined)
            })
        let missing = items.count { $0.counts == nil && !$0.isGroup }
        silent = missing == 0 ? nil : Text("coverage.silent", ["count": "\(missing)"])
        file = "\(place)/coverage.csv"
        pressureHref = place.hasPrefix("/schools") ? nil : "\(place)/pressure"
        self.breadcrumbs = breadcrumbs
    }
}

extension Enrolment.CoverageBoard.Item {
    init(_ name: Text, _ href: String?, _ counts: Enrolment.Coverage?, isGroup: Bool = false) {
        self.init(
            name: name, href: href, isGroup: isGroup, counts: counts.map(Enrolment.CoverageBoard.Counts.init))
    }
}
