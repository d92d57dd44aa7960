import Store

extension Enrolment {
    /// What came between a form and its sending, and the form with it: whoever sends again has seen it.
    struct Conflict: Sendable {
        static let usedForm = "enrolment.form_used"

        /// What came, child by child; nothing where nothing came for a child that was answered.
        private(set) var said: [Text] = []
        /// What was filled in, made from what stands now. Children that nobody touched stand as they stand.
        private(set) var inputs: [ChildInput]

        /// Nil where the form was refused for another reason.
        init?(
            _ fault: Fault, _ id: ID<Submission>, _ inputs: [ChildInput], _ form: FamilyForm, _ caller: Caller, _ db: DB
        ) throws {
            self.inputs = inputs
            switch fault.code {
            case "enrolment.changed_meanwhile": try renewAnswers(nil, form, caller, db)
            case Self.usedForm:
                try renewAnswers(Receipt.find(id, of: caller.requireAccount(), db)?.number, form, caller, db)
            case "enrolment.care_changed": try renewCare(form, db)
            default: return nil
            }
        }

        /// - Parameter number: under which the form was sent already, with these answers or others.
        private mutating func renewAnswers(
            _ number: String?, _ form: FamilyForm, _ caller: Caller, _ db: DB
        ) throws {
            for place in inputs.indices {
                let (input, child) = (inputs[place], try form.child(inputs[place]))
                let sent = try number.flatMap {
                    try Application.numbered($0, of: input.pupil, in: input.school, db)?.answer(db)
                }
                let isSent = sent != nil && sent == (try? input.read(child.offer, at: "children"))
                guard try !isSent && form.isAnswered(input, db) else {
                    inputs[place].follow(child.input)
                    continue
                }
                guard case .application(let seen) = input.standing, seen != child.application?.id else { continue }
                said += try [Self.answer(child, caller, db)].compactMap { $0 }
                inputs[place].seen = child.input.seen
            }
        }

        private mutating func renewCare(_ form: FamilyForm, _ db: DB) throws {
            for place in inputs.indices {
                let child = try form.child(inputs[place])
                guard child.isTrusted, let seen = inputs[place].careSeen, seen != Care(inputs[place]).mark else {
                    continue
                }
                let stands = try Care(of: child.child.pupil, in: child.child.school, db)
                guard seen != stands.mark else { continue }
                said.append(
                    Text("enrolment.conflict_care", texts: ["care": stands.text], ["child": child.child.name]))
                inputs[place].careSeen = stands.mark
            }
        }

        /// Who answered last for a child, and what, as far as the reader may see it.
        private static func answer(_ child: FamilyForm.Child, _ caller: Caller, _ db: DB) throws -> Text? {
            guard let window = child.window else { return nil }
            let newest = try Application.history(
                of: child.child.pupil, in: child.child.school, window.term.id, limit: 1, db
            ).first
            return newest.map {
                let at = $0.application.submittedAt.display(in: caller.language)
                guard child.seesAnswer else {
                    return Text("enrolment.conflict_hidden", ["child": child.child.name, "at": at])
                }
                return Text(
                    "enrolment.conflict_one", texts: ["answer": $0.answer.text],
                    ["by": $0.by, "child": child.child.name, "at": at])
            }
        }
    }
}
