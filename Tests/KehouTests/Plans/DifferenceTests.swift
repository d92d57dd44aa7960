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

    @Test("A sentence ends in one full stop, whatever the words in it end with")
    func oneFullStop() throws {
        let old = try PlanFixture.compliant()
        var new = old
        new.statements = ["不上新课。", "No new lessons are taught."]
        new.venues.append(Plans.Venue(name: "操场。"))
        new.lateCare.place = "Room 3."
        new.contact = Plans.Contact(name: "李老师", duty: "课后服务", phone: "请打总机。")
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        for found in [Plans.differences(from: old, to: new), Plans.differences(from: new, to: old)] {
            #expect(found.count == 5)
            for (language, stop) in zip(languages.all, ["。", "."]) {
                for sentence in found.map({ $0.text.display(in: language) }) {
                    #expect(sentence.hasSuffix(stop), "\(sentence)")
                    #expect(!sentence.dropLast().hasSuffix(".") && !sentence.dropLast().hasSuffix("。"), "\(sentence)")
                }
            }
        }
        let english = Plans.differences(from: old, to: new).map { $0.text.display(in: languages.all[1]) }
        #expect(english.contains { $0.hasSuffix("gained: No new lessons are taught.") }, "\(english)")
    }

    @Test("Whatever one field is changed to, a sentence speaks of it")
    func everyField() throws {
        let old = try PlanChanges.full()
        let changes = try PlanChanges.values(of: old)
        // Each value of the document, rows of every list included.
        #expect(changes.count > 200)
        for change in changes { try expectSentence(from: old, to: change.plan, "\(change.path)") }
    }

    @Test("A row more, a row less or a row twice is told, of whichever list")
    func everyList() throws {
        let old = try PlanChanges.full()
        for change in try PlanChanges.rows(of: old) {
            try expectSentence(from: old, to: change.plan, "\(change.path)")
        }
    }

    private func expectSentence(from old: Plans.Plan, to new: Plans.Plan, _ what: String) throws {
        let found = Plans.differences(from: old, to: new)
        #expect(!found.isEmpty && !found.contains { $0.text.key == "plans.diff.order" }, "\(what)")
        // What went and what came read differently.
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        let sentences = found.map {
            "\($0.text.display(in: languages.all[0])) \($0.before ?? "") \($0.after ?? "")"
                .replacing("去掉了", with: "").replacing("增加了", with: "")
        }
        #expect(Set(sentences).count == sentences.count, "\(what): \(sentences)")
    }

    @Test("Bands drawn anew: whatever changed for a grade is told, once for all grades it is the same for")
    func regrouped() throws {
        let old = try PlanFixture.compliant()
        var new = old
        var last = new.bands[2]
        last.from = 9
        new.bands[2].through = 8
        new.bands[2].lessonsEnd = TimeOfDay(minutes: 16 * 60 + 30)
        new.bands[2].sessions[0].title = "自习"
        last.lessonsEnd = TimeOfDay(minutes: 16 * 60 + 30)
        last.leaving = [Plans.Leaving(time: TimeOfDay(minutes: 19 * 60))]
        last.sessions[0].title = "自习"
        last.sessions.removeLast()
        new.bands.append(last)
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        let found = Plans.differences(from: old, to: new)
        let said = found.map { $0.text.display(in: languages.all[1]) }
        #expect(
            found.map(\.text.key) == [
                "plans.diff.changed", "plans.diff.changed", "plans.diff.row_renamed", "plans.diff.changed",
                "plans.diff.row_removed",
            ])
        #expect(said.first?.contains("grades 7–8, grade 9") == true, "\(said)")
        #expect(said[1] == "“end of lessons of grades 7–9” changed from 16:40 to 16:30.")
        #expect(said[2].hasPrefix("grades 7–9"))
        #expect(said[3].contains("of grade 9") && said[4].hasPrefix("grade 9"), "\(said)")
    }

    @Test("Of a band that is wholly gone or new, each field and row is told")
    func wholeBand() throws {
        let old = try PlanFixture.compliant()
        var new = old
        let gone = new.bands.removeLast()
        let removed = Plans.differences(from: old, to: new)
        let added = Plans.differences(from: new, to: old)
        #expect(removed.filter { $0.text.key == "plans.diff.row_removed" }.count == gone.sessions.count)
        #expect(added.filter { $0.text.key == "plans.diff.row_added" }.count == gone.sessions.count)
        // The division, then when lessons end, when pupils leave and how many there are.
        #expect(removed.count == gone.sessions.count + 4 && added.count == removed.count)
    }

    @Test("The same timetable divided otherwise is one sentence")
    func divided() throws {
        let old = try PlanFixture.compliant()
        var new = old
        var last = new.bands[2]
        last.from = 9
        new.bands[2].through = 8
        new.bands.append(last)
        #expect(Plans.differences(from: old, to: new).map(\.text.key) == ["plans.diff.changed"])
    }

    @Test("Only another order is said to be that")
    func order() throws {
        let old = try PlanChanges.full()
        var new = old
        new.venues.swapAt(0, 1)
        #expect(Plans.differences(from: old, to: new).map(\.text.key) == ["plans.diff.order"])
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
