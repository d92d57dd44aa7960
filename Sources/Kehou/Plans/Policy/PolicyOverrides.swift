extension Plans {
    /// What one district changes of its city's defaults; nothing where it takes them as they are.
    ///
    /// Extra sections and statements add to the city's: a district may ask for more parts of a plan, never for fewer.
    struct PolicyOverrides: Sendable, Equatable {
        var sections: [PolicySection: String] = [:]
        var classHoursPerDay: Int?
        var primaryClassHour: Minutes?
        var juniorClassHour: Minutes?
        var secondThreshold: Minutes?
        var isLateCareRequired: Bool?
        var lateCareUntil: TimeOfDay?
        var eveningLimit: TimeOfDay?
        var noonStart: TimeOfDay?
        var noonEnd: TimeOfDay?
        var feeCeilingUrban: Money?
        var feeCeilingRural: Money?
        var payFloor: Money?
        var pupilsPerAdult: Int?
        var categoriesToOffer: Int?
        var submitBy: LocalDate?
        var approveBy: LocalDate?
        var readyBy: LocalDate?
        /// All seasons or none: half a year's seasons beside the city's would leave gaps.
        var seasons: [Season] = []
        var extraSections: [Policy.ExtraSection] = []
        var statements: [String] = []

        static let none = PolicyOverrides()
    }
}

extension Plans.Policy {
    /// The policy of a district: its own word where it has one, the city's otherwise.
    func merged(with own: Plans.PolicyOverrides) -> Plans.Policy {
        var merged = self
        merged.sections.merge(own.sections) { $1 }
        merged.numbers = numbers.merged(with: own)
        merged.dates.submitBy = own.submitBy ?? dates.submitBy
        merged.dates.approveBy = own.approveBy ?? dates.approveBy
        merged.dates.readyBy = own.readyBy ?? dates.readyBy
        if !own.seasons.isEmpty { merged.seasons = own.seasons }
        let taken = Set(extraSections.map(\.code))
        merged.extraSections += own.extraSections.filter { !taken.contains($0.code) }
        merged.statements += own.statements.filter { !statements.contains($0) }
        return merged
    }
}

extension Plans.Policy.Numbers {
    fileprivate func merged(with own: Plans.PolicyOverrides) -> Self {
        var merged = self
        merged.classHoursPerDay = own.classHoursPerDay ?? classHoursPerDay
        merged.primaryClassHour = own.primaryClassHour ?? primaryClassHour
        merged.juniorClassHour = own.juniorClassHour ?? juniorClassHour
        merged.secondThreshold = own.secondThreshold ?? secondThreshold
        merged.isLateCareRequired = own.isLateCareRequired ?? isLateCareRequired
        merged.lateCareUntil = own.lateCareUntil ?? lateCareUntil
        merged.eveningLimit = own.eveningLimit ?? eveningLimit
        merged.noonStart = own.noonStart ?? noonStart
        merged.noonEnd = own.noonEnd ?? noonEnd
        merged.feeCeilingUrban = own.feeCeilingUrban ?? feeCeilingUrban
        merged.feeCeilingRural = own.feeCeilingRural ?? feeCeilingRural
        merged.payFloor = own.payFloor ?? payFloor
        merged.pupilsPerAdult = own.pupilsPerAdult ?? pupilsPerAdult
        merged.categoriesToOffer = own.categoriesToOffer ?? categoriesToOffer
        return merged
    }
}
