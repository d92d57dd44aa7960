import Foundation
import Store
import Testing

@testable import Kehou

/// Districts are matched by `sourcedId`, then by code, and each row stands for one.
@Suite(.database) struct RosterDistrictTests {
    static let good = SmallRoster()

    private func after(_ roster: SmallRoster, _ engine: Engine) async throws -> (Store, Roster.Report) {
        let store = try await Database.fresh(engine)
        _ = try await Roster.Import(store).run(Self.good)
        let report = try await Roster.Import(store).run(roster)
        #expect(report.errors.isEmpty, "\(report.errors)")
        #expect(try await Roster.Import(store).run(roster).changes == 0)
        return (store, report)
    }

    private func codes(_ store: Store) async throws -> [String] {
        try await store.read { db in
            try db.values(
                "SELECT source_id || ' ' || code FROM district WHERE code IS NOT NULL ORDER BY source_id",
                as: String.self)
        }
    }

    /// The district of each school.
    private func places(_ store: Store) async throws -> [String] {
        try await store.read { db in
            try db.values(
                """
                SELECT s.source_id || ' ' || d.source_id
                FROM school s
                JOIN district d ON d.id = s.district_id
                ORDER BY s.source_id
                """, as: String.self)
        }
    }

    @Test(arguments: Engine.tested) func aNewDistrictTakesTheCodeThatAnotherGaveUp(engine: Engine) async throws {
        let roster = Self.good
            .replacing(
                "d1,,,市南区,district,370202,city", in: "orgs.csv",
                with: "d3,,,新区,district,370202,city,,\nd1,,,市南区,district,370203,city"
            )
            .replacing("school,,d2", in: "orgs.csv", with: "school,,d3")
        let (store, report) = try await after(roster, engine)
        #expect(report.counts(of: .district) == Roster.Counts(new: 1, changed: 1, unchanged: 1))
        #expect(try await codes(store) == ["d1 370203", "d2 370212", "d3 370202"])
        #expect(try await places(store) == ["s1 d1", "s2 d3"])
    }

    @Test(arguments: Engine.tested) func twoDistrictsSwapTheirCodes(engine: Engine) async throws {
        let roster = Self.good
            .replacing("370202,city", in: "orgs.csv", with: "other,city")
            .replacing("370212,city", in: "orgs.csv", with: "370202,city")
            .replacing("other,city", in: "orgs.csv", with: "370212,city")
        let (store, _) = try await after(roster, engine)
        #expect(try await codes(store) == ["d1 370212", "d2 370202"])
        #expect(try await places(store) == ["s1 d1", "s2 d2"])
    }

    @Test(arguments: Engine.tested) func aDistrictWithANewIdIsFoundByItsCode(engine: Engine) async throws {
        let roster = Self.good
            .replacing("d2,,,崂山区", in: "orgs.csv", with: "d9,,,崂山区")
            .replacing("school,,d2", in: "orgs.csv", with: "school,,d9")
        let (store, _) = try await after(roster, engine)
        #expect(try await codes(store) == ["d1 370202", "d9 370212"])
        #expect(try await places(store) == ["s1 d1", "s2 d9"])
    }

    @Test(arguments: Engine.tested) func theCodeOfADistrictThatIsNotNamedIsNotTaken(engine: Engine) async throws {
        let roster = Self.good
            .replacing("d2,,,崂山区,district,370212,city,,\n", in: "orgs.csv", with: "")
            .replacing("school,,d2", in: "orgs.csv", with: "school,,d1")
            .replacing("370202,city", in: "orgs.csv", with: "370212,city")
        let (store, report) = try await after(roster, engine)
        #expect(report.warnings.contains { $0.code == "code_kept" && $0.line == 3 && $0.column == "identifier" })
        #expect(try await codes(store) == ["d1 370202", "d2 370212"])
    }

    @Test(arguments: Engine.tested) func twoDistrictsOfOneCodeAreAnErrorOfADryRunToo(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        _ = try await Roster.Import(store).run(Self.good)
        let roster = Self.good.replacing("370212,city", in: "orgs.csv", with: "370202,city")
        let report = try await Roster.Import(store, dryRun: true).run(roster)
        #expect(report.outcome == .refused)
        let found = report.errors.map { "\($0.code) \($0.file):\($0.line) \($0.column)" }
        #expect(found == ["code_twice orgs.csv:4 identifier"])
    }
}
