import Store

extension Plans.Facts {
    typealias Facts = Plans.Facts

    /// The facts for one school and term: a handful of short queries.
    static func load(
        _ school: Registry.School, _ term: SchoolCalendar.Term, _ words: Plans.Words, _ db: DB
    ) throws -> Facts {
        let district = try Registry.District.find(school.districtID, db)
        let policy = try Plans.Policy.inForce(in: district, for: term, db)
        let almanac = try SchoolCalendar.Almanac.load(for: .school(school), from: term.starts, through: term.ends, db)
        return Facts(school, term, policy, days(of: term, almanac), words)
    }

    /// For every school of a city at once. Schools that share a district's days and policy share the values.
    struct City: Sendable {
        let term: SchoolCalendar.Term
        private let words: Plans.Words
        private let policies: [ID<Registry.District>: Plans.Policy]
        private let almanacs: SchoolCalendar.CityAlmanacs
        private let districtDays: [ID<Registry.District>: [Plans.ServiceDate]?]
        private let terms: [Key: Plans.PolicyTerms]

        private struct Key: Hashable {
            let district: ID<Registry.District>
            let isRural: Bool
        }

        static func load(
            _ city: ID<Registry.City>, _ term: SchoolCalendar.Term, _ words: Plans.Words, _ db: DB
        ) throws -> City {
            let policies = try Plans.Policy.inForce(inAllOf: city, for: term, db)
            let almanacs = try SchoolCalendar.CityAlmanacs.load(city, from: term.starts, through: term.ends, db)
            var days: [ID<Registry.District>: [Plans.ServiceDate]?] = [:]
            var terms: [Key: Plans.PolicyTerms] = [:]
            for district in try Registry.District.all(in: city, db) {
                // Any id without changes of its own stands for the district itself.
                let own = Facts.days(of: term, almanacs.almanac(of: 0, in: district.id))
                days[district.id] = .some(own)
                for isRural in [true, false] {
                    terms[Key(district: district.id, isRural: isRural)] = policies[district.id].map {
                        Plans.PolicyTerms($0, isRural: isRural, dates: own?.map(\.date))
                    }
                }
            }
            return City(
                term: term, words: words, policies: policies, almanacs: almanacs, districtDays: days, terms: terms)
        }

        func facts(of school: Registry.School) -> Facts {
            let policy = policies[school.districtID]
            guard !almanacs.hasOwnChanges(school.id) else {
                let days = Facts.days(of: term, almanacs.almanac(of: school.id, in: school.districtID))
                return Facts(school, term, policy, days, words)
            }
            let isRural = school.setting == .rural
            return Facts(
                school: Plans.SchoolFacts(isRural: isRural, grades: Array(school.stage.grades)),
                policy: terms[Key(district: school.districtID, isRural: isRural)],
                serviceDays: districtDays[school.districtID] ?? nil, firstDay: term.starts, lastDay: term.ends,
                submitBy: policy?.dates.submitBy, approveBy: policy?.dates.approveBy, words: words)
        }
    }

    private init(
        _ school: Registry.School, _ term: SchoolCalendar.Term, _ policy: Plans.Policy?, _ days: [Plans.ServiceDate]?,
        _ words: Plans.Words
    ) {
        let isRural = school.setting == .rural
        self.init(
            school: Plans.SchoolFacts(isRural: isRural, grades: Array(school.stage.grades)),
            policy: policy.map { Plans.PolicyTerms($0, isRural: isRural, dates: days?.map(\.date)) },
            serviceDays: days, firstDay: term.starts, lastDay: term.ends, submitBy: policy?.dates.submitBy,
            approveBy: policy?.dates.approveBy, words: words)
    }

    /// Nothing where a year has no holiday schedule yet: "not yet known", rather than a guess.
    private static func days(of term: SchoolCalendar.Term, _ almanac: SchoolCalendar.Almanac) -> [Plans.ServiceDate]? {
        guard almanac.missingYears(term.years).isEmpty, let days = try? almanac.days(of: term) else { return nil }
        return days.serviceDays.map { Plans.ServiceDate(date: $0.date, runs: $0.runsWeekday) }
    }
}
