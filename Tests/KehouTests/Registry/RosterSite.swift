import Foundation
import HTTPTypes
import Store

@testable import Kehou

/// A city named as in the small roster, somebody of its bureau, and a server whose jobs are stepped by hand.
struct RosterSite: Sendable {
    let site: Site
    let city: Registry.City
    let person: Site.Person
    let clock = HandClock(Site.now)

    var path: String { "/cities/\(city.id)/rosters" }
    var store: Store { site.app.store }

    init(_ engine: Engine) async throws {
        site = try await Site.open(engine)
        let city = Registry.City(sourceID: "city", name: "青岛市")
        try await site.app.store.write { db in try city.insert(db) }
        person = try await site.person("局里", (.bureau, .city, city.id.rawValue))
        self.city = city
    }

    /// Hands in bytes as the form does; without a name, as a form does in which no file was chosen.
    func post(
        _ bytes: [UInt8], _ fields: [String: String] = [:], named name: String = "名册.zip"
    ) async throws -> Site.Answer {
        var body = fields.merging(["csrf": site.csrf(person)]) { $1 }.map { name, value in
            "--xyz\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }.joined().utf8.map { $0 }
        body += Array("--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n".utf8)
        body += bytes + Array("\r\n--xyz--\r\n".utf8)
        return try await site.send(
            .post, path,
            [
                .accept: "text/html", .cookie: "\(Cookies.session(site.app.settings))=\(person.token)",
                .contentType: "multipart/form-data; boundary=xyz", HTTPField.Name("Sec-Fetch-Site")!: "same-origin",
            ], body)
    }

    func upload(_ roster: SmallRoster, _ fields: [String: String] = [:]) async throws -> Site.Answer {
        let bytes = try await withFolder { folder in
            try [UInt8](Data(contentsOf: URL(filePath: roster.zip(folder))))
        }
        return try await post(bytes, fields)
    }

    /// The program as its clock has it now.
    var app: App {
        var app = site.app
        app.clock = clock.clock
        return app
    }

    /// Runs every job that is due.
    @discardableResult
    func work() async -> Int {
        let runner = JobRunner(app)
        var count = 0
        while await runner.step() > 0, count < 100 { count += 1 }
        return count
    }

    /// Hands a roster in, lets it be imported, and shows its page.
    func result(_ roster: SmallRoster, _ fields: [String: String] = [:]) async throws -> Site.Answer {
        let answer = try await upload(roster, fields)
        await work()
        return try await site.browse(answer.location ?? "", as: person)
    }

    func number(_ sql: SQL) async throws -> Int {
        try await store.read { db in try db.value(sql, as: Int.self) ?? 0 }
    }
}
