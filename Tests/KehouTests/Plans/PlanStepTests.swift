import Store
import Testing

@testable import Kehou

@Suite("The boxes of a plan's page are one form, and each step takes what is its own", .database)
struct PlanStepTests {
    @Test("A return takes the remark and the reason with it", arguments: Engine.tested)
    func returned(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let form = [
            "version": "\(version.revision)", "section": "safeguards", "body": "雨雪天在哪里等？", "note": "请补充后再报",
        ]
        #expect(try await here.site.submit(here.path(version, "/return"), form, as: here.officer).status == 303)
        #expect(try await here.reload(version).state == .returned)
        let comments = try await here.comments(version)
        #expect(comments.map(\.body) == ["雨雪天在哪里等？"] && comments.map(\.section) == [.safeguards])
        let moves = try await here.town.store.read { db in try Plans.Move.all(of: version, db) }
        #expect(moves.last?.note == "请补充后再报")
    }

    @Test("A remark alone says why a plan is returned", arguments: Engine.tested)
    func returnedByRemark(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let place = here.path(version, "/return")
        let nowhere = here.seen(version, ["body": .text("雨雪天在哪里等？")])
        let lost = try await here.site.post(place, nowhere, as: here.officer)
        #expect(lost.status == 422 && lost.wrongFields == ["section"])
        #expect(try await here.comments(version).isEmpty)
        let remark = here.seen(version, ["section": .text("time"), "body": .text("雨雪天在哪里等？")])
        #expect(try await here.site.post(place, remark, as: here.officer).status == 303)
        #expect(try await here.comments(version).count == 1)
    }

