extension Enrolment {
    /// A family's form as it was sent, child by child, to be read and copied. The form names its children by number only.
    static let typedFamily: @Sendable (Node) -> [TypedPart] = { tree in
        guard case .array(let children)? = tree["children"] else { return [] }
        return children.enumerated().compactMap { place, child in
            let words = chosen(child) + times(child) + care(child) + collectors(child)
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
        if isTicked(child["homeworkOnly"]) {
            words.append(.init(label: Text("enrolment.homework_only"), text: Text("web.typed.ticked")))
        }
        return words
    }

    private static func times(_ child: Node) -> [TypedPart.Word] {
        let boxes = ChildInput.Times.names.enumerated().map { place, name in
            (name: "times.\(name)", label: Text("value.weekday.\(place + 1)"))
        }
        return TypedPart.part(child, boxes).first?.words ?? []
    }

    private static func care(_ child: Node) -> [TypedPart.Word] {
        var words: [TypedPart.Word] = []
        let kinds = texts(child["careKinds"]).compactMap(CareNote.Kind.init(rawValue:)).map(\.label)
        if !kinds.isEmpty { words.append(.init(label: Text("consent.kind.care_notes"), text: .list(kinds))) }
        let note = TypedPart.part(child, [(name: "careNote", label: Text("enrolment.care_note"))])
        words += note.first?.words ?? []
        if isTicked(child["careConsent"]) {
            words.append(.init(label: Consent.Kind.careNotes.text, text: Text("web.typed.ticked")))
        }
        return words
    }

    /// Whoever is taken off is known by number alone: how many is all that can be said to somebody who may not be a guardian.
    private static func collectors(_ child: Node) -> [TypedPart.Word] {
        var words: [TypedPart.Word] = []
        if case .array(let rows)? = child["collectors"] { words = rows.flatMap(collector) }
        let ended = texts(child["ended"]).count
        if ended > 0 {
            words.append(
                .init(
                    label: Text("enrolment.typed_ended"),
                    text: Text("enrolment.typed_ended_count", ["count": "\(ended)"])))
        }
        return words
    }

    private static func collector(_ row: Node) -> [TypedPart.Word] {
        let boxes = [
            (name: "name", label: Text("enrolment.collector_name")),
            (name: "mobile", label: Text("enrolment.collector_mobile")),
        ]
        // A line that nobody wrote in has a relation all the same: its box begins with one.
        guard let words = TypedPart.part(row, boxes).first?.words else { return [] }
        guard let relation = row["relation"]?.text.flatMap(Collector.Relation.init(rawValue:)) else { return words }
        return words + [TypedPart.Word(label: Text("enrolment.collector_relation"), text: relation.label)]
    }

    private static func isTicked(_ node: Node?) -> Bool { ["on", "true", "1", "yes"].contains(node?.text ?? "") }

    private static func texts(_ node: Node?) -> [String] {
        switch node {
        case .array(let nodes): nodes.compactMap(\.text)
        default: [node?.text].compactMap { $0 }
        }
    }
}
