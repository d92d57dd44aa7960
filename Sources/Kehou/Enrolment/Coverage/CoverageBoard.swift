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
        let views: [SchoolCalendar.TermChoice.View]
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
    init(_ input: Enrolment.CityInput, _ caller: Caller, _ db: DB) throws {
        let city = input.city
        let home = try Registry.City.find(city, db)
        let place = "/cities/\(city)"
        let choice = try Coverage.choice(input.term, of: city, on: caller.today, at: place + "/coverage", db)
        let rest = SchoolCalendar.TermChoice.query(input.term)
        let counts = try choice.term.map { try Coverage.districts(of: city, in: $0.id, db) } ?? [:]
        self.init(
            home.name(in: caller.language), choice, rest, part: "coverage.district", at: place,
            try Registry.District.all(in: city, db).map { district in
                Item(
                    Text(verbatim: district.name(in: caller.language)),
                    "/districts/\(district.id)/coverage\(rest)", counts[district.id.rawValue])
            }, [])
    }

    /// A district's schools.
    init(_ input: Enrolment.DistrictInput, _ caller: Caller, _ db: DB) throws {
        let district = input.district
        let home = try Registry.District.find(district, db)
        let place = "/districts/\(district)"
        let choice = try Coverage.choice(input.term, of: home.cityID, on: caller.today, at: place + "/coverage", db)
        let rest = SchoolCalendar.TermChoice.query(input.term)
        let counts = try choice.term.map { try Coverage.schools(of: district, in: $0.id, db) } ?? [:]
        let schools = try db.all(
            "SELECT id, name, name_en FROM school WHERE district_id = \(district) AND closed_on IS NULL ORDER BY name, id",
            as: Row.self)
        let isCity = caller.current?.place.kind == .city
        self.init(
            home.name(in: caller.language), choice, rest, part: "coverage.school", at: place,
            try schools.map { row in
                let id: ID<Registry.School> = try row["id"]
                return Item(
                    Text(verbatim: try PlaceName(row, "name").name(in: caller.language)),
                    "/schools/\(id)/coverage\(rest)",
                    counts[id.rawValue])
            }, isCity ? [Link(Text("nav.coverage"), "/cities/\(home.cityID)/coverage\(rest)")] : [])
    }

    /// A school's classes, grade by grade.
    init(_ input: Plans.SchoolInput, _ caller: Caller, _ db: DB) throws {
        let school = input.school
        let home = try Registry.School.find(school, db)
        let place = "/schools/\(school)"
        let choice = try Coverage.choice(input.term, of: home.cityID, on: caller.today, at: place + "/coverage", db)
        let counts = try choice.term.map { try Coverage.classes(of: school, in: $0.id, db) } ?? [:]
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
        if let none = counts[0] { items.append(Item(Text("enrolment.no_class"), nil, none, isGroup: true)) }
        let rest = SchoolCalendar.TermChoice.query(input.term)
        self.init(
            home.name(in: caller.language), choice, rest, part: "coverage.class", at: place, items,
            isOwn
                ? [Link(Text("enrolment.desk.title"), "/schools/\(school)/enrolment")]
                : [Link(Text("nav.coverage"), "/districts/\(home.districtID)/coverage\(rest)")])
    }

    private init(
        _ name: String, _ choice: SchoolCalendar.TermChoice, _ query: String, part: String, at place: String,
        _ items: [Item], _ breadcrumbs: [Link]
    ) {
        self.name = name
        term = choice.term?.title ?? Text("plans.no_term")
        views = choice.views
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
        file = "\(place)/coverage.csv\(query)"
        pressureHref = place.hasPrefix("/schools") ? nil : "\(place)/pressure\(query)"
        self.breadcrumbs = breadcrumbs
    }
}

extension Enrolment.CoverageBoard.Item {
    init(_ name: Text, _ href: String?, _ counts: Enrolment.Coverage?, isGroup: Bool = false) {
        self.init(
            name: name, href: href, isGroup: isGroup, counts: counts.map(Enrolment.CoverageBoard.Counts.init))
    }
}
