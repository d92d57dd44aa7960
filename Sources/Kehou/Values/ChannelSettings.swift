import Foundation

/// How messages leave the house, as an operator configures it. Each channel is there or it is not; half of one is refused at
/// the start, not at the first message.
struct ChannelSettings: Sendable {
    /// A receiver of signed notes: an adapter in front of a text message provider, or of WeCom.
    struct Webhook: Sendable {
        let url: String
        /// The key of the signature, shared with the receiver.
        let key: String
    }

    struct MailServer: Sendable {
        enum Encryption: String, Sendable, CaseIterable {
            /// Encrypted from the first byte, usually on port 465.
            case tls
            /// Begins in the clear and turns to TLS before anything is said; usually on port 587.
            case starttls
            /// In the clear and without a password: for a relay on the same machine.
            case none
        }

        let host: String
        let port: Int
        let security: Encryption
        let user: String?
        let password: String?
        /// The sender's address.
        let from: String
        /// A file of certificates to trust instead of the system's.
        let trust: String?
    }

    var sms: Webhook?
    var wecom: Webhook?
    var mail: MailServer?

    /// A webhook from its two settings.
    ///
    /// - Throws: `settings.channel` where only one is given, the key is too short, or it is no HTTPS address. Plain HTTP is for a
    ///   receiver on the same machine.
    static func webhook(_ name: String, url: String?, key: String?) throws -> Webhook? {
        guard url != nil || key != nil else { return nil }
        guard let url, let parsed = URL(string: url), let host = parsed.host(), let scheme = parsed.scheme else {
            throw Fault.invalid("settings.channel", ["name": "\(name)WebhookURL"])
        }
        let isNear = ["127.0.0.1", "localhost", "::1"].contains(host)
        guard scheme == "https" || (scheme == "http" && isNear) else {
            throw Fault.invalid("settings.channel", ["name": "\(name)WebhookURL"])
        }
        guard let key, key.utf8.count >= 16 else {
            throw Fault.invalid("settings.channel", ["name": "\(name)WebhookKey"])
        }
        return Webhook(url: url, key: key)
    }

    /// A mail server from its settings; `server` is `host:port`.
    ///
    /// - Throws: `settings.channel` for what is missing or wrong.
    static func mailServer(
        _ server: String?, security: String?, user: String?, password: String?, from: String?, trust: String?
    ) throws -> MailServer? {
        guard let server else { return nil }
        let parts = server.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]), (1...65_535).contains(port) else {
            throw Fault.invalid("settings.channel", ["name": "mailServer"])
        }
        guard let kind = MailServer.Encryption(rawValue: security ?? "starttls") else {
            throw Fault.invalid("settings.channel", ["name": "mailSecurity"])
        }
        guard let from, from.contains("@") else { throw Fault.invalid("settings.channel", ["name": "mailFrom"]) }
        guard (user == nil) == (password == nil), user == nil || kind != .none else {
            throw Fault.invalid("settings.channel", ["name": "mailPassword"])
        }
        return MailServer(
            host: String(parts[0]), port: port, security: kind, user: user, password: password, from: from,
            trust: trust)
    }
}

extension ChannelSettings {
    /// One line a setting, for people; secrets are hidden. A channel that is not configured says so.
    var shown: String {
        func lines(_ name: String, _ hook: Webhook?) -> [String] {
            hook.map { ["\(name)WebhookURL = \($0.url)", "\(name)WebhookKey = ***"] } ?? ["\(name)WebhookURL = (none)"]
        }
        let post =
            mail.map {
                [
                    "mailServer = \($0.host):\($0.port)", "mailSecurity = \($0.security.rawValue)",
                    "mailUser = \($0.user ?? "(none)")", "mailPassword = \($0.password == nil ? "(none)" : "***")",
                    "mailFrom = \($0.from)", "mailTrust = \($0.trust ?? "(the system's)")",
                ]
            } ?? ["mailServer = (none)"]
        return (lines("sms", sms) + lines("wecom", wecom) + post).joined(separator: "\n")
    }
}
