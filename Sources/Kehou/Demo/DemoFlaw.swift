extension Demo {
    /// One way in which a made-up plan goes wrong, by the rule that finds it.
    struct Flaw: Sendable {
        /// The code of the `Plans.Rule` that fails.
        let code: String
        let spoil: @Sendable (inout Plans.Plan) -> Void

        var isMust: Bool { Plans.Rule.named(code)?.severity == .must }

        init(_ code: String, _ spoil: @escaping @Sendable (inout Plans.Plan) -> Void) {
            self.code = code
            self.spoil = spoil
        }

        /// One for each rule; musts and shoulds take turns, so that a small city has both.
        static let all: [Flaw] = time.indices.flatMap { index in
            [time, offers, conditions].compactMap { $0.indices.contains(index) ? $0[index] : nil }
        }

        static func named(_ code: String) -> Flaw? { all.first { $0.code == code } }
    }
}

extension Demo.Flaw {
    fileprivate static let time = [
        Demo.Flaw("end.after_off_work") { $0.shift(minutes: -60) },
        Demo.Flaw("minutes.second_threshold") { plan in
            plan.eachLastSession { $0.start = $0.start.map { $0 + 10 } }
        },
        Demo.Flaw("days.covered") { plan in
            plan.daysWithout = [Plans.DayWithout(date: LocalDate(year: 2026, month: 10, day: 10), reason: "周六调休，教师休息")]
        },
        Demo.Flaw("class_hours.enough") { plan in
            // On Fridays the first of two stretches is left out; the homework room of the second stays.
            for band in plan.bands.indices {
                let first = plan.bands[band].sessions.compactMap(\.start).min()
                for row in plan.bands[band].sessions.indices where plan.bands[band].sessions[row].start == first {
                    plan.bands[band].sessions[row].days.removeAll { $0 == .friday }
                }
            }
        },
        Demo.Flaw("late_care.long_enough") { $0.lateCare.until = TimeOfDay(hour: 17, minute: 45) },
        Demo.Flaw("start.after_lessons") { plan in
            for band in plan.bands.indices { plan.bands[band].lessonsEnd = plan.bands[band].lessonsEnd.map { $0 + 20 } }
        },
        Demo.Flaw("start.not_at_noon") { plan in
            for band in plan.bands.indices {
                plan.bands[band].sessions.append(
                    Plans.Session(
                        days: Weekday.schoolDays, kind: .homework, title: "午间托管", start: TimeOfDay(hour: 12, minute: 0),
                        end: TimeOfDay(hour: 13, minute: 20)))
            }
        },
        Demo.Flaw("end.before_evening_limit") { $0.lateCare.until = TimeOfDay(hour: 20, minute: 30) },
        Demo.Flaw("sessions.apart") { plan in
            guard let end = plan.bands.first?.sessions.compactMap(\.end).min() else { return }
            plan.bands[0].sessions.append(
                Plans.Session(
                    days: [.monday], kind: .club, category: .sport, title: "游泳", start: end + -10, end: end + 40))
        },
    ]

    fileprivate static let offers = [
        Demo.Flaw("fee.within_ceiling") { $0.tariff.fee = 450 },
        Demo.Flaw("tutoring.present") { $0.removeSessions { $0.kind == .tutoring } },
        Demo.Flaw("application.no_papers") { plan in
            plan.prose.application = "家长自愿报名，每学期一次。双职工家庭须交双方工作证明，由班主任审核后统一安排。"
        },
        Demo.Flaw("extension.present") { $0.removeSessions { $0.kind == .extension_ } },
        Demo.Flaw("categories.enough") { plan in
            for band in plan.bands.indices {
                for row in plan.bands[band].sessions.indices where plan.bands[band].sessions[row].category == .labour {
                    plan.bands[band].sessions[row].category = .sport
                    plan.bands[band].sessions[row].title = "体能游戏"
                }
            }
        },
        Demo.Flaw("homework.every_day") { plan in
            for band in plan.bands.indices {
                for row in plan.bands[band].sessions.indices where plan.bands[band].sessions[row].kind == .homework {
                    let session = plan.bands[band].sessions[row]
                    plan.bands[band].sessions[row].days.removeAll { $0 == .wednesday }
                    plan.bands[band].sessions.append(
                        Plans.Session(
                            days: [.wednesday], kind: .club, category: .interest, title: "兴趣选修", start: session.start,
                            end: session.end))
                }
            }
        },
        Demo.Flaw("fee.poor_free") { $0.tariff.free.removeAll { $0 == .poor } },
    ]

    fileprivate static let conditions = [
        Demo.Flaw("sections.complete") { $0.prose.safeguards = "" },
        Demo.Flaw("pay.at_floor") { plan in
            for row in plan.staff.indices where plan.staff[row].kind == .ownTeacher { plan.staff[row].pay = 4000 }
        },
        Demo.Flaw("emergency.plan") { $0.safety.emergencyPlan = "" },
        Demo.Flaw("adults.enough") { plan in
            for row in plan.staff.indices { plan.staff[row].number = 1 }
            if !plan.bands.isEmpty { plan.bands[0].pupils = 45 * plan.staff.count + 60 }
        },
        Demo.Flaw("pay.not_by_pupils") { $0.incentives.basis = .pupils },
        Demo.Flaw("volunteers.assist") { plan in
            for row in plan.staff.indices where plan.staff[row].kind == .parentVolunteer {
                plan.staff[row].role = .leads
            }
        },
        Demo.Flaw("ready.before_term") { $0.readyOn = LocalDate(year: 2026, month: 9, day: 7) },
    ]
}

extension Plans.Plan {
    /// The whole timetable earlier or later, lessons included, so that only the end of the day is wrong.
    fileprivate mutating func shift(minutes: Int) {
        for band in bands.indices {
            // Junior schools end an hour later to begin with.
            let by = Minutes(bands[band].grades.first ?? 1 > 6 ? 2 * minutes : minutes)
            bands[band].lessonsEnd = bands[band].lessonsEnd.map { $0 + by }
            for row in bands[band].leaving.indices {
                bands[band].leaving[row].time = bands[band].leaving[row].time.map { $0 + by }
            }
            for row in bands[band].sessions.indices {
                bands[band].sessions[row].start = bands[band].sessions[row].start.map { $0 + by }
                bands[band].sessions[row].end = bands[band].sessions[row].end.map { $0 + by }
            }
        }
    }

    fileprivate mutating func removeSessions(where isMeant: (Plans.Session) -> Bool) {
        for band in bands.indices { bands[band].sessions.removeAll(where: isMeant) }
    }

    /// The rows that end a grade band's day.
    fileprivate mutating func eachLastSession(_ change: (inout Plans.Session) -> Void) {
        for band in bands.indices {
            let last = bands[band].sessions.compactMap(\.end).max()
            for row in bands[band].sessions.indices where bands[band].sessions[row].end == last {
                change(&bands[band].sessions[row])
            }
        }
    }
}
