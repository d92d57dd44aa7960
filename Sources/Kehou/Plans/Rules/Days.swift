extension Plans.Rule {
    static let days = [daysCovered, homeworkDaily]

    /// Clause 2a: service on every service day, worked weekend days included. Whose timetable such a day runs has to be announced
    /// before anybody can say that it has service.
    static let daysCovered = Plans.Rule("days.covered", clause: "2a", .must, needs: [.calendar]) { plan, facts in
        guard let serviceDays = facts.serviceDays else { return .notYetKnown([.calendar]) }
        let findings = emptyWeekdays(plan, facts, serviceDays) + namedDaysWithout(plan, serviceDays)
        let open = serviceDays.filter { $0.runs == nil }.map(\.date)
        guard findings.isEmpty, !open.isEmpty else { return .judged(findings) }
        let text = Text("plans.finding.weekday_open", texts: ["dates": .list(open.map(Text.date))])
        return .open([Plans.Finding(.time, "bands", text)], [.calendar])
    }

    private static func emptyWeekdays(
        _ plan: Plans.Plan, _ facts: Plans.Facts, _ serviceDays: [Plans.ServiceDate]
    ) -> [Plans.Finding] {
        let perWeekday = Dictionary(grouping: serviceDays.compactMap(\.runs)) { $0 }.mapValues(\.count)
        let gaps = plan.grouped(facts.grades(of: plan)) { grade -> [Weekday]? in
            let missing = facts.weekdays.filter { plan.slots(grade: grade, on: $0).isEmpty }
            return missing.isEmpty ? nil : missing
        }
        return gaps.map { grades, days in
            let count = days.reduce(0) { $0 + (perWeekday[$1] ?? 0) }
            return Plans.Finding(
                .time, plan.path(grade: grades[0]),
                Text(
                    "plans.finding.days_empty", texts: ["grades": .grades(grades), "days": .days(days)],
                    ["count": "\(count)"]))
        }
    }

    private static func namedDaysWithout(_ plan: Plans.Plan, _ serviceDays: [Plans.ServiceDate]) -> [Plans.Finding] {
        let served = Dictionary(serviceDays.map { ($0.date, $0.runs) }) { first, _ in first }
        return plan.daysWithout.enumerated().compactMap { row, day in
            guard let date = day.date, let runs: Weekday? = served[date] else { return nil }
            return Plans.Finding(
                .time, "daysWithout.\(row).date",
                Text(
                    "plans.finding.day_dropped",
                    texts: ["date": .date(date), "weekday": runs.map { .days([$0]) } ?? Plans.Need.calendar.label]))
        }
    }

    /// Clause 3a: a homework room on every day that has service.
    static let homeworkDaily = Plans.Rule("homework.every_day", clause: "3a", .must, needs: [.timetable]) { plan, _ in
        let gaps = plan.grouped(plan.grades) { grade -> [Weekday]? in
            let sessions = plan.sessions(grade: grade)
            let missing = Weekday.schoolDays.filter { day in
                let onDay = sessions.filter { $0.days.contains(day) && $0.isCounted }
                return !onDay.isEmpty && !onDay.contains { $0.kind == .homework }
            }
            return missing.isEmpty ? nil : missing
        }
        return .judged(
            gaps.map { grades, days in
                Plans.Finding(
                    .time, plan.path(grade: grades[0]),
                    Text("plans.finding.homework_missing", texts: ["grades": .grades(grades), "days": .days(days)]))
            }, missing: plan.unsettled)
    }
}