    @Test("A remark leaves the other boxes as they are, and is one though it is sent twice", arguments: Engine.tested)
    func remarked(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted) { $0.staff[0].pay = 4000 }
        let place = here.path(version, "/comments")
        var form = here.everything(version)
        for _ in 1...2 {
            let page = try await here.site.submit(place, form, as: here.officer)
            #expect(page.status == 200 && page.body.contains(here.text("plans.done.commented")))
            #expect(page.body.contains(box("两处请补充")) && page.body.contains(box("补助到位后调整")))
            #expect(page.body.contains("value=\"content\" selected") && page.body.contains("周三几点结束？"))
            #expect(!page.body.contains(box("周三几点结束？")) && !page.body.contains("error-summary"))
        }
        #expect(try await here.comments(version).map(\.body) == ["周三几点结束？"])
        // Where nothing else is typed, and for a program, the way leads on.
        form.merge(["body": "另一条", "note": "", "reasons.pay-at_floor": " "]) { $1 }
        #expect(try await here.site.submit(place, form, as: here.officer).status == 303)
        let sent: [String: Node] = ["section": .text("time"), "body": .text("第三条"), "note": .text("两处请补充")]
        #expect(try await here.site.post(place, sent, as: here.officer).status == 303)
        #expect(try await here.comments(version).count == 3)
    }

    @Test("Words for another step stay in their box, and the step says so", arguments: Engine.tested)
    func forAnotherStep(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted) { $0.staff[0].pay = 4000 }
        let reasons = Node.object(["pay-at_floor": .text("补助到位后调整")])
        let all = here.seen(
            version, ["section": .text("time"), "body": .text("几点？"), "note": .text("请补充"), "reasons": reasons])
        for (rest, wrong) in [("/approval", ["body", "note"]), ("/return", ["reasons.pay-at_floor"])] {
            let place = here.path(version, rest)
            let page = try await here.site.submit(place, here.everything(version), as: here.officer)
            #expect(page.status == 422 && page.body.contains(here.text("fault.plan.for_another_step")))
            for words in ["周三几点结束？", "两处请补充", "补助到位后调整"] { #expect(page.body.contains(box(words))) }
            let told = try await here.site.post(place, all, as: here.officer)
            #expect(told.status == 422 && told.wrongFields == wrong)
        }
        #expect(try await here.reload(version).state == .submitted)
        #expect(try await here.comments(version).isEmpty)
        let agreed = here.seen(version, ["section": .text("time"), "body": .text(" "), "reasons": reasons])
        #expect(try await here.site.post(here.path(version, "/approval"), agreed, as: here.officer).status == 303)
    }

    @Test("All answers that are written go out at once, or none", arguments: Engine.tested)
    func answered(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let (first, second) = try await here.remark(version)
        let place = here.path(version, "/answers")
        let page = try await here.site.browse(here.path(version), as: here.office)
        #expect(page.body.contains(place) && page.body.contains("value=\"\(first)\""))
        for (person, status) in [(nil, 401), (here.officer, 403), (here.teacher, 403), (here.neighbour, 404)]
            as [(Site.Person?, Int)]
        {
            #expect(try await here.site.post(place, answers([(first, "六点")]), as: person).status == status)
        }
        let none = try await here.site.post(place, answers([(first, " "), (second, "")]), as: here.office)
        #expect(none.status == 422 && none.wrongFields == ["answers.0.answer"])
        #expect(try await here.site.post(place, answers([(77, "六点")]), as: here.office).status == 404)
        #expect(try await here.site.submit(place, rows([(second, "操场"), (first, " ")]), as: here.office).status == 303)
        #expect(try await here.comments(version).map(\.answer) == [nil, "操场"])
        let twice = try await here.site.post(place, answers([(first, "六点"), (second, "教室")]), as: here.office)
        #expect(twice.status == 409 && twice.json["code"] == "plan.comment_answered")
        #expect(try await here.comments(version).map(\.answer) == [nil, "操场"])
        #expect(try await here.site.post(place, answers([(first, "六点")]), as: here.office).status == 303)
        let approval = try await here.site.post(here.path(version, "/approval"), here.seen(version), as: here.officer)
        #expect(approval.status == 303)
        let late = try await here.site.post(place, answers([(first, "七点")]), as: here.office)
        #expect(late.status == 409 && late.json["code"] == "plan.not_editable")
    }

    @Test("A remark stands once a submission, and is bound to the text that was read", arguments: Engine.tested)
    func remarkedOnce(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let place = here.path(version, "/comments")
        let remark = here.seen(version, ["section": .text("time"), "body": .text("周三几点结束？")])
        #expect(try await here.site.post(place, remark, as: here.officer).status == 303)
        let first = try #require(try await here.comments(version).first)
        let answer: [String: Node] = ["answer": .text("六点")]
        let answered = here.path(version, "/comments/\(first.id)/answer")
        #expect(try await here.site.post(answered, answer, as: here.office).status == 303)
        #expect(try await here.site.post(place, remark, as: here.officer).status == 303)
        #expect(try await here.comments(version).count == 1)
        #expect(
            try await here.site.post(here.path(version, "/withdrawal"), here.seen(version), as: here.office).status
                == 303)
        let draft = try await here.reload(version)
        #expect(
            try await here.site.post(here.path(version, "/submission"), here.seen(draft), as: here.office).status == 303
        )
        let stale = try await here.site.post(place, remark, as: here.officer)
        #expect(stale.status == 409 && stale.json["code"] == "plan.changed_meanwhile")
        let again = here.seen(
            try await here.reload(version), ["section": .text("time"), "body": .text("周三几点结束？")])
        #expect(try await here.site.post(place, again, as: here.officer).status == 303)
        #expect(try await here.comments(version).count == 2, "asked anew of another submission")
    }

    @Test("A colleague's answer leaves every other box as it was typed", arguments: Engine.tested)
    func colleague(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let (first, second) = try await here.remark(version)
        let place = here.path(version, "/answers")
        #expect(try await here.site.post(place, answers([(first, "六点")]), as: here.office).status == 303)
        let form = rows([(first, "迟到的答复"), (second, "操场")])
        let page = try await here.site.submit(place, form, as: here.office)
        #expect(page.status == 409 && page.body.contains(here.text("fault.plan.comment_answered")))
        #expect(page.body.contains("迟到的答复") && !page.body.contains(box("迟到的答复")))
        #expect(page.body.contains("name=\"answers.1.answer\"") && page.body.contains(box("操场")))
        #expect(try await here.comments(version).map(\.answer) == ["六点", nil])
        let rest = form.filter { $0.key.hasPrefix("answers.1.") }
        #expect(try await here.site.submit(place, rest, as: here.office).status == 303)
        #expect(try await here.comments(version).map(\.answer) == ["六点", "操场"])
    }

    @Test("A submission sends the answers with it; a refused one keeps them in their boxes", arguments: Engine.tested)
    func submitted(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let (first, second) = try await here.remark(version)
        let back = try await here.site.post(here.path(version, "/return"), here.seen(version), as: here.officer)
        #expect(back.status == 303)
        let place = here.path(version, "/submission")
        func send(_ typed: [(ID<Plans.Comment>, String)]) async throws -> Site.Answer {
            let seen = ["version": "\(try await here.reload(version).revision)"]
            return try await here.site.submit(place, rows(typed).merging(seen) { $1 }, as: here.office)
        }
        let half = try await send([(first, "六点"), (second, "")])
        #expect(half.status == 409 && half.body.contains(box("六点")))
        try await here.save(version) { $0.tariff.free = [] }
        let failing = try await send([(first, "六点"), (second, "操场")])
        #expect(failing.status == 422 && failing.body.contains(box("六点")) && failing.body.contains(box("操场")))
        #expect(try await here.comments(version).map(\.answer) == [nil, nil])
        try await here.save(version) { $0.tariff.free = version.plan.tariff.free }
        #expect(try await send([(first, "六点"), (second, "操场")]).status == 303)
        #expect(try await here.reload(version).state == .submitted)
        #expect(try await here.comments(version).map(\.answer) == ["六点", "操场"])
    }

    @Test("A plan is taken back with the answers that are typed", arguments: Engine.tested)
    func withdrawn(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let (first, second) = try await here.remark(version)
        let form = rows([(first, "六点"), (second, "操场")]).merging(["version": "\(version.revision)"]) { $1 }
        #expect(try await here.site.submit(here.path(version, "/withdrawal"), form, as: here.office).status == 303)
        #expect(try await here.reload(version).state == .draft)
        #expect(try await here.comments(version).map(\.answer) == ["六点", "操场"])
    }

    @Test("Words that are longer than their box are refused by its name, and nothing is kept", arguments: Engine.tested)
    func tooLong(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted) { $0.staff[0].pay = 4000 }
        func send(_ rest: String, _ field: String, _ length: Int) async throws -> Site.Answer {
            let words = Node.text(String(repeating: "长", count: length))
            var box: [String: Node] = ["section": .text("time"), field: words]
            if field.hasPrefix("reasons.") { box = ["reasons": .object(["pay-at_floor": words])] }
            return try await here.site.post(here.path(version, rest), here.seen(version, box), as: here.officer)
        }
        for (rest, field, most) in [
            ("/comments", "body", 1000), ("/return", "body", 1000), ("/return", "note", 2000),
            ("/approval", "reasons.pay-at_floor", 500),
        ] {
            let told = try await send(rest, field, most + 1)
            #expect(told.status == 422 && told.wrongFields == [field], "\(rest)")
            #expect(told.body.contains("\(most)"), "\(rest)")
        }
        #expect(try await here.comments(version).isEmpty)
        #expect(try await here.reload(version).state == .submitted)
        #expect(try await send("/comments", "body", 1000).status == 303)
        #expect(try await here.comments(version).count == 1)
    }

    @Test("An answer longer than its box is refused in its row, and those beside it are too", arguments: Engine.tested)
    func longAnswer(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let (first, second) = try await here.remark(version)
        let long = String(repeating: "长", count: 1001)
        let both = answers([(first, "六点"), (second, long)])
        for rest in ["/answers", "/withdrawal"] {
            let told = try await here.site.post(here.path(version, rest), here.seen(version, both), as: here.office)
            #expect(told.status == 422 && told.wrongFields == ["answers.1.answer"], "\(rest)")
        }
        let place = here.path(version, "/comments/\(first)/answer")
        let one = try await here.site.post(place, ["answer": .text(long)], as: here.office)
        #expect(one.status == 422 && one.wrongFields == ["answer"])
        #expect(try await here.comments(version).map(\.answer) == [nil, nil])
        #expect(try await here.reload(version).state == .submitted)
        // In a box each line's break is one character, though a form sends two.
        let lines = String(repeating: "长\r\n", count: 500)
        let page = try await here.site.submit(here.path(version, "/answers"), rows([(first, lines)]), as: here.office)
        #expect(page.status == 303)
    }

    @Test("After the session ended, answers stand on the page that refuses them", arguments: Engine.tested)
    func ended(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let (first, second) = try await here.remark(version)
        for rest in ["/answers", "/submission", "/withdrawal"] {
            let page = try await here.site.submit(here.path(version, rest), rows([(first, "六点"), (second, "操场")]))
            #expect(page.status == 401 && page.body.contains("六点") && page.body.contains("操场"), "\(rest)")
        }
    }

    /// A box of the page with these words in it.
    private func box(_ words: String) -> String { ">\n\(words)</textarea>" }

    /// Answers as the page sends them.
    private func rows(_ answers: [(ID<Plans.Comment>, String)]) -> [String: String] {
        var form: [String: String] = [:]
        for (row, (comment, answer)) in answers.enumerated() {
            form["answers.\(row).comment"] = "\(comment)"
            form["answers.\(row).answer"] = answer
        }
        return form
    }

    /// Answers as a program sends them.
    private func answers(_ answers: [(ID<Plans.Comment>, String)]) -> [String: Node] {
        ["answers": .array(answers.map { .object(["comment": .text("\($0)"), "answer": .text($1)]) })]
    }
}

