import Store

/// The first pages: the public one, and the signed-in person's own.
enum FirstPages {
    static let endpoints: [Endpoint] = [home, start, about]

    static let home = Endpoint(
        "start.home", .get, "/", "Find a school", allow: .anyone, example: Nothing()
    ) { _, caller, db in try HomePage(caller, db) }

    static let start = Endpoint(
        "start.start", .get, "/start", "What is to be done next under the role in use", allow: .signedIn,
        example: Nothing(),
        inside: { _, caller, app, db in try StartPage(caller, app.protection, db) })

    static let about = Endpoint(
        "start.about", .get, "/about", "What Kehou is and how it treats people's data", allow: .anyone,
        example: Nothing()
    ) { _, _, _ in AboutPage(version: App.version) }
}

struct AboutPage: Page {
    static let template = "web/about"
    let version: String
}

struct HomePage: Page {
    struct District: Codable, Sendable {
        let href: String
        let name: String
        let count: Text
    }

    static let template = "web/home"
    let districts: [District]

    init(_ caller: Caller, _ db: DB) throws {
        districts = try db.all(
            """
            SELECT d.id, d.name, d.name_en, COUNT(s.id) AS schools
            FROM district d
            LEFT JOIN school s ON s.district_id = d.id AND s.closed_on IS NULL
            GROUP BY d.id, d.name, d.name_en, d.code
            ORDER BY COALESCE(d.code, ''), d.name
            """, as: Found.self
        ).map {
            District(
                href: "/schools?district=\($0.id)",
                name: $0.name(in: caller.language),
                count: Text("web.home.school_count", ["count": "\($0.count)"]))
        }
    }

    private struct Found: FromRow, Named {
        let id: Int64
        let name: String
        let nameEn: String?
        let count: Int

        init(_ row: Row) throws {
            id = try row["id"]
            name = try row["name"]
            nameEn = try row["name_en"]
            count = try row["schools"]
        }
    }
}
