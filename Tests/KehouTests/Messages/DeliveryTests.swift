import Store
import Synchronization
import Testing

@testable import Kehou

/// How many are somewhere, and how many there were at most.
private final class Inside: Sendable {
    private let counts = Mutex((now: 0, most: 0))
    var now: Int { counts.withLock { $0.now } }
    var most: Int { counts.withLock { $0.most } }

    func enter() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
    func leave() { counts.withLock { $0.now -= 1 } }
}

/// From the inbox to a channel: whose turn it is, when, and what may be said there.
@Suite(.database) struct DeliveryTests {
    @Test(arguments: Engine.tested) func aMessageIsToldOfOnceAndNamesNobody(engine: Engine) async throws {
        let post = try await Post(engine)
        let id = try await post.send(.news, to: post.guardian("guardian-1"))
        #expect(await post.run() == 1)
        let notes = await post.sms.notes
        #expect(notes.count == 1 && notes[0].address.plain == Demo.mobile(0))
        #expect(notes[0].body.hasSuffix("/inbox/\(id)"))
        for name in post.town.pupils.map(\.name) + ["王建军", post.town.schools[0].name] {
            #expect(!notes[0].body.contains(name))
        }
        #expect(try await post.number("SELECT COUNT(*) FROM delivery WHERE state = 'sent'") == 1)
        #expect(await post.run() == 0)
    }

    @Test(arguments: Engine.tested) func nothingLeavesAtNightButWhatIsUrgent(engine: Engine) async throws {
        let post = try await Post(engine)
        try post.clock.set("2026-09-07", "21:30")
        let reader = try await post.guardian("guardian-1")
        try await post.send(.news, to: reader)
        try await post.send(.mustKnow, to: reader)
        try await post.send(.alarm, to: reader)
        await post.run()
        #expect(await post.sms.notes.count == 2, "the must-know night begins at ten")
        try post.clock.set("2026-09-08", "06:59")
        await post.run()
        #expect(await post.sms.notes.count == 2)
        try post.clock.set("2026-09-08", "07:00")
        await post.run()
        #expect(await post.sms.notes.count == 3)
        #expect(try await post.number("SELECT COALESCE(SUM(tries), 0) FROM job WHERE kind = 'messages.deliver'") == 0)
    }

    @Test(arguments: Engine.tested) func aPersonsOwnNightAndChannelsHold(engine: Engine) async throws {
        let post = try await Post(engine)
        let account = try #require(post.town.accounts["guardian-1"])
        let mail = try post.app.protection.seal("w@example.org", for: Messages.Contact.mailPurpose)
        try await post.app.store.write { db in
            let night = Messages.QuietHours(from: TimeOfDay(minutes: 11 * 60), until: TimeOfDay(minutes: 13 * 60))
            try Messages.ReaderSetting(language: "en", ways: [.mail], quiet: night).set(account, at: Town.now, db)
            try Messages.Contact.set(mail: mail, of: account, at: Town.now, db)
        }
        try await post.send(.news, to: post.guardian("guardian-1"))
        await post.run()
        #expect(await post.mail.notes.isEmpty, "it is noon")
        post.clock.move(hours: 1)
        await post.run()
        let notes = await post.mail.notes
        #expect(notes.count == 1 && notes[0].address.plain == "w@example.org")
        #expect(notes[0].body.hasPrefix("A task waits"))
        #expect(await post.sms.notes.isEmpty)
    }

    /// Clause by clause: the next channel while unread, then the office's list, once.
    @Test(arguments: Engine.tested) func whatMustBeKnownGoesOnWhileUnread(engine: Engine) async throws {
        let post = try await Post(engine)
        let account = try #require(post.town.accounts["guardian-1"])
        let mail = try post.app.protection.seal("w@example.org", for: Messages.Contact.mailPurpose)
        try await post.app.store.write { db in
            try Messages.Contact.set(mail: mail, of: account, at: Town.now, db)
        }
        try await post.send(.mustKnow, to: post.guardian("guardian-1"))
        try await post.send(.mustKnow, to: post.guardian("guardian-2"))
        await post.run()
        #expect(await post.sms.notes.count == 2)
        let read = try await post.site.get("/inbox?unread=true", as: post.person("guardian-2"))
        let href = try #require(read.json["items"]?.items.first?["href"]?.text)
        #expect(try await post.site.get(href, as: post.person("guardian-2")).status == 200)
        try post.clock.set("2026-09-08", "00:30")
        await post.run()
        #expect(await post.mail.notes.isEmpty, "night")
        try post.clock.set("2026-09-08", "09:00")
        await post.run()
        #expect(await post.mail.notes.count == 1)
        post.clock.move(hours: 24)
        await post.run()
        let list = try await post.site.get(Messages.page(of: post.school, "/unread"), as: post.person("office-1"))
        #expect(list.json["items"]?.items.count == 1)
        #expect(list.json["items"]?.items.first?["isExhausted"] == .flag(true))
        #expect(list.body.contains("王建军") && !list.body.contains("李红"))
        let told = try await post.number(
            "SELECT COUNT(*) FROM message WHERE template = 'still_unread' AND reader_kind = 'account'")
        #expect(told == 2, "office and principal, once each")
    }

