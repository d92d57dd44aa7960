import Store
import Testing

@testable import Kehou

/// A page that has lain open while somebody else changed something overwrites nothing that its person did not touch.
@Suite(.database) struct StalePageTests {
    typealias Town = EnrolmentTown
    typealias Care = Enrolment.Care

    private static let path = "/family/application"

    private func care(_ here: Town) async throws -> Care {
        let child = here.children[0]
        return try await here.store.read { db in try Care(of: child.id, in: child.schoolID, db) }
    }

    /// A form of the first child as a page that showed some care sends it.
    private func send(
        _ here: Town, _ kinds: [String], _ note: String, consent: Bool = true, seen: Care?, as person: Site.Person?,
        _ more: [String: Node] = [:]
    ) async throws -> Site.Answer {
        var fields: [String: Node] = [
            "careShown": .flag(true), "careKinds": .array(kinds.map(Node.text)), "careNote": .text(note),
            "careConsent": .flag(consent),
        ]
        if let seen { fields["careSeen"] = .text(seen.mark) }
        return try await here.send(
            [Town.part(here.children[0], "join", days: [1], seen: nil, fields.merging(more) { $1 })], as: person)
    }

    @Test(arguments: Engine.tested) func untouchedNotesStayAsTheOtherGuardianLeftThem(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let father = try await here.secondGuardian()
        #expect(try await send(here, ["food"], "花生", seen: nil, as: here.mother).status == 303)
        let old = try await care(here)
        #expect(try await send(here, ["drug"], "青霉素", seen: old, as: father).status == 303)
        let new = try await care(here)
        #expect(new.kinds == [.drug] && new.note == "青霉素")
        // The mother's page still shows the peanuts; she changes the days and nothing else.
        let days: [String: Node] = ["days": .array([.text("2")])]
        #expect(try await send(here, ["food"], "花生", seen: old, as: here.mother, days).status == 303)
        #expect(try await care(here) == new)
        #expect(try await here.history(here.children[0]).first?.days.map(\.weekday) == [.tuesday])
        // What she changes is not written over what she has not seen, and her words stand on the page.
        let child = here.children[0]
        var form = [
            "form": "77", "version": "0", "children.0.school": "\(child.schoolID)", "children.0.pupil": "\(child.id)",
            "children.0.careShown": "on", "children.0.careKinds": "asthma", "children.0.careNote": "喷雾在书包里",
            "children.0.careConsent": "on", "children.0.careSeen": old.mark,
        ]
        let refused = try await here.site.submit(Self.path, form, as: here.mother)
        #expect(refused.status == 409 && refused.body.contains("喷雾在书包里") && refused.body.contains("青霉素"))
        #expect(try await care(here) == new)
        #expect(refused.body.contains("value=\"\(new.mark)\""), "sent again, it stands")
        form["children.0.careSeen"] = new.mark
        #expect(try await here.site.submit(Self.path, form, as: here.mother).status == 303)
        #expect(try await care(here).kinds == [.asthma])
    }

