/// Who serves, how they keep children safe, and whether all is ready in time (clauses 5 and 6c).
extension Plans.Rule {
    static let people = [volunteersAssist, emergencyPlan, adultsEnough, readyInTime]

    /// Clause 5b: retired teachers and volunteers assist; none of them leads alone.
    static let volunteersAssist = Plans.Rule("volunteers.assist", clause: "5b", .must, needs: [.staff]) { plan, _ in
        let isOpen = plan.staff.isEmpty || plan.staff.contains { $0.kind == nil || $0.role == nil }
        // "With a teacher" needs one: a school whose teachers are not in the plan leaves its volunteers alone.
        let hasTeacher = plan.staff.contains { $0.kind == .ownTeacher && $0.number != 0 }
        return .judged(
            plan.staff.enumerated().compactMap { row, group in
                guard let kind = group.kind, kind.isUnpaid, let key = alone(group.role, hasTeacher) else { return nil }
                return Plans.Finding(
                    .staffing, "staff.\(row).role",
                    Text(key, texts: ["kind": kind.label], ["number": "\(group.number ?? 0)"]))
            }, missing: isOpen ? [.staff] : [])
    }

    /// What is wrong where an unpaid helper has a role; nothing where somebody else is responsible.
    private static func alone(_ role: Plans.Role?, _ hasTeacher: Bool) -> String? {
        switch role {
        case .leads: "plans.finding.volunteer_leads"
        case .leadsWithTeacher where !hasTeacher: "plans.finding.volunteer_without_teacher"
        case .leadsWithTeacher, .assists, nil: nil
        }
    }

    /// Clause 6c: an emergency plan, and somebody to call.
    static let emergencyPlan = Plans.Rule("emergency.plan", clause: "6c", .must) { plan, _ in
        var findings: [Plans.Finding] = []
        if plan.safety.emergencyPlan.isBlank {
            findings.append(Plans.Finding(.safeguards, "safety.emergencyPlan", Text("plans.finding.no_emergency_plan")))
        }
        if !plan.safety.contacts.contains(where: \.isReachable) {
            findings.append(Plans.Finding(.safeguards, "safety.contacts", Text("plans.finding.no_emergency_contact")))
        }
        return .judged(findings)
    }

    /// Clause 6c: enough adults for the pupils expected.
    static let adultsEnough = Plans.Rule(
        "adults.enough", clause: "6c", .should, needs: [.policy, .pupilsPerAdult, .expectedPupils]
    ) { plan, facts in
        guard let policy = facts.policy else { return .notYetKnown([.policy]) }
        guard let ratio = policy.pupilsPerAdult, ratio > 0 else { return .notYetKnown([.pupilsPerAdult]) }
        guard !plan.bands.isEmpty, plan.bands.allSatisfy({ $0.pupils != nil }) else {
            return .notYetKnown([.expectedPupils])
        }
        guard !plan.staff.isEmpty, plan.staff.allSatisfy({ $0.number != nil }) else { return .notYetKnown([.numbers]) }
        // Held to the bounds here as well: a plan of an older version was stored without them, and no sum may overflow.
        let pupils = plan.bands.reduce(0) { $0 + ($1.pupils ?? 0).held(to: Plans.Bound.pupils) }
        let adults = plan.staff.reduce(0) { $0 + ($1.number ?? 0).held(to: Plans.Bound.number) }
        let needed = (pupils + ratio - 1) / ratio
        guard adults < needed else { return .passed }
        return .failed([
            Plans.Finding(
                .staffing, "staff.0.number",
                Text(
                    "plans.finding.adults",
                    [
                        "pupils": "\(pupils)", "adults": "\(adults)", "needed": "\(needed)",
                        "gap": "\(needed - adults)", "ratio": "\(ratio)",
                    ]))
        ])
    }

    /// Clause 5a: ready before the term's first day.
    static let readyInTime = Plans.Rule("ready.before_term", clause: "5a", .should, needs: [.calendar, .readyOn]) {
        plan, facts in
        guard let first = facts.firstDay else { return .notYetKnown([.calendar]) }
        guard let ready = plan.readyOn else { return .notYetKnown([.readyOn]) }
        guard ready >= first else { return .passed }
        return .failed([
            Plans.Finding(
                .time, "readyOn",
                Text(
                    "plans.finding.ready_late", texts: ["ready": .date(ready), "first": .date(first)],
                    ["gap": "\(first.days(until: ready) + 1)"]))
        ])
    }
}

extension Int {
    fileprivate func held(to bound: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, bound.lowerBound), bound.upperBound)
    }
}
