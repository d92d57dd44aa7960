import HTTPTypes
import NIOCore
import Store
import Testing

@testable import Kehou

/// Pages that are kept for readers who have not signed in: never stale, never anybody's own, never too many.
@Suite(.database) struct KeptPageTests {
    /// One thing that happens to what a page shows.
    private struct Change {
        let what: String
        let make: @Sendable (DB) throws -> Void
    }

    /// Reads a page, lets something happen and reads it again: it must differ, and be what a server shows that kept nothing.
    private func follow(_ path: String, _ site: Site, _ changes: [Change]) async throws {
        for change in changes {
            let before = try await site.browse(path).body
            #expect(try await site.browse(path).body == before)
            try await site.app.store.write { db in try change.make(db) }
            let after = try await site.browse(path).body
            #expect(after != before, "\(change.what)")
            var forgetful = site.app
            forgetful.pages = KeptPages(limit: 0)
            #expect(try await Site(forgetful).browse(path).body == after, "\(change.what)")
        }
    }

    private static func update(_ what: String, _ sql: SQL) -> Change {
        Change(what: what) { db in try db.run(sql) }
    }

    @Test(arguments: Engine.tested) func aSchoolsPageFollowsEveryChange(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let (town, school) = (here.town, here.town.school)
        let path = "/schools/\(school.id)"
        let now = here.site.app.clock.now()
        @Sendable func window(_ db: DB) throws -> Enrolment.Window {
            try #require(try Enrolment.Window.find(of: school.id, in: town.term.id, db))
        }
        try await follow(
            path, here.site,
            [
                Change(what: "a plan is published") { db in
                    _ = try town.version(
                        in: .published,
                        change: { $0.extras = [Plans.Extra(code: "reading", text: "每周一次")] }, db)
                },
                Change(what: "another plan is published") { db in
                    _ = try town.version(
                        in: .published,
                        change: { $0.extras = [Plans.Extra(code: "reading", text: "每周两次")] }, db)
                },
                Change(what: "a policy names the plan's added section") { db in
                    let draft = try Plans.PolicyVersion.begin(city: school.cityID, district: nil, at: now, db)
                    var own = draft.own
                    own.extraSections = [.init(code: "reading", title: "阅读课", isRequired: false)]
                    try draft.save(
                        own, effectiveFrom: LocalDate(year: 2026, month: 3, day: 1), over: draft.revision, db)
                    let saved = try Plans.PolicyVersion.all(of: school.cityID, district: nil, db)
                    try saved[0].approve(by: nil, comment: nil, at: now, db)
                },
                Change(what: "a window is set") { db in
                    try Enrolment.Window.set(
                        school, town.term, opens: now.adding(seconds: 86_400), closes: now.adding(seconds: 864_000),
                        over: nil, by: nil, at: now, db)
                },
                Change(what: "it is moved") { db in
                    try Enrolment.Window.set(
                        school, town.term, opens: now.adding(seconds: 172_800), closes: now.adding(seconds: 864_000),
                        over: try window(db).revision, by: nil, at: now, db)
                },
                Change(what: "it is made longer") { db in
                    let window = try window(db)
                    try window.extend(
                        until: now.adding(seconds: 950_400), note: "台风停课，延长一天", over: window.revision, by: nil,
                        at: now.adding(seconds: 200_000), db)
                },
                Self.update("the school's name", "UPDATE school SET name = '新校名' WHERE id = \(school.id)"),
                Self.update("its stage", "UPDATE school SET stage = 'nine_year' WHERE id = \(school.id)"),
                Self.update(
                    "the district's name", "UPDATE district SET name = '新区名' WHERE id = \(school.districtID)"),
                Self.update("it closes", "UPDATE school SET closed_on = '2026-02-01' WHERE id = \(school.id)"),
            ])
        #expect(try await here.site.browse(path).status == 404)
    }

    /// Only the clock moves: ahead, open, closed, and the term is over.
    @Test func aSchoolsPageFollowsTheClock() async throws {
        let here = try await EnrolmentTown.open(.sqlite)
        var app = here.town.app
        let clock = HandClock(Town.now)
        app.clock = clock.clock
        let site = Site(app)
        let path = "/schools/\(here.town.schools[1].id)"
        var seen: [String] = []
        for (date, time) in [
            ("2026-09-07", "10:00"), ("2026-09-09", "10:00"), ("2026-10-20", "10:00"), ("2027-01-05", "10:00"),
        ] {
            try clock.set(date, time)
            let page = try await site.browse(path).body
            var forgetful = app
            forgetful.pages = KeptPages(limit: 0)
            #expect(try await Site(forgetful).browse(path).body == page, "\(date)")
            seen.append(page)
        }
        #expect(Set(seen).count == 4)
    }

    @Test(arguments: Engine.tested) func theListOfSchoolsFollowsEveryChange(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let (town, school) = (here.town, here.town.school)
        try await follow(
            "/schools", here.site,
            [
                Change(what: "a plan is published") { db in _ = try town.version(in: .published, db) },
                Self.update("a school's name", "UPDATE school SET name = '新校名' WHERE id = \(school.id)"),
                Self.update("a district's name", "UPDATE district SET name = '新区名' WHERE id = \(school.districtID)"),
                Change(what: "a school is founded") { db in
                    try Registry.School(cityID: school.cityID, districtID: school.districtID, name: "第二小学").insert(db)
                },
                Self.update("a school closes", "UPDATE school SET closed_on = '2026-02-01' WHERE id = \(school.id)"),
            ])
    }

