import Testing

@testable import Kehou

@Suite("Differences between two versions of a plan")
struct DifferenceTests {
    @Test("Equal plans do not differ")
    func same() throws {
        let plan = try PlanFixture.compliant()
        #expect(Plans.differences(from: plan, to: plan).isEmpty)
    }

    @Test("A change of a row, a number and a text each is one sentence")
    func sentences() throws {
        let old = try PlanFixture.compliant()
        var new = old
        new.bands[0].sessions[0].end = TimeOfDay(minutes: 16 * 60 + 40)
        new.bands[0].sessions[3].days = [.tuesday]
        new.bands[1].sessions.removeLast()
        new.tariff.fee = 250
        new.prose.time = "新的时间"
        new.staff[0].number = 25
        new.daysWithout = []
        let found = Plans.differences(from: old, to: new)
        #expect(
            found.map(\.text.key) == [
                "plans.diff.text_changed", "plans.diff.row_moved", "plans.diff.row_days", "plans.diff.row_removed",
                "plans.diff.changed", "plans.diff.changed",
            ])
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        #expect(
            found[1].text.display(in: languages.all[0]) == "1–2 年级周一至周五的“作业辅导”由 15:50–16:50 改为 15:50–16:40。")
        #expect(found[4].text.display(in: languages.all[1]) == "“fee” changed from ¥3.00 to ¥2.50.")
    }

    @Test("Turned round, what was added is removed")
    func mirrored() throws {
        let old = try PlanFixture.compliant()
        var new = old
        new.bands[0].sessions.removeAll { $0.kind == .club }
        new.venues.removeLast()
        let there = Plans.differences(from: old, to: new)
        let back = Plans.differences(from: new, to: old)
        #expect(there.count == 6 && there.allSatisfy { $0.kind == .removed })
        #expect(back.count == 6 && back.allSatisfy { $0.kind == .added })
    }
}
