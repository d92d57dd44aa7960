import Store

extension Messages {
    struct InboxInput: Codable, Sendable {
        /// The last message of the page before, and whether it was a read one: unread ones come first.
        let after: ID<Message>?
        let afterRead: Bool?
        let unread: Bool?
    }

    struct MessageInput: Codable, Sendable {
        let message: ID<Message>
    }

    struct SettingInput: Codable, Sendable {
        let language: String?
        let wecom: Bool?
        let sms: Bool?
        let mail: Bool?
        let mailAddress: MailAddress?
        let quietFrom: TimeOfDay?
        let quietUntil: TimeOfDay?
    }

    static let inboxEndpoints: [Endpoint] = [inbox, readAll, settings, setSettings, open, acknowledge]

    static let inbox = Endpoint(
        "messages.inbox", .get, "/inbox", "A person's messages, unread ones first", allow: .signedIn,
        example: InboxInput(after: nil, afterRead: nil, unread: nil)
    ) { input, caller, db in try InboxPage(input, caller, db) }

    /// Opening is the read receipt, so this GET writes, once a message.
    static let open = Endpoint(
        "messages.open", .get, "/inbox/{message}", "One message; opening it is its read receipt", allow: .signedIn,
        example: MessageInput(message: 1), faults: [.notFound],
        outside: { input, caller, app in
            let account = try caller.requireAccount()
            let message = try await app.store.read { db in
                try Message.find(input.message, of: Reader.all(of: account, db), db)
            }
            if message.readAt == nil {
                try await app.store.write { db in try message.open(at: caller.now, db) }
            }
            return try await app.store.read { db in
                try MessagePage(Message.find(input.message, of: [message.reader], db), caller.language, db)
            }
        })

    static let acknowledge = Endpoint(
        "messages.acknowledge", .post, "/inbox/{message}/acknowledgement", "Say that one knows", allow: .signedIn,
        example: MessageInput(message: 1), faults: [.notFound, .conflict]
    ) { input, caller, db in
        let account = try caller.requireAccount()
        try Message.find(input.message, of: Reader.all(of: account, db), db).acknowledge(at: caller.now, db)
        return SeeOther.to("/inbox/\(input.message)", Text("message.acknowledged"))
    }

    static let readAll = Endpoint(
        "messages.read_all", .post, "/inbox/read", "Mark every message read that need not be known", allow: .signedIn,
        example: Nothing()
    ) { _, caller, db in
        let readers = try Reader.all(of: caller.requireAccount(), db)
        let marked = try Message.readAll(of: readers, at: caller.now, db)
        let left = try Message.unread(of: readers, db)
        return SeeOther.to(
            "/inbox",
            Text(left == 0 ? "message.all_read" : "message.some_left", ["count": "\(marked)", "left": "\(left)"]))
    }

    static let settings = Endpoint(
        "messages.settings", .get, "/inbox/settings", "How a person is told: channels, language, quiet hours",
        allow: .signedIn, example: Nothing(),
        inside: { _, caller, app, db in try ReaderSettingPage(nil, caller, app, db) })

    static let setSettings = Endpoint(
        "messages.set_settings", .post, "/inbox/settings", "Choose channels, language and quiet hours",
        allow: .signedIn,
        example: SettingInput(
            language: nil, wecom: true, sms: true, mail: false, mailAddress: nil,
            quietFrom: TimeOfDay(minutes: 20 * 60), quietUntil: TimeOfDay(minutes: 8 * 60)),
        faults: [.invalid],
        again: { typed, _, caller, _, db in try ReaderSettingPage(typed, caller, nil, db) },
        inside: { input, caller, app, db in
            let account = try caller.requireAccount()
            try input.check(app.languages)
            let ticked = [Way.wecom: input.wecom, .sms: input.sms, .mail: input.mail]
            let chosen = Way.allCases.filter { ticked[$0] == true }
            let quiet: QuietHours? =
                if let from = input.quietFrom, let until = input.quietUntil {
                    QuietHours(from: from, until: until)
                } else { nil }
            try ReaderSetting(language: input.language, ways: chosen, quiet: quiet)
                .set(account, at: caller.now, db)
            let mail = try input.mailAddress.map { try app.protection.seal($0.text, for: Contact.mailPurpose) }
            try Contact.set(mail: mail, of: account, at: caller.now, db)
            return SeeOther.to("/inbox/settings", Text("message.settings_kept"))
        })
}

extension Messages.SettingInput {
    fileprivate func check(_ languages: Languages) throws {
        var faults: [FieldFault] = []
        if let language, languages.named(language) == nil { faults.append(FieldFault("language", "field.wrong")) }
        if quietFrom != nil, quietUntil == nil { faults.append(FieldFault("quietUntil", "field.required")) }
        if quietUntil != nil, quietFrom == nil { faults.append(FieldFault("quietFrom", "field.required")) }
        if mail == true, mailAddress == nil { faults.append(FieldFault("mailAddress", "field.required")) }
        guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
    }
}
