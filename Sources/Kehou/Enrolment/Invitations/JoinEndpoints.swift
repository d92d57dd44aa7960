import Store

extension Enrolment {
    struct CodeInput: Codable, Sendable {
        let code: String?
    }

    struct JoinInput: Codable, Sendable {
        let code: String
        let name: String
        let relation: Registry.Guardianship.Relation
        let mobile: String
    }

    struct JoinFinishInput: Codable, Sendable {
        let code: String
        let name: String
        let relation: Registry.Guardianship.Relation
        let mobile: String
        let challenge: String
        let oneTimeCode: String

        var join: JoinInput { JoinInput(code: code, name: name, relation: relation, mobile: mobile) }
    }

    static let joinEndpoints: [Endpoint] = [join, joinAsk, joinFinish]

    private static let example = JoinInput(
        code: "ACDE-FGHJ-KMNP", name: "Wang", relation: .parent, mobile: "13800000000")

    static let join = Endpoint(
        "families.join", .get, "/join", "The page of a paper code", allow: .anyone, example: CodeInput(code: nil),
        faults: [.invalid, .tooMany],
        outside: { input, caller, app in
            guard let typed = input.code, !typed.isEmpty else { return PageOrSeeOther.page(JoinPage()) }
            do {
                let code = try await open(typed, caller, app)
                let child = try await app.store.read { db in try hint(of: code, db) }
                return .page(JoinPage(code: typed, child: child))
            } catch let fault as Fault where [.invalid, .tooMany].contains(fault.kind) {
                let typed = Endpoint.Typed(values: .object(["code": .text(typed)]), fault: fault)
                return PageOrSeeOther<JoinPage>.page(JoinPage(typed: typed), status: fault.status)
            }
        })

    static let joinAsk = Endpoint(
        "families.join_ask", .post, "/join", "Say who one is and have a one-time code sent to one's mobile",
        allow: .anyone, example: example, faults: [.invalid, .conflict, .tooMany],
        again: { typed, input, _, db in JoinPage(code: input.code, child: "", typed: typed) },
        outside: { input, caller, app in
            let mobile = try checked(input)
            let code = try await open(input.code, caller, app)
            let made = try await oneTimeCode(for: mobile, always: true, caller, app)
            try await app.store.write { db in try Reach.note(code, by: caller, db) }
            return JoinPage(input, challenge: made.challenge, notice: app.settings.isDemo ? made.notice : nil)
        })

    static let joinFinish = Endpoint(
        "families.join_finish", .post, "/join/confirmation",
        "Become a guardian's account of the code's pupil: at once where the roster has the mobile, else by the office",
        allow: .anyone,
        example: JoinFinishInput(
            code: example.code, name: example.name, relation: .parent, mobile: example.mobile,
            challenge: "0123456789abcdef0123456789abcdef", oneTimeCode: "123456"),
        faults: [.invalid, .tooMany],
        again: { typed, input, _, _ in JoinPage(input.join, challenge: input.challenge, typed: typed) },
        outside: { input, caller, app in
            let mobile = try checked(input.join)
            let code = try await open(input.code, caller, app)
            let sealed = try app.protection.seal(mobile)
            let entry = Entry(challenge: input.challenge, code: input.oneTimeCode, caller: caller, app: app)
            return try await entry.open { proven, db in
                // The challenge of another mobile proves nothing about this one.
                guard proven == sealed.index else { return nil }
                let account = try Registry.FamilyAccount.enter(
                    with: proven, name: input.name.trimmed, at: caller.now, db)
                guard try code.use(by: account.id, at: caller.now, db) else {
                    let child = try Registry.FamilyAccount.child(
                        code.pupil, in: code.school, of: account.id, on: caller.today, db)
                    guard child != nil else { throw Fault.invalid(field: "code", "paper_code.refused") }
                    return (account, Text("join.again"))
                }
                let isKnown = try admit(account.id, with: code, input.join, sealed, at: caller.now, db)
                return (account, Text(isKnown ? "join.done" : "join.waiting"))
            }
        })

    /// A guardian of the roster is one already; anybody else waits for the office.
    ///
    /// - Returns: whether the account may see all of the child at once.
    static func admit(
        _ account: ID<Caller.Account>, with code: PaperCode, _ input: JoinInput, _ mobile: Protection.SealedMobile,
        at now: Instant, _ db: DB
    ) throws -> Bool {
        let known = try Registry.FamilyAccount.child(
            code.pupil, in: code.school, of: account, on: now.localDate, db)
        if let known { return known.isConfirmed }
        try Claim.make(
            of: code.pupil, in: code.school, by: account, name: input.name.trimmed, relation: input.relation,
            mobile: mobile, at: now, db)
        let news = FamilyNews(school: code.school, pupil: code.pupil, now: now)
        try news.tell(.claimMade, words: ["name": input.name.trimmed], texts: ["relation": input.relation.label], db)
        try news.tellOffice(db)
        try Registry.FamilyAccount.appoint(account, at: now, db)
        return false
    }

    /// The code's row; wrong codes are counted by sender.
    private static func open(_ typed: String, _ caller: Caller, _ app: App) async throws -> PaperCode {
        let guesses = Registry.Guesses(
            of: "paper-code", nil, free: 0, peer: Sender.current.peer, peerFree: 20, app.protection)
        do {
            return try await app.store.read { db in
                try guesses.check(at: caller.now, db)
                return try PaperCode.find(typed, app.protection, on: caller.today, db)
            }
        } catch let fault as Fault where fault.kind == .invalid {
            try await app.store.write { db in try guesses.add(at: caller.now, db) }
            throw fault
        }
    }

    private static func checked(_ input: JoinInput) throws -> Mobile {
        var faults: [FieldFault] = []
        if let fault = FieldFault.inLine("name", input.name, most: 40) { faults.append(fault) }
        guard let mobile = Mobile(input.mobile) else {
            throw Fault.invalid(fields: faults + [FieldFault("mobile", "mobile.wrong")])
        }
        guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
        return mobile
    }

    /// The family name and the class: enough to see that it is the right slip, too little to learn whose child it is.
    private static func hint(of code: PaperCode, _ db: DB) throws -> String {
        let pupil = try Registry.Pupil.find(code.pupil, in: code.school, db)
        let room = try Registry.SchoolClass.all(in: code.school, db).first { $0.id == pupil.classID }?.name ?? ""
        return "\(pupil.name.prefix(1))** \(room)"
    }
}
