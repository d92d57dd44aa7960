import HTTPTypes
import Store
import Testing

@testable import Kehou

@Suite("Nothing typed is ever lost", .database)
struct KeptWordsTests {
    @Test(
        "An added section that the policy does not ask for stays until its writers take it out",
        arguments: Engine.tested)
    func formerSection(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .draft) {
            $0.extras = [Plans.Extra(code: "labour_base", text: "校外劳动基地每周一次。")]
        }
        let editor = try await here.site.browse(here.path(version, "/edit"), as: here.office)
        #expect(editor.body.contains("校外劳动基地每周一次。") && editor.body.contains("id=\"part-former\""))
        var form = try PlanFields.all(version.plan)
        form["version"] = "\(version.revision)"
        form["draft.highlights"] = "新的亮点"
        #expect(try await here.site.submit(here.path(version, "/document"), form, as: here.office).status == 303)
        let saved = try await here.reload(version)
        #expect(saved.plan.extras == version.plan.extras && saved.plan.highlights == "新的亮点")
        form["version"] = "\(saved.revision)"
        form["remove"] = "extras.0"
        #expect(try await here.site.submit(here.path(version, "/document"), form, as: here.office).status == 303)
        #expect(try await here.reload(version).plan.extras.isEmpty)
    }

    @Test("Each added section keeps its own text, whatever the policy asks for and in which order")
    func sectionRows() throws {
        var plan = Plans.Plan()
        plan.extras = [Plans.Extra(code: "a", text: "甲文"), Plans.Extra(code: "b", text: "乙文")]
        plan.statements = ["旧的承诺"]
        var policy = Plans.Policy()
        policy.extraSections = [
            .init(code: "c", title: "丙", isRequired: true), .init(code: "b", title: "乙", isRequired: true),
        ]
        let groups = try PlanForm(plan).sections(policy, formerly: ["a": "甲"]).flatMap(\.groups)
        let fields = groups.flatMap(\.fields).filter { $0.name.hasPrefix("draft.extras") }
        #expect(fields.map(\.name) == ["draft.extras.2.text", "draft.extras.1.text", "draft.extras.0.text"])
        #expect(fields.map(\.value) == [nil, "乙文", "甲文"])
        #expect(fields.map(\.label) == ["丙", "乙", "甲"].map { Text(verbatim: $0) })
        #expect(groups.flatMap(\.hidden).map(\.value) == ["c", "b", "a"])
        #expect(groups.compactMap(\.removes) == ["extras.0"])
        let signed = groups.flatMap(\.boxes).filter { $0.id == "field-draft-former-statements" }.flatMap(\.options)
        #expect(signed.map(\.value) == ["旧的承诺"] && signed.map(\.checked) == [true])
    }

    @Test("A draft discarded while a colleague types leaves them their text, to go on from", arguments: Engine.tested)
    func discardedMeanwhile(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let draft = try await here.version(in: .draft)
        let colleague = try await here.site.person("校长", (.principal, .school, here.town.school.id.rawValue))
        let removal = try await here.site.post(here.path(draft, "/removal"), here.seen(draft), as: here.office)
        #expect(removal.status == 303)

        var form = try PlanFields.all(draft.plan)
        form["version"] = "\(draft.revision)"
        form["draft.highlights"] = "校长先写的话"
        let saved = try await here.site.submit(here.path(draft, "/document"), form, as: colleague)
        #expect(saved.status == 409 && saved.body.contains("校长先写的话"))
        var later = draft.plan
        later.highlights = "校长后写的话"
        let body = here.seen(draft, ["draft": try ExampleEncoder.node(later)])
        let autosaved = try await here.site.post(here.path(draft, "/draft"), body, as: colleague)
        #expect(autosaved.status == 409 && autosaved.json["code"] == "plan.discarded")

        let place = here.path(draft, "/conflict")
        #expect(try await here.site.browse(here.plans, as: colleague).body.contains(place))
        #expect(!(try await here.site.browse(here.plans, as: here.office)).body.contains(place))
        let page = try await here.site.browse(place, as: colleague)
        #expect(page.body.contains("校长先写的话") && page.body.contains("校长后写的话"))
        #expect(!(try await here.site.browse(place, as: here.office)).body.contains("校长先写的话"))
        try await resume(here, draft, colleague)
    }

    /// The later text begins a draft; the earlier one is laid beside it.
    private func resume(_ here: PlanSite, _ draft: Plans.Version, _ colleague: Site.Person) async throws {
        let waiting = try await here.town.store.read { db in
            try Plans.Discarded.find(draft.id, of: draft.school, db)?.waiting(by: colleague.account, db) ?? []
        }
        #expect(waiting.map(\.plan.highlights) == ["校长后写的话", "校长先写的话"])
        let take: [String: Node] = ["version": .integer(0), "take": .flag(true)]
        func settle(_ rescue: Plans.Rescue) async throws -> Site.Answer {
            try await here.site.post(
                here.path(draft, "/rescues/\(rescue.id)/settlement"), take, as: colleague)
        }
        let (later, earlier) = (try #require(waiting.first), try #require(waiting.last))
        #expect(try await settle(later).location?.hasSuffix("/edit") == true)
        let open = try #require(
            try await here.town.store.read { db in
                try Plans.Version.open(of: here.town.school.id, in: here.town.term.id, db)
            })
        #expect(open.id != draft.id && open.plan.highlights == "校长后写的话")
        #expect(try await settle(earlier).location == here.path(open, "/conflict"))
        let beside = try await here.town.store.read { db in
            try Plans.Rescue.waiting(of: open, by: colleague.account, db)
        }
        #expect(beside.map(\.plan.highlights) == ["校长先写的话"])
        #expect(try await settle(earlier).status == 404)
    }

    @Test("What an own text takes the place of waits for whoever wrote it", arguments: Engine.tested)
    func replaced(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let draft = try await here.version(in: .draft)
        let colleague = try await here.site.person("校长", (.principal, .school, here.town.school.id.rawValue))
        for (words, person) in [("校长存入的话", colleague), ("教务写的话", here.office)] {
            var plan = draft.plan
            plan.highlights = words
            let body = here.seen(draft, ["draft": try ExampleEncoder.node(plan)])
            #expect(try await here.site.post(here.path(draft, "/document"), body, as: person).status == 303)
        }
        func waiting(_ person: Site.Person) async throws -> [Plans.Rescue] {
            try await here.town.store.read { db in try Plans.Rescue.waiting(of: draft, by: person.account, db) }
        }
        func take(_ person: Site.Person) async throws {
            let rescue = try #require(try await waiting(person).first)
            let body = here.seen(try await here.reload(draft), ["take": .flag(true)])
            let place = here.path(draft, "/rescues/\(rescue.id)/settlement")
            #expect(try await here.site.post(place, body, as: person).status == 303)
        }
        let notice = Text("plans.rescues", ["count": "1"]).display(in: here.site.app.languages.standard)
        #expect(try await waiting(colleague).isEmpty)
        try await take(here.office)
        #expect(try await here.reload(draft).plan.highlights == "教务写的话")
        #expect(try await waiting(colleague).map(\.plan.highlights) == ["校长存入的话"])
        #expect(try await waiting(here.office).isEmpty)
        let editor = here.path(draft, "/edit")
        #expect(try await here.site.browse(editor, as: colleague).body.contains(notice))
        #expect(!(try await here.site.browse(editor, as: here.office)).body.contains(notice))
        let conflict = try await here.site.browse(here.path(draft, "/conflict"), as: colleague)
        #expect(conflict.body.contains("校长存入的话") && conflict.body.contains("教务写的话"))
        // The same the other way, until they agree.
        try await take(colleague)
        #expect(try await here.reload(draft).plan.highlights == "校长存入的话")
        #expect(try await waiting(colleague).isEmpty)
        #expect(try await waiting(here.office).map(\.plan.highlights) == ["教务写的话"])
    }

    @Test("Words that come too late stand on the page that refuses them", arguments: Engine.tested)
    func tooLate(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let remark = ["section": "time", "body": "周三几点结束？"]
        #expect(try await here.site.submit(here.path(version, "/comments"), remark, as: here.officer).status == 303)
        let comment = try #require(
            try await here.town.store.read { db in try Plans.Comment.all(of: version, db).first })
        let answer = here.path(version, "/comments/\(comment.id)/answer")
        #expect(try await here.site.submit(answer, ["answer": "六点"], as: here.office).status == 303)
        let second = try await here.site.submit(answer, ["answer": "第二位教务的答复"], as: here.office)
        #expect(second.status == 409 && second.body.contains("第二位教务的答复"))

        let seen = ["version": "\(version.revision)"]
        #expect(try await here.site.submit(here.path(version, "/withdrawal"), seen, as: here.office).status == 303)
        let late = ["section": "time", "body": "区里写了很久的意见"]
        let refused = try await here.site.submit(here.path(version, "/comments"), late, as: here.officer)
        #expect(refused.status == 409 && refused.body.contains("区里写了很久的意见"))
        let note = seen.merging(["note": "区里写的退回原因"]) { $1 }
        let returned = try await here.site.submit(here.path(version, "/return"), note, as: here.officer)
        #expect(returned.status == 409 && returned.body.contains("区里写的退回原因"))
    }

    @Test(
        "A session that ended and a role that changed leave the words of a form on the page", arguments: Engine.tested)
    func ended(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let remark = ["section": "time", "body": "区里写了很久的意见"]
        let place = here.path(version, "/comments")
        for (person, status) in [(nil, 401), (here.office, 403), (here.neighbour, 404)] as [(Site.Person?, Int)] {
            let answer = try await here.site.submit(place, remark, as: person)
            #expect(answer.status == status && answer.body.contains("区里写了很久的意见"))
        }
        var form = try PlanFields.all(version.plan)
        form["version"] = "\(version.revision)"
        form["draft.highlights"] = "登录过期前写的亮点"
        let plan = try await here.site.submit(here.path(version, "/document"), form)
        #expect(plan.status == 401 && plan.body.contains("登录过期前写的亮点"))
        let family = [
            "form": "1", "children.0.school": "1", "children.0.pupil": "1", "children.0.answer": "join",
            "children.0.collectors.0.name": "张奶奶",
        ]
        #expect(try await here.site.submit("/family/application", family).body.contains("张奶奶"))
        let other = try await here.site.submit("/family/application", family, as: here.office)
        #expect([403, 404].contains(other.status) && other.body.contains("张奶奶"))
    }

    @Test("Of a family's form every tick and choice is on the page, too", arguments: Engine.tested)
    func family(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let said = here.site.app.languages.standard
        let child = [
            "school": "1", "pupil": "1", "answer": "join", "days": "2", "homeworkOnly": "on", "careKinds": "food",
            "careNote": "花生", "careConsent": "on", "ended": "770077007", "collectors.0.name": "张奶奶",
            "collectors.0.relation": "neighbour", "collectors.0.mobile": "10000000999",
            "collectors.1.relation": "carer",
        ]
        func page(without box: String? = nil) async throws -> String {
            var form = ["form": "1"]
            for (name, value) in child where name != box { form["children.0.\(name)"] = value }
            let answer = try await here.site.submit("/family/application", form)
            #expect(answer.status == 401)
            return answer.body
        }
        let whole = try await page()
        for (box, key) in [
            ("homeworkOnly", "enrolment.homework_only"), ("careConsent", "consent.care_notes.text.1"),
            ("ended", "enrolment.typed_ended"), ("collectors.0.relation", "enrolment.collector_relation.neighbour"),
        ] {
            #expect(whole.contains(said.text(key)), "\(box)")
            #expect(try await !page(without: box).contains(said.text(key)), "\(box)")
        }
        #expect(whole.contains("1 人") && !whole.contains("770077007"), "the number of a collector says nothing")
        #expect(!whole.contains(said.text("enrolment.collector_relation.carer")), "nobody wrote in that line")
        #expect(whole.contains("张奶奶") && whole.contains("10000000999") && whole.contains("花生"))
    }

    @Test("Words that another site makes a browser send are not shown under our name", arguments: Engine.tested)
    func otherSites(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .submitted)
        let headers: [HTTPField.Name: String] = [
            .accept: "text/html", .contentType: "application/x-www-form-urlencoded",
            HTTPField.Name("Sec-Fetch-Site")!: "cross-site",
        ]
        let answer = try await here.site.send(
            .post, here.path(version, "/comments"), headers, Array("section=time&body=spoofed-words".utf8))
        #expect(answer.status == 403 && !answer.body.contains("spoofed-words"))
    }

    @Test("The copy in the browser belongs to one person and one version", arguments: Engine.tested)
    func key(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .draft)
        let colleague = try await here.site.person("校长", (.principal, .school, here.town.school.id.rawValue))
        for person in [here.office, colleague] {
            let page = try await here.site.browse(here.path(version, "/edit"), as: person)
            #expect(page.body.contains("data-key=\"plan-\(version.id)-\(person.account)\""))
        }
    }
}
