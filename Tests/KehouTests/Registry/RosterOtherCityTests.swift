import Store
import Testing

@testable import Kehou

/// A roster that is plainly another city's is refused, also where the city was chosen.
@Suite(.database) struct RosterOtherCityTests {
    static let good = SmallRoster()
    static let jinan =
        good
        .replacing("city,,,青岛市,local,370200", in: "orgs.csv", with: "jinan,,,济南市,local,370100")
        .replacing("370202,city", in: "orgs.csv", with: "370102,jinan")
        .replacing("370212,city", in: "orgs.csv", with: "370112,jinan")

    /// The same city, one district across its border, the province's code, another id, no code at all.
    static let same = [
        good,
        good.replacing("370212", in: "orgs.csv", with: "371212"),
        good.replacing("local,370200", in: "orgs.csv", with: "local,370000"),
        good.replacing("city,,,青岛市", in: "orgs.csv", with: "other,,,青岛")
            .replacing(",city,", in: "orgs.csv", with: ",other,"),
        jinan.replacing("370100", in: "orgs.csv", with: "").replacing("370102", in: "orgs.csv", with: "")
            .replacing("370112", in: "orgs.csv", with: ""),
    ]

    /// Imports the small roster, and then another to the city that it made.
    private func after(_ roster: SmallRoster, _ engine: Engine, skips: Bool = false) async throws -> Roster.Report {
        let store = try await Database.fresh(engine)
        _ = try await Roster.Import(store).run(Self.good)
        var work = Roster.Import(store, skipping: skips)
        work.options.city = try await store.read { db in try Registry.City.all(db).first?.id }
        let report = try await work.run(roster)
        let districts = try await store.read { db in
            try db.value("SELECT COUNT(*) FROM district WHERE code LIKE '3701%'", as: Int.self)
        }
        #expect(districts == 0)
        return report
    }

    private func found(_ report: Roster.Report) -> [String] {
        report.errors.map { "\($0.code) \($0.file):\($0.line) \($0.column)" }
    }

    @Test(arguments: Engine.tested) func thePageRefusesAnotherCitysRoster(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        _ = try await office.result(Self.good, ["dryRun": "false"])
        let page = try await office.result(Self.jinan, ["dryRun": "false"])
        #expect(page.body.contains("这是 济南市 370100 的名册，不是 青岛市 370200 的"))
        #expect(try await office.number("SELECT COUNT(*) FROM district WHERE code LIKE '3701%'") == 0)
        #expect(try await office.number("SELECT COUNT(*) FROM district") == 2)
        let again = try await office.result(Self.good, ["dryRun": "false"])
        #expect(again.body.contains("已写入，变动 0 处"))
    }

    @Test(arguments: Engine.tested) func soDoesTheCommand(engine: Engine) async throws {
        for skips in [false, true] {
            let report = try await after(Self.jinan, engine, skips: skips)
            #expect(found(report) == ["other_city orgs.csv:2 identifier"])
            #expect(report.outcome == .refused)
        }
    }

    @Test func theCodesOfTheDistrictsAreEnough() async throws {
        let roster = Self.jinan.replacing("local,370100", in: "orgs.csv", with: "local,")
        let report = try await after(roster, .sqlite)
        #expect(found(report) == ["other_city orgs.csv:3 identifier"])
        #expect(report.outcome == .refused)
    }

    @Test func theCodeOfTheCityIsEnough() async throws {
        let roster = Self.good.replacing("local,370200", in: "orgs.csv", with: "local,110100")
        #expect(found(try await after(roster, .sqlite)) == ["other_city orgs.csv:2 identifier"])
    }

    @Test(arguments: same) func whereItIsTheSameOrNothingTellsItIsWritten(roster: SmallRoster) async throws {
        let report = try await after(roster, .sqlite)
        #expect(report.errors.isEmpty, "\(report.errors)")
        #expect(report.outcome == .written)
    }

    /// Beijing is 110000, and its districts are 110101 and on.
    @Test func aCityThatIsAProvinceIsTheSameAgain() async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = Self.good
            .replacing("370200", in: "orgs.csv", with: "110000")
            .replacing("370202", in: "orgs.csv", with: "110101")
            .replacing("370212", in: "orgs.csv", with: "110105")
        _ = try await Roster.Import(store).run(roster)
        let report = try await Roster.Import(store).run(roster)
        #expect(report.errors.isEmpty, "\(report.errors)")
        #expect(report.changes == 0)
    }

    @Test func theIdOfAnotherCityOfTheDatabaseIsEnough() async throws {
        let store = try await Database.fresh(.sqlite)
        let here = Registry.City(sourceID: "here", name: "此地")
        try await store.write { db in
            try here.insert(db)
            try Registry.City(sourceID: "city", name: "青岛市").insert(db)
        }
        var work = Roster.Import(store)
        work.options.city = here.id
        let report = try await work.run(Self.good)
        #expect(found(report) == ["other_city orgs.csv:2 sourcedId"])
        #expect(try await registryCounts(store)["school"] == 0)
    }
}
