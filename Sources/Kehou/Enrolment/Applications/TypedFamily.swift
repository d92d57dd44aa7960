extension Enrolment {
    /// A family's form as it was sent, child by child, to be read and copied. The form names its children by number only.
    static let typedFamily: @Sendable (Node) -> [TypedPart] = { tree in
        guard case .array(let children)? = tree["children"] else { return [] }
        return children.enumerated().compactMap { place, child in
            let words = chosen(child) + (TypedPart.part(child, boxes(child)).first?.words ?? [])
            return words.isEmpty
                ? nil : TypedPart(Text("enrolment.typed_child", ["number": "\(place + 1)"]), words)
        }
    }

    private static func chosen(_ child: Node) -> [TypedPart.Word] {
        var words: [TypedPart.Word] = []
        if let answer = child["answer"]?.text.flatMap(ChildInput.Word.init(rawValue:)) {
            words.append(.init(label: Text("enrolment.typed_answer"), text: answer.label))
        }
        let days = texts(child["days"]).compactMap { Int($0).flatMap(Weekday.init(rawValue:)) }
        if !days.isEmpty {
            let names = days.map { Text("value.weekday.\($0.rawValue)") }
            words.append(.init(label: Text("enrolment.days"), text: .list(names)))
        }
        let kinds = texts(child["careKinds"]).compactMap(CareNote.Kind.init(rawValue:)).map(\.label)
        if !kinds.isEmpty { words.append(.init(label: Text("consent.kind.care_notes"), text: .list(kinds))) }
        return words
    }

    private static func boxes(_ child: Node) -> [(name: String, label: Text)] {
        var boxes = ChildInput.Times.names.enumerated().map { place, name in
            (name: "times.\(name)", label: Text("value.weekday.\(place + 1)"))
        }
        boxes.append((name: "careNote", label: Text("enrolment.care_note")))
        if case .array(let collectors)? = child["collectors"] {
            for place in collectors.indices {
                boxes.append((name: "collectors.\(place).name", label: Text("enrolment.collector_name")))
                boxes.append((name: "collectors.\(place).mobile", label: Text("enrolment.collector_mobile")))
            }
        }
        return boxes
    }

    private static func texts(_ node: Node?) -> [String] {
        switch node {
        case .array(let nodes): nodes.compactMap(\.text)
        default: [node?.text].compactMap { $0 }
        }
    }
}
