import Store

extension Enrolment {
    /// What an answering person has before them: their children, what each school offers, and what stands so far.
    struct FamilyForm: Sendable {
        struct Child: Sendable {
            let child: Registry.FamilyAccount.Child
            /// Nil while the school has set none.
            let window: Window?
            let application: Application?
            let answer: Answer?
            /// Who looks at it.
            let reader: ID<Caller.Account>

            var offer: [Offer.Day] { window?.offer.days(grade: child.grade) ?? [] }
            /// Sees and writes what only a confirmed, unrestricted guardian may: collectors and care notes.
            var isTrusted: Bool { child.isConfirmed && !child.isRestricted }
            /// Whoever waits for the school answers where nobody has; what a guardian said they cannot change.
            var mayAnswer: Bool { child.isConfirmed || application == nil || application?.account == reader }
            /// On which days and until when a child stays says where it is: whoever is not trusted sees only what they said.
            var seesAnswer: Bool { isTrusted || application?.account == reader }

            /// The answer that a page showed from which a part of a form was made; nil where it showed none.
            func shown(to input: ChildInput, _ db: DB) throws -> Answer? {
                guard seesAnswer, case .application(let seen?) = input.standing else { return nil }
                return try seen == application?.id
                    ? answer : Application.find(seen, of: child.pupil, in: child.school, db)?.answer(db)
            }

            /// Its part of a form, filled with what stands.
            var input: ChildInput {
                ChildInput(
                    school: child.school, pupil: child.pupil, answer: seesAnswer ? answer : nil, seen: application?.id,
                    offer: offer)
            }
        }

        let children: [Child]

        /// All children of an account.
        ///
        /// *Cost*: two queries for the children, one for the windows, one a child for what stands.
        static func load(_ caller: Caller, _ db: DB) throws -> FamilyForm {
            let account = try caller.requireAccount()
            let children = try Registry.FamilyAccount.children(of: account, on: caller.today, db)
            let windows = try Window.current(of: children.map(\.school), at: caller.now, db)
            return FamilyForm(
                children: try children.map { child in
                    let window = try windows[child.school]?.current(db)
                    let standing = try window.flatMap {
                        try Application.current(of: child.pupil, in: child.school, $0.term.id, db)
                    }
                    return Child(
                        child: child, window: window, application: standing?.application, answer: standing?.answer,
                        reader: account)
                })
        }

        /// The child that a part of a sent form speaks of.
        ///
        /// - Throws: `notFound` for somebody else's child, so that nobody learns whether it exists.
        func child(_ input: ChildInput) throws -> Child {
            guard
                let found = children.first(where: { $0.child.pupil == input.pupil && $0.child.school == input.school })
            else { throw Fault.notFound() }
            return found
        }

        /// Whether a sent form speaks of this family's children, and of each once.
        ///
        /// - Throws: `notFound` for somebody else's child; `invalid` for one that stands in the form twice.
        func check(_ inputs: [ChildInput]) throws {
            var seen: Set<ID<Registry.Pupil>> = []
            for input in inputs { _ = try child(input) }
            let twice = inputs.indices.filter { !seen.insert(inputs[$0].pupil).inserted }
            guard twice.isEmpty else {
                throw Fault.invalid(fields: twice.map { FieldFault("children.\($0).answer", "enrolment.child_twice") })
            }
        }

        /// Whether a person has filled something in for a child beside what the page showed, and may want to find it again.
        func isTouched(_ input: ChildInput, _ db: DB) throws -> Bool {
            try input.ended?.isEmpty == false || isAnswered(input, db)
        }

        /// Whether a person has answered something else for a child than the page showed. What nobody touched is no answer: it
        /// follows what stands, and never brings an older answer back.
        func isAnswered(_ input: ChildInput, _ db: DB) throws -> Bool {
            let child = try child(input)
            // Half filled in is touched, too.
            guard let shown = try child.shown(to: input, db), let answer = try? input.read(child.offer, at: "children")
            else { return input.answer != nil || !(input.days ?? []).isEmpty }
            return answer != shown
        }

        /// What the form opens with: a draft, else what stands, else nothing.
        func inputs(_ draft: Draft?) -> [ChildInput] {
            children.map { child in
                if let kept = draft?.answers.first(where: {
                    $0.pupil == child.child.pupil && $0.school == child.child.school
                }) {
                    return kept
                }
                return child.input
            }
        }
    }
}

extension Enrolment.FamilyForm {
    /// What a button of the form does to what was filled in: "every day" for one child, "same as" for another.
    ///
    /// - Parameters:
    ///   - every: the child's place in the form.
    ///   - copy: `1.0` gives the second child the answers of the first.
    func edited(_ inputs: [Enrolment.ChildInput], every: Int?, copy: String?) throws -> [Enrolment.ChildInput] {
        var inputs = inputs
        if let every, inputs.indices.contains(every) {
            inputs[every] = inputs[every].everyDay(try child(inputs[every]).offer)
        }
        let places = (copy ?? "").split(separator: ".").compactMap { Int($0) }
        if places.count == 2, places.allSatisfy(inputs.indices.contains) {
            inputs[places[0]] = inputs[places[0]].copying(
                inputs[places[1]], offer: try child(inputs[places[0]]).offer)
        }
        return inputs
    }

    /// The parts to write: children that were answered, and otherwise than the sender saw or sees it stand.
    ///
    /// - Throws: `invalid` naming every wrong field of every child; `notFound` for somebody else's child.
    func parts(_ inputs: [Enrolment.ChildInput], _ db: DB) throws -> [Enrolment.Submission.Part] {
        var faults: [FieldFault] = []
        var parts: [Enrolment.Submission.Part] = []
        for (place, input) in inputs.enumerated() {
            let child = try child(input)
            do {
                guard let answer = try input.read(child.offer, at: "children.\(place)") else { continue }
                guard try answer != child.shown(to: input, db) else { continue }
                guard let window = try child.window?.refreshed(db) else { throw Fault.conflict("enrolment.not_open") }
                guard child.mayAnswer else {
                    faults.append(FieldFault("children.\(place).answer", "enrolment.wait_for_school"))
                    continue
                }
                // Left out for a reader who may not see it, "nothing was changed" would say that a guess was right.
                if child.seesAnswer, answer == child.answer, input.standing != .any { continue }
                parts.append(
                    Enrolment.Submission.Part(
                        school: input.school, pupil: input.pupil, classID: child.child.classID,
                        guardian: child.child.guardian, window: window, answer: answer, seen: input.standing))
            } catch let fault as Fault where fault.kind == .invalid {
                faults += fault.fields
            }
        }
        guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
        return parts
    }
}
