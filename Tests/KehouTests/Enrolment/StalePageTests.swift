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

    /// An answer that stands on an older page and was not touched is no answer, and holds up no other child.
    @Test(arguments: Engine.tested) func whatNobodyTouchedIsNotSent(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let father = try await here.secondGuardian()
        let (first, second) = (here.children[0], here.children[1])
        let both = [Town.part(first, "join", days: [1]), Town.part(second, "join", days: [1])]
        #expect(try await here.send(both, as: here.mother).status == 303)
        let seen = try #require(try await here.current(first)).id
        let other = try #require(try await here.current(second)).id
        #expect(try await here.send([Town.part(first, "decline", seen: "\(seen)")], as: father).status == 303)
        // The mother's page is from before; she changes the second child's days.
        let page = [
            Town.part(first, "join", days: [1], seen: "\(seen)"),
            Town.part(second, "join", days: [5], seen: "\(other)"),
        ]
        #expect(try await here.send(page, as: here.mother).status == 303)
        #expect(try await here.current(first)?.joins == false)
        #expect(try await here.history(second).first?.days.map(\.weekday) == [.friday])
        #expect(try await here.history(first).count == 2)
    }

    /// On the page of a conflict an untouched child stands as it stands by now, so that sending again brings nothing back.
    @Test(arguments: Engine.tested) func aConflictRenewsUntouchedChildren(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let father = try await here.secondGuardian()
        let child = here.children[0]
        #expect(try await here.send([Town.part(child, "join", days: [1])], form: 61, as: here.mother).status == 303)
        let seen = try #require(try await here.current(child)).id
        #expect(try await here.send([Town.part(child, "join", days: [4], seen: nil)], as: father).status == 303)
        let other = here.children[1]
        var form = ["form": "61", "version": "0"] // Gone back to: it was sent already.
        for (place, part) in [(child, "\(seen)", "1"), (other, "none", "2")].enumerated() {
            form["children.\(place).school"] = "\(part.0.schoolID)"
            form["children.\(place).pupil"] = "\(part.0.id)"
            form["children.\(place).seen"] = part.1
            form["children.\(place).answer"] = "join"
            form["children.\(place).days"] = part.2
        }
        let answer = try await here.site.submit(Self.path, form, as: here.mother)
        #expect(answer.status == 409 && !answer.body.contains("value=\"61\""), "under a number of its own from now on")
        let cards = answer.body.components(separatedBy: "data-role=\"child\"").dropFirst()
        let ticked = cards.map { card in (1...5).filter { card.contains("value=\"\($0)\" checked") } }
        #expect(ticked == [[4], [2]])
    }

    @Test(arguments: Engine.tested) func aNewerDraftOutlivesAnotherPagesSending(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (first, second) = (here.children[0], here.children[1])
        let draft: [String: Node] = [
            "form": .text("5"), "version": .integer(0), "children": .array([Town.part(second, "join", days: [4])]),
        ]
        #expect(try await here.site.post("\(Self.path)/draft", draft, as: here.mother).status == 200)
        // The page at the desk was opened before, and shows no draft.
        let desk: [String: Node] = ["version": .integer(0)]
        #expect(try await here.send([Town.part(first, "decline")], as: here.mother, desk).status == 303)
        #expect(try await here.site.browse(Self.path, as: here.mother).body.contains("value=\"4\" checked"))
        let telephone: [String: Node] = ["version": .integer(1)]
        #expect(try await here.send([Town.part(second, "join", days: [4])], as: here.mother, telephone).status == 303)
        #expect(try await here.number("SELECT COUNT(*) FROM application_draft") == 0)
    }

    /// A draft keeps neither collectors nor care notes, so the page says so and leaves them where they were typed.
    @Test(arguments: Engine.tested) func whatADraftCannotKeepStaysInItsBoxes(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        let form = [
            "form": "79", "version": "0", "then": "draft", "children.0.school": "\(child.schoolID)",
            "children.0.pupil": "\(child.id)", "children.0.seen": "none", "children.0.answer": "join",
            "children.0.days": "2", "children.0.collectors.0.name": "外婆",
            "children.0.collectors.0.mobile": "13900001111",
        ]
        let page = try await here.site.submit(Self.path, form, as: here.mother)
        #expect(page.status == 200 && page.body.contains("value=\"外婆\"") && page.body.contains("13900001111"))
        #expect(page.body.contains("要按“提交”才会保存") && page.body.contains("name=\"version\" value=\"1\""))
        #expect(try await here.number("SELECT COUNT(*) FROM application_draft WHERE answers LIKE '%外婆%'") == 0)
    }

    @Test(arguments: Engine.tested) func whoMayNotSeeLearnsNothingFromAConflict(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, own) = (here.children[0], here.town.pupils[1])
        #expect(try await send(here, ["food"], "只有自己人知道", seen: nil, as: here.mother).status == 303)
        // A guardian of another child types a slip of this one, and the school has not confirmed it.
        let person = try #require(here.people["guardian-2"])
        let mobile = try here.town.app.protection.seal(try #require(Mobile("13955556666")))
        try await here.store.write { db in
            try Enrolment.Claim.make(
                of: child.id, in: child.schoolID, by: person.account, name: "李红", relation: .relative,
                mobile: mobile, at: Town.now, db)
        }
        var form = ["form": "80", "version": "0"]
        for (place, pupil) in [own, child].enumerated() {
            form["children.\(place).school"] = "\(pupil.schoolID)"
            form["children.\(place).pupil"] = "\(pupil.id)"
            form["children.\(place).careSeen"] = "zzz"
        }
        form["children.0.careShown"] = "on"
        form["children.0.careKinds"] = "food"
        form["children.0.careConsent"] = "on"
        let answer = try await here.site.submit(Self.path, form, as: person)
        #expect(answer.status == 409 && !answer.body.contains("只有自己人知道"))
        #expect(answer.body.contains("\(own.name)“需要老师留意的”") && !answer.body.contains("\(child.name)“需要老师留意的”"))
        form["children.0.careShown"] = nil
        form["children.0.careKinds"] = nil
        form["children.1.careShown"] = "on"
        #expect(try await here.site.submit(Self.path, form, as: person).status == 403)
    }

    /// Consent is taken back at one go, also where somebody else has changed the note since.
    @Test(arguments: Engine.tested) func consentIsTakenBackFromAConflictToo(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let father = try await here.secondGuardian()
        #expect(try await send(here, ["food"], "花生", seen: nil, as: here.mother).status == 303)
        let old = try await care(here)
        #expect(try await send(here, ["food"], "坚果", seen: old, as: father).status == 303)
        let new = try await care(here)
        #expect(try await send(here, ["food"], "花生", consent: false, seen: old, as: here.mother).status == 409)
        #expect(try await send(here, ["food"], "花生", consent: false, seen: new, as: here.mother).status == 303)
        #expect(try await !care(here).isConsented)
        #expect(try await here.number("SELECT COUNT(*) FROM care_note") == 0)
    }

    /// A page from before a restriction goes on for the rest of the family.
    @Test(arguments: Engine.tested) func anUntouchedPartNeedsNoRight(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let empty = try await care(here)
        let mother = try #require(here.mother)
        try await here.restrict(mother, of: here.children[0])
        #expect(try await send(here, [], "", consent: false, seen: empty, as: mother).status == 303)
        #expect(try await send(here, ["food"], "虾", seen: empty, as: mother).status == 403)
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
