import Store

extension Enrolment {
    struct AskCodeInput: Codable, Sendable {
        let mobile: String
    }

    struct ChallengeInput: Codable, Sendable {
        let challenge: String
    }

    struct EnterInput: Codable, Sendable {
        let challenge: String
        let oneTimeCode: String
    }

    static let entryEndpoints: [Endpoint] = [codePage, askCode, enterPage, enter]

    static let codePage = Endpoint(
        "families.code_page", .get, "/sign-in/code", "The way in for guardians whose mobile is on the roster",
        allow: .anyone, example: Nothing()
    ) { _, _, _ in AskCodePage() }

    static let askCode = Endpoint(
        "families.ask_code", .post, "/sign-in/code",
        "Ask for a one-time code; the answer is the same whether the mobile is known or not", allow: .anyone,
        example: AskCodeInput(mobile: "13800000000"), faults: [.invalid, .conflict, .tooMany],
        again: { typed, _, _, _ in AskCodePage(typed: typed) },
        outside: { input, caller, app in
            guard let mobile = Mobile(input.mobile) else { throw Fault.invalid(field: "mobile", "mobile.wrong") }
            let made = try await oneTimeCode(for: mobile, always: false, caller, app)
            return SeeOther.to("/sign-in/code/\(made.challenge)", made.notice)
        })

    static let enterPage = Endpoint(
        "families.enter_page", .get, "/sign-in/code/{challenge}", "Where the one-time code is typed", allow: .anyone,
        example: ChallengeInput(challenge: "0123456789abcdef0123456789abcdef")
    ) { input, _, _ in EnterPage(challenge: input.challenge) }

    static let enter = Endpoint(
        "families.enter", .post, "/sign-in/code/{challenge}", "Open a guardian's session with a one-time code",
        allow: .anyone, example: EnterInput(challenge: "0123456789abcdef0123456789abcdef", oneTimeCode: "123456"),
        faults: [.invalid, .tooMany],
        again: { typed, input, _, _ in EnterPage(challenge: input.challenge, typed: typed) },
        outside: { input, caller, app in
            let entry = Entry(challenge: input.challenge, code: input.oneTimeCode, caller: caller, app: app)
            return try await entry.open { mobile, db in
                guard try Registry.FamilyAccount.isKnown(mobile, db) else { return nil }
                return (try Registry.FamilyAccount.enter(with: mobile, name: nil, at: caller.now, db), nil)
            }
        })

    /// How many codes one address may ask for in ten minutes.
    private static let mostCodes: Int64 = 1000

    /// Makes a one-time code and has it sent. Asking is slowed down by mobile, and loosely by sender: a whole school may sit
    /// behind one address.
    ///
    /// - Parameter always: sends it to a mobile nobody knows as well: the asker holds a paper code.
    static func oneTimeCode(
        for mobile: Mobile, always: Bool, _ caller: Caller, _ app: App
    ) async throws -> (challenge: String, notice: Text) {
        try requireWay(app)
        let index = app.protection.index(of: mobile)
        let asked = Registry.Guesses(
            of: "ask-code", index.map(padded(hexDigits:)).joined(), free: 5, app.protection)
        let crowd = Registry.Crowd(
            of: "ask-code", peer: Sender.current.peer, most: mostCodes, at: caller.now, app.protection)
        return try await app.store.write { db in
            try asked.check(at: caller.now, db)
            try crowd.pass(db)
            try asked.add(at: caller.now, db)
            let made = try OneTimeCode.make(for: index, app.protection, at: caller.now, db)
            let goes = try always || Registry.FamilyAccount.isKnown(index, db)
            let notice = goes ? try deliver(made.code, to: mobile, caller, app, db) : nil
            return (made.challenge, notice ?? Text("invitations.code_sent"))
        }
    }

    /// The one place where a code leaves for a mobile. In a demo city nothing does: the page shows what would have been sent.
    static func deliver(_ code: String, to mobile: Mobile, _ caller: Caller, _ app: App, _ db: DB) throws -> Text? {
        guard app.settings.isDemo else {
            try CodeErrand.enqueue(
                code, to: mobile, language: caller.language.code, app.protection, at: caller.now, db)
            return nil
        }
        return Text("invitations.code_demo", ["code": code])
    }
}

extension Enrolment {
    /// Checking a one-time code and opening the session it is for.
    struct Entry: Sendable {
        let challenge: String
        let code: String
        let caller: Caller
        let app: App

        private enum Result: Sendable {
            case session(String, Text?)
            case password
            case refused(Fault)
        }

        /// - Parameter account: whose account it is, once the mobile is proven, and a word to greet it with; nil where it has no
        ///   business here.
        /// - Throws: `one_time_code.digits` for what is no code, before anything is counted; `.wrong`, `.over`, and what `account` throws, with nothing of its work kept.
        func open(
            _ account: @escaping @Sendable ([UInt8], DB) throws -> (Registry.Account, Text?)?
        ) async throws -> SeeOther {
            guard OneTimeCode.digits(of: code) != nil else {
                throw Fault.invalid(field: "oneTimeCode", "one_time_code.digits")
            }
            let (peer, trail) = (Sender.current.peer, AuditTrail.current)
            let device = device(from: Sender.current.userAgent)
            let result = try await app.store.write { db in
                try check(peer, db) { mobile in
                    guard let (found, notice) = try account(mobile, db) else { return .refused(Self.wrong) }
                    try Reach.note(found.id, at: caller.now, db)
                    // A message to a mobile must not open what staff may do.
                    guard try !Registry.FamilyAccount.hasDuties(found.id, on: caller.today, db) else {
                        return .password
                    }
                    try trail?.write(by: found.id, db)
                    let token = try Registry.Session.start(
                        of: found.id, device: device, days: app.settings.sessionDays, at: caller.now, db)
                    return .session(token, notice)
                }
            }
            switch result {
            case .refused(let fault): throw fault
            case .password: return SeeOther.to("/sign-in", Text("invitations.use_password"))
            case .session(let token, let notice):
                var way = Registry.entered(with: token, back: "/family", app.settings)
                way.notice = notice
                return way
            }
        }

        private static let wrong = Fault.invalid(field: "oneTimeCode", "one_time_code.wrong")

        /// A wrong try is a result and no throw, or its count would be rolled back with it.
        private func check(_ peer: String, _ db: DB, then: ([UInt8]) throws -> Result) throws -> Result {
            let mobile = try OneTimeCode.mobile(of: challenge, db)
            let guesses = Registry.Guesses(
                of: "one-time-code", mobile.map { $0.map(padded(hexDigits:)).joined() }, free: 8, peer: peer,
                peerFree: 100, app.protection)
            try guesses.check(at: caller.now, db)
            switch try OneTimeCode.check(code, of: challenge, app.protection, at: caller.now, db) {
            case .right(let mobile):
                try guesses.clear(db)
                return try then(mobile)
            case .wrong:
                try guesses.add(at: caller.now, db)
                return .refused(Self.wrong)
            case .over:
                try guesses.add(at: caller.now, db)
                return .refused(Fault.invalid(field: "oneTimeCode", "one_time_code.over"))
            }
        }
    }
}
