import Store
import Testing

@testable import Kehou

/// Both guardians are equal: the last answer stands, the other one is asked first, and both see everything.
@Suite(.database) struct GuardianTests {
    typealias Town = EnrolmentTown

    @Test(arguments: Engine.tested) func ofTwoAtOnceOneIsAskedAndTheLastStands(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let father = try await here.secondGuardian()
        let child = here.children[0]
        let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            group.addTask {
                (try await here.send([Town.part(child, "join", days: [1])], as: here.mother).status, "mother")
            }
            group.addTask { (try await here.send([Town.part(child, "decline")], as: father).status, "father") }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.map(\.0).sorted() == [303, 409])
        let slower = try #require(answers.first { $0.0 == 409 }?.1)
        let seen = try #require(try await here.current(child)).id
        let again =
            slower == "mother"
            ? try await here.send([Town.part(child, "join", days: [1], seen: "\(seen)")], as: here.mother)
            : try await here.send([Town.part(child, "decline", seen: "\(seen)")], as: father)
        #expect(again.status == 303)
        #expect(try await here.current(child)?.joins == (slower == "mother"))
        #expect(try await here.history(child).count == 2)
        #expect(try await here.number("SELECT COUNT(*) FROM application_current WHERE pupil_id = \(child.id)") == 1)
        for person in [here.mother, father] {
            let page = try await here.site.browse(
                "/schools/\(child.schoolID)/pupils/\(child.id)/application/history", as: person)
            #expect(page.status == 200 && page.body.components(separatedBy: "row-meta").count == 3)
        }
    }

    @Test(arguments: Engine.tested) func whoLooksAtNothingOverwrites(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let father = try await here.secondGuardian()
        let child = here.children[0]
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for (person, word) in [
                (here.mother, "join"), (father, "decline"), (here.mother, "join"), (father, "decline"),
            ] {
                group.addTask {
                    try await here.send([Town.part(child, word, days: [1], seen: nil)], as: person).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // Two first answers at the same moment: one of them may be asked to look.
        #expect(statuses.allSatisfy { $0 == 303 || $0 == 409 } && statuses.contains(303))
        let history = try await here.history(child).count
        #expect(history == statuses.filter { $0 == 303 }.count)
        #expect(try await here.number("SELECT COUNT(*) FROM application_current WHERE pupil_id = \(child.id)") == 1)
        #expect(try await here.counts().reduce(0) { $0 + $1.asked + $1.declined } == 1)
    }

    @Test(arguments: Engine.tested) func theHistoryIsTheFamilysOwn(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        let path = "/schools/\(child.schoolID)/pupils/\(child.id)/application/history"
        #expect(try await here.site.get(path, as: here.people["guardian-2"]).status == 404)
        #expect(try await here.site.get(path, as: here.office).status == 404)
        #expect(try await here.site.get(path, as: here.teacher).status == 404)
        #expect(try await here.site.get(path, as: here.mother).status == 200)
    }

    /// Each answer once and all of them counted; whoever may not see them counts their own.
    @Test(arguments: Engine.tested) func aLongHistoryHasPages(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        let mother = try #require(here.mother)
        let window = try #require(
            try await here.store.read { db in try Enrolment.Window.find(of: here.school.id, in: here.term.id, db) })
        try await here.store.write { db in
            for number in 0..<120 {
                let part = CoverageTests.part(child, number % 3 == 0 ? [.monday] : [], window, seen: .any)
                _ = try Enrolment.Submission(
                    form: .next(), parts: [part], account: number % 2 == 0 ? father.account : mother.account,
                    now: EnrolmentTown.now.adding(seconds: Int64(number))
                ).send(db)
            }
        }
        let (all, counts) = try await history(here, child, as: mother)
        let times = all.compactMap { $0["at"]?.text }
        #expect(times.count == 120 && Set(times).count == 120 && times == times.sorted(by: >))
        #expect(counts.count == 3 && counts.allSatisfy { $0.contains("120") }, "\(counts)")
        #expect(all.filter { $0["current"] == .flag(true) }.count == 1 && all.first?["current"] == .flag(true))
        let joining = all.filter { $0["answer"]?.text?.contains("Mon") == true }
        #expect(joining.count == 40, "each with its own days")
        try await here.restrict(father, of: child)
        let (own, ownCounts) = try await history(here, child, as: father)
        #expect(own.count == 60 && ownCounts.count == 2 && ownCounts.allSatisfy { $0.contains("60") }, "\(ownCounts)")
        #expect(!own.contains { $0["current"] == .flag(true) }, "the mother's stands")
    }

    /// All pages: their answers, and how many each says that there are.
    private func history(
        _ here: Town, _ child: Registry.Pupil, as person: Site.Person
    ) async throws -> ([Node], [String]) {
        var (items, counts): ([Node], [String]) = ([], [])
        var next: String? = "/schools/\(child.schoolID)/pupils/\(child.id)/application/history"
        while let path = next, counts.count < 9 {
            let page = try await here.site.get(path, as: person)
            items += page.json["items"]?.items ?? []
            counts.append(page.json["count"]?.text ?? "")
            next = page.json["pager"]?["next"]?.text
        }
        return (items, counts)
    }

    /// Nor is there a word of whether the others have answered.
    @Test(arguments: Engine.tested) func theHistorySaysWhoseAnswersItShows(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        try await here.restrict(father, of: child)
        let path = "/schools/\(child.schoolID)/pupils/\(child.id)/application/history"
        let before = try await here.site.get(path, as: father).body
        #expect(try await here.send([Town.part(child, "join", days: [1])], as: here.mother).status == 303)
        #expect(try await here.site.get(path, as: father).body == before)
        let page = try await here.site.browse(path, as: father).body
        #expect(page.contains("目前不向您显示") && page.contains("您还没有填过"))
        #expect(!page.contains("每位家长看到的都一样") && !page.contains("还没有回答"))
        let family = try await here.site.browse("/family", as: father).body
        #expect(family.contains("去回答") && !family.contains("查看或修改"), "they may answer, and see nothing")
        let whole = try await here.site.browse(path, as: here.mother).body
        #expect(whole.contains("每位家长看到的都一样") && !whole.contains("目前不向您显示"))
        #expect(try await here.site.browse("/family", as: here.mother).body.contains("查看或修改"))
    }

    /// "Nothing was changed" would say that the guess was right.
    @Test(arguments: Engine.tested) func aHiddenAnswerCannotBeGuessed(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        try await here.restrict(father, of: child)
        for guess in [[1, 3], [2]] {
            _ = try await here.send([Town.part(child, "join", days: [1, 3], seen: nil)], as: here.mother)
            let before = try await here.history(child).count
            let seen = try #require(try await here.current(child)).id
            let answer = try await here.send([Town.part(child, "join", days: guess, seen: "\(seen)")], as: father)
            #expect(answer.status == 303 && answer.location?.contains("/receipts/") == true, "\(guess)")
            #expect(try await here.history(child).count == before + 1, "\(guess)")
            #expect(try await here.current(child)?.account == father.account)
        }
    }

    @Test(arguments: Engine.tested) func collectorsAreSealedAndCountedOnce(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let grandmother: Node = .object([
            "name": .text("王奶奶"), "relation": .text("grandparent"), "mobile": .text("10000000999"),
        ])
        let part = Town.part(
            here.children[0], "join", days: [1], seen: nil, ["collectors": .array([grandmother])])
        #expect(try await here.send([part], as: here.mother).status == 303)
        #expect(try await here.send([part], as: here.mother).status == 303)
        #expect(try await here.number("SELECT COUNT(*) FROM collector") == 1)
        let page = try await here.site.browse("/family/application", as: here.mother)
        #expect(page.body.contains("王奶奶") && !page.body.contains("10000000999"))
        let wrong = Town.part(
            here.children[0], "join", days: [1], seen: nil,
            ["collectors": .array([.object(["name": .text("甲"), "mobile": .text("12")])])])
        let answer = try await here.send([wrong], as: here.mother)
        #expect(answer.status == 422 && answer.wrongFields == ["children.0.collectors.0.mobile"])
    }

    @Test(arguments: Engine.tested) func careNotesNeedAConsentAndGoWithIt(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let care: [String: Node] = ["careKinds": .array([.text("food")]), "careNote": .text("花生")]
        let without = Town.part(here.children[0], "join", days: [1], seen: nil, care)
        #expect(try await here.send([without], as: here.mother).wrongFields == ["children.0.careConsent"])
        #expect(try await here.number("SELECT COUNT(*) FROM care_note") == 0)
        let with = Town.part(
            here.children[0], "join", days: [1], seen: nil, care.merging(["careConsent": .flag(true)]) { $1 })
        #expect(try await here.send([with], as: here.mother).status == 303)
        let (pupil, school) = (here.children[0].id, here.children[0].schoolID)
        let kept = try await here.store.read { db in try Enrolment.CareNote.all(of: pupil, in: school, db) }
        #expect(kept == [Enrolment.CareNote(kind: .food, note: "花生")])
        try await here.store.write { db in
            try Enrolment.Consent.withdraw(.careNotes, of: pupil, in: school, by: 1, at: EnrolmentTown.now, db)
        }
        #expect(try await here.number("SELECT COUNT(*) FROM care_note") == 0)
    }

    @Test(arguments: Engine.tested) func draftsAreKeptAndTwoPagesNoticeEachOther(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let part = Town.part(here.children[0], "join", days: [2])
        let body: [String: Node] = ["form": .text("5"), "children": .array([part]), "version": .integer(0)]
        let first = try await here.site.post("/family/application/draft", body, as: here.mother)
        #expect(first.status == 200 && first.json["version"]?.text == "1")
        #expect(try await here.site.post("/family/application/draft", body, as: here.mother).status == 409)
        let page = try await here.site.browse("/family/application", as: here.mother)
        #expect(page.body.contains("value=\"2\" checked"))
        let stranger: [String: Node] = [
            "form": .text("5"), "children": .array([Town.part(here.town.pupils[2], "join")]),
        ]
        #expect(try await here.site.post("/family/application/draft", stranger, as: here.mother).status == 404)
        #expect(try await here.site.post("/family/application/draft", body, as: here.office).status == 404)
    }

    @Test(arguments: Engine.tested) func everyDayAndSameAsWorkWithoutAScript(engine: Engine) async throws {
        let here = try await Town.open(engine)
        var form = ["form": "6", "version": "0", "every": "0"]
        for (place, child) in here.children.enumerated() {
            form["children.\(place).school"] = "\(child.schoolID)"
            form["children.\(place).pupil"] = "\(child.id)"
            form["children.\(place).seen"] = "none"
        }
        #expect(
            try await here.site.submit("/family/application", form, as: here.mother).location?.hasSuffix("#child-0")
                == true)
        let filled = try await here.site.browse("/family/application", as: here.mother)
        #expect(filled.body.components(separatedBy: "\" checked><span>周").count == 6)
        form["every"] = ""
        form["copy"] = "1.0"
        form["version"] = "1"
        form["children.0.answer"] = "decline"
        #expect(try await here.site.submit("/family/application", form, as: here.mother).status == 303)
        let copied = try await here.site.browse("/family/application", as: here.mother)
        #expect(copied.body.components(separatedBy: "value=\"decline\" checked").count == 3)
    }
}

extension EnrolmentTown {
    /// Another guardian of the first child, with an account of their own.
    func secondGuardian() async throws -> Site.Person {
        let person = try await site.person("父亲")
        let guardian = Registry.Guardian(cityID: town.city.id, name: "父亲")
        let child = children[0]
        try await store.write { db in
            try guardian.insert(db)
            try Registry.Guardianship(schoolID: child.schoolID, pupilID: child.id, guardianID: guardian.id).insert(db)
            try Registry.FamilyAccount.link(guardian.id, to: person.account, via: .mobile, at: EnrolmentTown.now, db)
            let appointment = Registry.Appointment(
                account: person.account, role: .guardian,
                place: Place(kind: .family, id: person.account.rawValue), label: child.name,
                from: EnrolmentTown.now.localDate)
            try appointment.insert(db)
            try db.run("UPDATE session SET appointment_id = \(appointment.id) WHERE account_id = \(person.account)")
        }
        return person
    }
}
