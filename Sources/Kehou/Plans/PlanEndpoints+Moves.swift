import Store

/// The moves of a version, and the talk between district and school. Each move names the revision that was seen.
///
/// The boxes of the page are one form, so every step gets what is typed in any of them. It takes what belongs to it, in its own
/// transaction; what it has no use for is told and stays in its box.
extension Plans {
    static let moves = [submit, withdraw, discard, giveBack, approve, publish, comment, answer, answers]

    private static func seen(_ input: MoveInput, _ db: DB) throws -> Version {
        let version = try Version.find(input.plan, of: input.school, db)
        // A state that does not allow the move says more than a revision that has passed.
        guard version.revision == input.version || !version.state.isMoving else {
            throw Fault.conflict("plan.changed_meanwhile")
        }
        return version
    }

    /// *Throws*: `plan.for_another_step` (invalid) naming each box that holds words.
    private static func refuse(_ boxes: [(String, String?)]) throws {
        let wrong = boxes.filter { _, text in !(text ?? "").isBlank }
        guard wrong.isEmpty else {
            throw Fault.invalid(fields: wrong.map { name, _ in FieldFault(name, "plan.for_another_step") })
        }
    }

    static let submit = Endpoint(
        "plans.submit", .post, "/schools/{school}/plans/{plan}/submission", "Hand the plan to the district",
        allow: .roles(.principal, .office, school: \.school), example: MoveInput(school: 3, plan: 1, version: 1),
        faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, _, db in try PlanPage(input.only, caller, typed: typed, db) },
        inside: { input, caller, app, db in
            let version = try seen(input, db)
            try Comment.answer(input.answers ?? [], of: version, by: caller.account, at: caller.now, db)
            try version.submit(by: caller.account, at: caller.now, facts(version, app.plans, db), db)
            return SeeOther.to(path(version), Text("plans.done.submitted"))
        }
    ).showing(typedStep)

    static let withdraw = Endpoint(
        "plans.withdraw", .post, "/schools/{school}/plans/{plan}/withdrawal",
        "Take a plan back that the district has not decided", allow: .roles(.principal, .office, school: \.school),
        example: MoveInput(school: 3, plan: 1, version: 1), faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in try PlanPage(input.only, caller, typed: typed, db) }
    ) { input, caller, db in
        let version = try seen(input, db)
        try Comment.answer(input.answers ?? [], of: version, by: caller.account, at: caller.now, db)
        try version.withdraw(by: caller.account, at: caller.now, db)
        return SeeOther.to(path(version), Text("plans.done.withdrawn"))
    }.showing(typedStep)

    static let discard = Endpoint(
        "plans.discard", .post, "/schools/{school}/plans/{plan}/removal",
        "Throw away a draft that was never handed in, to begin anew",
        allow: .roles(.principal, .office, school: \.school),
        example: MoveInput(school: 3, plan: 1, version: 1), faults: [.notFound, .conflict],
        again: { typed, input, caller, db in try PlanPage(input.only, caller, typed: typed, db) }
    ) { input, caller, db in
        let version = try seen(input, db)
        try version.discard(by: caller.account, at: caller.now, db)
        return SeeOther.to("/schools/\(version.school)/plans", Text("plans.done.discarded"))
    }

    static let giveBack = Endpoint(
        "plans.return", .post, "/schools/{school}/plans/{plan}/return",
        "Send the plan back to the school, with a last remark where there is one",
        allow: .roles(.districtOfficer, school: \.school),
        example: MoveInput(school: 3, plan: 1, version: 1, note: "Example"), faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in try PlanPage(input.only, caller, typed: typed, db) }
    ) { input, caller, db in
        let version = try seen(input, db)
        try version.require(.returned)
        try refuse(input.byRule.sorted { $0.key < $1.key }.map { ("reasons.\(Reason.field($0.key))", $0.value) })
        if let body = input.body, !body.isBlank {
            guard let section = input.section else { throw Fault.invalid(field: "section", "field.required") }
            try Comment.add(to: version, section, body, by: caller.account, at: caller.now, db)
        }
        try version.giveBack(note: input.note ?? "", by: caller.account, at: caller.now, db)
        return SeeOther.to(path(version), Text("plans.done.returned"))
    }.showing(typedStep)

    static let approve = Endpoint(
        "plans.approve", .post, "/schools/{school}/plans/{plan}/approval",
        "Agree to the plan, with a reason for each failed should",
        allow: .roles(.districtOfficer, school: \.school), example: MoveInput(school: 3, plan: 1, version: 1),
        faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, _, db in try PlanPage(input.only, caller, typed: typed, db) },
        inside: { input, caller, app, db in
            let version = try seen(input, db)
            try version.require(.approved)
            try refuse([("body", input.body), ("note", input.note)])
            try version.approve(
                reasons: input.byRule, by: caller.account, at: caller.now, facts(version, app.plans, db), db)
            return SeeOther.to(path(version), Text("plans.done.approved"))
        }
    ).showing(typedStep)

    static let publish = Endpoint(
        "plans.publish", .post, "/schools/{school}/plans/{plan}/publication", "Show the plan to families",
        allow: .roles(.principal, .office, school: \.school), example: MoveInput(school: 3, plan: 1, version: 1),
        faults: [.notFound, .conflict],
        again: { typed, input, caller, db in try PlanPage(input.only, caller, typed: typed, db) }
    ) { input, caller, db in
        let version = try seen(input, db)
        try version.publish(by: caller.account, at: caller.now, db)
        return SeeOther.to(path(version), Text("plans.done.published"))
    }

    static let comment = Endpoint(
        "plans.comment", .post, "/schools/{school}/plans/{plan}/comments", "Remark on one section of a submitted plan",
        allow: .roles(.districtOfficer, school: \.school),
        example: CommentInput(school: 3, plan: 1, section: .time, body: "Example"),
        faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in try PlanPage(input.only, caller, typed: typed, db) },
        rest: besideComment
    ) { input, caller, db in
        let version = try Version.find(input.plan, of: input.school, db)
        guard [nil, version.revision].contains(input.version) || !version.state.isMoving else {
            throw Fault.conflict("plan.changed_meanwhile")
        }
        try Comment.add(to: version, input.section, input.body, by: caller.account, at: caller.now, db)
        return SeeOther.to(path(version, "#remarks"), Text("plans.done.commented"))
    }.showing(typedStep)

    static let answer = Endpoint(
        "plans.answer", .post, "/schools/{school}/plans/{plan}/comments/{comment}/answer",
        "Answer a remark of the district", allow: .roles(.principal, .office, school: \.school),
        example: AnswerInput(school: 3, plan: 1, comment: 1, answer: "Example"),
        faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in try PlanPage(input.only, caller, typed: typed, db) }
    ) { input, caller, db in
        let version = try Version.find(input.plan, of: input.school, db)
        try Comment.answer(input.comment, of: version, input.answer, by: caller.account, at: caller.now, db)
        return SeeOther.to(path(version, "#remarks"))
    }.showing(typedStep)

    static let answers = Endpoint(
        "plans.answers", .post, "/schools/{school}/plans/{plan}/answers",
        "Answer remarks of the district, as many as are filled in",
        allow: .roles(.principal, .office, school: \.school),
        example: AnswersInput(school: 3, plan: 1, answers: [Answered(comment: 1, answer: "Example")]),
        faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in try PlanPage(input.only, caller, typed: typed, db) }
    ) { input, caller, db in
        let version = try Version.find(input.plan, of: input.school, db)
        let count = try Comment.answer(input.answers, of: version, by: caller.account, at: caller.now, db)
        guard count > 0 else { throw Fault.invalid(field: "answers.0.answer", "field.required") }
        return SeeOther.to(path(version, "#remarks"), Text("plans.done.answered", ["count": "\(count)"]))
    }.showing(typedStep)
}
