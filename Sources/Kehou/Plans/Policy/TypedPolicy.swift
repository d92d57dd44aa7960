extension Plans {
    /// A field whose stored value is another than what was typed over it.
    struct PolicyChange: Codable, Sendable {
        let label: Text
        let now: Text
    }

    /// A policy's form or the word of a decision as it was sent, to be read and copied.
    static let typedPolicy: @Sendable (Node) -> [TypedPart] = { tree in
        func rows(_ list: String, _ columns: [(name: String, key: String)]) -> [(name: String, label: Text)] {
            guard case .array(let sent)? = tree[list] else { return [] }
            return sent.indices.flatMap { row in
                columns.map { (name: "\(list).\(row).\($0.name)", label: Text($0.key, ["number": "\(row + 1)"])) }
            }
        }
        var boxes: [(name: String, label: Text)] = [
            (name: "comment", label: Text("policy.comment")),
            (name: "effectiveFrom", label: Text("policy.effective_from")),
        ]
        boxes += PolicySection.allCases.map { (name: "sections.\($0.rawValue)", label: $0.label) }
        boxes += PolicyField.allCases.map { (name: $0.rawValue, label: $0.label) }
        boxes += rows(
            "seasons",
            [
                (name: "name", key: "policy.season.name"), (name: "from", key: "policy.season.from"),
                (name: "through", key: "policy.season.through"), (name: "offWorkAt", key: "policy.season.off_work"),
            ])
        boxes += rows(
            "extraSections", [(name: "title", key: "policy.extra.title"), (name: "code", key: "policy.extra.code")])
        boxes.append((name: "statements", label: Text("policy.statements")))
        return TypedPart.part(tree, boxes)
    }

    /// Where a form as typed differs from the version as it is stored now.
    static func changes(_ typed: [PolicyGroup], _ stored: [PolicyGroup]) -> [PolicyChange] {
        let now = Dictionary(stored.flatMap(\.fields).map { ($0.name, $0) }) { first, _ in first }
        return typed.flatMap(\.fields).compactMap { field in
            let other = now[field.name]
            guard plain(field) != other.map(plain) ?? "" else { return nil }
            return PolicyChange(label: field.label, now: other?.word?.text ?? Text("policy.changes_blank"))
        }
    }

    /// A field's value to compare, whichever line ends its browser sends.
    private static func plain(_ field: FormField) -> String {
        if field.isCheckbox { return String(field.checked) }
        if field.isSelect { return field.options.first { $0.selected }?.value ?? "" }
        return (field.value ?? "").replacing("\r\n", with: "\n").trimmed
    }
}