    @Test(arguments: Engine.tested) func aMessageReadMeanwhileIsNotToldOf(engine: Engine) async throws {
        let post = try await Post(engine)
        let id = try await post.send(.news, to: post.guardian("guardian-1"))
        #expect(try await post.site.get("/inbox/\(id)", as: post.person("guardian-1")).status == 200)
        await post.run()
        #expect(await post.sms.notes.isEmpty)
    }

    @Test(arguments: Engine.tested) func aChannelThatFailsIsTriedAgainUnderTheSameId(engine: Engine) async throws {
        let post = try await Post(engine)
        await post.sms.refuse(with: [Fault.unavailable("channel.unreachable")])
        try await post.send(.news, to: post.guardian("guardian-1"))
        await post.run()
        #expect(await post.sms.notes.isEmpty)
        let message = try await post.number("SELECT id FROM message")
        post.clock.move(seconds: 10)
        await post.run()
        #expect(await post.sms.notes.map(\.id) == ["\(message)-0"])
    }

    /// Messages sent together share a job; one that a channel refuses keeps no other back and repeats none.
    @Test(arguments: Engine.tested) func oneThatFailsKeepsNobodyElseBack(engine: Engine) async throws {
        let post = try await Post(engine)
        let readers = [try await post.guardian("guardian-1"), try await post.guardian("guardian-2")]
        try await post.send(.news, to: readers)
        #expect(try await post.number("SELECT COUNT(*) FROM job") == 1)
        await post.sms.refuse(with: [Fault.unavailable("channel.unreachable")])
        await post.run()
        #expect(await post.sms.notes.count == 1)
        #expect(
            try await post.number(
                "SELECT COUNT(*) FROM job WHERE state = 'waiting' AND tries = 1 AND fault LIKE '%channel.unreachable%'")
                == 1)
        post.clock.move(seconds: 10)
        await post.run()
        let notes = await post.sms.notes
        #expect(Set(notes.map(\.address)).count == 2 && Set(notes.map(\.id)).count == 2 && notes.count == 2)
        #expect(try await post.number("SELECT COUNT(*) FROM delivery") == 2)
        #expect(try await post.number("SELECT COUNT(*) FROM job") == 0)
    }

    /// One of many whose channel says no for good is the only one on the office's list.
    @Test(arguments: Engine.tested) func aRefusedOneIsGivenUpAlone(engine: Engine) async throws {
        let post = try await Post(engine)
        let refused = Job.Hopeless(fault: .conflict("channel.refused"))
        try await post.send(.news, to: [post.guardian("guardian-1"), post.guardian("guardian-2")])
        await post.sms.refuse(with: [refused, refused])
        // What was refused among others is tried once more, alone.
        await post.run()
        post.clock.move(seconds: 6)
        await post.run()
        #expect(await post.sms.notes.count == 2)
        #expect(try await post.number("SELECT COUNT(*) FROM job WHERE state = 'dead'") == 0)
        try await post.send(.news, to: [post.guardian("guardian-1"), post.guardian("guardian-2")])
        await post.sms.refuse(with: [refused, refused, refused])
        await post.run()
        post.clock.move(seconds: 6)
        await post.run()
        #expect(await post.sms.notes.count == 3)
        #expect(try await post.number("SELECT COUNT(*) FROM job WHERE state = 'dead'") == 1)
    }

    /// Two readers with nights of their own: each hears when their own is over.
    @Test(arguments: Engine.tested) func eachReadersNightIsTheirOwn(engine: Engine) async throws {
        let post = try await Post(engine)
        let account = try #require(post.town.accounts["guardian-1"])
        try await post.app.store.write { db in
            let night = Messages.QuietHours(from: TimeOfDay(minutes: 11 * 60), until: TimeOfDay(minutes: 13 * 60))
            try Messages.ReaderSetting(language: nil, ways: [.sms], quiet: night).set(account, at: Town.now, db)
        }
        try await post.send(.news, to: [post.guardian("guardian-1"), post.guardian("guardian-2")])
        await post.run()
        #expect(await post.sms.notes.count == 1, "it is noon")
        post.clock.move(hours: 1)
        await post.run()
        #expect(await post.sms.notes.count == 2)
    }

    /// A job that an earlier version of the program left behind holds one errand and no list.
    @Test(arguments: Engine.tested) func aJobOfAnEarlierVersionIsStillDone(engine: Engine) async throws {
        let post = try await Post(engine)
        let reader = try await post.guardian("guardian-1")
        let message = try await post.send(.news, to: reader)
        let now = post.clock.now
        try await post.app.store.write { db in
            try db.run("DELETE FROM job")
            try Job.enqueue(
                "messages.deliver",
                payload: Messages.Errand(reader: reader, message: message, step: 0, hoursToNext: 24), at: now, db)
        }
        await post.run()
        #expect(await post.sms.notes.count == 1)
    }

    /// Whoever did it finds it in the inbox; the channel is for the others.
    @Test(arguments: Engine.tested) func whoeverKnowsIsNotToldByAChannel(engine: Engine) async throws {
        let post = try await Post(engine)
        let (doer, other) = (try await post.guardian("guardian-1"), try await post.guardian("guardian-2"))
        let (now, school) = (post.clock.now, post.school)
        try await post.app.store.write { db in
            try Messages.send(.news, toAll: [doer, other], aware: [doer], ["child": "王梓涵"], from: school, at: now, db)
        }
        await post.run()
        #expect(await post.sms.notes.count == 1)
        #expect(try await post.number("SELECT COUNT(*) FROM message") == 2)
    }

    /// However many wait, a channel has six notes at a time; the others' clock does not run.
    @Test func aTurnstileLetsSoManyThroughAtATime() async throws {
        let turnstile = Turnstile(6)
        let inside = Inside()
        let done = await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    await turnstile.pass {
                        inside.enter()
                        await Task.yield()
                        inside.leave()
                    }
                }
            }
            return await group.reduce(0) { sum, _ in sum + 1 }
        }
        #expect(done == 100 && inside.most == 6 && inside.now == 0)
        await #expect(throws: Fault.self) { try await turnstile.pass { throw Fault.unavailable() } }
        #expect(await turnstile.pass { true }, "one that failed has left")
    }

    /// Every template in both languages: a brief that fits anybody, with no argument but the link.
    @Test func briefsHoldNothingButALink() throws {
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        let sources = try Checkout.sources().map(\.text).filter { $0.contains("extension Messages.Template") }
        let names = sources.flatMap { $0.matches(of: /Self\(\s*"([a-z_]+)"/).map { String($0.output.1) } }
        #expect(names.count >= 6 && Set(names).count == names.count)
        for name in names {
            for language in languages.all {
                #expect(language.texts["message.\(name).title"] != nil, "\(name)")
                #expect(language.texts["message.\(name).text"] != nil, "\(name)")
                let brief = try #require(language.texts["message.\(name).brief"], "\(name)")
                let found = Set(brief.matches(of: /\{(\w+)\}/).map { String($0.output.1) })
                #expect(found == Messages.Brief.arguments, "\(name) in \(language.code): \(brief)")
                #expect(brief.count < (language.isChinese ? 50 : 120), "\(name)")
            }
        }
    }

    @Test func nightsMayCrossMidnight() throws {
        let night = Messages.QuietHours.usual
        for (time, holds) in [("20:59", false), ("21:00", true), ("23:59", true), ("06:59", true), ("07:00", false)] {
            #expect(night.holds(at: try #require(TimeOfDay(time))) == holds, "\(time)")
        }
        let late = Instant(try #require(LocalDate("2026-12-31")), try #require(TimeOfDay("23:00")))
        #expect(night.next(late).localDate.description == "2027-01-01")
        let never = Messages.QuietHours(from: TimeOfDay(minutes: 60), until: TimeOfDay(minutes: 60))
        #expect(never.next(late) == late)
    }

    @Test func addressesAreRefusedBeforeTheyReachAMail() {
        for wrong in ["", "a", "a@b", "a@b.c\r\nBcc: x@y.z", "<a@b.cd>", "a b@c.de", "a@@b.cd", "\"a\"@b.cd", "a@.cd"] {
            #expect(Messages.MailAddress(wrong) == nil, "\(wrong)")
        }
        #expect(Messages.MailAddress(" li.hong@example.org ")?.masked == "l***@example.org")
    }
}

extension Node {
    /// The members of an array; none of anything else.
    var items: [Node] {
        if case .array(let nodes) = self { nodes } else { [] }
    }
}
