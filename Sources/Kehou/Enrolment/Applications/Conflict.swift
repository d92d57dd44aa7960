import Store

extension Enrolment {
    /// What came between a form and its sending, and the form with it: whoever sends again has seen it.
    struct Conflict: Sendable {
        static let usedForm = "enrolment.form_used"

        /// What came, child by child, and what to do.
        let text: Text
        /// What was filled in, made from what stands now.
        let inputs: [ChildInput]

        /// Nil where the form was refused for another reason.
        init?(_ fault: Fault, _ inputs: [ChildInput], _ form: FamilyForm, _ caller: Caller, _ db: DB) throws {
            var (said, renewed): ([Text], [ChildInput]) = ([], inputs)
            switch fault.code {
            case "enrolment.changed_meanwhile":
                for place in inputs.indices {
                    let child = try form.child(inputs[place])
                    guard case .application(let seen) = inputs[place].standing, seen != child.application?.id else {
                        continue
                    }
                    said += try [Self.answer(child, caller, db)].compactMap { $0 }
                    renewed[place].seen = child.application?.id.description ?? "none"
                }
            case "enrolment.care_changed":
                for place in inputs.indices {
                    guard let seen = inputs[place].careSeen, seen != Care(inputs[place]).mark else { continue }
                    let child = try form.child(inputs[place]).child
                    let stands = try Care(of: child.pupil, in: child.school, db)
                    guard seen != stands.mark else { continue }
                    said.append(Text("enrolment.conflict_care", texts: ["care": stands.text], ["child": child.name]))
                    renewed[place].careSeen = stands.mark
                }
            case Self.usedForm:
                // The receipt of what was sent before stands; what is filled in now is compared with it.
                for place in inputs.indices {
                    let child = try form.child(inputs[place])
                    said += try [Self.answer(child, caller, db)].compactMap { $0 }
                    renewed[place].seen = child.application?.id.description ?? "none"
                }
            default: return nil
            }
            text = Text("enrolment.conflict", texts: ["said": .list(said)])
            self.inputs = renewed
        }

        /// Who answered last for a child, and what, as far as the reader may see it.
        private static func answer(_ child: FamilyForm.Child, _ caller: Caller, _ db: DB) throws -> Text? {
            guard let window = child.window else { return nil }
            let newest = try Application.history(
                of: child.child.pupil, in: child.child.school, window.term.id, db
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
