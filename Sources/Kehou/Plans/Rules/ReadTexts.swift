import Synchronization

extension Plans {
    /// What a word list was found to say of texts. Most schools keep most of the template's words, and a check of a city reads them
    /// twelve hundred times.
    final class ReadTexts: Sendable {
        private let known = Mutex<[String: [String]]>([:])
        /// Those of a city and more; then it starts again from nothing.
        private static let mostKnown = 4000

        func found(in text: String, by list: WordList) -> [String] {
            if let found = known.withLock({ $0[text] }) { return found }
            let found = list.found(in: text)
            known.withLock { known in
                if known.count >= Self.mostKnown { known = [:] }
                known[text] = found
            }
            return found
        }
    }
}

/// What has been read is no part of what the lists are.
extension Plans.ReadTexts: Hashable {
    static func == (left: Plans.ReadTexts, right: Plans.ReadTexts) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}
