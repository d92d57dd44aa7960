/// What is offered (clause 3) and what is asked of families who apply (clause 1e).
extension Plans.Rule {
    static let content = [tutoringPresent, extensionPresent, categoriesEnough, noProofPapers]

    /// Clause 3b: help for those in difficulty, at least once a week for each grade.
    static let tutoringPresent = Plans.Rule("tutoring.present", clause: "3b", .should, needs: [.timetable]) { plan, _ in
        kind(.tutoring, in: plan, "plans.finding.no_tutoring")
    }

    /// Clause 3c: room for the able, at least once a week for each grade.
    static let extensionPresent = Plans.Rule("extension.present", clause: "3c", .should, needs: [.timetable]) {
        plan, _ in
        kind(.extension_, in: plan, "plans.finding.no_extension")
    }

    private static func kind(_ kind: Plans.SessionKind, in plan: Plans.Plan, _ key: String) -> Plans.Outcome {
        guard !plan.grades.isEmpty else { return .notYetKnown([.timetable]) }
        let without = plan.grades.filter { grade in
            !plan.sessions(grade: grade).contains { $0.kind == kind && $0.isComplete }
        }
        guard let first = without.first else { return .passed }
        return .failed([
            Plans.Finding(.content, plan.path(grade: first), Text(key, texts: ["grades": .grades(without)]))
        ])
    }

    /// Clause 3d: as many different categories as the policy asks.
    static let categoriesEnough = Plans.Rule(
        "categories.enough", clause: "3d", .should, needs: [.policy, .categories]
    ) { plan, facts in
        guard let policy = facts.policy else { return .notYetKnown([.policy]) }
        guard let needs = policy.categories else { return .notYetKnown([.categories]) }
        let offered = Set(plan.bands.flatMap(\.sessions).filter(\.isComplete).compactMap(\.category))
        guard offered.count < needs else { return .passed }
        let open = Plans.Category.allCases.filter { !offered.contains($0) }.map(\.label)
        return .failed([
            Plans.Finding(
                .content, "bands.0.sessions",
                Text(
                    "plans.finding.categories", texts: ["open": .list(open)],
                    ["has": "\(offered.count)", "needs": "\(needs)", "gap": "\(needs - offered.count)"]))
        ])
    }

    /// Clause 1e: no proof papers from families who apply.
    static let noProofPapers = Plans.Rule("application.no_papers", clause: "1e", .must, needs: [.application]) {
        plan, facts in
        .judged(
            facts.words.papers(in: plan.prose.application).map {
                Plans.Finding(.application, "prose.application", Text("plans.finding.papers", ["word": $0]))
            }, missing: plan.prose.application.isBlank ? [.application] : [])
    }
}