    @Test func whatWasAskedLanguageAndColoursAreToldApart() async throws {
        let here = try await PlanSite.open(.sqlite)
        let path = "/schools/\(here.town.school.id)"
        let all = try await here.site.browse("/schools").body
        #expect(try await here.site.browse("/schools?q=%E6%A1%A5%E5%B0%8F").body != all)
        #expect(try await here.site.browse("/schools").body == all)
        let chinese = try await here.site.browse(path).body
        let english = try await here.site.browse(path, language: "en").body
        #expect(chinese.contains("lang=\"zh-Hans\"") && english.contains("lang=\"en\""))
        let dark = try await here.site.send(
            .get, path, [.accept: "text/html", .acceptLanguage: "zh-CN", .cookie: "\(Cookies.theme)=dark"])
        #expect(dark.body.contains("data-theme=\"dark\"") && !chinese.contains("data-theme"))
    }

    /// Whatever was asked beside a page stands in its language switch, so no other address may be given that page.
    @Test func aPageOfOneQueryIsNeverGivenToAnother() async throws {
        let here = try await PlanSite.open(.sqlite)
        for path in ["/schools/\(here.town.school.id)", "/schools"] {
            for _ in 0..<2 {
                for query in ["", "?from=notice", "?from=notice&page=2"] {
                    let page = try await here.site.browse(path + query).body
                    let address = (path + query).replacing("&", with: "&amp;")
                    #expect(page.contains("name=\"back\" value=\"\(address)\""), "\(path + query)")
                }
            }
        }
    }

    /// A link with a mark of its own is answered and turns nobody else's page out.
    @Test func aQueryThatNobodyAskedForIsNotKept() async throws {
        let town = try await Town.build(.sqlite)
        let site = Site(town)
        let path = "/schools/\(town.schools[0].id)"
        _ = try await site.browse(path)
        let kept = site.app.pages.count
        for mark in 1...20 { #expect(try await site.browse("\(path)?from=\(mark)").status == 200) }
        #expect(kept == 1 && site.app.pages.count == kept)
    }

    @Test func whoHasSignedInHasAPageOfTheirOwn() async throws {
        let here = try await PlanSite.open(.sqlite)
        let path = "/schools/\(here.town.school.id)"
        let anybodys = try await here.site.browse(path).body
        let own = try await here.site.browse(path, as: here.office).body
        #expect(own.contains(here.site.csrf(here.office)) && !anybodys.contains(here.site.csrf(here.office)))
        #expect(try await here.site.browse(path).body == anybodys)
        let size = here.site.app.pages.size
        _ = try await here.site.browse(path, as: here.teacher)
        #expect(here.site.app.pages.size == size, "and it is not kept")
    }

    /// A notice is for one reader and shown once.
    @Test func aPageWithANoticeIsNotKept() async throws {
        let here = try await PlanSite.open(.sqlite)
        let path = "/schools/\(here.town.school.id)"
        let notice = try #require(
            Cookies.notice(Text("enrolment.window_set"), here.site.app.settings).split(separator: ";").first)
        let told = try await here.site.send(
            .get, path, [.accept: "text/html", .acceptLanguage: "zh-CN", .cookie: String(notice)])
        #expect(told.body.contains(here.site.app.languages.standard.text("enrolment.window_set")))
        #expect(here.site.app.pages.size == 0)
    }

    @Test func aKeptPageIsSentPackedToWhoTakesIt() async throws {
        let here = try await PlanSite.open(.sqlite)
        let headers: [HTTPField.Name: String] = [
            .accept: "text/html", .acceptLanguage: "zh-CN", .acceptEncoding: "gzip",
        ]
        for _ in 0..<2 {
            let answer = try await here.site.send(.get, "/schools", headers)
            #expect(answer.headers[.contentEncoding] == "gzip" && answer.headers[.vary] == "Accept-Encoding")
            #expect(try await here.site.browse("/schools").headers[.contentEncoding] == nil)
        }
    }

    @Test func theRoomIsBounded() {
        let pages = KeptPages(limit: 100_000)
        func key(_ number: Int) -> KeptPages.Key {
            KeptPages.Key(
                endpoint: "e", path: "/\(number)", query: nil, language: "en", theme: nil, ground: [.integer(1)])
        }
        let text = String(repeating: "<p>page</p>", count: 800)
        for number in 0..<200 {
            pages.keep(KeptPages.Kept(Array(text.utf8)), under: key(number))
            #expect(pages[key(0)] != nil, "what is asked for stays")
            #expect(pages.size <= pages.limit)
        }
        #expect(pages[key(1)] == nil && pages[key(199)] != nil)
        pages.keep(KeptPages.Kept(Array(repeating: UInt8(ascii: "x"), count: 60_000)), under: key(500))
        #expect(pages[key(500)] == nil, "one page alone never takes half the room")
    }
}
