extension Plans.Rule {
    static let completeness = [sectionsComplete]

    /// Clause 1a: the six sections, those the district added, and the facts behind them.
    static let sectionsComplete = Plans.Rule("sections.complete", clause: "1a", .must) { plan, facts in
        .judged(proseGaps(plan) + extraGaps(plan, facts) + timetableGaps(plan) + factGaps(plan))
    }

    private static func missing(_ section: Plans.Section, _ field: String, _ what: Text) -> Plans.Finding {
        Plans.Finding(section, field, Text("plans.finding.missing", texts: ["what": what]))
    }

    private static func missing(_ section: Plans.Section, _ field: String, _ key: String) -> Plans.Finding {
        missing(section, field, Text("plans.field.\(key)"))
    }

    private static func proseGaps(_ plan: Plans.Plan) -> [Plans.Finding] {
        Plans.Section.required.filter { plan.prose[$0].isBlank }.map {
            missing($0, "prose.\($0.rawValue)", $0.label)
        }
    }

    private static func extraGaps(_ plan: Plans.Plan, _ facts: Plans.Facts) -> [Plans.Finding] {
        let sections = (facts.policy?.extras ?? []).filter { asked in
            !plan.extras.contains { $0.code == asked.code && !$0.text.isBlank }
        }.map { missing(.extras, "extras", Text(verbatim: $0.title)) }
        let statements = (facts.policy?.statements ?? []).filter { !plan.statements.contains($0) }.map {
            Plans.Finding(.extras, "statements", Text("plans.finding.unsigned", ["statement": $0]))
        }
        return sections + statements
    }

    private static func timetableGaps(_ plan: Plans.Plan) -> [Plans.Finding] {
        if plan.bands.isEmpty { return [missing(.time, "bands", "timetable")] }
        return plan.bands.enumerated().flatMap { index, band in
            var gaps: [Plans.Finding] = []
            if band.grades.isEmpty { gaps.append(missing(.time, "bands.\(index).from", "grades")) }
            if band.lessonsEnd == nil { gaps.append(missing(.time, "bands.\(index).lessonsEnd", "lessons_end")) }
            if !band.grades.allSatisfy({ grade in plan.sessions(grade: grade).contains(where: \.isCounted) }) {
                gaps.append(missing(.time, "bands.\(index).sessions", "sessions"))
            }
            if band.leaving.isEmpty { gaps.append(missing(.time, "bands.\(index).leaving", "leaving")) }
            for (row, session) in band.sessions.enumerated() where !session.isComplete {
                gaps.append(
                    Plans.Finding(
                        .time, "bands.\(index).sessions.\(row).start",
                        Text(
                            "plans.finding.row_incomplete", texts: ["grades": .grades(band.grades)],
                            ["row": "\(row + 1)"])))
            }
            return gaps
        }
    }

    private static func factGaps(_ plan: Plans.Plan) -> [Plans.Finding] {
        var gaps: [Plans.Finding] = []
        if plan.staff.isEmpty { gaps.append(missing(.staffing, "staff", "staff")) }
        for (row, group) in plan.staff.enumerated() where group.kind == nil || group.role == nil || group.number == nil
        {
            gaps.append(
                Plans.Finding(
                    .staffing, "staff.\(row).kind", Text("plans.finding.staff_incomplete", ["row": "\(row + 1)"])))
        }
        if plan.tariff.fee == nil { gaps.append(missing(.application, "tariff.fee", "fee")) }
        if plan.incentives.basis == nil { gaps.append(missing(.incentives, "incentives.basis", "basis")) }
        if plan.safety.posts.isEmpty { gaps.append(missing(.safeguards, "safety.posts", "posts")) }
        for (field, text) in [
            ("people", plan.safety.people), ("technical", plan.safety.technical), ("physical", plan.safety.physical),
        ] where text.isBlank {
            gaps.append(missing(.safeguards, "safety.\(field)", "safety_\(field)"))
        }
        if !plan.contact.isReachable { gaps.append(missing(.publicity, "contact.name", "contact")) }
        return gaps
    }
}
