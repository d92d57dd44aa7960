extension Text {
    /// A text of words that were stored: some as they stand, some to be looked up in the reader's language.
    init(_ key: String, _ words: [String: Argument]) {
        var (plain, texts): ([String: String], [String: Text]) = ([:], [:])
        for (name, word) in words {
            switch word {
            case .verbatim(let text): plain[name] = text
            case .text(let text): texts[name] = text
            }
        }
        self.init(key, texts: texts, plain)
    }
}
