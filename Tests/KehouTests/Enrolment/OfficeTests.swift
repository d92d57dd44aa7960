import Store
import Testing

@testable import Kehou

/// Rolls, class pages, reminders, papers, rooms, surveys and flags: who may, and who may not see what.
@Suite(.database) struct OfficeTests {
    typealias Town = EnrolmentTown

    @Test(arguments: Engine.tested) func theRollHoldsThoseWhoJoin(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.send(
            [Town.part(here.children[0], "join", days: [1, 3]), Town.part(here.children[1], "decline")], as: here.mother
        )
        let base = "/schools/\(here.school.id)/enrolment/roll"
        let monday = try await here.site.get("\(base)?date=2026-09-14", as: here.office)
        #expect(monday.json["items"].map(Self.names) == [here.children[0].name])
        let tuesday = try await here.site.get("\(base)?date=2026-09-15", as: here.office)
        #expect(tuesday.json["items"].map(Self.names) == [])
        let other = "\(base)?date=2026-09-14&class=\(here.town.classes[1].id)"
        #expect(try await here.site.get(other, as: here.office).json["items"].map(Self.names) == [])
        #expect(try await here.site.get(base, as: here.teacher).status == 403)
        #expect(try await here.site.get(base, as: here.mother).status == 404)
        #expect(try await here.site.get("\(base)?date=tomorrow", as: here.office).status == 422)
    }

    private static func names(_ node: Node) -> [String] {
        if case .array(let nodes) = node { nodes.compactMap { $0["name"]?.text } } else { [] }
    }

    /// Clause 1d: the list of those who have not answered, and numbers; nobody can tell who said no.
    @Test(arguments: Engine.tested) func aTeacherSeesWhoHasNotAnsweredAndNumbers(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.send([Town.part(here.children[0], "decline")], as: here.mother)
        let path = "/schools/\(here.school.id)/classes/\(here.town.classes[0].id)/answers"
        let page = try await here.site.get(path, as: here.teacher)
        #expect(page.status == 200, "\(page.body)")
        #expect(page.json["answered"]?.text == "1" && page.json["declined"] == nil && page.json["asked"] == nil)
        guard case .array(let names) = page.json["unanswered"] ?? .null else {
            Issue.record("no list")
            return
        }
        #expect(names.count == 3)
        let next = "/schools/\(here.school.id)/classes/\(here.town.classes[1].id)/answers"
        #expect(try await here.site.get(next, as: here.teacher).status == 403, "another class")
        #expect(try await here.site.get(path, as: here.people["teacher-2"]).status == 404)
        #expect(try await here.site.get(path, as: here.office).status == 200)
        #expect(try await here.site.get("/schools/\(here.school.id)/classes/1/answers", as: here.office).status == 404)
        let own = try await here.site.get("/schools/\(here.school.id)/enrolment/classes", as: here.teacher)
        #expect(own.json["items"].map(Self.names) == [here.town.classes[0].name])
    }

    @Test(arguments: Engine.tested) func oneKindReminderAndNoSecond(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let path = "/schools/\(here.school.id)/classes/\(here.town.classes[0].id)/reminder"
        #expect(try await here.site.post(path, as: here.mother).status == 404)
        #expect(try await here.site.post(path, as: here.teacher).status == 303)
        #expect(try await here.number("SELECT COUNT(*) FROM message WHERE template = 'answer_awaited'") == 2)
        let second = try await here.site.post(path, as: here.teacher)
        #expect(second.status == 409)
        #expect(try await here.site.post(path, as: here.office).status == 409)
        #expect(try await here.number("SELECT COUNT(*) FROM message WHERE template = 'answer_awaited'") == 2)
    }

