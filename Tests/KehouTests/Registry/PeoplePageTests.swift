import Foundation
import Store
import Testing

@testable import Kehou

@Suite(.database) struct PeoplePageTests {
    /// The small roster imported with the site's own keys, and the office of its first school.
    private func start(_ engine: Engine) async throws -> (Site, Site.Person, Int64) {
        let site = try await Site.open(engine)
        let job = Roster.Import(store: site.app.store, protection: site.app.protection, clock: site.app.clock)
        #expect(try await job.run(SmallRoster()).outcome == .written)
        let school = try await site.app.store.read { db in
            try db.value("SELECT id FROM school WHERE source_id = 's1'", as: Int64.self) ?? 0
        }
        return (site, try await site.person("教务", (.office, .school, school)), school)
    }

    @Test(arguments: Engine.tested) func numbersAreMasked(engine: Engine) async throws {
        let (site, office, school) = try await start(engine)
        let pupils = try await site.browse("/schools/\(school)/pupils", as: office)
        #expect(pupils.status == 200)
        for shown in ["王小明", "三年级1班", "****1234", "李芳", "138****1111"] {
            #expect(pupils.body.contains(shown), "\(shown)")
        }
        #expect(!pupils.body.contains("13800001111"))
        let staff = try await site.browse("/schools/\(school)/staff", as: office)
        #expect(staff.body.contains("137****4444"))
        #expect(!staff.body.contains("13700004444"))
    }

    @Test(arguments: Engine.tested) func aWholeNumberLeavesARow(engine: Engine) async throws {
        let (site, office, school) = try await start(engine)
        let ids = try await site.app.store.read { db in
            try db.first(
                """
                SELECT s.pupil_id, s.guardian_id FROM guardianship s JOIN guardian g ON g.id = s.guardian_id
                WHERE g.source_id = 'g1' AND s.school_id = \(school)
                ORDER BY s.pupil_id
                """, as: Row.self)
        }
        let row = try #require(ids)
        let (pupil, guardian): (Int64, Int64) = (try row["pupil_id"], try row["guardian_id"])
        let path = "/schools/\(school)/pupils/\(pupil)/guardians/\(guardian)/mobile"
        let answer = try await site.submit(path, as: office)
        #expect(answer.status == 200)
        #expect(answer.body.contains("13800001111"))
        let rows = try await site.app.store.read { db in
            try db.all("SELECT outcome, subject FROM audit WHERE action = 'registry.guardian_mobile'", as: Row.self)
        }
        #expect(rows.count == 1)
        #expect(try rows[0]["outcome"] as String == "read")
        #expect(try (rows[0]["subject"] as String).contains("guardian=\(guardian)"))
        #expect(try !(rows[0]["subject"] as String).contains("13800001111"))
        // Somebody who is not this pupil's guardian cannot be looked up through the pupil.
        #expect(
            try await site.submit("/schools/\(school)/pupils/\(pupil)/guardians/1/mobile", as: office).status == 404)
    }

    @Test func aClassIsShownAloneAndLongListsHavePages() async throws {
        let (site, office, school) = try await start(.sqlite)
        let classID = try await site.app.store.write { db in
            for number in 0..<120 {
                try Registry.Pupil(schoolID: ID(school), name: "同学\(1000 + number)").insert(db)
            }
            return try db.value("SELECT id FROM class WHERE source_id = 'c1'", as: Int64.self) ?? 0
        }
        let alone = try await site.get("/schools/\(school)/pupils?class=\(classID)", as: office)
        guard case .array(let pupils) = alone.json["pupils"] ?? .null else { return #expect(Bool(false)) }
        #expect(pupils.count == 1)
        var (path, names): (String?, [String]) = ("/schools/\(school)/pupils", [])
        while let next = path {
            let page = try await site.get(next, as: office)
            guard case .array(let pupils) = page.json["pupils"] ?? .null else { break }
            names += pupils.compactMap { $0["name"]?.text }
            path = page.json["pager"]?["next"]?.text
        }
        #expect(names.count == 122)
        #expect(Set(names).count == 122)
        #expect(names == names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    }
}
