/// How long a day's service is, and when it ends. Days without any service are the business of `days.covered`.
extension Plans.Rule {
    static let hours = [classHoursEnough, endAfterOffWork, minutesEnough, lateCareEnough]

    /// What a grade has on some weekdays beside what it should have.
    private struct Gap: Hashable {
        let days: [Weekday]
        let has: Int
        let needs: Int
    }

    /// Clause 2b: at least two class-hours a day.
    static let classHoursEnough = Plans.Rule(
        "class_hours.enough", clause: "2b", .must, needs: [.policy, .classHour, .timetable]
    ) { plan, facts in
        guard let policy = facts.policy else { return .notYetKnown([.policy]) }
        guard let hours = policy.classHours, plan.grades.allSatisfy({ policy.classHour(grade: $0) != nil }) else {
            return .notYetKnown([.classHour])
        }
        return tooShort(plan, "plans.finding.class_hours", ["hours": "\(hours)"]) { grade in
            policy.classHour(grade: grade).map { $0 * hours }
        }
    }

    /// Clause 2b and the State's two hours: minutes a day at the second threshold.
    static let minutesEnough = Plans.Rule(
        "minutes.second_threshold", clause: "2b", .should, needs: [.policy, .secondThreshold, .timetable]
    ) { plan, facts in
        guard let policy = facts.policy else { return .notYetKnown([.policy]) }
        guard let threshold = policy.minutesADay else { return .notYetKnown([.secondThreshold]) }
        return tooShort(plan, "plans.finding.minutes", [:]) { _ in threshold }
    }

    private static func tooShort(
        _ plan: Plans.Plan, _ key: String, _ arguments: [String: String], needed: (Int) -> Minutes?
    ) -> Plans.Outcome {
        let gaps = plan.grouped(plan.grades) { grade -> [Gap]? in
            guard let needs = needed(grade) else { return nil }
            let short = Weekday.schoolDays.compactMap { day -> (Weekday, Int)? in
                let slots = plan.slots(grade: grade, on: day)
                let has = Plans.Slot.covered(slots)
                return slots.isEmpty || has >= needs ? nil : (day, has.count)
            }
            let byLength = Dictionary(grouping: short, by: \.1).sorted { $0.key < $1.key }
            return short.isEmpty ? nil : byLength.map { Gap(days: $1.map(\.0), has: $0, needs: needs.count) }
        }
        return .judged(
            gaps.flatMap { grades, gaps in
                gaps.map { gap in
                    Plans.Finding(
                        .time, plan.path(grade: grades[0]),
                        Text(
                            key,
                            texts: [
                                "grades": .grades(grades), "days": .days(gap.days), "has": .minutes(Minutes(gap.has)),
                                "needs": .minutes(Minutes(gap.needs)), "gap": .minutes(Minutes(gap.needs - gap.has)),
                            ], arguments))
                }
            }, missing: plan.unsettled)
    }

    /// Clause 2c: the day's service ends no earlier than people leave work, in each season of the term.
    static let endAfterOffWork = Plans.Rule(
        "end.after_off_work", clause: "2c", .must, needs: [.policy, .offWorkTimes, .timetable]
    ) { plan, facts in
        guard let policy = facts.policy else { return .notYetKnown([.policy]) }
        guard !policy.offWork.isEmpty else { return .notYetKnown([.offWorkTimes]) }
        return .judged(policy.offWork.flatMap { season in earlyEnds(plan, season) }, missing: plan.unsettled)
    }

    private static func earlyEnds(_ plan: Plans.Plan, _ season: Plans.OffWork) -> [Plans.Finding] {
        let gaps = plan.grouped(plan.grades) { grade -> [Gap]? in
            let early = Weekday.schoolDays.compactMap { day -> (Weekday, Int)? in
                guard let end = plan.slots(grade: grade, on: day).map(\.end).max(), end < season.time else {
                    return nil
                }
                return (day, end.minutes)
            }
            let byEnd = Dictionary(grouping: early, by: \.1).sorted { $0.key < $1.key }
            return early.isEmpty ? nil : byEnd.map { Gap(days: $1.map(\.0), has: $0, needs: season.time.minutes) }
        }
        return gaps.flatMap { grades, gaps in
            gaps.map { gap in
                Plans.Finding(
                    .time, plan.path(grade: grades[0]),
                    Text(
                        "plans.finding.end_early",
                        texts: [
                            "grades": .grades(grades), "days": .days(gap.days),
                            "gap": .minutes(Minutes(gap.needs - gap.has)), "season": season.title,
                        ],
                        ["end": "\(TimeOfDay(minutes: gap.has))", "time": "\(season.time)"]))
            }
        }
    }

    /// Clause 2d: care for those fetched late, every day until the policy's time.
    static let lateCareEnough = Plans.Rule(
        "late_care.long_enough", clause: "2d", .should, needs: [.policy, .lateCareUntil, .timetable]
    ) { plan, facts in
        guard let policy = facts.policy else { return .notYetKnown([.policy]) }
        guard policy.isLateCareRequired else { return .passed }
        guard let until = policy.lateCareUntil else { return .notYetKnown([.lateCareUntil]) }
        return .judged(noCare(plan, facts, until) + shortCare(plan, facts, until), missing: plan.unsettled)
    }

    private static func noCare(_ plan: Plans.Plan, _ facts: Plans.Facts, _ until: TimeOfDay) -> [Plans.Finding] {
        let gaps = plan.grouped(plan.grades) { grade -> [Weekday]? in
            let days = served(plan, facts, grade).filter { plan.lateCareEnd(grade: grade, on: $0) == nil }
            return days.isEmpty ? nil : days
        }
        return gaps.map { grades, days in
            let texts: [String: Text] = ["grades": .grades(grades), "days": .days(days)]
            return Plans.Finding(
                .time, "lateCare.until", Text("plans.finding.late_care_none", texts: texts, ["until": "\(until)"]))
        }
    }

    private static func shortCare(_ plan: Plans.Plan, _ facts: Plans.Facts, _ until: TimeOfDay) -> [Plans.Finding] {
        let gaps = plan.grouped(plan.grades) { grade -> [Gap]? in
            let short = served(plan, facts, grade).compactMap { day -> (Weekday, Int)? in
                guard let end = plan.lateCareEnd(grade: grade, on: day), end < until else { return nil }
                return (day, end.minutes)
            }
            let byEnd = Dictionary(grouping: short, by: \.1).sorted { $0.key < $1.key }
            return short.isEmpty ? nil : byEnd.map { Gap(days: $1.map(\.0), has: $0, needs: until.minutes) }
        }
        return gaps.flatMap { grades, gaps in
            gaps.map { gap in
                let texts: [String: Text] = [
                    "grades": .grades(grades), "days": .days(gap.days), "gap": .minutes(Minutes(gap.needs - gap.has)),
                ]
                return Plans.Finding(
                    .time, "lateCare.until",
                    Text(
                        "plans.finding.late_care_short", texts: texts,
                        ["end": "\(TimeOfDay(minutes: gap.has))", "until": "\(until)"]))
            }
        }
    }

    /// The days of the term on which a grade has service.
    private static func served(_ plan: Plans.Plan, _ facts: Plans.Facts, _ grade: Int) -> [Weekday] {
        facts.weekdays.filter { !plan.slots(grade: grade, on: $0).isEmpty }
    }
}

extension Plans.Plan {
    /// What a rule about the timetable misses: nothing, or the timetable.
    var unsettled: [Plans.Need] { isTimetabled ? [] : [.timetable] }
}
