import Store
import Testing

@testable import Kehou

/// Whatever bars a row is listed with its place and reason; where a list is cut short it says so.
@Suite(.database) struct RosterListTests {
    static let good = SmallRoster()

    /// The lines that a terminal shows in Chinese.
    private func lines(_ report: Roster.Report) throws -> [String] {
        report.lines(in: try Languages.load(in: Checkout.root.appending(path: "Language")).all[0])
    }

    @Test func theCommandListsEveryRowThatIsLeftOut() async throws {
        let store = try await Database.fresh(.sqlite)
        var roster = Self.good
        roster["users.csv"] += (0..<700).map { "x\($0),,soon,true,x,名,姓,,,,,,\n" }.joined()
        roster["roles.csv"] += (0..<700).map { "rx\($0),,,x\($0),primary,parent,,,s1\n" }.joined()
        let report = try await Roster.Import(store, skipping: true).run(roster)
        #expect(report.outcome == .written)
        let lines = try lines(report)
        let places = Set(lines.map { String($0.prefix { $0 != ":" }) })
        let missing = (10..<710).filter {
            !places.contains("  users.csv 第 \($0) 行 dateLastModified")
                || !places.contains("  roles.csv 第 \($0) 行 userSourcedId")
        }
        #expect(missing == [])
        #expect(!lines.contains { $0.contains("处同类") })
    }

    @Test func howManyMoreThereAreIsSaidOfEachKind() async throws {
        let store = try await Database.fresh(.sqlite)
        var roster = Self.good
        roster["users.csv"] += (0..<10_050).map { "x\($0),,soon,true,x,名,姓,,,,,,\n" }.joined()
        roster["users.csv"] += (0..<30).map { "y\($0),,,true,y,名,姓,,,,,abc,\n" }.joined()
        let lines = try lines(try await Roster.Import(store).run(roster))
        #expect(lines.filter { $0.contains("不是日期") }.count == 10_000)
        #expect(lines.contains { $0.contains("另有 50 处同类") })
        #expect(lines.filter { $0.contains("不是年级") }.count == 20)
        #expect(lines.contains { $0.contains("另有 10 处同类") })
    }

    /// Only a hash of these ids is kept, so the line that has the id first tells which it is.
    @Test func anIdThatStandsAgainIsToldByTheLineThatHasItFirst() async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = Self.good
            .adding("r3,,,t1,secondary,aide,,,s1", to: "roles.csv")
            .adding("r3,,,t2,secondary,aide,,,s1", to: "roles.csv")
            .adding("e1,,,c1,s1,t2,teacher,,,", to: "enrollments.csv")
        let report = try await Roster.Import(store).run(roster)
        #expect(report.errors.map(\.code) == ["id_twice", "id_twice", "id_twice"])
        let lines = try lines(report)
        #expect(lines.contains("  enrollments.csv 第 6 行 sourcedId: 编号与第 2 行的重复"))
        #expect(lines.contains("  roles.csv 第 10 行 sourcedId: 编号与第 4 行的重复"))
        #expect(lines.contains("  roles.csv 第 11 行 sourcedId: 编号与第 4 行的重复"))
    }

    @Test func rowsWithoutAnIdAreNotOfTheSameId() async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = Self.good
            .adding(",,,t1,secondary,aide,,,s1", to: "roles.csv")
            .adding(",,,t2,secondary,aide,,,s1", to: "roles.csv")
        let report = try await Roster.Import(store).run(roster)
        #expect(report.errors.map { "\($0.code) \($0.line)" } == ["missing_value 10", "missing_value 11"])
    }

    @Test(arguments: Engine.tested) func aPageThatShowsOnlyTheFirstErrorsSaysSo(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        var roster = Self.good
        roster["users.csv"] += (0..<500).map { "x\($0),,soon,true,x,名,姓,,,,,,\n" }.joined()
        let whole = try await office.result(roster, ["dryRun": "true"])
        #expect(whole.body.contains("错误：500") && !whole.body.contains("处中的前"))
        roster["users.csv"] += "x500,,soon,true,x,名,姓,,,,,,\n"
        let page = try await office.result(roster, ["dryRun": "true"])
        #expect(page.body.contains("错误：501，以下是 501 处中的前 500 处"))
    }

    /// A kind with many findings does not push the others off the page.
    @Test func eachKindOfWarningIsOnThePage() async throws {
        let office = try await RosterSite(.sqlite)
        var roster = Self.good.adding("y,,,true,y,名,姓,,不详,,,,", to: "users.csv")
        roster["classes.csv"] += (0..<600).map { "k\($0),,,语文,03,,,scheduled,,s1,\n" }.joined()
        let page = try await office.result(roster, ["dryRun": "true"])
        #expect(page.body.contains("这不像电话号码"))
        #expect(page.body.contains("是学科班"))
    }
}
