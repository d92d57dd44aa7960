import Foundation
import Store
import Testing

@testable import Kehou

@Suite(.database) struct RosterPageTests {
    @Test(arguments: Engine.tested) func aRosterIsTriedThenWritten(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        let form = try await office.site.browse(office.path, as: office.person)
        #expect(form.status == 200)
        #expect(form.body.contains("enctype=\"multipart/form-data\""))

        let trial = try await office.result(SmallRoster(), ["dryRun": "true"])
        #expect(trial.status == 200)
        #expect(trial.body.contains("没有写入"))
        #expect(try await registryCounts(office.store)["pupil"] == 0)

        let written = try await office.result(SmallRoster(), ["dryRun": "false"])
        #expect(written.body.contains("已写入"))
        #expect(try await registryCounts(office.store) == RosterImportTests.small)
        #expect(try await office.site.browse(office.path, as: office.person).body.contains("名册.zip"))
    }

    @Test func errorsStandInATable() async throws {
        let office = try await RosterSite(.sqlite)
        let wrong = SmallRoster().replacing("e1,,,c1", in: "enrollments.csv", with: "e1,,,c9")
        let page = try await office.result(wrong, ["dryRun": "false"])
        #expect(page.body.contains("enrollments.csv"))
        #expect(page.body.contains("classSourcedId"))
        #expect(page.body.contains("找不到 c9"))
        #expect(try await registryCounts(office.store)["pupil"] == 0)
    }

    @Test func badRowsAreSkippedWhereThatWasAsked() async throws {
        let office = try await RosterSite(.sqlite)
        let wrong = SmallRoster().replacing("e1,,,c1", in: "enrollments.csv", with: "e1,,,c9")
        let page = try await office.result(wrong, ["dryRun": "false", "skipBadRows": "true"])
        #expect(page.body.contains("找不到 c9"))
        #expect(page.body.contains("已写入"))
        #expect(try await registryCounts(office.store)["pupil"] ?? 0 > 0)
    }

    @Test func aFileThatIsNoZipIsRefusedOnTheForm() async throws {
        let office = try await RosterSite(.sqlite)
        let answer = try await office.post(Array("hello".utf8))
        #expect(answer.status == 422)
        #expect(answer.body.contains("zip"))
        #expect(try await office.number("SELECT COUNT(*) FROM import_piece") == 0)
        #expect(try await office.number("SELECT COUNT(*) FROM job") == 0)
    }

    @Test func anEmptyFileIsSaidToBeEmpty() async throws {
        let office = try await RosterSite(.sqlite)
        let answer = try await office.post([])
        #expect(answer.status == 422)
        #expect(answer.body.contains("名册.zip 是空的"))
        #expect(!answer.body.contains("请填写这一项"))
        #expect(try await office.number("SELECT COUNT(*) FROM import_piece") == 0)
    }

    @Test func aFormWithoutAFileAsksForIt() async throws {
        let office = try await RosterSite(.sqlite)
        let answer = try await office.post([], named: "")
        #expect(answer.status == 422)
        #expect(answer.body.contains("请填写这一项") && !answer.body.contains("是空的"))
    }

    @Test func anotherCitysLogIsNotThere() async throws {
        let office = try await RosterSite(.sqlite)
        let answer = try await office.upload(SmallRoster(), ["dryRun": "true"])
        let other = Registry.City(sourceID: "other", name: "别处")
        try await office.store.write { db in try other.insert(db) }
        let stranger = try await office.site.person("别处", (.bureau, .city, other.id.rawValue))
        #expect(try await office.site.get(answer.location ?? "", as: stranger).status == 404)
        let run = (answer.location ?? "").split(separator: "/").last ?? ""
        #expect(try await office.site.get("/cities/\(other.id)/rosters/\(run)", as: stranger).status == 404)
    }
}
