extension Plans {
    /// One thing that differs between two versions of a plan, as a sentence.
    struct Difference: Codable, Sendable, Hashable {
        enum Kind: String, Choice {
            case added, removed, changed
            static let prefix = "plans.difference"
        }

        let section: Section
        let kind: Kind
        let text: Text
        /// Whole texts, where a sentence alone would not tell.
        var before: String?
        var after: String?
    }

    /// All differences, in the order of the plan's parts; empty for equal plans.
    ///
    /// - Parameter titles: what the policy calls its added sections, by code.
    static func differences(from old: Plan, to new: Plan, titles: [String: String] = [:]) -> [Difference] {
        var diff = DocumentComparison()
        diff.prose(old, new, titles: titles)
        diff.bands(old.bands, new.bands)
        diff.care(old, new)
        diff.terms(old, new)
        diff.safety(old.safety, new.safety)
        diff.publicity(old, new)
        // Two plans that differ never look equal: what is left is the order of rows, or white space.
        if diff.found.isEmpty, old != new { diff.add(.extras, .changed, Text("plans.diff.order")) }
        return diff.found
    }
}

/// Gathers differences; each function compares one kind of thing.
struct DocumentComparison {
    private(set) var found: [Plans.Difference] = []

    mutating func add(
        _ section: Plans.Section, _ kind: Plans.Difference.Kind, _ text: Text, before: String? = nil,
        after: String? = nil
    ) {
        found.append(Plans.Difference(section: section, kind: kind, text: text, before: before, after: after))
    }

    /// A value with a name: 由 … 改为 …
    mutating func value(_ section: Plans.Section, _ what: Text, _ old: Text?, _ new: Text?) {
        guard old != new else { return }
        switch (old, new) {
        case (nil, let new?): add(section, .added, Text("plans.diff.set", texts: ["what": what, "new": new.unended]))
        case (let old?, nil):
            add(section, .removed, Text("plans.diff.cleared", texts: ["what": what, "old": old.unended]))
        case (let old?, let new?):
            add(section, .changed, Text("plans.diff.changed", texts: ["what": what, "old": old, "new": new.unended]))
        case (nil, nil): break
        }
    }

    /// A long text: the sentence names it, both wordings stand below.
    mutating func text(_ section: Plans.Section, _ what: Text, _ old: String, _ new: String) {
        guard old != new else { return }
        let kind: Plans.Difference.Kind = old.isBlank ? .added : new.isBlank ? .removed : .changed
        add(
            section, kind, Text("plans.diff.text_\(kind.rawValue)", texts: ["what": what]),
            before: old.isBlank ? nil : old, after: new.isBlank ? nil : new)
    }

    /// Members that came and went; one that is there twice counts twice.
    mutating func members<Item: Hashable>(
        _ section: Plans.Section, _ what: Text, _ old: [Item], _ new: [Item], _ name: (Item) -> Text
    ) {
        for item in old.subtracting(new).map({ name($0).unended }) {
            add(section, .removed, Text("plans.diff.member_removed", texts: ["what": what, "item": item]))
        }
        for item in new.subtracting(old).map({ name($0).unended }) {
            add(section, .added, Text("plans.diff.member_added", texts: ["what": what, "item": item]))
        }
    }
}

extension Array where Element: Hashable {
    /// What is left, in order, when each element of another list takes away one equal to it.
    func subtracting(_ other: [Element]) -> [Element] {
        var taken = Dictionary(other.map { ($0, 1) }, uniquingKeysWith: +)
        return filter { element in
            guard let count = taken[element], count > 0 else { return true }
            taken[element] = count - 1
            return false
        }
    }
}

extension Text {
    /// What somebody typed without the full stop at its end: a statement is a sentence, and so is the one that tells of it.
    fileprivate var unended: Text {
        guard key.isEmpty, case .verbatim(let typed) = arguments[""] else { return self }
        let end = typed.lastIndex { !$0.isWhitespace && !"\u{3002}\u{FF0E}.".contains($0) }
        return end.map { Text(verbatim: String(typed[...$0])) } ?? self
    }
}

func fieldName(_ key: String) -> Text { Text("plans.field.\(key)") }
