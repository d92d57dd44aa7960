import Store

extension Registry {
    struct SignInPage: Page {
        static let template = "web/sign_in"
        let errors: [FormBuilder.Summary]
        let fields: [FormField]
        let back: String

        init(back: String?, typed: Endpoint.Typed? = nil) {
            var form = FormBuilder(typed)
            form.add(.text, "user", Text("web.sign_in.user"), autocomplete: "username", maxlength: 60)
            form.add(
                .password, "password", Text("web.sign_in.password"), autocomplete: "current-password", maxlength: 200)
            errors = form.errors
            fields = form.fields
            self.back = back ?? ""
        }
    }

    struct SessionsPage: Page {
        struct Item: Codable, Sendable {
            let id: ID<Session>
            let device: String
            let started: Instant
            let seen: Instant
            let current: Bool
        }

        static let template = "web/sessions"
        let sessions: [Item]
        let count: Text
        let errors: [FormBuilder.Summary]
        /// The form for a new password; empty where the account is entered by codes alone.
        let fields: [FormField]

        init(_ caller: Caller, _ db: DB, typed: Endpoint.Typed? = nil) throws {
            let account = try Account.find(try caller.requireAccount(), db)
            let sessions = try Session.all(of: account.id, at: caller.now, db)
            self.sessions = sessions.map {
                Item(
                    id: $0.id, device: $0.device, started: $0.startedAt, seen: $0.seenAt,
                    current: $0.digest == caller.session)
            }
            count = Text("web.sessions.count", ["count": "\(sessions.count)"])
            var form = FormBuilder(typed)
            if account.password != Passwords.unusable {
                form.add(
                    .password, "current", Text("web.password.current"), autocomplete: "current-password",
                    maxlength: 200)
                form.add(
                    .password, "password", Text("web.password.new"),
                    hint: Text("web.password.hint", ["least": "\(Account.shortestPassword)"]),
                    autocomplete: "new-password", maxlength: 200)
            }
            errors = form.errors
            fields = form.fields
        }
    }
}

/// A browser's name in words a person knows, from its `User-Agent`.
func device(from userAgent: String?) -> String {
    let agent = userAgent ?? ""
    let system = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android"),
        ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
    ].first { agent.contains($0.0) }?.1
    let browser = [
        ("MicroMessenger", "WeChat"), ("Edg/", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ].first { agent.contains($0.0) }?.1
    let words = [browser, system].compactMap { $0 }.joined(separator: " · ")
    return words.isEmpty ? String(agent.filter { !$0.isNewline }.prefix(40)) : words
}
