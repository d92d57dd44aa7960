extension Plans {
    /// One line of `components/checks`.
    struct CheckItem: Codable, Sendable {
        let tone: String
        let icon: String
        let verdict: Text
        let text: Text
        /// How to put it right, where the sentence does not say so itself.
        var mend: Text?
        let clause: Text
        let href: String?

        /// Failures first, one line for each finding; then what is not yet known; then what passed.
        static func all(_ report: Report, edit: String?) -> [CheckItem] {
            report.failedMust.flatMap { failed($0, edit) } + report.failedShould.flatMap { failed($0, edit) }
                + report.unknown.flatMap(unknown) + report.results.filter { $0.verdict == .passed }.map(passed)
        }

        private static func failed(_ result: Result, _ edit: String?) -> [CheckItem] {
            let isMust = result.severity == .must
            return result.findings.map { finding in
                CheckItem(
                    tone: isMust ? "attention" : "think", icon: isMust ? "alert" : "info",
                    verdict: result.severity.label,
                    text: finding.text, clause: clause(result), href: edit.map { $0 + "#" + PlanForm.id(finding.field) }
                )
            }
        }

        /// One line, or one for each sentence that says more.
        private static func unknown(_ result: Result) -> [CheckItem] {
            let waits = Text(
                "plans.unknown", texts: ["rule": result.title, "needs": .list(result.needs.map(\.label))])
            let texts = result.findings.isEmpty ? [waits] : result.findings.map(\.text)
            return texts.map {
                CheckItem(
                    tone: "unknown", icon: "question", verdict: Verdict.notYetKnown.label, text: $0,
                    clause: clause(result), href: nil)
            }
        }

        private static func passed(_ result: Result) -> CheckItem {
            CheckItem(
                tone: "good", icon: "check-circle", verdict: Verdict.passed.label, text: result.title,
                clause: clause(result), href: nil)
        }

        private static func clause(_ result: Result) -> Text { Text("plans.clause", ["clause": result.clause]) }
    }

    /// One line that says how a plan stands: what is amiss and how often, or that all is well.
    static func summary(_ report: Report) -> Text {
        let counts = [
            ("must", report.failedMust.count), ("should", report.failedShould.count), ("unknown", report.unknown.count),
        ]
        let amiss = counts.filter { $0.1 > 0 }.map { Text("plans.summary.\($0.0)", ["count": "\($0.1)"]) }
        return amiss.isEmpty ? Text("plans.summary.good") : .list(amiss)
    }

    static func badge(_ state: State) -> Badge {
        let tone =
            switch state {
            case .draft, .superseded: "plain"
            case .submitted: "info"
            case .returned: "attention"
            case .approved, .published: "good"
            }
        return Badge(tone: tone, label: state.label)
    }

    struct Badge: Codable, Sendable {
        let tone: String
        let label: Text
    }
}