    @Test(arguments: Engine.tested) func aPaperSaysWhoAskedAndForWhom(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        let path = "/schools/\(child.schoolID)/pupils/\(child.id)/application"
        let guardian = try await here.number(
            "SELECT guardian_id FROM guardianship WHERE school_id = \(child.schoolID) AND pupil_id = \(child.id)")
        let body: [String: Node] = [
            "form": .text("31"), "guardian": .text("\(guardian)"), "askedBy": .text("奶奶"),
            "askedOn": .text("2026-09-06"), "answer": .text("join"), "days": .array([.text("1")]),
        ]
        #expect(try await here.site.post(path, body, as: here.teacher).status == 403)
        #expect(try await here.site.post(path, body, as: here.mother).status == 404)
        #expect(try await here.site.post(path, body, as: here.office).status == 303)
        #expect(try await here.site.post(path, body, as: here.office).status == 303)
        let kept = try #require(try await here.current(child))
        #expect(kept.via == .paper && kept.askedBy == "奶奶" && kept.askedOn?.description == "2026-09-06")
        #expect(kept.guardian?.rawValue == Int64(guardian) && kept.account == here.office?.account)
        #expect(try await here.history(child).count == 1, "sent twice it is one")
        let wrong = body.merging([
            "form": .text("32"), "guardian": .text("5"), "askedOn": .text("2026-10-01"), "days": .array([]),
        ]) { $1 }
        #expect(
            Set(try await here.site.post(path, wrong, as: here.office).wrongFields) == ["guardian", "askedOn", "days"])
        #expect(try await here.site.browse(path, as: here.office).status == 200)
        let late = here.town.pupils.first { $0.schoolID == here.town.schools[3].id }
        let unset = try #require(late)
        let office = try await here.site.person("教务", (.office, .school, unset.schoolID.rawValue))
        let answer = try await here.site.post(
            "/schools/\(unset.schoolID)/pupils/\(unset.id)/application", body, as: office)
        #expect(answer.status == 409, "no window yet")
    }

    @Test(arguments: Engine.tested) func anOlderPaperDoesNotOverrideTheFamily(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await here.send([Town.part(child, "decline")], as: here.mother).status == 303)
        let guardian = try await here.number(
            "SELECT guardian_id FROM guardianship WHERE school_id = \(child.schoolID) AND pupil_id = \(child.id)")
        func paper(_ form: Int, _ day: String, _ answer: String = "join") async throws -> Int {
            try await here.site.post(
                "/schools/\(child.schoolID)/pupils/\(child.id)/application",
                [
                    "form": .text("\(form)"), "guardian": .text("\(guardian)"), "askedBy": .text("奶奶"),
                    "askedOn": .text(day), "answer": .text(answer), "days": .array([.text("1")]),
                ], as: here.office
            ).status
        }
        #expect(try await paper(41, "2026-09-06") == 409)
        #expect(try await here.current(child)?.joins == false)
        #expect(try await paper(42, "1900-01-01") == 422)
        #expect(try await paper(43, "2026-09-07") == 303, "of the same day: the later word stands")
        #expect(try await here.current(child)?.joins == true)
        #expect(try await paper(44, "2026-09-06") == 409, "nor does it override a later paper")
        #expect(try await paper(43, "2026-09-07") == 303, "sent again it is the same")
        #expect(try await paper(43, "2026-09-07", "decline") == 409, "other words under a form that was entered")
        #expect(try await here.current(child)?.joins == true)
        #expect(try await here.history(child).count == 2)
    }

    @Test(arguments: Engine.tested) func aCitySetsTheDays(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let path = "/cities/\(here.town.city.id)/enrolment"
        #expect(try await here.site.post(path, ["days": .integer(5)], as: here.people["bureau"]).status == 303)
        #expect(
            try await here.site.post(path, ["days": .integer(0)], as: here.people["bureau"]).wrongFields == ["days"])
        #expect(try await here.site.post(path, ["days": .integer(5)], as: here.people["auditor"]).status == 403)
        let city = here.town.city.id
        #expect(try await here.store.read { db in try Enrolment.Setting.roomTaskDays(city, db) } == 5)
    }

    @Test(arguments: Engine.tested) func threeQuestionsFeedTheOfficesView(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let needs = "/schools/\(here.school.id)/needs"
        let child: Node = .object([
            "school": .text("\(here.children[0].schoolID)"), "pupil": .text("\(here.children[0].id)"),
            "days": .array([.text("1"), .text("4")]), "ends": .text("18:00"), "interests": .array([.text("sport")]),
        ])
        #expect(
            try await here.site.post("/family/survey", ["children": .array([child])], as: here.mother).status == 409)
        #expect(try await here.site.post(needs, ["closesOn": .text("2026-09-20")], as: here.teacher).status == 403)
        #expect(try await here.site.post(needs, ["closesOn": .text("2026-09-01")], as: here.office).status == 422)
        #expect(try await here.site.post(needs, ["closesOn": .text("2026-09-20")], as: here.office).status == 303)
        #expect(try await here.number("SELECT COUNT(*) FROM message WHERE template = 'survey_opened'") > 0)
        for (field, value) in [
            ("days", Node.array([.text("6")])), ("ends", .text("03:00")), ("ends", .text("")),
        ] {
            guard case .object(var fields) = child else { continue }
            fields[field] = value
            let wrong = try await here.site.post(
                "/family/survey", ["children": .array([.object(fields)])], as: here.mother)
            #expect(
                wrong.status == 422 && wrong.wrongFields == ["children.0.\(field)"], "\(field) \(value): \(wrong.body)")
        }
        #expect(try await here.site.post(needs, ["closesOn": .text("2099-01-01")], as: here.office).status == 422)
        for _ in 0..<2 {
            let answer = try await here.site.post("/family/survey", ["children": .array([child])], as: here.mother)
            #expect(answer.status == 303, "\(answer.body)")
        }
        #expect(try await here.number("SELECT COUNT(*) FROM need_answer") == 1)
        #expect(
            try await here.site.post("/family/survey", ["children": .array([child])], as: here.people["guardian-2"])
                .status == 404)
        let counts = try await here.store.read { db in
            try Enrolment.NeedCount.all(of: here.school.id, in: here.term.id, db)
        }
        #expect(counts.count == 1 && counts[0].days == [1, 0, 0, 1, 0] && counts[0].interests[1] == 1)
        #expect(try await here.site.browse(needs, as: here.office).status == 200)
        #expect(try await here.site.browse("/family/survey", as: here.mother).status == 200)
    }

    @Test(arguments: Engine.tested) func flagsAreSeenByFewAndEveryLookIsRecorded(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let path = "/schools/\(here.school.id)/aid"
        let set = "/schools/\(here.school.id)/pupils/\(here.children[0].id)/aid"
        let kinds: [String: Node] = ["kinds": .array([.text("fee_waiver"), .text("left_behind")])]
        for _ in 0..<2 { #expect(try await here.site.post(set, kinds, as: here.office).status == 303) }
        #expect(try await here.number("SELECT COUNT(*) FROM aid_flag WHERE ended_at IS NULL") == 2)
        for who in ["teacher-1", "district-shinan", "bureau"] {
            #expect(try await here.site.get(path, as: here.people[who]).status == 403, "\(who)")
        }
        #expect(try await here.site.get(path, as: here.mother).status == 404)
        #expect(try await here.site.get(path, as: here.office).status == 200)
        #expect(
            try await here.number("SELECT COUNT(*) FROM audit WHERE action = 'enrolment.aid' AND outcome = 'read'") == 1
        )
        #expect(try await here.site.post(set, ["kinds": .array([.text("rich")])], as: here.office).status == 422)
        #expect(try await here.site.post(set, ["kinds": .array([])], as: here.office).status == 303)
        #expect(try await here.number("SELECT COUNT(*) FROM aid_flag WHERE ended_at IS NULL") == 0)
        #expect(try await here.number("SELECT COUNT(*) FROM aid_flag") == 2, "history stays")
    }
}