    @Test(arguments: Engine.tested) func anOldPageBringsNoConsentBack(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let father = try await here.secondGuardian()
        #expect(try await send(here, ["food"], "花生", seen: nil, as: here.mother).status == 303)
        let old = try await care(here)
        #expect(try await send(here, ["food"], "花生", consent: false, seen: old, as: father).status == 303)
        let gone = try await care(here)
        #expect(!gone.isConsented && gone.kinds.isEmpty, "the tick taken away is consent taken back")
        #expect(try await here.number("SELECT COUNT(*) FROM care_note") == 0)
        #expect(try await send(here, ["food"], "花生", seen: old, as: here.mother).status == 303)
        #expect(try await send(here, ["food"], "花生和虾", seen: old, as: here.mother).status == 409)
        #expect(try await care(here) == gone)
        #expect(
            try await send(here, ["food"], "虾", consent: false, seen: gone, as: here.mother).wrongFields == [
                "children.0.careConsent"
            ])
    }

    @Test(arguments: Engine.tested) func aDraftHoldsOnlyWhatWasTouched(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (first, second) = (here.children[0], here.children[1])
        let father = try await here.secondGuardian()
        #expect(try await here.send([Town.part(first, "join", days: [1])], as: here.mother).status == 303)
        let seen = try #require(try await here.current(first)).id
        // The first child as the page showed it, the second begun.
        let draft: [String: Node] = [
            "form": .text("5"), "version": .integer(0),
            "children": .array([
                Town.part(first, "join", days: [1], seen: "\(seen)"), Town.part(second, "join", days: [4]),
            ]),
        ]
        #expect(try await here.site.post("\(Self.path)/draft", draft, as: here.mother).status == 200)
        #expect(try await here.send([Town.part(first, "join", days: [3], seen: nil)], as: father).status == 303)
        let page = try await here.site.browse(Self.path, as: here.mother).body
        let cards = page.components(separatedBy: "data-role=\"child\"").dropFirst()
        let ticked = cards.map { card in (1...5).filter { card.contains("value=\"\($0)\" checked") } }
        #expect(Set(ticked) == [[3], [4]], "the father's Wednesday, the draft's Thursday: \(ticked)")
    }

    @Test(arguments: Engine.tested) func aFormGoneBackToIsNotDropped(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (first, second) = (here.children[0], here.children[1])
        #expect(try await here.send([Town.part(first, "join", days: [1])], form: 9, as: here.mother).status == 303)
        #expect(try await here.send([Town.part(first, "join", days: [1])], form: 9, as: here.mother).status == 303)
        let changed = try await here.send([Town.part(first, "join", days: [2])], form: 9, as: here.mother)
        #expect(changed.status == 409 && changed.json["code"]?.text == "enrolment.form_used", "\(changed.body)")
        let more = [Town.part(first, "join", days: [1]), Town.part(second, "decline")]
        #expect(try await here.send(more, form: 9, as: here.mother).status == 409, "nor is the other child's answer")
        #expect(try await here.history(first).count == 1)
    }

    @Test(arguments: Engine.tested) func aConflictNamesOnlyTheChildrenInIt(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let father = try await here.secondGuardian()
        let (first, second) = (here.children[0], here.children[1])
        #expect(try await here.send([Town.part(second, "decline")], as: here.mother).status == 303)
        let seen = try #require(try await here.current(second)).id
        #expect(try await here.send([Town.part(first, "decline")], as: father).status == 303)
        var form = ["form": "78", "version": "0"]
        for (place, child) in [first, second].enumerated() {
            form["children.\(place).school"] = "\(child.schoolID)"
            form["children.\(place).pupil"] = "\(child.id)"
            form["children.\(place).seen"] = place == 0 ? "none" : "\(seen)"
            form["children.\(place).answer"] = "join"
            form["children.\(place).days"] = "3"
        }
        let answer = try await here.site.submit(Self.path, form, as: here.mother)
        #expect(answer.status == 409)
        // Both children have one name.
        #expect(answer.body.components(separatedBy: "为\(first.name)回答了").count == 2)
    }

    @Test(arguments: Engine.tested) func anOldListOfFlagsEndsNoColleaguesFlag(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let set = "/schools/\(here.school.id)/pupils/\(here.children[0].id)/aid"
        func flags() async throws -> Set<Enrolment.AidFlag.Kind> {
            let (child, school) = (here.children[0].id, here.school.id)
            return try await here.store.read { db in
                Set(try Enrolment.AidFlag.all(of: [child], in: school, db)[child, default: []].map(\.kind))
            }
        }
        let one: [String: String] = ["kinds": "left_behind", "seen": "none"]
        #expect(try await here.site.submit(set, one, as: here.office).status == 303)
        // A page from before that shows no flag: one is added, and nothing is said of the other.
        #expect(
            try await here.site.submit(set, ["kinds": "fee_waiver", "seen": "none"], as: here.office).status == 303)
        #expect(try await flags() == [.leftBehind, .feeWaiver])
        #expect(try await here.site.submit(set, ["seen": "left_behind"], as: here.office).status == 303)
        #expect(try await flags() == [.feeWaiver])
    }

    @Test(arguments: Engine.tested) func theReceiptSpeaksOfTheAnsweredChildsWindow(engine: Engine) async throws {
        let here = try await Town.open(engine)
        // Two days later both schools' windows are open; the second school's closes ten days after the first's.
        let site = here.site(at: Instant(try day("2026-09-09"), TimeOfDay(minutes: 600)))
        let child = here.town.pupils[8]
        #expect(child.schoolID == here.town.schools[1].id)
        let form: [String: Node] = ["form": .text("12"), "children": .array([Town.part(child, "decline")])]
        let person = here.people["guardian-2"]
        #expect(try await site.post(Self.path, form, as: person).status == 303)
        let receipt = try await site.browse("\(Self.path)/receipts/12", as: person)
        #expect(receipt.body.contains("9月22日") && !receipt.body.contains("9月12日"), "\(receipt.body)")
    }
}
