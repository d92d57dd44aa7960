import Foundation
import Store
import Testing

@testable import Kehou

/// Folders and archives as they come, and as nobody of good will would make them.
@Suite(.database) struct RosterArchiveTests {
    @Test(arguments: ["", "qingdao-2026/"]) func aZipIsReadLikeAFolder(prefix: String) async throws {
        let store = try await Database.fresh(.sqlite)
        try await withFolder { folder in
            let report = try await Roster.Import(store).run(try SmallRoster().zip(folder, inside: prefix))
            #expect(report.errors.isEmpty)
            #expect(try await registryCounts(store) == RosterImportTests.small)
        }
    }

    @Test func marksLineEndsAndColumnOrderMakeNoDifference() async throws {
        let store = try await Database.fresh(.sqlite)
        _ = try await Roster.Import(store).run(SmallRoster())
        var roster = SmallRoster()
        for (name, bytes) in roster.files {
            let text = String(decoding: bytes, as: UTF8.self)
            roster[name] = "\u{FEFF}" + text.replacingOccurrences(of: "\n", with: "\r\n")
        }
        roster["enrollments.csv"] = """
            role,userSourcedId,schoolSourcedId,classSourcedId,sourcedId
            student,p1,s1,c1,e1
            student,p2,s1,c2,e2
            student,p3,s2,c3,e3
            teacher,t1,s1,c1,e4
            """
        let report = try await Roster.Import(store, dryRun: true).run(roster)
        #expect(report.errors.isEmpty)
        // Only that the teacher leads the class is no longer said.
        #expect(report.changes == report.counts(of: .classTeacher).changed)
    }

    @Test func quotedLineEndsStayInTheirField() async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = SmallRoster().replacing("三年级1班", in: "classes.csv", with: "\"三年级\n1班\"")
        let report = try await Roster.Import(store).run(roster)
        #expect(report.errors.isEmpty)
        let names = try await store.read { db in try db.values("SELECT name FROM class ORDER BY grade", as: String.self)
        }
        #expect(names.first == "三年级\n1班")
    }

    @Test(arguments: ["../users.csv", "/etc/users.csv", "a/../../users.csv", "..\\users.csv", "C:/users.csv"])
    func namesThatClimbOutRefuseTheArchive(name: String) async throws {
        try await refuses("roster.unsafe_name") { path in
            try ZipFile.write([("orgs.csv", []), (name, [])], to: path)
        }
    }

    @Test func linksRefuseTheArchive() async throws {
        try await refuses("roster.unsafe_entry") { path in
            try ZipFile.write([("orgs.csv", []), ("users.csv", [])], to: path, link: "users.csv")
        }
    }

    @Test func twoFilesOfOneNameRefuseTheArchive() async throws {
        try await refuses("roster.twice") { path in
            try ZipFile.write([("a/users.csv", []), ("b/users.csv", [])], to: path)
        }
    }

    @Test func whatIsNoZipIsSaidToBeNone() async throws {
        try await refuses("roster.not_a_zip") { path in
            try Data("sourcedId,name\n".utf8).write(to: URL(filePath: path))
        }
    }

    /// The second is a zip without any file in it: nothing but the end of its directory.
    @Test(arguments: [[], [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)] as [[UInt8]])
    func anEmptyFileIsSaidToBeEmpty(bytes: [UInt8]) async throws {
        try await refuses("roster.empty_file") { path in try Data(bytes).write(to: URL(filePath: path)) }
    }

    @Test(arguments: [0.02, 0.5, 0.999]) func aCutOffArchiveIsSaidToBeDamaged(part: Double) async throws {
        let whole = try await withFolder { folder in
            try Data(contentsOf: URL(filePath: try SmallRoster().zip(folder)))
        }
        let bytes = whole.prefix(Int(Double(whole.count) * part))
        try await refuses("roster.damaged") { path in try bytes.write(to: URL(filePath: path)) }
    }

    /// A thousand times smaller than what it unpacks to. Lines are short, so that the count of bytes alone must notice.
    @Test func aBombStopsAtTheLimit() async throws {
        let store = try await Database.fresh(.sqlite)
        try await withFolder { folder in
            let path = folder.appending(path: "bomb.zip").path
            var roster = SmallRoster()
            roster.files["demographics.csv"] = Array("sourcedId,sex\n".utf8) + [UInt8](repeating: 0x0A, count: 8 << 20)
            try ZipFile.write(roster.files.map { ($0.key, $0.value) }, to: path)
            var job = Roster.Import(store)
            job.options.zipLimits.alwaysAllowed = 1 << 20
            job.options.zipLimits.ratio = 20
            let fault = await #expect(throws: Fault.self) { try await job.run(path) }
            #expect(fault?.code == "roster.bomb")
            #expect(try await registryCounts(store).values.allSatisfy { $0 == 0 })
        }
    }

    @Test func anEndlessLineIsAnErrorOfItsFile() async throws {
        let store = try await Database.fresh(.sqlite)
        var job = Roster.Import(store)
        job.options.lineLimit = 10_000
        let roster = SmallRoster().adding(String(repeating: "x", count: 20_000), to: "users.csv")
        let report = try await job.run(roster)
        #expect(report.errors.map(\.code) == ["endless_line"])
        #expect(report.errors.map(\.line) == [10])
        #expect(try await registryCounts(store).values.allSatisfy { $0 == 0 })
    }

    @Test func aLinkInAFolderIsNotFollowed() async throws {
        let store = try await Database.fresh(.sqlite)
        try await withFolder { folder in
            let path = try SmallRoster().folder(folder)
            try FileManager.default.createSymbolicLink(
                atPath: path + "/courses.csv", withDestinationPath: "/etc/passwd")
            let fault = await #expect(throws: Fault.self) { try await Roster.Import(store).run(path) }
            #expect(fault?.code == "roster.not_a_file")
        }
    }

    @Test func aPathThatIsNotThereIsSaidToBeMissing() async throws {
        let store = try await Database.fresh(.sqlite)
        let fault = await #expect(throws: Fault.self) { try await Roster.Import(store).run("/nowhere/at/all") }
        #expect(fault?.code == "roster.unreadable")
    }

    private func refuses(_ code: String, _ make: @escaping (String) throws -> Void) async throws {
        let store = try await Database.fresh(.sqlite)
        try await withFolder { folder in
            let path = folder.appending(path: "roster.zip").path
            try make(path)
            let fault = await #expect(throws: Fault.self) { try await Roster.Import(store).run(path) }
            #expect(fault?.code == code)
            #expect(try await registryCounts(store).values.allSatisfy { $0 == 0 })
        }
    }
}
