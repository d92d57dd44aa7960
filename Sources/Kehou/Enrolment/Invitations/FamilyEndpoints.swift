import Store

extension Enrolment {
    struct AskEndingInput: Codable, Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let guardian: ID<Registry.Guardian>
    }

    struct ConsentInput: Codable, Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let kind: Consent.Kind
        /// The version of the text that the guardian read.
        let version: Int
    }

    struct WithdrawInput: Codable, Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let kind: Consent.Kind
    }

    static let familyEndpoints: [Endpoint] = [family, familyChild, askEnding, consents, giveConsent, withdrawConsent]

    static let family = Endpoint(
        "family.home", .get, "/family", "All of a guardian's children, with what is to be done for each",
        allow: .anyGuardian, example: Nothing()
    ) { _, caller, db in try FamilyPage(caller, db) }

    static let familyChild = Endpoint(
        "family.child", .get, "/family/schools/{school}/pupils/{pupil}", "A child's guardians, for one of them",
        allow: .confirmedGuardian(school: \.school, pupil: \.pupil), example: PupilInput(school: 1, pupil: 1),
        faults: [.notFound]
    ) { input, caller, db in try FamilyChildPage(input, caller, db) }

    static let askEnding = Endpoint(
        "family.ask_ending", .post, "/family/schools/{school}/pupils/{pupil}/guardians/{guardian}/ending",
        "Ask the office to end another guardian's tie; nothing changes until it decides",
        allow: .confirmedGuardian(school: \.school, pupil: \.pupil),
        example: AskEndingInput(school: 1, pupil: 1, guardian: 1), faults: [.notFound, .conflict]
    ) { input, caller, db in
        try Ending.ask(
            for: input.guardian, of: input.pupil, in: input.school, by: try caller.requireAccount(), at: caller.now, db)
        let news = FamilyNews(school: input.school, pupil: input.pupil, now: caller.now)
        try news.tell(
            .endingAsked, but: caller.account,
            words: ["sender": caller.name, "guardian": try Registry.Guardian.find(input.guardian, db).name], db)
        try news.tellOffice(db)
        return SeeOther.to("/family/schools/\(input.school)/pupils/\(input.pupil)", Text("family.ending_asked"))
    }

    static let consents = Endpoint(
        "family.consents", .get, "/family/consents", "What a guardian agreed to for each child, and since when",
        allow: .anyGuardian, example: Nothing()
    ) { _, caller, db in try ConsentsPage(caller, db) }

    static let giveConsent = Endpoint(
        "family.give_consent", .post, "/family/schools/{school}/pupils/{pupil}/consents/{kind}",
        "Agree to one kind of data being kept of a child",
        allow: .confirmedGuardian(school: \.school, pupil: \.pupil),
        example: ConsentInput(school: 1, pupil: 1, kind: .careNotes, version: 1), faults: [.notFound, .conflict]
    ) { input, caller, db in
        let isNew = try !Consent.isInForce(input.kind, of: input.pupil, in: input.school, db)
        try Consent.give(
            input.kind, version: input.version, of: input.pupil, in: input.school, by: try caller.requireAccount(),
            at: caller.now, db)
        if isNew { try tell(.consentGiven, input.kind, input.pupil, input.school, caller, db) }
        return SeeOther.to("/family/consents", Text("consent.given"))
    }

    static let withdrawConsent = Endpoint(
        "family.withdraw_consent", .post, "/family/schools/{school}/pupils/{pupil}/consents/{kind}/withdrawal",
        "Take a consent back", allow: .confirmedGuardian(school: \.school, pupil: \.pupil),
        example: WithdrawInput(school: 1, pupil: 1, kind: .careNotes), faults: [.notFound]
    ) { input, caller, db in
        let wasGiven = try Consent.isInForce(input.kind, of: input.pupil, in: input.school, db)
        try Consent.withdraw(
            input.kind, of: input.pupil, in: input.school, by: try caller.requireAccount(), at: caller.now, db)
        if wasGiven { try tell(.consentWithdrawn, input.kind, input.pupil, input.school, caller, db) }
        return SeeOther.to("/family/consents", Text("consent.withdrawn"))
    }

    private static func tell(
        _ template: Messages.Template, _ kind: Consent.Kind, _ pupil: ID<Registry.Pupil>,
        _ school: ID<Registry.School>, _ caller: Caller, _ db: DB
    ) throws {
        try FamilyNews(school: school, pupil: pupil, now: caller.now).tell(
            template, .trusted, but: caller.account, words: ["sender": caller.name], texts: ["kind": kind.label],
            link: "/family/consents", db)
    }
}
