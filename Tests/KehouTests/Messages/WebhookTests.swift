import Foundation
import Store
import Testing

@testable import Kehou

/// The webhook against a real server: what is sent, and what each answer means.
@Suite(.database) struct WebhookTests {
    private static let key = "0123456789abcdef"

    private func channel(_ url: String, seconds: Int64 = 5) -> Messages.WebhookChannel {
        Messages.WebhookChannel(
            way: .sms, settings: ChannelSettings.Webhook(url: url, key: Self.key), seconds: seconds)
    }

    private func note() throws -> Messages.Note {
        Messages.Note(
            id: "77", address: .mobile(try #require(Mobile("13800001111"))), subject: "", body: "消息 \"一\"",
            at: Instant(milliseconds: 1_790_000_000_500))
    }

    @Test func aNoteIsSignedOverItsTimeAndBody() async throws {
        try await Receiver.serving { receiver, url in
            #expect(try await channel(url).carry(note()) == .sent)
            let calls = await receiver.calls
            let call = try #require(calls.first)
            #expect(call.headers["kehou-timestamp"] == "1790000000" && call.headers["idempotency-key"] == "77")
            let body = try #require(try JSONSerialization.jsonObject(with: call.body) as? [String: String])
            #expect(body == ["id": "77", "channel": "sms", "to": "13800001111", "text": "消息 \"一\""])
            #expect(
                call.headers["kehou-signature"]
                    == Messages.WebhookChannel.signature(of: call.body, at: "1790000000", key: Self.key))
            #expect(
                call.headers["kehou-signature"]
                    != Messages.WebhookChannel.signature(of: call.body, at: "1790000001", key: Self.key))
        }
    }

    /// The value that `openssl dgst -sha256 -hmac` prints for the same text.
    @Test func theSignatureIsWhatOthersCompute() {
        let made = Messages.WebhookChannel.signature(of: Data("{}".utf8), at: "1", key: "k")
        #expect(made == "v1=3dd49b2593d0f9a349e9e71c4bde3e2b862c2be4003fe9b4ba81332029310158")
    }

    @Test(arguments: [500, 503, 429, 408]) func someAnswersAreWorthAnotherTry(status: Int) async throws {
        try await Receiver.serving(answers: [status]) { _, url in
            await #expect(throws: Fault.self) { try await channel(url).carry(note()) }
        }
    }

    @Test(arguments: [400, 401, 403, 404, 301]) func someAnswersAreFinal(status: Int) async throws {
        try await Receiver.serving(answers: [status]) { _, url in
            await #expect(throws: Job.Hopeless.self) { try await channel(url).carry(note()) }
        }
    }

    @Test func silenceAndAbsenceAreWorthAnotherTry() async throws {
        try await Receiver.serving(answers: [0]) { _, url in
            await #expect(throws: Fault.self) { try await channel(url, seconds: 1).carry(note()) }
        }
        await #expect(throws: Fault.self) { try await channel("http://127.0.0.1:9/sms").carry(note()) }
    }

    /// The whole way: a failure, the wait, the second try under the same key, once in the receiver's book.
    @Test(arguments: Engine.tested) func aJobCarriesTheSameKeyAgain(engine: Engine) async throws {
        let post = try await Post(engine)
        try await Receiver.serving(answers: [503]) { receiver, url in
            var app = post.app
            app.channels = Messages.Channels([.sms: channel(url)])
            try await post.send(.news, to: post.guardian("guardian-1"))
            await post.run(on: app)
            #expect(try await post.number("SELECT COUNT(*) FROM delivery") == 0)
            post.clock.move(seconds: 7)
            await post.run(on: app)
            let keys = await receiver.calls.compactMap { $0.headers["idempotency-key"] }
            #expect(keys.count == 2 && keys[0] == keys[1])
            #expect(try await post.number("SELECT COUNT(*) FROM delivery WHERE state = 'sent'") == 1)
        }
    }

    @Test func halfAChannelIsRefusedAtTheStart() throws {
        #expect(throws: Fault.self) { try ChannelSettings.webhook("sms", url: "https://a.example/x", key: nil) }
        #expect(throws: Fault.self) { try ChannelSettings.webhook("sms", url: nil, key: Self.key) }
        #expect(throws: Fault.self) { try ChannelSettings.webhook("sms", url: "https://a.example/x", key: "short") }
        #expect(throws: Fault.self) { try ChannelSettings.webhook("sms", url: "http://a.example/x", key: Self.key) }
        #expect(try ChannelSettings.webhook("sms", url: nil, key: nil) == nil)
        #expect(try ChannelSettings.webhook("sms", url: "http://127.0.0.1:1/x", key: Self.key) != nil)
        #expect(throws: Fault.self) {
            try ChannelSettings.mailServer(
                "mail.example:25", security: "none", user: "u", password: "p", from: "a@b.cd", trust: nil)
        }
        var settings = ChannelSettings()
        settings.sms = ChannelSettings.Webhook(url: "https://a.example/x", key: Self.key)
        #expect(!settings.shown.contains(Self.key) && settings.shown.contains("smsWebhookKey = ***"))
    }

    /// RFC 2047 and RFC 5322, as another mail program reads them.
    @Test func aMailsHeadHoldsNothingOfOthers() throws {
        let note = Messages.Note(
            id: "5", address: .mail(try #require(Messages.MailAddress("a@b.cd"))),
            subject: String(repeating: "您有一条新消息", count: 4), body: "看\r\n.\r\n这里", at: Town.now)
        let text = Messages.MailText.text(of: note, from: "kehou@example.org", id: "example.org")
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { $0 < 128 } })
        #expect(!lines.contains("."))
        #expect(lines.contains("Date: Mon, 7 Sep 2026 12:00:00 +0800"))
        #expect(lines.contains("Message-ID: <5@example.org>"))
        let words = lines.filter { $0.contains("=?utf-8?B?") }.compactMap { line in
            line.components(separatedBy: "=?utf-8?B?").last.flatMap { Data(base64Encoded: String($0.dropLast(2))) }
        }
        #expect(words.map { String(decoding: $0, as: UTF8.self) }.joined() == note.subject)
    }
}
