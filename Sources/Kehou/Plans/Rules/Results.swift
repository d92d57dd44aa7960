extension Plans {
    /// What one rule answered for one version of a plan, as stored and shown.
    struct Result: Codable, Sendable, Hashable {
        let code: String
        let clause: String
        let severity: Severity
        let verdict: Verdict
        /// What failed, or what an answer that is not yet known waits for in particular.
        let findings: [Finding]
        let needs: [Need]

        init(_ rule: Rule, _ outcome: Outcome) {
            code = rule.code
            clause = rule.clause
            severity = rule.severity
            switch outcome {
            case .passed: (verdict, findings, needs) = (.passed, [], [])
            case .failed(let found): (verdict, findings, needs) = (.failed, found, [])
            case .notYetKnown(let missing): (verdict, findings, needs) = (.notYetKnown, [], missing)
            case .open(let found, let missing): (verdict, findings, needs) = (.notYetKnown, found, missing)
            }
        }

        var title: Text { Text("plans.rule.\(code)") }
    }

    enum Verdict: String, Choice {
        case passed, failed
        case notYetKnown = "not_yet_known"
        static let prefix = "plans.verdict"
    }

    /// All rules on one plan, in the order of `Rule.all`.
    struct Report: Codable, Sendable, Hashable {
        let results: [Result]

        init(_ plan: Plan, _ facts: Facts) {
            results = Rule.all.map { Result($0, $0.check(plan, facts)) }
        }

        var failed: [Result] { results.filter { $0.verdict == .failed } }
        var failedMust: [Result] { failed.filter { $0.severity == .must } }
        var failedShould: [Result] { failed.filter { $0.severity == .should } }
        var unknown: [Result] { results.filter { $0.verdict == .notYetKnown } }
        /// Must failures bar submission. What is not yet known does not by itself: of a must it is either a policy or a calendar
        /// that others owe, or a gap in the plan, which `sections.complete` fails for.
        var maySubmit: Bool { failedMust.isEmpty }
    }
}
