import Store

extension Enrolment {
    struct PaperInput: Codable, Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let form: ID<Submission>
        /// On whose behalf.
        let guardian: ID<Registry.Guardian>
        /// Who brought or sent the paper.
        let askedBy: String
        /// The day on the paper.
        let askedOn: LocalDate
        let answer: ChildInput.Word
        let days: [Weekday]?
        let times: ChildInput.Times?
        let homeworkOnly: Bool?

        var child: ChildInput {
            ChildInput(
                school: school, pupil: pupil, seen: nil, answer: answer, days: days, times: times,
                homeworkOnly: homeworkOnly)
        }
    }

    static let paperEndpoints: [Endpoint] = [paper, enterPaper]

    static let paper = Endpoint(
        "enrolment.paper", .get, "/schools/{school}/pupils/{pupil}/application", "Enter a paper application",
        allow: .roles(.office, .principal, school: \.school), example: PupilInput(school: 3, pupil: 1),
        faults: [.notFound]
    ) { input, caller, db in try PaperPage(input, nil, nil, caller, db) }

    static let enterPaper = Endpoint(
        "enrolment.enter_paper", .post, "/schools/{school}/pupils/{pupil}/application",
        "Enter what a family wrote on paper: who asked, on whose behalf, when; every guardian is told",
        allow: .roles(.office, .principal, school: \.school),
        example: PaperInput(
            school: 3, pupil: 1, form: 1, guardian: 1, askedBy: "Grandmother", askedOn: .sample, answer: .join,
            days: [.monday], times: nil, homeworkOnly: nil), faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in
            try PaperPage(PupilInput(school: input.school, pupil: input.pupil), input, typed, caller, db)
        }
    ) { input, caller, db in
        let account = try caller.requireAccount()
        let pupil = try Registry.Pupil.find(input.pupil, in: input.school, db)
        guard pupil.leftOn == nil else { throw Fault.notFound() }
        let guardians = try Registry.Guardian.all(of: pupil.id, in: input.school, db)
        var faults: [FieldFault] = []
        if !guardians.contains(where: { $0.id == input.guardian }) {
            faults.append(FieldFault("guardian", "field.choice"))
        }
        let asked = input.askedBy.trimmed
        if let fault = FieldFault.inLine("askedBy", input.askedBy, most: 40) { faults.append(fault) }
        if input.askedOn < caller.today.adding(days: -366) {
            faults.append(FieldFault("askedOn", "enrolment.paper_old"))
        }
        if input.askedOn > caller.today { faults.append(FieldFault("askedOn", "enrolment.paper_ahead")) }
        guard let window = try Window.current(of: [input.school], at: caller.now, db)[input.school]?.refreshed(db)
        else { throw Fault.conflict("enrolment.not_open") }
        let grade = try Registry.SchoolClass.grade(of: pupil, db)
        var answer: Answer?
        do {
            answer = try input.child.read(window.offer.days(grade: grade), at: "")
        } catch let fault as Fault where fault.kind == .invalid {
            faults += fault.fields.map { FieldFault(String($0.field.dropFirst()), $0.code, $0.arguments) }
        }
        guard faults.isEmpty, let answer else { throw Fault.invalid(fields: faults) }
        let part = Submission.Part(
            school: input.school, pupil: pupil.id, classID: pupil.classID, guardian: input.guardian, window: window,
            answer: answer, seen: .any)
        let sent = try Receipt.find(input.form, of: account, db)
        if let sent, try !part.stands(under: sent.number, db) { throw Fault.conflict(Conflict.usedForm) }
        // The last answer stands, and a paper is as old as the day on it.
        if let standing = try Application.current(of: pupil.id, in: input.school, window.term.id, db)?.application,
            let said = standing.askedOn ?? (standing.via == .family ? standing.submittedAt.localDate : nil),
            said > input.askedOn, sent == nil
        {
            throw Fault.conflict("enrolment.paper_older", ["day": said.description])
        }
        let receipt = try Submission(
            form: input.form, parts: [part], account: account,
            paper: Submission.Paper(askedBy: asked, askedOn: input.askedOn), now: caller.now
        ).send(db)
        if !receipt.isRepeated {
            try tellGuardians(
                of: pupil.id, in: input.school, pupil.name, by: asked, nil, receipt.number, at: caller.now, db)
        }
        return SeeOther(
            location: "/schools/\(input.school)/pupils/\(input.pupil)/application",
            notice: Text("enrolment.paper_kept", ["number": receipt.number]), json: ["number": receipt.number])
    }

    /// The form for one paper. It shows nothing of what the family answered before: the office learns what it enters itself.
    struct PaperPage: Page {
        static let template = "enrolment/paper"
        let name: String
        let base: String
        let form: ID<Submission>
        let errors: [FormBuilder.Summary]
        let fields: [FormField]
        let child: ChildCard.Week
        let window: Text
        let breadcrumbs: [Link]

        init(
            _ input: PupilInput, _ sent: PaperInput?, _ typed: Endpoint.Typed?, _ caller: Caller, _ db: DB
        ) throws {
            let pupil = try Registry.Pupil.find(input.pupil, in: input.school, db)
            let home = try Registry.School.find(input.school, db)
            let guardians = try Registry.Guardian.all(of: pupil.id, in: home.id, db)
            let window = try Window.current(of: [home.id], at: caller.now, db)[home.id]?.current(db)
            let offer = window?.offer.days(grade: try Registry.SchoolClass.grade(of: pupil, db)) ?? []
            var builder = FormBuilder(typed)
            name = pupil.name
            base = "/schools/\(home.id)/pupils/\(pupil.id)/application"
            form = typed?.fault.code == Conflict.usedForm ? .next() : sent?.form ?? .next()
            fields = [
                builder.add(
                    .select, "guardian", Text("enrolment.paper_guardian"), stored: guardians.first?.id.description,
                    options: guardians.map { ($0.id.description, Text(verbatim: $0.name)) }),
                builder.add(
                    .text, "askedBy", Text("enrolment.paper_asked_by"), hint: Text("enrolment.paper_asked_hint"),
                    maxlength: 40),
                builder.add(
                    .date, "askedOn", Text("enrolment.paper_asked_on"), stored: caller.today.description,
                    max: caller.today.description),
            ]
            child = ChildCard.Week(offer, sent?.child, typed?.fault.fields ?? [])
            let named = builder.errors
            let wrong = typed?.fault.fields.first { $0.field == "days" || $0.field.hasPrefix("times.") }
            // Without a wrong field of its own the builder would point at its first one.
            let own = wrong == nil || fields.contains { $0.error != nil } ? named : []
            let week = wrong.map { FormBuilder.Summary(id: "week", label: Text("enrolment.days"), error: $0.text) }
            errors = own + [week].compactMap { $0 }
            let state = window?.state(at: caller.now)
            self.window = state.map { Text("enrolment.paper_window.\($0.rawValue)") } ?? Text("enrolment.window.none")
            breadcrumbs = [
                Link(Text(verbatim: home.name(in: caller.language)), "/schools/\(home.id)"),
                Link(Text("enrolment.desk.title"), "/schools/\(home.id)/enrolment"),
            ]
        }
    }
}

extension Registry.SchoolClass {
    /// The grade of a pupil: its class's, or its own where it has none.
    static func grade(of pupil: Registry.Pupil, _ db: DB) throws -> Int? {
        guard let room = pupil.classID else { return pupil.grade }
        return try db.value(
            "SELECT grade FROM class WHERE school_id = \(pupil.schoolID) AND id = \(room)", as: Int.self) ?? pupil.grade
    }
}
