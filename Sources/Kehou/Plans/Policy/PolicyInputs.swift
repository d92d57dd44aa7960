extension Plans {
    struct PolicyIDFields: Codable, Sendable {
        let policy: ID<PolicyVersion>
    }

    struct PolicyStepFields: Codable, Sendable {
        let policy: ID<PolicyVersion>
        /// The revision that was seen.
        let revision: Int
    }

    struct PolicyDecisionFields: Codable, Sendable {
        let policy: ID<PolicyVersion>
        /// The revision that was seen.
        let revision: Int
        let comment: String
    }

    /// What a button of the form goes on to once the form is saved: a district's draft is submitted, a city's own approved.
    enum PolicyStep: String, Choice {
        case submit, approve

        static let prefix = "policy"
    }

    /// The whole of an editor's form. An empty field means: as the city has it.
    struct PolicyFields: Codable, Sendable {
        struct Sections: Codable, Sendable {
            let serviceTime: String?
            let content: String?
            let staffing: String?
            let howToApply: String?
            let safeguards: String?
            let incentives: String?

            enum CodingKeys: String, CodingKey {
                case content, staffing, safeguards, incentives
                case serviceTime = "service_time"
                case howToApply = "how_to_apply"
            }

            static let none = Sections(
                serviceTime: nil, content: nil, staffing: nil, howToApply: nil, safeguards: nil, incentives: nil)
        }

        /// A row of the form; rows left empty are no seasons.
        struct SeasonRow: Codable, Sendable {
            let name: String?
            let from: MonthDay?
            let through: MonthDay?
            let offWorkAt: TimeOfDay?
        }

        struct ExtraRow: Codable, Sendable {
            let code: String?
            let title: String?
            let isRequired: Bool
        }

        let policy: ID<PolicyVersion>
        /// The revision that the editor saw.
        let revision: Int
        let effectiveFrom: LocalDate?
        let sections: Sections?
        let classHoursPerDay: Int?
        let primaryClassHour: Minutes?
        let juniorClassHour: Minutes?
        let secondThreshold: Minutes?
        let isLateCareRequired: Bool?
        let lateCareUntil: TimeOfDay?
        let eveningLimit: TimeOfDay?
        let noonStart: TimeOfDay?
        let noonEnd: TimeOfDay?
        let feeCeilingUrban: Money?
        let feeCeilingRural: Money?
        let payFloor: Money?
        let pupilsPerAdult: Int?
        let categoriesToOffer: Int?
        let submitBy: LocalDate?
        let approveBy: LocalDate?
        let readyBy: LocalDate?
        let seasons: [SeasonRow]?
        let extraSections: [ExtraRow]?
        /// One a line.
        let statements: String?
        /// Both are done or neither.
        let then: PolicyStep?
    }
}

extension Plans.PolicyFields {
    static let sample = Plans.PolicyFields(
        policy: 1, revision: 1, effectiveFrom: .sample, sections: Sections.none, classHoursPerDay: 2,
        primaryClassHour: 40, juniorClassHour: 45, secondThreshold: nil, isLateCareRequired: nil, lateCareUntil: nil,
        eveningLimit: nil, noonStart: nil, noonEnd: nil, feeCeilingUrban: nil, feeCeilingRural: nil, payFloor: nil,
        pupilsPerAdult: nil, categoriesToOffer: nil, submitBy: nil, approveBy: nil, readyBy: nil, seasons: [],
        extraSections: [], statements: nil, then: nil)

    /// *Throws*: `invalid` where a row of seasons or extra parts is filled in by half.
    func overrides() throws -> Plans.PolicyOverrides {
        var own = Plans.PolicyOverrides.none
        own.sections = texts
        own.classHoursPerDay = classHoursPerDay
        own.primaryClassHour = primaryClassHour
        own.juniorClassHour = juniorClassHour
        own.secondThreshold = secondThreshold
        own.isLateCareRequired = isLateCareRequired
        own.lateCareUntil = lateCareUntil
        own.eveningLimit = eveningLimit
        own.noonStart = noonStart
        own.noonEnd = noonEnd
        own.feeCeilingUrban = feeCeilingUrban
        own.feeCeilingRural = feeCeilingRural
        own.payFloor = payFloor
        own.pupilsPerAdult = pupilsPerAdult
        own.categoriesToOffer = categoriesToOffer
        own.submitBy = submitBy
        own.approveBy = approveBy
        own.readyBy = readyBy
        own.seasons = try (seasons ?? []).enumerated().compactMap { try $1.season(at: "seasons.\($0)") }
        own.extraSections = try (extraSections ?? []).enumerated().compactMap { try $1.part(at: "extraSections.\($0)") }
        own.statements = (statements ?? "").split(whereSeparator: \.isNewline).map { String($0).trimmed }
            .filter { !$0.isEmpty }
        return own
    }

    private var texts: [Plans.PolicySection: String] {
        let written: [Plans.PolicySection: String?] = [
            .serviceTime: sections?.serviceTime, .content: sections?.content, .staffing: sections?.staffing,
            .howToApply: sections?.howToApply, .safeguards: sections?.safeguards, .incentives: sections?.incentives,
        ]
        return written.compactMapValues { $0?.trimmed }.filter { !$0.value.isEmpty }
    }
}

extension Plans.PolicyFields.SeasonRow {
    fileprivate func season(at path: String) throws -> Plans.Season? {
        if name == nil, from == nil, through == nil, offWorkAt == nil { return nil }
        guard let name, let from, let through, let offWorkAt else {
            let missing = [
                ("name", name == nil), ("from", from == nil), ("through", through == nil),
                ("offWorkAt", offWorkAt == nil),
            ]
            throw Fault.invalid(fields: missing.filter(\.1).map { FieldFault("\(path).\($0.0)", "field.required") })
        }
        return Plans.Season(name: name.trimmed, from: from, through: through, offWorkAt: offWorkAt)
    }
}

extension Plans.PolicyFields.ExtraRow {
    fileprivate func part(at path: String) throws -> Plans.Policy.ExtraSection? {
        if code == nil, title == nil { return nil }
        guard let code, let title else {
            throw Fault.invalid(field: "\(path).\(code == nil ? "code" : "title")", "field.required")
        }
        return Plans.Policy.ExtraSection(code: code.trimmed, title: title.trimmed, isRequired: isRequired)
    }
}
