import Store
import Testing

@testable import Kehou

/// The inbox: whose message it is, what opening it leaves, and what its sender sees.
@Suite(.database) struct InboxTests {
    @Test(arguments: Engine.tested) func aGuardianReadsAndTheSenderSeesTheCount(engine: Engine) async throws {
        let post = try await Post(engine)
        let (one, two) = (try await post.guardian("guardian-1"), try await post.guardian("guardian-2"))
        let (now, school) = (post.clock.now, post.school)
        let office = try #require(post.town.accounts["office-1"])
        try await post.app.store.write { db in
            try Messages.send(
                .news, toAll: [one, two, one], from: school, mailing: .init(account: office), at: now, db)
        }
        let mother = try post.person("guardian-1")
        let inbox = try await post.site.get("/inbox", as: mother)
        #expect(inbox.json["items"]?.items.count == 1, "sent twice to one reader is one message")
        #expect(inbox.json["items"]?.items.first?["isUnread"] == .flag(true))
        let href = try #require(inbox.json["items"]?.items.first?["href"]?.text)
        let sent = try await post.site.get(Messages.page(of: post.school), as: post.person("office-1"))
        #expect(sent.json["items"]?.items.first?["label"]?.text == "0 of 2 read")
        let page = try await post.site.browse("/start", as: mother)
        #expect(page.body.contains("unread-count\">1<"))
        for _ in 0..<2 { #expect(try await post.site.get(href, as: mother).status == 200) }
        let after = try await post.site.get(Messages.page(of: post.school), as: post.person("office-1"))
        #expect(after.json["items"]?.items.first?["label"]?.text == "1 of 2 read")
        let quiet = try await post.site.browse("/start", as: mother)
        #expect(!quiet.body.contains("unread-count"))
        #expect(try await post.site.browse(href, as: mother).status == 200)
    }

    @Test(arguments: Engine.tested) func nobodyOpensAnothersMessage(engine: Engine) async throws {
        let post = try await Post(engine)
        let id = try await post.send(.mustKnow, to: post.guardian("guardian-1"))
        for who in ["guardian-2", "office-1", "bureau"] {
            #expect(try await post.site.get("/inbox/\(id)", as: post.person(who)).status == 404, "\(who)")
            let answer = try await post.site.post("/inbox/\(id)/acknowledgement", as: post.person(who))
            #expect(answer.status == 404)
        }
        #expect(try await post.site.get("/inbox/\(id)").status == 401)
        #expect(try await post.site.get("/inbox/abc", as: post.person("guardian-1")).status == 404)
        #expect(try await post.number("SELECT COUNT(*) FROM message WHERE read_at IS NOT NULL") == 0)
    }

    @Test(arguments: Engine.tested) func whatMustBeKnownIsAcknowledgedOnce(engine: Engine) async throws {
        let post = try await Post(engine)
        let reader = try await post.guardian("guardian-1")
        let (id, plain) = (try await post.send(.mustKnow, to: reader), try await post.send(.news, to: reader))
        let mother = try post.person("guardian-1")
        #expect(try await post.site.post("/inbox/\(plain)/acknowledgement", as: mother).status == 409)
        let page = try await post.site.get("/inbox/\(id)", as: mother)
        #expect(page.json["acknowledge"]?.text == "/inbox/\(id)/acknowledgement")
        #expect(try await post.site.post("/inbox/\(id)/acknowledgement", as: mother).status == 303)
        let first = try await post.number("SELECT acknowledged_at FROM message WHERE id = \(id)")
        post.clock.move(seconds: 60)
        #expect(try await post.site.post("/inbox/\(id)/acknowledgement", as: mother).status == 303)
        #expect(try await post.number("SELECT acknowledged_at FROM message WHERE id = \(id)") == first)
    }

    @Test(arguments: Engine.tested) func readAllLeavesWhatMustBeKnown(engine: Engine) async throws {
        let post = try await Post(engine)
        let reader = try await post.guardian("guardian-1")
        for _ in 0..<3 { try await post.send(.news, to: reader) }
        try await post.send(.mustKnow, to: reader)
        try await post.send(.news, to: post.guardian("guardian-2"))
        let mother = try post.person("guardian-1")
        for _ in 0..<2 { #expect(try await post.site.post("/inbox/read", as: mother).status == 303) }
        let left = try await post.site.get("/inbox?unread=true", as: mother)
        #expect(left.json["items"]?.items.count == 1)
        #expect(try await post.number("SELECT COUNT(*) FROM message WHERE read_at IS NULL") == 2, "only one's own")
        #expect(try await post.site.post("/inbox/read").status == 401)
    }

    /// Page by page: each message once, unread ones first.
    @Test(arguments: Engine.tested) func pagesJoinWithoutAGap(engine: Engine) async throws {
        let post = try await Post(engine)
        let reader = try await post.guardian("guardian-1")
        var ids: [ID<Messages.Message>] = []
        for _ in 0..<120 { ids.append(try await post.send(.news, to: reader)) }
        let now = post.clock.now
        let opened = ids.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        try await post.app.store.write { db in
            for id in opened { try Messages.Message.find(id, of: [reader], db).open(at: now, db) }
        }
        let mother = try post.person("guardian-1")
        var seen: [(href: String, isUnread: Bool)] = []
        var next: String? = "/inbox"
        while let path = next, seen.count < 500 {
            let page = try await post.site.get(path, as: mother)
            for item in page.json["items"]?.items ?? [] {
                seen.append((item["href"]?.text ?? "", item["isUnread"] == .flag(true)))
            }
            next = page.json["pager"]?["next"]?.text
        }
        #expect(seen.count == 120 && Set(seen.map(\.href)).count == 120)
        #expect(seen.prefix(60).allSatisfy(\.isUnread) && !seen.suffix(60).contains { $0.isUnread })
    }

    @Test(arguments: Engine.tested) func aPersonChoosesHowToBeTold(engine: Engine) async throws {
        let post = try await Post(engine)
        let mother = try post.person("guardian-1")
        let path = "/inbox/settings"
        #expect(try await post.site.browse(path, as: mother).status == 200)
        let form = [
            "mail": "on", "mailAddress": "w@example.org", "language": "en", "quietFrom": "20:00", "quietUntil": "08:00",
        ]
        for _ in 0..<2 { #expect(try await post.site.submit(path, form, as: mother).status == 303) }
        let account = mother.account
        let kept = try await post.app.store.read { db in try Messages.ReaderSetting.of(account, db) }
        #expect(kept.ways == [.mail] && kept.language == "en" && kept.quiet?.from.description == "20:00")
        let row = try await post.app.store.read { db in try Messages.Contact.mail(of: account, db) }
        let sealed = try #require(row)
        #expect(!String(decoding: sealed.bytes, as: UTF8.self).contains("example"))
        #expect(try post.app.protection.open(sealed, for: Messages.Contact.mailPurpose) == "w@example.org")
        let wrong: [String: Node] = [
            "mail": .flag(true), "quietFrom": .text("20:00"), "language": .text("fr"),
        ]
        let answer = try await post.site.post(path, wrong, as: mother)
        #expect(answer.status == 422 && Set(answer.wrongFields) == ["mailAddress", "quietUntil", "language"])
        let typed = try await post.site.submit(path, ["mailAddress": "nothing"], as: mother)
        #expect(typed.status == 422 && typed.body.contains("value=\"nothing\""))
        #expect(try await post.site.post(path, wrong).status == 401)
        #expect(try await post.site.submit(path, [:], as: mother).status == 303)
        #expect(try await post.number("SELECT COUNT(*) FROM mail_address") == 0)
    }

    @Test(arguments: Engine.tested) func theBureauSetsTheCitysNight(engine: Engine) async throws {
        let post = try await Post(engine)
        let path = "/cities/\(post.town.city.id)/quiet-hours"
        let hours: [String: Node] = [
            "quietFrom": .text("20:30"), "quietUntil": .text("07:30"), "mustFrom": .text("22:00"),
            "mustUntil": .text("06:30"),
        ]
        #expect(try await post.site.post(path, hours, as: post.person("office-1")).status == 404)
        #expect(try await post.site.post(path, hours, as: post.person("auditor")).status == 403)
        let wrong = hours.merging(["quietFrom": .text("25:00")]) { $1 }
        #expect(try await post.site.post(path, wrong, as: post.person("bureau")).wrongFields == ["quietFrom"])
        for _ in 0..<2 {
            #expect(try await post.site.post(path, hours, as: post.person("bureau")).status == 303)
        }
        #expect(try await post.site.browse(path, as: post.person("bureau")).body.contains("value=\"20:30\""))
        try post.clock.set("2026-09-07", "20:45")
        try await post.send(.news, to: post.guardian("guardian-1"))
        await post.run()
        #expect(await post.sms.notes.isEmpty)
    }
}
