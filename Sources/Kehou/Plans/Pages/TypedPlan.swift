extension Plans {
    /// A plan as typed, part by part as the editor has it.
    ///
    /// - Parameter formerly: what earlier policies called their added sections, by code.
    static func typed(
        _ form: PlanForm, _ policy: Policy? = nil, formerly: [String: String] = [:]
    ) -> [TypedPart] {
        form.sections(policy, formerly: formerly).compactMap { section in
            let typed = section.groups.flatMap { group in
                words(group.fields, group.boxes)
                    + group.lists.flatMap(\.rows).flatMap { words($0.fields, $0.boxes) }
            }
            return typed.isEmpty ? nil : TypedPart(section.title, typed)
        }
    }

    /// The plan in the body of a save that was refused.
    static let typedPlan: @Sendable (Node) -> [TypedPart] = { tree in
        typed(PlanForm(typed: Endpoint.Typed(values: tree)))
    }

    /// What is written with a move, a comment or its answer.
    static let typedStep: @Sendable (Node) -> [TypedPart] = { tree in stepWords(tree) }

    /// The same without what stands in boxes of these names.
    static func stepWords(_ tree: Node, beside boxes: [String] = []) -> [TypedPart] {
        var all = [
            (name: "note", label: Text("plans.return_note")), (name: "body", label: Text("plans.comment_body")),
            (name: "answer", label: Text("plans.answer")),
        ]
        if case .array(let rows) = tree["answers"] {
            all += rows.indices.map { (name: "answers.\($0).answer", label: Text("plans.answer")) }
        }
        all += Rule.all.map { rule in
            (name: "reasons.\(Reason.field(rule.code))", label: Text("plans.rule.\(rule.code)"))
        }
        let words = TypedPart.part(tree, all.filter { !boxes.contains($0.name) })
        // Beside a remark stands the section that it is about.
        guard !boxes.contains("body"), let body = tree["body"]?.text, !body.isBlank,
            let section = tree["section"]?.text.flatMap(Section.init(rawValue:))
        else { return words }
        return words.map { part in
            TypedPart(
                part.title, [TypedPart.Word(label: Text("plans.comment_section"), text: section.label)] + part.words)
        }
    }

    /// What a comment leaves of the form it stands in: the words of other steps, where there are any.
    static let besideComment: @Sendable (Node) -> Node? = { tree in
        guard case .object(var fields) = tree else { return nil }
        fields["body"] = nil
        return stepWords(.object(fields)).isEmpty ? nil : .object(fields)
    }

    private static func words(_ fields: [FormField], _ boxes: [EditorBoxes]) -> [TypedPart.Word] {
        fields.compactMap(\.word)
            + boxes.compactMap { boxes in
                let ticked = boxes.options.filter(\.checked).map(\.label)
                return ticked.isEmpty ? nil : TypedPart.Word(label: boxes.legend, text: .list(ticked))
            }
    }
}
