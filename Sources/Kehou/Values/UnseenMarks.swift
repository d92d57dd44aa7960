/// Marks of a text that nobody sees: a text of them alone is as good as none, and some of them no text of a person may hold.
extension Unicode.Scalar {
    /// Leaves nothing on a page by itself: white space, control and format characters, and whatever a font may leave out.
    var isUnseen: Bool {
        // Most of what people write needs no look at the tables.
        if (0x21...0x7E).contains(value) || (0x4E00...0x9FFF).contains(value) { return false }
        // The blank of Braille counts as a sign, and shows none.
        if properties.isWhitespace || properties.isDefaultIgnorableCodePoint || value == 0x2800 { return true }
        let category = properties.generalCategory
        return category == .control || category == .format
    }
}

extension Character {
    /// An emoji with a joiner or a variation selector is seen: one of its scalars is.
    var isUnseen: Bool { unicodeScalars.allSatisfy(\.isUnseen) }
}

extension String {
    /// Nothing that anybody sees, as an empty box of a form.
    var isBlank: Bool { unicodeScalars.allSatisfy(\.isUnseen) }

    /// Without blanks, line ends and other unseen marks around it: empty exactly where it is blank.
    var trimmed: String { without(\.isUnseen) }

    /// Without white space around it; other unseen marks stay, to be told.
    var withoutSpaceAround: String { without(\.isWhitespace) }

    /// More characters than that, or so many scalars that they are no such text: an emoji of a family is one character of
    /// seven, and one letter may carry a thousand accents.
    func isLonger(than most: Int) -> Bool {
        utf8.count > most && (count > most || unicodeScalars.count > 4 * most)
    }

    /// Holds a mark that no name and no note may hold: a control character, or one that turns the direction of the writing,
    /// also of what stands beside the text on a page.
    ///
    /// - Parameter mayBreak: a text of several lines, with line ends of every kind and tabs.
    func holdsUnfitMarks(mayBreak: Bool) -> Bool {
        unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x20...0x7E: false
            case 0x09...0x0D, 0x85, 0x2028, 0x2029: !mayBreak
            case 0x202A...0x202E, 0x2066...0x2069: true
            default: scalar.properties.generalCategory == .control
            }
        }
    }

    private func without(_ isGone: (Character) -> Bool) -> String {
        var text = Substring(self)
        while let first = text.first, isGone(first) { text.removeFirst() }
        while let last = text.last, isGone(last) { text.removeLast() }
        return String(text)
    }
}
