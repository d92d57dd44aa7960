extension String {
    /// A cell's text without white space at its ends; empty where nothing in it can be seen.
    var withoutBlanks: String { isBlank ? "" : withoutSpaceAround }
}

extension ArraySlice<UInt8> {
    /// Whether the text may begin or end with white space beyond ASCII, or hold nothing that can be seen. Told by the first
    /// byte of the first and the last character, since nearly every value is ASCII or Chinese.
    var mayHaveBlankEnds: Bool {
        guard let first else { return false }
        var last = endIndex - 1
        while last > startIndex, self[last] & 0xC0 == 0x80 { last -= 1 }
        return first.mayLeadBlank || self[last].mayLeadBlank
    }
}

extension UInt8 {
    /// U+4000 to U+EFFF, which these bytes lead, are ideographs, syllables and signs of private use.
    fileprivate var mayLeadBlank: Bool { self >= 0x7F && !(0xE4...0xEE ~= self) }
}
