import Foundation
import Store

extension Registry {
    struct SignInInput: Codable, Sendable {
        let user: String
        let password: String
        let back: String?
    }

    struct BackInput: Codable, Sendable {
        let back: String?
    }

    struct SessionInput: Codable, Sendable {
        let session: ID<Session>
    }

    struct PasswordInput: Codable, Sendable {
        let current: String
        let password: String
    }

    struct AppointmentInput: Codable, Sendable {
        let appointment: ID<Caller.Appointment>
    }

    struct LanguageInput: Codable, Sendable {
        let language: String
        let back: String?
    }

    static let accountEndpoints: [Endpoint] = [
        signInPage, signIn, signOut, sessions, endSession, endOtherSessions, changePassword, changeAppointment,
        changeLanguage,
    ]

    static let signInPage = Endpoint(
        "registry.sign_in_page", .get, "/sign-in", "The way in", allow: .anyone, example: BackInput(back: nil)
    ) { input, _, _ in SignInPage(back: input.back) }

    static let signIn = Endpoint(
        "registry.sign_in", .post, "/sign-in", "Open a session with user name or mobile and password", allow: .anyone,
        example: SignInInput(user: "office-1", password: "correct horse battery", back: nil),
        faults: [.invalid, .tooMany],
        again: { typed, input, _, _ in SignInPage(back: input.back, typed: typed) },
        outside: { input, caller, app in
            let guesses = Guesses(name: input.user, peer: Sender.current.peer, app.protection)
            let mobile = Mobile(input.user).map(app.protection.index(of:))
            let account = try await app.store.read { db in
                try guesses.check(at: caller.now, db)
                return try Account.signingIn(as: input.user, mobile: mobile, db)
            }
            guard let account else {
                try await app.passwords.pretend(input.password)
                try await app.store.write { db in try guesses.add(at: caller.now, db) }
                throw Fault.invalid(field: "password", "sign_in.wrong")
            }
            guard try await app.passwords.matches(input.password, account.password) else {
                try await app.store.write { db in try guesses.add(at: caller.now, db) }
                throw Fault.invalid(field: "password", "sign_in.wrong")
            }
            let (device, trail) = (device(from: Sender.current.userAgent), AuditTrail.current)
            let token = try await app.store.write { db in
                try guesses.clear(db)
                try trail?.write(by: account.id, db)
                return try Session.start(
                    of: account.id, device: device, days: app.settings.sessionDays, at: caller.now, db)
            }
            return entered(with: token, back: input.back, app.settings)
        })

    /// Sends somebody with a fresh session on; callers of the API get the token for `Authorization: Bearer`.
    static func entered(with token: String, back: String?, _ settings: Settings) -> SeeOther {
        SeeOther(
            location: safe(back) ?? "/start",
            cookies: [Cookies.set(Cookies.session(settings), token, days: settings.sessionDays, settings)],
            json: ["token": token])
    }

    static let signOut = Endpoint(
        "registry.sign_out", .post, "/sign-out", "End the session in use", allow: .signedIn, example: Nothing(),
        outside: { _, caller, app in
            let trail = AuditTrail.current
            try await app.store.write { db in
                try trail?.write(db)
                try db.run("DELETE FROM session WHERE token_digest = \(caller.session ?? "")")
            }
            return SeeOther(location: "/", cookies: [Cookies.cleared(Cookies.session(app.settings), app.settings)])
        })

    static let sessions = Endpoint(
        "registry.sessions", .get, "/sessions", "The person's own sessions", allow: .signedIn, example: Nothing()
    ) { _, caller, db in try SessionsPage(caller, db) }

    static let endSession = Endpoint(
        "registry.end_session", .post, "/sessions/{session}/end", "End one of the person's own sessions",
        allow: .signedIn, example: SessionInput(session: 1), faults: [.notFound]
    ) { input, caller, db in
        try Session.end(input.session, of: try caller.requireAccount(), db)
        return SeeOther.to("/sessions", Text("web.sessions.ended"))
    }

    static let endOtherSessions = Endpoint(
        "registry.end_other_sessions", .post, "/sessions/end", "End all of the person's sessions but this one",
        allow: .signedIn, example: Nothing()
    ) { _, caller, db in
        try Session.endAll(of: try caller.requireAccount(), but: caller.session, db)
        return SeeOther.to("/sessions", Text("web.sessions.ended"))
    }

    static let changePassword = Endpoint(
        "registry.change_password", .post, "/password",
        "Set a new password of one's own, which ends all other sessions",
        allow: .signedIn, example: PasswordInput(current: "correct horse battery", password: "battery horse correct"),
        faults: [.invalid, .tooMany], again: { typed, _, caller, db in try SessionsPage(caller, db, typed: typed) },
        outside: { input, caller, app in
            let id = try caller.requireAccount()
            let guesses = Guesses(
                of: "password", "\(id)", free: 5, peer: Sender.current.peer, peerFree: 30, app.protection)
            let account = try await app.store.read { db in
                try guesses.check(at: caller.now, db)
                return try Account.find(id, db)
            }
            guard try await app.passwords.matches(input.current, account.password) else {
                try await app.store.write { db in try guesses.add(at: caller.now, db) }
                throw Fault.invalid(field: "current", "account.password_wrong")
            }
            try Account.checkLength(of: input.password)
            let digest = try await app.passwords.digest(input.password)
            let trail = AuditTrail.current
            try await app.store.write { db in
                try guesses.clear(db)
                try trail?.write(db)
                try Account.change(password: digest, of: id, keeping: caller.session, db)
            }
            return SeeOther.to("/sessions", Text("web.password.changed"))
        })

    static let changeAppointment = Endpoint(
        "registry.change_appointment", .post, "/appointment", "Act under another of the person's appointments",
        allow: .signedIn, example: AppointmentInput(appointment: 1), faults: [.notFound]
    ) { input, caller, db in
        try Session.change(to: input.appointment, caller, db)
        return SeeOther.to("/start")
    }

    static let changeLanguage = Endpoint(
        "registry.change_language", .post, "/language", "Choose the language of the pages", allow: .anyone,
        example: LanguageInput(language: "en", back: "/"), faults: [.invalid],
        outside: { input, _, app in
            guard let language = app.languages.named(input.language) else {
                throw Fault.invalid(field: "language", "field.choice")
            }
            return SeeOther(
                location: safe(input.back) ?? "/",
                cookies: [Cookies.set(Cookies.language, language.code, days: 365, app.settings)])
        })

    /// Only a path of our own, with its query: anything else could send people to another site.
    ///
    /// Bytes are looked at and no characters: a slash with a mark upon it is another character and, to a browser, a slash.
    static func safe(_ back: String?) -> String? {
        guard let bytes = back?.utf8, bytes.first == UInt8(ascii: "/"), bytes.dropFirst().first != UInt8(ascii: "/"),
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return back
    }
}
