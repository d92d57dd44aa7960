import ServiceLifecycle
import Store

extension Messages {
    /// What carries the brief of a message out of the house.
    enum Way: String, Choice {
        case wecom, sms, mail

        static let prefix = "message.way"
    }

    /// Where a note goes: a mobile (WeCom finds its people by it too) or a mail address.
    enum Address: Sendable, Hashable {
        case mobile(Mobile)
        case mail(MailAddress)

        var plain: String {
            switch self {
            case .mobile(let mobile): mobile.digits
            case .mail(let mail): mail.text
            }
        }

        /// What an office may see of it.
        var masked: String {
            switch self {
            case .mobile(let mobile): mobile.masked
            case .mail(let mail): mail.masked
            }
        }
    }

    /// One thing to be carried. It names nobody: a text for everyone's eyes and a link.
    struct Note: Sendable {
        /// Receivers tell repeats by it.
        let id: String
        let address: Address
        let subject: String
        let body: String
        let at: Instant
    }

    /// One way out of the house. A channel knows nothing of messages and readers.
    protocol Channel: Sendable {
        /// - Throws: `Fault` where trying again makes sense, `Job.Hopeless` where it does not.
        func carry(_ note: Note) async throws -> Delivery.State
    }

    /// Keeps what would have gone out and lets nothing out: for a demo city, and where nothing is configured.
    struct RecordingChannel: Channel {
        func carry(_ note: Note) async throws -> Delivery.State { .recorded }
    }

    /// The channels of this installation, in the order in which they are tried.
    struct Channels: Sendable {
        private let channels: [Way: any Channel]
        /// Before each channel: what many are told waits here, and not in a connection whose clock runs. A one-time code goes past it.
        private let turnstiles: [Way: Turnstile]
        /// Whether anything leaves the house at all.
        let isRecording: Bool

        /// Those that are configured; where none is, everything is only recorded.
        init(_ channels: [Way: any Channel]) {
            isRecording = channels.isEmpty
            self.channels =
                channels.isEmpty
                ? Dictionary(uniqueKeysWithValues: Way.allCases.map { ($0, RecordingChannel()) }) : channels
            turnstiles = channels.mapValues { _ in Turnstile(Self.width) }
        }

        /// Notes on their way at the same time, a channel: two fewer than a client's connections to one host, which are left for codes.
        private static let width = 6

        static let recording = Channels([:])

        /// - Throws: what a channel says of settings that it cannot work with.
        init(_ settings: ChannelSettings) throws {
            var channels: [Way: any Channel] = [:]
            channels[.wecom] = settings.wecom.map { WebhookChannel(way: .wecom, settings: $0) }
            channels[.sms] = settings.sms.map { WebhookChannel(way: .sms, settings: $0) }
            channels[.mail] = try settings.mail.map { try MailChannel($0) }
            self.init(channels)
        }

        /// Whether a one-time code can go to a mobile.
        var carriesCodes: Bool { !isRecording && channels[.sms] != nil }

        var ways: [Way] { Way.allCases.filter { channels[$0] != nil } }

        subscript(_ way: Way) -> (any Channel)? { channels[way] }

        /// Carries one of many notes when its turn comes. What is only recorded waits for nothing.
        ///
        /// - Throws: as ``Channel/carry(_:)``; `CancellationError` where its turn comes when the server is going down.
        func carry(_ note: Note, over way: Way) async throws -> Delivery.State {
            // The channels do not change while the program runs, and the way was taken from among them.
            guard let channel = channels[way] else { throw Fault.unavailable("channel.unreachable") }
            guard let turnstile = turnstiles[way] else { return try await channel.carry(note) }
            return try await turnstile.pass {
                guard !Task.isShuttingDownGracefully else { throw CancellationError() }
                return try await channel.carry(note)
            }
        }
    }

    /// A mail address of the plain form `name@host.domain`.
    struct MailAddress: TextCoded, Hashable {
        static let sample = MailAddress("a@example.org")!
        static let format = "email"
        static let faultCode = "mail.wrong"

        let text: String

        /// *Range*: ASCII, one @, no white space, brackets or quotes, so that nothing of it can end a line of a mail's head.
        init?(_ description: String) {
            let text = description.trimmed
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>()[]\\,;:\"".utf8.contains($0) }
            guard parts.count == 2, isPlain, (1...64).contains(parts[0].utf8.count),
                (3...190).contains(parts[1].utf8.count), parts[1].contains("."), !parts[1].hasPrefix("."),
                !parts[1].hasSuffix(".")
            else { return nil }
            self.text = text
        }

        var description: String { text }

        /// `w***@example.org`.
        var masked: String {
            let parts = text.split(separator: "@")
            return "\(parts[0].prefix(1))***@\(parts[1])"
        }
    }
}
