extension Plans {
    /// The single values of a policy, in the order people read them; one line of a form or of a table each.
    enum PolicyField: String, Choice {
        case classHoursPerDay, primaryClassHour, juniorClassHour, secondThreshold
        case isLateCareRequired, lateCareUntil, eveningLimit, noonStart, noonEnd
        case feeCeilingUrban, feeCeilingRural, payFloor
        case pupilsPerAdult, categoriesToOffer
        case submitBy, approveBy, readyBy

        static let prefix = "policy.field"

        var kind: FormField.Kind {
            switch self {
            case .isLateCareRequired: .select
            case .lateCareUntil, .eveningLimit, .noonStart, .noonEnd: .time
            case .submitBy, .approveBy, .readyBy: .date
            default: .number
            }
        }

        /// The value for people; nothing where none is set.
        func shown(in policy: Policy, _ language: Language) -> Text? {
            let numbers = policy.numbers
            let value: (any Displayed)? =
                switch self {
                case .classHoursPerDay: Text("policy.class_hours", ["count": String(numbers.classHoursPerDay)])
                case .primaryClassHour: numbers.primaryClassHour
                case .juniorClassHour: numbers.juniorClassHour
                case .secondThreshold: numbers.secondThreshold
                case .isLateCareRequired: Text(numbers.isLateCareRequired ? "policy.yes" : "policy.no")
                case .lateCareUntil: numbers.lateCareUntil
                case .eveningLimit: numbers.eveningLimit
                case .noonStart: numbers.noonStart
                case .noonEnd: numbers.noonEnd
                case .feeCeilingUrban: numbers.feeCeilingUrban
                case .feeCeilingRural: numbers.feeCeilingRural
                case .payFloor: numbers.payFloor
                case .pupilsPerAdult: Text(verbatim: String(numbers.pupilsPerAdult))
                case .categoriesToOffer: Text(verbatim: String(numbers.categoriesToOffer))
                case .submitBy: policy.dates.submitBy
                case .approveBy: policy.dates.approveBy
                case .readyBy: policy.dates.readyBy
                }
            return value.map { Text(verbatim: $0.display(in: language)) }
        }

        /// What stands in its field of the form; nothing where the place takes the default.
        func stored(in own: PolicyOverrides) -> String? {
            switch self {
            case .classHoursPerDay: own.classHoursPerDay.map(String.init)
            case .primaryClassHour: own.primaryClassHour.map { String($0.count) }
            case .juniorClassHour: own.juniorClassHour.map { String($0.count) }
            case .secondThreshold: own.secondThreshold.map { String($0.count) }
            case .isLateCareRequired: own.isLateCareRequired.map { String($0) }
            case .lateCareUntil: own.lateCareUntil?.description
            case .eveningLimit: own.eveningLimit?.description
            case .noonStart: own.noonStart?.description
            case .noonEnd: own.noonEnd?.description
            case .feeCeilingUrban: own.feeCeilingUrban?.yuan
            case .feeCeilingRural: own.feeCeilingRural?.yuan
            case .payFloor: own.payFloor?.yuan
            case .pupilsPerAdult: own.pupilsPerAdult.map(String.init)
            case .categoriesToOffer: own.categoriesToOffer.map(String.init)
            case .submitBy: own.submitBy?.description
            case .approveBy: own.approveBy?.description
            case .readyBy: own.readyBy?.description
            }
        }
    }
}
