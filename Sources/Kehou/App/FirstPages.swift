import Store

/// The first pages: the public one, and the signed-in person's own.
enum FirstPages {
    static let endpoints: [Endpoint] = [home, start]

    static let home = Endpoint(
        "start.home", .get, "/", "Find a school", allow: .anyone, example: Nothing()
    ) { _, caller, db in try HomePage(caller, db) }

    static let start = Endpoint(
        "start.start", .get, "/start", "What is to be done next under the role in use", allow: .signedIn,
        example: Nothing()
    ) { _, caller, db in StartPage(caller) }
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
                name: caller.language.isChinese ? $0.name : $0.nameEn ?? $0.name,
                count: Text("web.home.school_count", ["count": "\($0.count)"]))
        }
    }

    private struct Found: FromRow {
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

struct StartPage: Page {
    struct Task: Codable, Sendable {
        let tone: String
        let icon: String
        let title: Text
        let text: Text
        let due: Text?
        let href: String
        let action: Text
    }

    struct Stat: Codable, Sendable {
        let label: Text
        let value: String
        let note: Text?
        let href: String
        /// good, attention, think or plain.
        let tone: String
    }

    struct Way: Codable, Sendable {
        let href: String
        let icon: String
        let label: Text
        let text: Text
    }

    static let template = "web/start"
    let greeting: Text
    let today: Text
    let tasks: [Task]
    let stats: [Stat]
    let links: [Way]

    init(_ caller: Caller) {
        greeting = Text("web.start.greeting", ["name": caller.name])
        today = Text(verbatim: caller.today.display(in: caller.language))
        tasks = []
        stats = []
        links = []
    }
}