extension PlanSite {
    fileprivate func text(_ key: String) -> String { site.app.languages.standard.text(key) }

    fileprivate func comments(_ version: Plans.Version) async throws -> [Plans.Comment] {
        try await town.store.read { db in try Plans.Comment.all(of: version, db) }
    }

    /// Two remarks of the district, in their order.
    fileprivate func remark(_ version: Plans.Version) async throws -> (ID<Plans.Comment>, ID<Plans.Comment>) {
        try await town.store.write { db in
            try Plans.Comment.add(to: version, .time, "几点结束？", by: nil, at: noon, db)
            try Plans.Comment.add(to: version, .content, "在哪里活动？", by: nil, at: noon, db)
        }
        let all = try await comments(version)
        return (try #require(all.first?.id), try #require(all.last?.id))
    }

    /// Every box of the district's, filled in.
    fileprivate func everything(_ version: Plans.Version) -> [String: String] {
        [
            "version": "\(version.revision)", "section": "content", "body": "周三几点结束？", "note": "两处请补充",
            "reasons.pay-at_floor": "补助到位后调整",
        ]
    }

    fileprivate func save(
        _ version: Plans.Version, change: @escaping @Sendable (inout Plans.Plan) -> Void
    ) async throws {
        try await town.store.write { db in
            let now = try town.reload(version, db)
            var plan = now.plan
            change(&plan)
            _ = try now.save(plan, over: now.revision, by: nil, at: noon, town.facts(db), db)
        }
    }
}
