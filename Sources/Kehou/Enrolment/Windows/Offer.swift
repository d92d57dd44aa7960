import Store

extension Enrolment {
    /// What a school offers on each weekday of a term, in short: days, leaving times, late care.
    ///
    /// It follows from the published plan; where that is silent, from the district's policy. Kept beside the window as a small
    /// text, so that a submission reads one row and not the whole plan.
    struct Offer: Codable, Hashable, Sendable {
        /// One weekday for some grades.
        struct Day: Codable, Hashable, Sendable {
            let weekday: Weekday
            /// Staggered leaving times (弹性离校), ascending, at least one.
            let leaving: [TimeOfDay]
            /// The end of late care (延时托管), where there is any.
            let lateCareUntil: TimeOfDay?

            /// Everything a family may choose, ascending.
            var times: [TimeOfDay] { leaving + [lateCareUntil].compactMap { $0 } }

            func isLateCare(_ time: TimeOfDay) -> Bool { time == lateCareUntil && !leaving.contains(time) }
        }

        struct Band: Codable, Hashable, Sendable {
            let grades: [Int]
            let days: [Day]
        }

        let bands: [Band]
        /// Seats of all rooms that the plan names, where it counts them.
        let places: Int?

        /// The days of a grade; those of the first band for a pupil whose grade nobody knows.
        func days(grade: Int?) -> [Day] {
            (bands.first { $0.grades.contains(grade ?? -1) } ?? bands.first)?.days ?? []
        }
    }
}

extension Enrolment.Offer {
    typealias Offer = Enrolment.Offer

    private static let mostPlaces = 1_000_000

    /// - Parameter policy: answers where the plan is silent, and all of it before the school has published one.
    init(_ plan: Plans.Plan?, _ policy: Plans.Policy?, on day: LocalDate) {
        let policy = policy ?? Plans.Policy()
        let bands = plan?.bands.compactMap { band in
            band.grades.isEmpty ? nil : Self.band(band, plan, policy, on: day)
        }
        self.bands =
            bands.flatMap { $0.isEmpty ? nil : $0 }
            ?? [Band(grades: Array(1...9), days: Weekday.schoolDays.map { Self.day($0, [], nil, policy, on: day) })]
        let counted = plan?.venues.compactMap(\.places) ?? []
        // A plan's rows are bounded one by one; their sum is not.
        places = counted.isEmpty ? nil : min(counted.reduce(0, +), Self.mostPlaces)
    }

    private static func band(
        _ band: Plans.Band, _ plan: Plans.Plan?, _ policy: Plans.Policy, on date: LocalDate
    ) -> Band {
        let days = Weekday.schoolDays.compactMap { weekday -> Day? in
            let sessions = band.sessions.filter { $0.isCounted && $0.days.contains(weekday) }
            guard let last = sessions.compactMap({ $0.slot?.end }).max() else { return nil }
            let stated = band.leaving.compactMap(\.time).filter { $0 <= last }
            let times = Set(stated.isEmpty ? [last] : stated).sorted()
            // What every grade of the band has: care in another band's timetable is not offered here.
            let ends = band.grades.map { plan?.lateCareEnd(grade: $0, on: weekday) }
            let care = ends.contains(nil) ? nil : ends.compactMap { $0 }.min()
            return day(weekday, times, care, policy, on: date)
        }
        // A plan without a timetable yet still promises all five days (clause 2a).
        return Band(
            grades: band.grades,
            days: days.isEmpty ? Weekday.schoolDays.map { day($0, [], nil, policy, on: date) } : days)
    }

    private static func day(
        _ weekday: Weekday, _ times: [TimeOfDay], _ late: TimeOfDay?, _ policy: Plans.Policy, on date: LocalDate
    ) -> Day {
        let leaving = times.isEmpty ? [policy.offWork(on: date)] : times
        let end = late ?? (policy.numbers.isLateCareRequired ? policy.numbers.lateCareUntil : nil)
        return Day(
            weekday: weekday, leaving: leaving, lateCareUntil: end.flatMap { $0 > (leaving.last ?? $0) ? $0 : nil })
    }
}
