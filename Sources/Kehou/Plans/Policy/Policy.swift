extension Plans {
    /// 一区一策: what a district asks of every school plan, as data. The numbers that `Rule` checks against.
    ///
    /// A city states the whole of it as defaults; a district stores only what it changes (`PolicyOverrides`), and what schools
    /// see is the two merged. Versions, states and dates of effect are `PolicyVersion`'s.
    struct Policy: Sendable, Equatable {
        /// The text for the public, by section.
        var sections: [PolicySection: String] = [:]
        var numbers = Numbers()
        var dates = Dates()
        /// Ordered by first day; together they cover the year. The first is the one where dates leave a gap.
        var seasons: [Season] = [.wholeYear]
        /// Parts that a plan needs besides the six.
        var extraSections: [ExtraSection] = []
        /// Sentences that a school signs with its plan.
        var statements: [String] = []

        /// Every single-valued threshold. The defaults are what a city begins from before it states its own.
        struct Numbers: Sendable, Equatable {
            /// Clause 2b: at least two class-hours a day.
            var classHoursPerDay = 2
            var primaryClassHour: Minutes = 40
            var juniorClassHour: Minutes = 45
            /// The State's "two hours".
            var secondThreshold: Minutes = 120
            var isLateCareRequired = true
            /// Late care runs at least until here (clause 2d).
            var lateCareUntil = TimeOfDay(minutes: 18 * 60)
            /// No session ends later.
            var eveningLimit = TimeOfDay(minutes: 20 * 60)
            /// The midday rest, in which no after-school service may lie.
            var noonStart = TimeOfDay(minutes: 11 * 60 + 30)
            var noonEnd = TimeOfDay(minutes: 13 * 60 + 30)
            /// Per pupil and class-hour; nothing where neither city nor district has stated one.
            var feeCeilingUrban: Money?
            var feeCeilingRural: Money?
            /// Per class-hour of a teacher; nothing where nobody has stated one.
            var payFloor: Money?
            var pupilsPerAdult = 45
            /// How many categories of clubs a school should offer.
            var categoriesToOffer = 5
        }

        /// Days by which things are done, for the term the version was written for. Nothing where none is set.
        struct Dates: Sendable, Equatable {
            var submitBy: LocalDate?
            var approveBy: LocalDate?
            /// Clause 5a: ready before term.
            var readyBy: LocalDate?
        }

        struct ExtraSection: Sendable, Hashable, Codable {
            /// Stable, as in `labour_base`.
            let code: String
            let title: String
            let isRequired: Bool
        }

        /// A class-hour's length: grades 1 to 6 are primary, 7 to 9 junior.
        func classHour(grade: Int) -> Minutes { grade <= 6 ? numbers.primaryClassHour : numbers.juniorClassHour }

        func feeCeiling(isRural: Bool) -> Money? { isRural ? numbers.feeCeilingRural : numbers.feeCeilingUrban }

        /// When parents normally come off work on a day: no school may end earlier (clause 2c).
        func offWork(on date: LocalDate) -> TimeOfDay { season(of: date).offWorkAt }

        func season(of date: LocalDate) -> Season {
            let day = MonthDay(date)
            return seasons.first { $0.contains(day) } ?? seasons.first ?? .wholeYear
        }
    }
}
