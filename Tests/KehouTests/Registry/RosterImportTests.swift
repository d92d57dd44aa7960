import Foundation
import Store
import Testing

@testable import Kehou

@Suite(.database) struct RosterImportTests {
    static let small = [
        "city": 1, "district": 2, "school": 2, "class": 3, "pupil": 3, "guardian": 3, "guardianship": 4, "staff": 2,
        "class_teacher": 1,
    ]

    @Test(arguments: Engine.tested) func aRosterIsImported(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let report = try await Roster.Import(store).run(SmallRoster())
        #expect(report.errors.isEmpty)
        #expect(report.outcome == .written)
        #expect(report.version == "1.2")
        #expect(try await registryCounts(store) == Self.small)
        let pupils = try await store.read { db in
            try db.all("SELECT \(Registry.Pupil.columns) FROM pupil ORDER BY source_id", as: Registry.Pupil.self)
        }
        #expect(pupils.map(\.name) == ["王小明", "王小红", "欧阳乐"])
        #expect(pupils.map(\.numberLast4) == ["1234", "5678", "4321"])
        #expect(pupils.map(\.grade) == [3, 5, 7])
        let schools = try await store.read { db in
            try db.all("SELECT \(Registry.School.columns) FROM school ORDER BY source_id", as: Registry.School.self)
        }
        #expect(schools.map(\.stage) == [.primary, .junior])
        #expect(schools.map(\.ownership) == [.isPublic, .isPrivate])
        #expect(schools.map(\.setting) == [.urban, .rural])
        let mother = try await store.read { db in
            try Registry.Guardian.all(withMobile: Roster.Import.protection.index(of: Mobile("13800001111")!), db)
        }
        #expect(mother.map(\.name) == ["李芳"])
        #expect(try mother[0].mobile.map { try Roster.Import.protection.open($0).digits } == "13800001111")
    }

    @Test(arguments: Engine.tested) func oneRoster11GivesTheSame(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let report = try await Roster.Import(store).run(SmallRoster.v11)
        #expect(report.errors.isEmpty)
        #expect(report.version == "1.1")
        #expect(try await registryCounts(store) == Self.small)
    }

    @Test(arguments: Engine.tested) func theSecondRunChangesNothing(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        _ = try await Roster.Import(store).run(SmallRoster())
        let before = try await store.read { db in
            try db.all("SELECT * FROM guardian ORDER BY id", as: Row.self).map { try $0["mobile_sealed"] as [UInt8]? }
        }
        let again = try await Roster.Import(store).run(SmallRoster())
        #expect(again.changes == 0)
        #expect(again.counts(of: .pupil).unchanged == 3)
        let after = try await store.read { db in
            try db.all("SELECT * FROM guardian ORDER BY id", as: Row.self).map { try $0["mobile_sealed"] as [UInt8]? }
        }
        #expect(before == after)
        // And the other version of the standard describes the same city, but for the principal that 1.1 does not know.
        let eleven = try await Roster.Import(store, dryRun: true).run(SmallRoster.v11)
        #expect(eleven.changes == eleven.counts(of: .staff).changed)
    }

    @Test(arguments: ["T08:00Z", "T08:00:00Z", "T08:00:00.000Z", "T23:59:59+08:00", "T08:00:00"])
    func aDateMayHaveATime(_ time: String) async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = SmallRoster().replacing("d1,,,", in: "orgs.csv", with: "d1,,2026-02-01\(time),")
        #expect(try await Roster.Import(store).run(roster).errors.isEmpty)
    }

    @Test(arguments: [
        "T24:00:00Z", "T08:60:00Z", "T08:00:60Z", "T08", "T8:00", "T08:00:00.Z", "T08:00+25:00", "x", "T",
    ])
    func aTimeThatIsNoneIsAnError(_ time: String) async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = SmallRoster().replacing("d1,,,", in: "orgs.csv", with: "d1,,2026-02-01\(time),")
        #expect(try await Roster.Import(store).run(roster).errors.map(\.code) == ["date_wrong"])
    }

    @Test func aDryRunWritesNothing() async throws {
        let store = try await Database.fresh(.sqlite)
        let report = try await Roster.Import(store, dryRun: true).run(SmallRoster())
        #expect(report.outcome == .dryRun)
        #expect(report.counts(of: .pupil) == Roster.Counts(new: 3))
        #expect(report.counts(of: .guardianship) == Roster.Counts(new: 4))
        #expect(try await registryCounts(store).values.allSatisfy { $0 == 0 })
    }

    @Test func aMadeUpCityIsImported() async throws {
        let store = try await Database.fresh(.sqlite)
        let city = try Demo.City(size: Demo.Size(schools: 12, pupils: 900), data: Checkout.data)
        try await withFolder { folder in
            for version in [Demo.RosterVersion.v12, .v11] {
                let path = folder.appending(path: "roster-\(version.rawValue)" + (version == .v12 ? ".zip" : "")).path
                try Demo.Roster(city: city, version: version).write(to: path)
                let report = try await Roster.Import(store).run(path)
                #expect(report.errors.isEmpty, "\(report.errors.prefix(3))")
                let warned = Set(report.warnings.map(\.code))
                #expect(warned.isEmpty, "\(warned)")
                #expect(try await registryCounts(store)["pupil"] == 900)
            }
        }
    }
}
