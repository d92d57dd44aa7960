import Store

extension Enrolment {
    struct ClaimsInput: Codable, Sendable {
        let school: ID<Registry.School>
        let after: ID<Claim>?
    }

    struct ClaimInput: Codable, Sendable {
        let school: ID<Registry.School>
        let claim: ID<Claim>
    }

    /// What the office does with a guardian's request to end another's tie.
    enum Verdict: String, Choice {
        case end, keep

        static let prefix = "ending.verdict"
    }

    struct EndingInput: Codable, Sendable {
        let school: ID<Registry.School>
        let ending: ID<Ending>
        let verdict: Verdict
    }

    struct PupilInput: Codable, Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
    }

    struct RestrictInput: Codable, Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let guardian: ID<Registry.Guardian>
        let from: LocalDate
        let until: LocalDate?
        /// Whether the guardian concerned is told: not where a court or the police say otherwise.
        let tells: Bool?
    }

    struct LiftInput: Codable, Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let restriction: ID<Restriction>
    }

    static let claimEndpoints: [Endpoint] = [
        claims, confirmClaim, refuseClaim, decideEnding, pupilGuardians, restrict, lift,
    ]

    static let claims = Endpoint(
        "families.claims", .get, "/schools/{school}/claims",
        "People who say they are a pupil's guardian, and requests to end a tie",
        allow: .roles(.office, .principal, school: \.school), example: ClaimsInput(school: 1, after: nil),
        faults: [.notFound],
        inside: { input, caller, app, db in try ClaimsPage(input, app.protection, caller.language, db) })

    static let confirmClaim = Endpoint(
        "families.confirm_claim", .post, "/schools/{school}/claims/{claim}/confirmation",
        "The office knows the person: they are a guardian from now on",
        allow: .roles(.office, .principal, school: \.school), example: ClaimInput(school: 1, claim: 1),
        faults: [.notFound, .conflict]
    ) { input, caller, db in
        let claim = try Claim.find(input.claim, in: input.school, db)
        try claim.confirm(by: try caller.requireAccount(), at: caller.now, db)
        let news = FamilyNews(school: input.school, pupil: claim.pupil, now: caller.now)
        try news.tell(.claimConfirmed, only: .account(claim.account), link: "/family", db)
        try news.tell(
            .guardianAdded, but: claim.account, words: ["name": claim.name], texts: ["relation": claim.relation.label],
            link: "/family/schools/\(input.school)/pupils/\(claim.pupil)", db)
        return SeeOther.to("/schools/\(input.school)/claims", Text("claims.confirmed", ["name": claim.name]))
    }

    static let refuseClaim = Endpoint(
        "families.refuse_claim", .post, "/schools/{school}/claims/{claim}/refusal",
        "The office does not know the person", allow: .roles(.office, .principal, school: \.school),
        example: ClaimInput(school: 1, claim: 1), faults: [.notFound, .conflict]
    ) { input, caller, db in
        let claim = try Claim.find(input.claim, in: input.school, db)
        try claim.refuse(by: try caller.requireAccount(), at: caller.now, db)
        let news = FamilyNews(school: input.school, pupil: claim.pupil, now: caller.now)
        try news.tell(.claimRefused, only: .account(claim.account), link: "/family", db)
        let theirs = TakingBack(school: input.school, pupil: claim.pupil, account: claim.account, now: caller.now)
        if try theirs.run(db) {
            try news.tell(.answerTakenBack, words: ["name": claim.name], link: "/family/application", db)
        }
        if try theirs.runForSurveys(db) {
            try news.tell(.needTakenBack, words: ["name": claim.name], link: "/family/survey", db)
        }
        return SeeOther.to("/schools/\(input.school)/claims", Text("claims.refused", ["name": claim.name]))
    }

    static let decideEnding = Endpoint(
        "families.decide_ending", .post, "/schools/{school}/endings/{ending}/decision",
        "End a guardian's tie to a pupil as another asked, or keep it",
        allow: .roles(.office, .principal, school: \.school),
        example: EndingInput(school: 1, ending: 1, verdict: .keep), faults: [.notFound, .conflict]
    ) { input, caller, db in
        let ending = try Ending.find(input.ending, in: input.school, db)
        try ending.decide(
            input.verdict == .end ? .ended : .kept, by: try caller.requireAccount(), at: caller.now, db)
        try tell(of: ending, input.verdict, at: caller.now, db)
        return SeeOther.to("/schools/\(input.school)/claims", Text("claims.ending_\(input.verdict.rawValue)"))
    }

    /// All guardians hear how the office decided, the one whose tie ended too.
    private static func tell(of ending: Ending, _ verdict: Verdict, at now: Instant, _ db: DB) throws {
        let news = FamilyNews(school: ending.school, pupil: ending.pupil, now: now)
        let template: Messages.Template = verdict == .end ? .endingEnded : .endingKept
        let words = ["guardian": try Registry.Guardian.find(ending.guardian, db).name]
        try news.tell(template, concerned: ending.guardian, words: words, db)
        try news.tell(template, only: .guardian(ending.guardian), words: words, db)
    }

    static let pupilGuardians = Endpoint(
        "families.pupil_guardians", .get, "/schools/{school}/pupils/{pupil}/guardians",
        "A pupil's guardians with their restrictions; every look leaves an audit row",
        allow: .roles(.office, .principal, school: \.school), example: PupilInput(school: 1, pupil: 1),
        faults: [.notFound], isSensitive: true
    ) { input, caller, db in try GuardiansPage(input.school, input.pupil, caller, db) }

    static let restrict = Endpoint(
        "families.restrict", .post, "/schools/{school}/pupils/{pupil}/guardians/{guardian}/restrictions",
        "Keep whereabouts, collectors and codes from a guardian for some time",
        allow: .roles(.office, .principal, school: \.school),
        example: RestrictInput(school: 1, pupil: 1, guardian: 1, from: LocalDate.sample, until: nil, tells: nil),
        faults: [.notFound, .invalid],
        again: { typed, input, caller, _, db in
            try GuardiansPage(input.school, input.pupil, caller, db, typed: (input.guardian, typed))
        },
        inside: { input, caller, _, db in
            try Restriction.set(
                on: input.guardian, of: input.pupil, in: input.school, from: input.from, until: input.until,
                by: try caller.requireAccount(), at: caller.now, db)
            let news = FamilyNews(school: input.school, pupil: input.pupil, now: caller.now)
            try news.tell(.restrictionChanged, .trusted, concerned: input.guardian, db)
            if input.tells == true {
                try news.tell(
                    .restrictionTold, only: .guardian(input.guardian), texts: ["from": .date(input.from)], db)
            }
            return SeeOther.to("/schools/\(input.school)/pupils/\(input.pupil)/guardians", Text("restriction.set"))
        })

    static let lift = Endpoint(
        "families.lift", .post, "/schools/{school}/pupils/{pupil}/restrictions/{restriction}/lifting",
        "Lift a restriction", allow: .roles(.office, .principal, school: \.school),
        example: LiftInput(school: 1, pupil: 1, restriction: 1), faults: [.notFound]
    ) { input, caller, db in
        try Restriction.lift(
            input.restriction, of: input.pupil, in: input.school, by: try caller.requireAccount(), at: caller.now, db)
        try FamilyNews(school: input.school, pupil: input.pupil, now: caller.now)
            .tell(.restrictionChanged, .trusted, db)
        return SeeOther.to("/schools/\(input.school)/pupils/\(input.pupil)/guardians", Text("restriction.lifted"))
    }
}
