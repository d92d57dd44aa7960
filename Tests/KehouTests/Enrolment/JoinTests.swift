import Store
import Testing

@testable import Kehou

@Suite("Paper codes and claims", .database)
struct JoinTests {
    private struct Scene {
        let town: Town
        let site: Site
        let office: Site.Person
        /// The slip of the first class's first pupil in the sheet, and whose it is.
        let code: String
        let pupil: ID<Registry.Pupil>

        var school: ID<Registry.School> { town.schools[0].id }
        var sheet: String { "/schools/\(school)/invitations/\(town.classes[0].id)/codes" }
    }

    private func start(_ engine: Engine) async throws -> Scene {
        let town = try await Town.build(engine)
        let site = Site(town)
        let office = try site.person("office-1", of: town)
        let code = try await town.store.write { db in
            try Enrolment.PaperCode.print(
                for: [town.pupils[0].id], in: town.schools[0].id, until: Town.now.localDate.adding(days: 30),
                by: office.account, town.app.protection, at: Town.now, db)[0]
        }
        return Scene(town: town, site: site, office: office, code: code, pupil: town.pupils[0].id)
    }

    /// The last step of joining, with a one-time code that was really made.
    private func join(_ scene: Scene, _ mobile: String, code: String? = nil) async throws -> Site.Answer {
        let index = scene.town.app.protection.index(of: try #require(Mobile(mobile)))
        let made = try await scene.town.store.write { db in
            try Enrolment.OneTimeCode.make(for: index, scene.town.app.protection, at: Town.now, db)
        }
        return try await scene.site.post(
            "/join/confirmation",
            [
                "code": .text(code ?? scene.code), "name": "周岚", "relation": "relative", "mobile": .text(mobile),
                "challenge": .text(made.challenge), "oneTimeCode": .text(made.code),
            ])
    }

    /// The step between the slip and the one-time code: says who one is.
    private func goOn(
        _ scene: Scene, _ mobile: String = "13955556666", as person: Site.Person? = nil
    ) async throws -> Int {
        try await scene.site.post(
            "/join",
            ["code": .text(scene.code), "name": "周岚", "relation": "relative", "mobile": .text(mobile)], as: person
        ).status
    }

    private func person(_ answer: Site.Answer, _ mobile: String, _ scene: Scene) async throws -> Site.Person {
        let index = scene.town.app.protection.index(of: try #require(Mobile(mobile)))
        let account = try await scene.town.store.read { db in try Registry.Account.find(mobile: index, db)?.id }
        return Site.Person(account: try #require(account), token: try #require(answer.json["token"]?.text))
    }

    @Test(arguments: Engine.tested)
    func `a claim waits for the office, and until then shows nothing of where the child is`(
        _ engine: Engine
    ) async throws {
        let scene = try await start(engine)
        let mobile = "13955556666"
        let guardian = try await person(try await join(scene, mobile), mobile, scene)
        let child = "/family/schools/\(scene.school)/pupils/\(scene.pupil)"
        #expect(try await scene.site.get("/family", as: guardian).body.contains(scene.town.pupils[0].name))
        #expect(try await scene.site.get(child, as: guardian).status == 403)
        // A code opens its own pupil and no other.
        let stranger = "/family/schools/\(scene.school)/pupils/\(scene.town.pupils[1].id)"
        #expect(try await scene.site.get(stranger, as: guardian).status == 404)

        let list = try await scene.site.get("/schools/\(scene.school)/claims", as: scene.office)
        #expect(list.body.contains("周岚"))
        #expect(!list.body.contains(mobile))
        let claim = try await scene.town.store.read { db in
            try db.value("SELECT id FROM guardian_claim", as: Int64.self) ?? 0
        }
        let path = "/schools/\(scene.school)/claims/\(claim)/confirmation"
        let other = try scene.site.person("office-2", of: scene.town)
        #expect(try await scene.site.post(path, as: other).status == 404)
        #expect(try await scene.site.post(path, as: scene.office).status == 303)
        #expect(try await scene.site.post(path, as: scene.office).status == 409)
        #expect(try await scene.site.get(child, as: guardian).status == 200)
    }

    @Test(arguments: Engine.tested)
    func `a claim has a name that people see`(_ engine: Engine) async throws {
        let scene = try await start(engine)
        for name in ["\u{200B}", "周\u{202E}岚", String(repeating: "周", count: 41)] {
            let answer = try await scene.site.post(
                "/join",
                [
                    "code": .text(scene.code), "name": .text(name), "relation": "relative", "mobile": "13955556666",
                ])
            #expect(answer.status == 422 && answer.wrongFields == ["name"], "\(answer.body)")
        }
    }

    @Test(arguments: Engine.tested)
    func `a mobile of the roster is confirmed at once, and a code works once for each guardian`(
        _ engine: Engine
    ) async throws {
        let scene = try await start(engine)
        let mobile = Demo.mobile(0)
        for _ in 0..<2 {
            let guardian = try await person(try await join(scene, mobile), mobile, scene)
            let child = "/family/schools/\(scene.school)/pupils/\(scene.pupil)"
            #expect(try await scene.site.get(child, as: guardian).status == 200)
        }
        let (uses, claims) = try await scene.town.store.read { db in
            (
                try db.value("SELECT uses FROM paper_code", as: Int.self),
                try db.value("SELECT COUNT(*) FROM guardian_claim", as: Int.self)
            )
        }
        #expect(uses == 1)
        #expect(claims == 0)
    }

    @Test(arguments: Engine.tested)
    func `wrong, expired, replaced and used-up codes each say so`(_ engine: Engine) async throws {
        let scene = try await start(engine)
        func said(_ code: String) async throws -> String {
            let answer = try await scene.site.send(
                .get, "/join?code=\(code)", [.accept: "application/json", .acceptLanguage: "en"])
            return answer.body
        }
        #expect(try await said(scene.code.lowercased()).contains("/join"))
        #expect(try await said("ACDEFGHJKMNP").contains("no such code"))
        try await scene.town.store.write { db in try db.run("UPDATE paper_code SET uses = 6") }
        #expect(try await said(scene.code).contains("as often as it can"))
        try await scene.town.store.write { db in try db.run("UPDATE paper_code SET uses = 0, expires_on = '2026-09-06'")
        }
        #expect(try await said(scene.code).contains("expired"))
        try await scene.town.store.write { db in try db.run("UPDATE paper_code SET expires_on = '2026-10-06'") }
        let printed = try await scene.site.post(scene.sheet, ["until": "2026-10-01"], as: scene.office)
        #expect(printed.status == 200)
        #expect(try await said(scene.code).contains("newest slip"))
        var answers: Set<Int> = []
        for _ in 0..<30 {
            answers.insert(try await scene.site.browse("/join?code=ACDEFGHJKMNQ").status)
        }
        #expect(answers == [422, 429])
    }

    @Test(arguments: Engine.tested)
    func `a sheet has a new code for each pupil of the class, and the database has none of them`(
        _ engine: Engine
    ) async throws {
        let scene = try await start(engine)
        let teacher = try scene.site.person("teacher-1", of: scene.town)
        #expect(try await scene.site.get(scene.sheet, as: teacher).status == 403)
        #expect(try await scene.site.post(scene.sheet, ["until": "2026-09-06"], as: scene.office).status == 422)
        let sheet = try await scene.site.post(scene.sheet, ["until": "2026-10-01"], as: scene.office)
        guard case .array(let slips) = sheet.json["slips"] ?? .null else { return #expect(Bool(false)) }
        let codes = slips.compactMap { $0["code"]?.text }
        #expect(codes.count == 4)
        #expect(Set(codes).count == 4)
        #expect(
            codes.allSatisfy {
                $0.wholeMatch(of: /[ACDEFGHJKMNPQRTVWXY34679]{4}(-[ACDEFGHJKMNPQRTVWXY34679]{4}){2}/) != nil
            })
        let page = try await scene.site.submit(scene.sheet, ["until": "2026-10-01"], as: scene.office)
        #expect(page.body.contains("<path d=\"M"))
    }

    @Test(arguments: Engine.tested)
    func `neither guardian can remove the other, only ask`(_ engine: Engine) async throws {
        let scene = try await start(engine)
        let father = try scene.site.person("guardian-1", of: scene.town)
        let mother = Registry.Guardian(cityID: scene.town.city.id, name: "母亲")
        try await scene.town.store.write { db in
            try mother.insert(db)
            try Registry.Guardianship(schoolID: scene.school, pupilID: scene.pupil, guardianID: mother.id).insert(db)
        }
        let path = "/family/schools/\(scene.school)/pupils/\(scene.pupil)/guardians/\(mother.id)/ending"
        #expect(try await scene.site.post(path, as: father).status == 303)
        #expect(try await scene.site.post(path, as: father).status == 409)
        #expect(try await scene.site.post(path, as: try scene.site.person("guardian-2", of: scene.town)).status == 404)
        func guardians() async throws -> Int {
            try await scene.town.store.read { db in
                try Registry.Guardian.all(of: scene.pupil, in: scene.school, db).count
            }
        }
        #expect(try await guardians() == 2)
        let ending = try await scene.town.store.read { db in
            try db.value("SELECT id FROM guardianship_ending", as: Int64.self) ?? 0
        }
        let decision = "/schools/\(scene.school)/endings/\(ending)/decision"
        #expect(try await scene.site.post(decision, ["verdict": "perhaps"], as: scene.office).status == 422)
        #expect(try await scene.site.post(decision, ["verdict": "end"], as: scene.office).status == 303)
        #expect(try await guardians() == 1)
        #expect(try await scene.site.post(decision, ["verdict": "keep"], as: scene.office).status == 409)
    }

    @Test(arguments: Engine.tested)
    func `a restricted guardian sees no guardians' page until it is lifted`(_ engine: Engine) async throws {
        let scene = try await start(engine)
        let father = try scene.site.person("guardian-1", of: scene.town)
        let guardian = try await scene.town.store.read { db in
            try Registry.FamilyAccount.guardians(of: father.account, db)[0]
        }
        let base = "/schools/\(scene.school)/pupils/\(scene.pupil)"
        let restrict = "\(base)/guardians/\(guardian)/restrictions"
        let child = "/family/schools/\(scene.school)/pupils/\(scene.pupil)"
        #expect(
            try await scene.site.post(
                restrict, ["from": "2026-09-07", "until": "2026-09-01"], as: scene.office
            ).status == 422)
        #expect(try await scene.site.get(child, as: father).status == 200)
        #expect(try await scene.site.post(restrict, ["from": "2026-09-07"], as: scene.office).status == 303)
        #expect(try await scene.site.get(child, as: father).status == 403)
        #expect(try await scene.site.get("/family", as: father).status == 200)
        let id = try await scene.town.store.read { db in
            try db.value("SELECT id FROM guardian_restriction", as: Int64.self) ?? 0
        }
        #expect(try await scene.site.get("\(base)/guardians", as: father).status == 404)
        #expect(try await scene.site.get("\(base)/guardians", as: scene.office).status == 200)
        #expect(try await scene.site.post("\(base)/restrictions/\(id)/lifting", as: scene.office).status == 303)
        #expect(try await scene.site.post("\(base)/restrictions/\(id)/lifting", as: scene.office).status == 404)
        #expect(try await scene.site.get(child, as: father).status == 200)
    }

    @Test(arguments: Engine.tested)
    func `consent is given for a version, taken back by either guardian, and kept as history`(
        _ engine: Engine
    ) async throws {
        let scene = try await start(engine)
        let father = try scene.site.person("guardian-1", of: scene.town)
        let base = "/family/schools/\(scene.school)/pupils/\(scene.pupil)/consents/care_notes"
        func isInForce() async throws -> Bool {
            try await scene.town.store.read { db in
                try Enrolment.Consent.isInForce(.careNotes, of: scene.pupil, in: scene.school, db)
            }
        }
        #expect(try await isInForce() == false)
        #expect(try await scene.site.post(base, ["version": .integer(2)], as: father).status == 409)
        for _ in 0..<2 {
            #expect(try await scene.site.post(base, ["version": .integer(1)], as: father).status == 303)
        }
        #expect(try await isInForce())
        let stranger = try scene.site.person("guardian-2", of: scene.town)
        #expect(try await scene.site.post("\(base)/withdrawal", as: stranger).status == 404)
        #expect(try await scene.site.post("\(base)/withdrawal", as: father).status == 303)
        #expect(try await isInForce() == false)
        let rows = try await scene.town.store.read { db in try db.value("SELECT COUNT(*) FROM consent", as: Int.self) }
        #expect(rows == 1)
    }

    @Test(arguments: Engine.tested)
    func `families reached are counted by class, for a class teacher as numbers only`(_ engine: Engine) async throws {
        let scene = try await start(engine)
        let teacher = try scene.site.person("teacher-1", of: scene.town)
        let base = "/schools/\(scene.school)/invitations"
        for _ in 0..<2 { #expect(try await goOn(scene) == 200) }
        let page = try await scene.site.get(base, as: teacher)
        guard case .array(let classes) = page.json["classes"] ?? .null else { return #expect(Bool(false)) }
        #expect(classes.map { $0["reached"]?.text } == ["1", "0"])
        #expect(!page.body.contains(scene.town.pupils[0].name))
        #expect(try await scene.site.get("\(base)/\(scene.town.classes[0].id)", as: teacher).status == 403)
        #expect(try await scene.site.get("\(base)/\(scene.town.classes[0].id)", as: scene.office).status == 200)
        let file = try await scene.site.get("\(base).csv", as: teacher)
        #expect(file.body.split(separator: "\r\n").count == 3)
    }

    @Test(arguments: Engine.tested)
    func `nobody is reached by a page that was opened, nor by what staff do with a slip`(_ engine: Engine) async throws
    {
        let scene = try await start(engine)
        func reached() async throws -> Int? {
            try await scene.town.store.read { db in try db.value("SELECT COUNT(*) FROM family_reach", as: Int.self) }
        }
        for person in [nil, scene.office] {
            #expect(try await scene.site.browse("/join?code=\(scene.code)", as: person).status == 200)
        }
        let school = scene.town.schools[0]
        let officer = try await scene.site.person("区里", (.districtOfficer, .district, school.districtID.rawValue))
        let bureau = try await scene.site.person("市里", (.bureau, .city, school.cityID.rawValue))
        for (row, person) in [scene.office, officer, bureau].enumerated() {
            #expect(try await goOn(scene, "1395555777\(row)", as: person) == 200)
            #expect(try await reached() == 0)
        }
        // A colleague of another district may well be the child's aunt.
        let other = try scene.site.person("office-2", of: scene.town)
        #expect(try await goOn(scene, as: other) == 200)
        #expect(try await reached() == 1)
    }
}
