extension Plans {
    /// Everything outside a plan that its rules look at. Whatever is missing makes rules answer "not yet known".
    struct Facts: Sendable {
        var school: SchoolFacts?
        var policy: PolicyTerms?
        /// The days of the term with service, in order.
        var serviceDays: [ServiceDate]?
        var firstDay: LocalDate?
        var lastDay: LocalDate?
        /// The district's dates for this term.
        var submitBy: LocalDate?
        var approveBy: LocalDate?
        var words: Words
    }

    struct SchoolFacts: Sendable, Hashable {
        var isRural: Bool
        /// Grades the school teaches: 1...6, 7...9, 1...9.
        var grades: [Int]
    }

    /// One day with service and the weekday whose timetable it runs.
    struct ServiceDate: Sendable, Hashable {
        let date: LocalDate
        /// Nothing for a worked weekend day whose weekday nobody has announced yet.
        let runs: Weekday?
    }

    /// A policy as one school meets it: its setting and stages resolved, so rules need not know how policies layer.
    struct PolicyTerms: Sendable, Hashable {
        /// Class-hours of service a day (2).
        var classHours: Int?
        /// Length of a class-hour in grades 1 to 6, and from 7 on.
        var primaryClassHour: Minutes?
        var juniorClassHour: Minutes?
        /// The State's two hours.
        var minutesADay: Minutes?
        var offWork: [OffWork] = []
        var lateCareUntil: TimeOfDay?
        var eveningLimit: TimeOfDay?
        /// The noon break in which no after-school service may lie.
        var noonStart: TimeOfDay?
        var noonEnd: TimeOfDay?
        /// Per pupil and class-hour, for this school's setting.
        var feeCeiling: Money?
        /// A teacher's pay per class-hour.
        var payFloor: Money?
        var pupilsPerAdult: Int?
        var categories: Int?
        /// Sections beyond the six that every plan needs.
        var extras: [Policy.ExtraSection] = []
        /// Sentences every school signs.
        var statements: [String] = []
        /// Whether late care is asked for at all.
        var isLateCareRequired = true

        func classHour(grade: Int) -> Minutes? { grade <= 6 ? primaryClassHour : juniorClassHour }
    }

    /// Normal off-work time in one season, already narrowed to days of this term.
    struct OffWork: Sendable, Hashable {
        /// What the season is called.
        let title: Text
        let time: TimeOfDay
    }

}

extension Plans.PolicyTerms {
    /// The policy in force as a school meets it in a term.
    ///
    /// - Parameter dates: the service days, which decide the seasons that matter; none known means all seasons do.
    init(_ policy: Plans.Policy, isRural: Bool?, dates: [LocalDate]?) {
        let numbers = policy.numbers
        classHours = numbers.classHoursPerDay
        primaryClassHour = numbers.primaryClassHour
        juniorClassHour = numbers.juniorClassHour
        minutesADay = numbers.secondThreshold
        let seasons = dates.map { dates in
            policy.seasons.filter { season in dates.contains { policy.season(of: $0) == season } }
        }
        offWork = (seasons ?? policy.seasons).map { Plans.OffWork(title: $0.title, time: $0.offWorkAt) }
        lateCareUntil = numbers.lateCareUntil
        eveningLimit = numbers.eveningLimit
        noonStart = numbers.noonStart
        noonEnd = numbers.noonEnd
        feeCeiling = isRural.flatMap { policy.feeCeiling(isRural: $0) }
        payFloor = numbers.payFloor
        pupilsPerAdult = numbers.pupilsPerAdult
        categories = numbers.categoriesToOffer
        extras = policy.extraSections.filter(\.isRequired)
        statements = policy.statements
        isLateCareRequired = numbers.isLateCareRequired
    }
}

extension Plans.Facts {
    /// The grades to judge: the school's own where known, else those the plan speaks of.
    func grades(of plan: Plans.Plan) -> [Int] { school?.grades ?? plan.grades }

    /// Weekdays that some service day of the term runs; Monday to Friday while there is no calendar.
    var weekdays: [Weekday] {
        guard let serviceDays else { return Weekday.schoolDays }
        return Set(serviceDays.compactMap(\.runs)).sorted()
    }
}
