import Foundation
import HTTPTypes
import Store
import Testing

@testable import Kehou

@Suite(.database) struct RosterPageTests {
    /// A city named as in the small roster, and somebody of its bureau.
    private func start(_ engine: Engine) async throws -> (Site, Site.Person, String) {
        let site = try await Site.open(engine)
        let city = Registry.City(sourceID: "city", name: "青岛市")
        try await site.app.store.write { db in try city.insert(db) }
        let person = try await site.person("局里", (.bureau, .city, city.id.rawValue))
        return (site, person, "/cities/\(city.id)/rosters")
    }

    private func upload(
        _ roster: SmallRoster, _ site: Site, _ person: Site.Person, _ path: String, _ fields: [String: String] = [:]
    ) async throws -> Site.Answer {
        let bytes = try await withFolder { folder in
            try [UInt8](Data(contentsOf: URL(filePath: roster.zip(folder))))
        }
        var body = fields.merging(["csrf": site.csrf(person)]) { $1 }.map { name, value in
            "--xyz\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }.joined().utf8.map { $0 }
        body += Array("--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"名册.zip\"\r\n\r\n".utf8)
        body += bytes + Array("\r\n--xyz--\r\n".utf8)
        return try await site.send(
            .post, path,
            [
                .accept: "text/html", .cookie: "\(Cookies.session(site.app.settings))=\(person.token)",
                .contentType: "multipart/form-data; boundary=xyz", HTTPField.Name("Sec-Fetch-Site")!: "same-origin",
            ], body)
    }

    @Test(arguments: Engine.tested) func aRosterIsTriedThenWritten(engine: Engine) async throws {
        let (site, person, path) = try await start(engine)
        let form = try await site.browse(path, as: person)
        #expect(form.status == 200)
        #expect(form.body.contains("enctype=\"multipart/form-data\""))

        let tried = try await upload(SmallRoster(), site, person, path, ["dryRun": "true"])
        #expect(tried.status == 303, "\(tried.body)")
        let trial = try await site.browse(tried.location ?? "", as: person)
        #expect(trial.status == 200)
        #expect(trial.body.contains("没有写入"))
        #expect(try await registryCounts(site.app.store)["pupil"] == 0)

        let written = try await upload(SmallRoster(), site, person, path, ["dryRun": "false"])
        let result = try await site.browse(written.location ?? "", as: person)
        #expect(result.body.contains("已写入"))
        #expect(try await registryCounts(site.app.store) == RosterImportTests.small)
        #expect(try await site.browse(path, as: person).body.contains("名册.zip"))
    }

    @Test func errorsStandInATable() async throws {
        let (site, person, path) = try await start(.sqlite)
        let wrong = SmallRoster().replacing("e1,,,c1", in: "enrollments.csv", with: "e1,,,c9")
        let answer = try await upload(wrong, site, person, path, ["dryRun": "false"])
        let page = try await site.browse(answer.location ?? "", as: person)
        #expect(page.body.contains("enrollments.csv"))
        #expect(page.body.contains("classSourcedId"))
        #expect(page.body.contains("找不到 c9"))
        #expect(try await registryCounts(site.app.store)["pupil"] == 0)
    }

    @Test func aFileThatIsNoZipIsRefusedOnTheForm() async throws {
        let (site, person, path) = try await start(.sqlite)
        let body =
            "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(site.csrf(person))\r\n"
            + "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\r\nhello\r\n--xyz--\r\n"
        let answer = try await site.send(
            .post, path,
            [
                .accept: "text/html", .cookie: "\(Cookies.session(site.app.settings))=\(person.token)",
                .contentType: "multipart/form-data; boundary=xyz", HTTPField.Name("Sec-Fetch-Site")!: "same-origin",
            ], Array(body.utf8))
        #expect(answer.status == 422)
        #expect(answer.body.contains("zip"))
    }

    @Test func anotherCitysLogIsNotThere() async throws {
        let (site, person, path) = try await start(.sqlite)
        let answer = try await upload(SmallRoster(), site, person, path, ["dryRun": "true"])
        let other = Registry.City(sourceID: "other", name: "别处")
        try await site.app.store.write { db in try other.insert(db) }
        let stranger = try await site.person("别处", (.bureau, .city, other.id.rawValue))
        #expect(try await site.get(answer.location ?? "", as: stranger).status == 404)
        let run = (answer.location ?? "").split(separator: "/").last ?? ""
        #expect(try await site.get("/cities/\(other.id)/rosters/\(run)", as: stranger).status == 404)
    }
}
