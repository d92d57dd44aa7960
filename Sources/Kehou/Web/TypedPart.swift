/// What somebody typed into a form that was refused, to be read and copied: nothing here can be sent.
struct TypedPart: Codable, Sendable {
    struct Word: Codable, Sendable {
        let label: Text
        let text: Text
    }

    let title: Text?
    let words: [Word]

    init(_ title: Text? = nil, _ words: [Word]) {
        self.title = title
        self.words = words
    }

    /// One part of the plain boxes of a form: each by its path in the tree as sent, `reasons.fee`. Absent where all are blank.
    static func part(
        _ tree: Node, _ boxes: [(name: String, label: Text)], title: Text? = nil
    ) -> [TypedPart] {
        let words = boxes.compactMap { box -> Word? in
            guard let text = tree.at(box.name)?.text, !text.isBlank else { return nil }
            return Word(label: box.label, text: Text(verbatim: text))
        }
        return words.isEmpty ? [] : [TypedPart(title, words)]
    }
}

extension FormField {
    /// What stands in the field, as words. Nothing for what is blank, and never a password.
    var word: TypedPart.Word? {
        if isPassword || isFile { return nil }
        if isCheckbox { return checked ? TypedPart.Word(label: label, text: Text("web.typed.ticked")) : nil }
        if isSelect || isRadio {
            guard let chosen = options.first(where: { $0.selected && !$0.value.isEmpty }) else { return nil }
            return TypedPart.Word(label: label, text: chosen.label)
        }
        guard let value, !value.isBlank else { return nil }
        return TypedPart.Word(label: label, text: Text(verbatim: value))
    }
}
