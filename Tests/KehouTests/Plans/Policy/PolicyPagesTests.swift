import Store
import Testing

@testable import Kehou

@Suite("The policy's pages", .database)
struct PolicyPagesTests {
    private static let sections = ["service_time", "content", "staffing", "how_to_apply", "safeguards", "incentives"]

    @Test("City defaults, a district's draft, returned, approved, and read by anyone", arguments: Engine.tested)
    func flow(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine)
        let bureau = try site.person("bureau", of: town)
        let officer = try site.person("district-shinan", of: town)
        let publicPage = "/districts/\(town.districts[0].id)/policy"
        #expect(try await site.browse(publicPage).body.contains("还没有生效的规定"))
        try await approveCity(town, site, bureau)
        #expect(try await site.browse(publicPage).body.contains("执行全市规定第 1 版"))
        #expect(try await site.browse(publicPage).body.contains("正常下班时间（全年）"))
        #expect(try await site.browse(publicPage, language: "en").body.contains("Normal off-work time (all year)"))
        let path = try await begin("/districts/\(town.districts[0].id)/policies", officer, site)
        #expect(try await site.browse(path, as: officer).body.contains("默认：3.50 元"))
        let form = [
            "revision": "1", "effectiveFrom": "2026-09-01", "feeCeilingUrban": "2.50", "sections.content": "本区内容",
        ]
        #expect(try await site.submit(path, form, as: officer).status == 303)
        #expect(try await site.post("\(path)/submission", at(2), as: bureau).status == 403)
        #expect(try await site.post("\(path)/approval", at(2), as: bureau).json["code"] == "policy.not_submitted")
        #expect(try await site.post("\(path)/submission", at(2), as: officer).status == 303)
        #expect(try await site.post("\(path)/submission", at(2), as: officer).json["code"] == "policy.not_editable")
        #expect(try await site.post("\(path)/return", at(3, "x"), as: officer).status == 403)
        #expect(try await site.post("\(path)/return", at(3, " "), as: bureau).wrongFields == ["comment"])
        #expect(try await site.post("\(path)/return", at(3, "请写明师资"), as: bureau).status == 303)
        #expect(try await site.post("\(path)/return", at(3, "再来"), as: bureau).status == 409)
        #expect(try await site.browse(path, as: officer).body.contains("请写明师资"))
        #expect(try await site.post("\(path)/submission", at(4), as: officer).status == 303)
        #expect(try await site.post("\(path)/approval", at(5), as: officer).status == 403)
        #expect(try await site.browse("/cities/\(town.city.id)/policies", as: bureau).body.contains("市南区 第 1 版"))
        #expect(try await site.post("\(path)/approval", at(5), as: bureau).status == 303)
        #expect(try await site.post("\(path)/approval", at(5), as: bureau).status == 409)
        let page = try await site.browse(publicPage)
        #expect(page.body.contains("2.50 元") && page.body.contains("本区内容") && page.body.contains("全市 staffing"))
    }

    @Test("Amounts outside the province's bounds are refused, shown beside what was typed", arguments: Engine.tested)
    func bounds(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine)
        let bureau = try site.person("bureau", of: town)
        try await approveCity(town, site, bureau)
        let officer = try site.person("district-shinan", of: town)
        let path = try await begin("/districts/\(town.districts[0].id)/policies", officer, site)
        let form = ["revision": "1", "feeCeilingRural": "3.01", "payFloor": "49", "sections.staffing": "写了很多"]
        let answer = try await site.submit(path, form, as: officer)
        #expect(answer.status == 422)
        #expect(answer.body.contains("不超过 3.00 元") && answer.body.contains("不低于 50.00 元"))
        #expect(answer.body.contains("3.01") && answer.body.contains("写了很多"))
        #expect(try await site.submit(path, ["revision": "1", "payFloor": "many"], as: officer).status == 422)
        let half = ["revision": "1", "seasons.0.name": "夏季", "seasons.0.from": "05-01"]
        #expect(try await site.submit(path, half, as: officer).status == 422)
        let gap = half.merging(["seasons.0.through": "09-30", "seasons.0.offWorkAt": "18:00"]) { $1 }
        #expect(try await site.submit(path, gap, as: officer).body.contains("01-01 不在任何一个季节里"))
        // Nothing was written by any of them.
        #expect(try await site.submit(path, ["revision": "1"], as: officer).status == 303)
        #expect(try await site.submit(path, ["revision": "1"], as: officer).status == 409)
    }

    @Test(
        "A second draft is refused while one is open; strangers and other districts find nothing",
        arguments: Engine.tested)
    func people(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine)
        let officer = try site.person("district-shinan", of: town)
        let list = "/districts/\(town.districts[0].id)/policies"
        let path = try await begin(list, officer, site)
        #expect(try await site.post(list, as: officer).json["code"] == "policy.draft_exists")
        #expect(try await site.get(path).status == 401)
        for (userName, status) in [("district-shibei", 404), ("office-1", 404), ("inspector", 200), ("bureau", 200)] {
            #expect(try await site.get(path, as: site.person(userName, of: town)).status == status, "\(userName)")
        }
        let bureau = try site.person("bureau", of: town)
        #expect(try await site.post(list, as: bureau).status == 403)
        #expect(try await site.post(path, ["revision": .integer(1)], as: bureau).status == 403)
        let elsewhere = path.replacing("/\(town.districts[0].id)/", with: "/\(town.districts[1].id)/")
        #expect(try await site.get(elsewhere, as: bureau).status == 404)
        // A city's draft goes nowhere while its sections are empty.
        let city = try await begin("/cities/\(town.city.id)/policies", bureau, site)
        #expect(try await site.post("\(city)/approval", at(1), as: bureau).wrongFields.count == 7)
        #expect(try await site.submit("\(city)/approval", ["revision": "1"], as: bureau).status == 422)
        #expect(try await site.post("\(city)/approval", at(1), as: officer).status == 404)
    }

    @Test(
        "Over a colleague's save what was typed stands beside what is stored, and a second press goes through",
        arguments: Engine.tested)
    func twoEditors(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine)
        let bureau = try site.person("bureau", of: town)
        try await approveCity(town, site, bureau)
        let officer = try site.person("district-shinan", of: town)
        let path = try await begin("/districts/\(town.districts[0].id)/policies", officer, site)
        let theirs = ["revision": "1", "effectiveFrom": "2026-09-01", "sections.content": "先存的内容"]
        #expect(try await site.submit(path, theirs, as: officer).status == 303)
        var mine = theirs.merging(["sections.content": "后写的内容", "sections.staffing": "后写的师资"]) { $1 }
        for (row, code) in ["one", "two", "three", "four"].enumerated() {
            mine["extraSections.\(row).code"] = code
            mine["extraSections.\(row).title"] = "增加 \(code)"
            mine["extraSections.\(row).isRequired"] = "true"
        }
        let stale = try await site.submit(path, mine, as: officer)
        #expect(stale.status == 409 && stale.body.contains("先存的内容") && stale.body.contains("后写的内容"))
        #expect(stale.body.contains("name=\"revision\" value=\"2\"") && stale.body.contains("增加 four"))
        mine["revision"] = "2"
        #expect(try await site.submit(path, mine, as: officer).status == 303)
        #expect(try await site.post("\(path)/submission", at(3), as: officer).status == 303)
        let late = mine.merging(["sections.content": "提交以后写的", "revision": "3"]) { $1 }
        let closed = try await site.submit(path, late, as: officer)
        #expect(closed.status == 409 && closed.body.contains("提交以后写的"))
        let comment = ["revision": "4", "comment": "两位市级人员同时退回"]
        #expect(try await site.submit("\(path)/return", comment, as: bureau).status == 303)
        let again = try await site.submit("\(path)/return", comment, as: bureau)
        #expect(again.status == 409 && again.body.contains("id=\"typed\""))
    }

    @Test("A step that saw an earlier revision is refused, whoever takes it", arguments: Engine.tested)
    func stale(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine)
        let bureau = try site.person("bureau", of: town)
        try await approveCity(town, site, bureau)
        let officer = try site.person("district-shinan", of: town)
        let path = try await begin("/districts/\(town.districts[0].id)/policies", officer, site)
        let form = ["revision": "1", "effectiveFrom": "2026-09-01", "feeCeilingUrban": "2.50"]
        #expect(try await site.submit(path, form, as: officer).status == 303)
        let moved = Node.text("policy.changed_meanwhile")
        #expect(try await site.post("\(path)/submission", as: officer).wrongFields == ["revision"])
        #expect(try await site.post("\(path)/submission", at(1), as: officer).json["code"] == moved)
        #expect(try await site.post("\(path)/submission", at(2), as: officer).status == 303)
        // What the bureau has open is of the first submission; a second one came meanwhile, with another ceiling.
        #expect(try await site.post("\(path)/return", at(3, "请核对"), as: bureau).status == 303)
        let second = form.merging(["revision": "4", "feeCeilingUrban": "3.20"]) { $1 }
        #expect(try await site.submit(path, second, as: officer).status == 303)
        #expect(try await site.post("\(path)/submission", at(5), as: officer).status == 303)
        for rest in ["/approval", "/return"] {
            #expect(try await site.post(path + rest, at(3, "再核对"), as: bureau).json["code"] == moved)
        }
        let page = try await site.submit("\(path)/approval", ["revision": "3"], as: bureau)
        #expect(page.status == 409 && page.body.contains("name=\"revision\" value=\"6\""))
        #expect(page.body.contains("3.20 元"))
        #expect(try await site.submit("\(path)/approval", ["revision": "6"], as: bureau).status == 303)
        // The city's own as well.
        let city = try await begin("/cities/\(town.city.id)/policies", bureau, site)
        let defaults = ["revision": "1", "effectiveFrom": "2026-10-01", "feeCeilingUrban": "3.4", "payFloor": "50"]
        let sections = Dictionary(uniqueKeysWithValues: Self.sections.map { ("sections.\($0)", "全市 \($0)") })
        #expect(try await site.submit(city, defaults.merging(sections) { $1 }, as: bureau).status == 303)
        #expect(try await site.post("\(city)/approval", at(1), as: bureau).json["code"] == moved)
    }

    @Test("The button that submits takes what is typed with it, or nothing is done", arguments: Engine.tested)
    func submittedAsTyped(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine)
        try await approveCity(town, site, try site.person("bureau", of: town))
        let officer = try site.person("district-shinan", of: town)
        let path = try await begin("/districts/\(town.districts[0].id)/policies", officer, site)
        let page = try await site.browse(path, as: officer)
        #expect(page.body.contains("name=\"then\" value=\"submit\"") && !page.body.contains("\(path)/submission"))
        func stored() async throws -> Plans.PolicyVersion {
            let (city, district) = (town.city.id, town.districts[0].id)
            return try await town.store.read { db in
                try #require(try Plans.PolicyVersion.all(of: city, district: district, db).first)
            }
        }
        let begun = try await stored()
        let form = ["revision": "1", "then": "submit", "sections.content": "刚写下的内容"]
        let complete = form.merging(["effectiveFrom": "2026-09-01"]) { $1 }
        for wrong in [
            form, complete.merging(["feeCeilingUrban": "9.99"]) { $1 }, complete.merging(["then": "publish"]) { $1 },
        ] {
            let refused = try await site.submit(path, wrong, as: officer)
            #expect(refused.status == 422 && refused.body.contains("刚写下的内容"))
        }
        // The city's step is not the district's.
        #expect(try await site.submit(path, complete.merging(["then": "approve"]) { $1 }, as: officer).status == 409)
        #expect(try await stored() == begun)
        let sent = try await site.submit(path, complete, as: officer)
        #expect(sent.status == 303 && sent.location == "/districts/\(town.districts[0].id)/policies")
        let submitted = try await stored()
        #expect(submitted.state == .submitted && submitted.own.sections[.content] == "刚写下的内容")
        let audited = try await town.store.read { db in
            try db.value(
                "SELECT COUNT(*) FROM audit WHERE action = 'policy.submit' AND outcome = 'done'", as: Int.self)
        }
        #expect(audited == 1)
    }

    @Test("Over a colleague's save nothing is submitted, and a second press does it", arguments: Engine.tested)
    func submittedOverSave(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine)
        try await approveCity(town, site, try site.person("bureau", of: town))
        let officer = try site.person("district-shinan", of: town)
        let path = try await begin("/districts/\(town.districts[0].id)/policies", officer, site)
        let theirs = ["revision": "1", "effectiveFrom": "2026-09-01", "sections.content": "先存的内容"]
        #expect(try await site.submit(path, theirs, as: officer).status == 303)
        let mine = theirs.merging(["then": "submit", "sections.content": "后写的内容"]) { $1 }
        let stale = try await site.submit(path, mine, as: officer)
        #expect(stale.status == 409 && stale.body.contains("先存的内容") && stale.body.contains("后写的内容"))
        #expect(stale.body.contains("name=\"revision\" value=\"2\""))
        #expect(try await site.get(path, as: officer).json["save"]?.text == path)
        #expect(try await site.submit(path, mine.merging(["revision": "2"]) { $1 }, as: officer).status == 303)
        #expect(try await site.get(path, as: officer).json["save"]?.text == nil)
    }

    @Test("The city's own version is approved as it is typed", arguments: Engine.tested)
    func approvedAsTyped(engine: Engine) async throws {
        let (town, site) = try await CalendarPagesTests.open(engine)
        let bureau = try site.person("bureau", of: town)
        let path = try await begin("/cities/\(town.city.id)/policies", bureau, site)
        #expect(try await site.browse(path, as: bureau).body.contains("name=\"then\" value=\"approve\""))
        var form = ["revision": "1", "then": "approve", "effectiveFrom": "2026-08-01", "payFloor": "55"]
        let empty = try await site.submit(path, form, as: bureau)
        #expect(empty.status == 422 && empty.body.contains("value=\"55\""))
        for section in Self.sections { form["sections.\(section)"] = "全市 \(section)" }
        #expect(try await site.submit(path, form, as: bureau).status == 303)
        let policy = try await town.store.read { db in
            try Plans.Policy.inForce(in: town.districts[0], on: town.app.clock.today(), db)
        }
        #expect(policy?.numbers.payFloor == 5500)
    }

    /// The body of a step that saw a revision.
    private func at(_ revision: Int64, _ comment: String? = nil) -> [String: Node] {
        var body: [String: Node] = ["revision": .integer(revision)]
        if let comment { body["comment"] = .text(comment) }
        return body
    }

    private func begin(_ list: String, _ person: Site.Person, _ site: Site) async throws -> String {
        let answer = try await site.submit(list, as: person)
        return try #require(answer.location)
    }

    private func approveCity(_ town: Town, _ site: Site, _ bureau: Site.Person) async throws {
        let path = try await begin("/cities/\(town.city.id)/policies", bureau, site)
        var form = [
            "revision": "1", "effectiveFrom": "2026-08-01", "feeCeilingUrban": "3.5", "feeCeilingRural": "3",
            "payFloor": "50",
        ]
        for section in Self.sections { form["sections.\(section)"] = "全市 \(section)" }
        #expect(try await site.submit(path, form, as: bureau).status == 303)
        #expect(try await site.post("\(path)/approval", at(2), as: bureau).status == 303)
        #expect(try await site.post("\(path)/approval", at(2), as: bureau).status == 409)
    }
}
