import Store

extension Plans {
    /// Find a school, for anyone: by district and by part of the name.
    struct FindPage: Page {
        struct Item: Codable, Sendable {
            let href: String
            let name: String
            let place: Text
            let ready: Bool
        }

        struct Option: Codable, Sendable {
            let value: String
            let label: String
            let selected: Bool
        }

        static let template = "public/find"
        static let pageSize = 50
        let q: String
        let districts: [Option]
        let items: [Item]
        let count: Text
        let pager: Pager?

        struct Pager: Codable, Sendable {
            let first: String?
            let next: String?
        }

        init(_ input: FindInput, _ caller: Caller, _ db: DB) throws {
            let all = try db.all(
                "SELECT id, city_id, source_id, code, name, name_en FROM district ORDER BY COALESCE(code, ''), name, id",
                as: Registry.District.self)
            func name(_ district: Registry.District) -> String {
                district.name(in: caller.language)
            }
            let text = (input.q ?? "").trimmed
            let found = try db.all(Self.search(text, input), as: Found.self)
            let names = Dictionary(all.map { ($0.id, name($0)) }) { first, _ in first }
            q = text
            districts = all.map { Option(value: $0.id.description, label: name($0), selected: $0.id == input.district) }
            items = found.prefix(Self.pageSize).map { school in
                Item(
                    href: "/schools/\(school.id)",
                    name: school.name(in: caller.language),
                    place: Text(
                        "public.place", texts: ["stage": school.stage.label], ["district": names[school.district] ?? ""]
                    ),
                    ready: school.isReady)
            }
            count =
                found.count > Self.pageSize
                ? Text("public.count_more", ["count": "\(Self.pageSize)"])
                : Text("public.count", ["count": "\(found.count)"])
            pager = Self.pager(text, input, items: found)
        }

        private static func pager(_ text: String, _ input: FindInput, items: [Found]) -> Pager? {
            guard input.after != nil || items.count > pageSize else { return nil }
            let query = "q=\(text.urlEncoded)&district=\(input.district?.description ?? "")"
            let last = items.count > pageSize ? items[pageSize - 1] : nil
            return Pager(
                first: input.after == nil ? nil : "/schools?\(query)",
                next: last.map { "/schools?\(query)&after=\($0.id)&name=\($0.name.urlEncoded)" })
        }

        /// Looks through all names: a city has some thousand schools, and an index of words does not help Chinese.
        static func search(_ text: String, _ input: FindInput) -> SQL {
            let place: SQL = input.district.map { "AND school.district_id = \($0)" } ?? ""
            let words: SQL =
                text.isEmpty ? "" : "AND (\(contains: "school.name", text) OR \(contains: "school.name_en", text))"
            let page: SQL = input.after.map { "AND (school.name, school.id) > (\(input.name ?? ""), \($0))" } ?? ""
            return """
                SELECT school.id, school.name, school.name_en, school.district_id, school.stage, (
                    SELECT COUNT(*) FROM plan WHERE plan.school_id = school.id AND plan.state = 'published') AS plans
                FROM school
                WHERE school.closed_on IS NULL \(place) \(words) \(page)
                ORDER BY school.name, school.id
                LIMIT \(pageSize + 1)
                """
        }

        private struct Found: FromRow, Named {
            let id: ID<Registry.School>
            let name: String
            let nameEn: String?
            let district: ID<Registry.District>
            let stage: Registry.School.Stage
            let isReady: Bool

            init(_ row: Row) throws {
                id = try row["id"]
                name = try row["name"]
                nameEn = try row["name_en"]
                district = try row["district_id"]
                stage = try row["stage"]
                isReady = try row["plans"] as Int > 0
            }
        }
    }

    /// What any family may read of a school without signing in.
    struct SchoolPage: Page {
        static let template = "public/school"
        let name: String
        let place: Text
        let href: String
        /// This page, with its term where it is not the running one.
        let address: String
        /// The same as one printable sheet.
        let notice: String
        let term: Text
        /// The plans of this term and the next, where both are published.
        let views: [SchoolCalendar.TermChoice.View]
        let since: Text
        /// Absent until the school has published a plan.
        let view: PlanView?
        let breadcrumbs: [Link]

        /// - Throws: `notFound` for a closed school, and for a term of another city.
        init(_ input: SchoolInput, _ caller: Caller, _ db: DB) throws {
            let id = input.school
            let school = try Registry.School.find(id, db)
            guard school.isOpen else { throw Fault.notFound() }
            let district = try Registry.District.find(school.districtID, db)
            let isChinese = caller.language.isChinese
            let districtName = isChinese ? district.name : district.nameEn ?? district.name
            name = isChinese ? school.name : school.nameEn ?? school.name
            place = Text("public.place", texts: ["stage": school.stage.label], ["district": districtName])
            href = "/schools/\(id)"
            let shown = try Version.shown(of: id, on: caller.today, db).map { version in
                (version: version, term: try SchoolCalendar.Term.find(version.term, in: school.cityID, db))
            }
            // A sheet that was printed for a term which is over leads to what holds now.
            if let asked = input.term { _ = try SchoolCalendar.Term.find(asked, in: school.cityID, db) }
            let chosen = shown.first { $0.term.id == input.term } ?? shown.first
            let (version, at) = (chosen?.version, chosen?.term)
            views = SchoolCalendar.TermChoice.views(shown.map(\.term), at, at: href)
            let rest = at.map { $0.id == shown.first?.term.id ? "" : "?term=\($0.id)" } ?? ""
            (address, notice) = (href + rest, href + "/notice" + rest)
            let coming = try at ?? SchoolCalendar.Term.current(on: caller.today, in: school.cityID, db)
            term = coming?.title ?? Text("plans.no_term")
            since =
                version?.publishedAt.map { Text("public.since", texts: ["date": .date($0.localDate)]) }
                ?? Text(verbatim: "")
            let policy = try at.flatMap { try Policy.inForce(in: district, on: $0.starts, db) }
            view = version.map { PlanView($0.plan, policy) }
            breadcrumbs = [
                Link(Text("public.find"), "/schools"),
                Link(Text(verbatim: districtName), "/schools?district=\(district.id)"),
            ]
        }
    }

    /// One sheet for the school gate, with a QR code that leads to the page.
    struct NoticePage: Page {
        static let template = "public/notice"
        let school: SchoolPage
        let url: String
        let code: QRCode
    }
}
