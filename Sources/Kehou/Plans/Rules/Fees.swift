/// Fees and pay (clause 6a and the national rules on waivers).
extension Plans.Rule {
    static let money = [feeWithinCeiling, poorFree, payByHours, payAtFloor]

    static let feeWithinCeiling = Plans.Rule(
        "fee.within_ceiling", clause: "6a", .must, needs: [.policy, .school, .feeCeiling]
    ) { plan, facts in
        guard let fee = plan.tariff.fee else { return .notYetKnown([.fee]) }
        guard let policy = facts.policy else { return .notYetKnown([.policy]) }
        guard let ceiling = policy.feeCeiling else {
            return .notYetKnown([facts.school == nil ? .school : .feeCeiling])
        }
        guard fee > ceiling else { return .passed }
        return .failed([
            Plans.Finding(
                .application, "tariff.fee",
                Text(
                    "plans.finding.fee_high",
                    texts: ["fee": .money(fee), "ceiling": .money(ceiling), "gap": .money(fee - ceiling)]))
        ])
    }

    /// Poor families pay nothing; where nobody pays, nothing needs saying.
    static let poorFree = Plans.Rule("fee.poor_free", clause: "6a", .must) { plan, _ in
        guard let fee = plan.tariff.fee else { return .notYetKnown([.fee]) }
        guard fee > 0, !plan.tariff.free.contains(.poor) else { return .passed }
        return .failed([
            Plans.Finding(.application, "tariff.free", Text("plans.finding.poor_pay", texts: ["fee": .money(fee)]))
        ])
    }

    /// Pay follows work, never the number of pupils who join: neither by the field nor in the words beside it.
    static let payByHours = Plans.Rule("pay.not_by_pupils", clause: "6a", .must, needs: [.basis]) { plan, facts in
        var findings = facts.words.pay(in: plan.prose.incentives).map {
            Plans.Finding(.incentives, "prose.incentives", Text("plans.finding.pay_words", ["word": $0]))
        }
        if plan.incentives.basis == .pupils {
            findings.insert(
                Plans.Finding(.incentives, "incentives.basis", Text("plans.finding.pay_by_pupils")), at: 0)
        }
        return .judged(findings, missing: plan.incentives.basis == nil ? [.basis] : [])
    }

    /// The province's floor is a teacher's; other people's pay is settled elsewhere.
    static let payAtFloor = Plans.Rule("pay.at_floor", clause: "6a", .should, needs: [.policy, .payFloor]) {
        plan, facts in
        guard let policy = facts.policy else { return .notYetKnown([.policy]) }
        guard let floor = policy.payFloor else { return .notYetKnown([.payFloor]) }
        let teachers = plan.staff.enumerated().filter { $0.element.kind?.isTeacher == true }
        guard !teachers.isEmpty, teachers.allSatisfy({ $0.element.pay != nil }) else { return .notYetKnown([.pay]) }
        return .judged(
            teachers.compactMap { row, group in
                guard let pay = group.pay, pay < floor else { return nil }
                let texts: [String: Text] = ["pay": .money(pay), "floor": .money(floor), "gap": .money(floor - pay)]
                return Plans.Finding(.staffing, "staff.\(row).pay", Text("plans.finding.pay_low", texts: texts))
            })
    }
}
