import Foundation

extension Plans {
    /// The word lists that rules read prose with, from `Data/plans`.
    struct Words: Sendable, Hashable {
        /// Words that ask a family for papers or reasons (clause 1e).
        let papers: WordList
        /// Words that tie a teacher's pay to how many pupils join (clause 6a).
        let pay: WordList

        static func load(from folder: URL) throws -> Words {
            func list(_ name: String) throws -> WordList {
                try JSONDecoder().decode(WordList.self, from: Data(contentsOf: folder.appending(path: name)))
            }
            return Words(papers: try list("proof-words.json"), pay: try list("pay-words.json"))
        }
    }

    /// Words that a text should not hold, as data, and what may stand before them so that they do no harm.
    ///
    /// A text that only denies or forbids such a thing is harmless, so each clause of a sentence is read by itself: it trips if it
    /// holds a word and no denial reaches that word. A denial reaches what stands close behind it (`不需要户口本、房产证等证明`), but
    /// not past a new demand (`不需要排队的请提供收入证明`), nor past another subject (`不参加的学生`).
    struct WordList: Codable, Sendable, Hashable {
        /// The longer before the shorter, since the first hit names the finding. `…` stands for a few characters of any kind.
        let words: [String]
        let denials: [String]
        /// What ends a clause: `。`, `，`, `but`.
        let breaks: [String]
        /// What ends the reach of a denial within a clause: `请`, `须`, `的学生`.
        let demands: [String]
        /// Phrases that hold a word by chance: `实践证明`.
        let harmless: [String]

        /// In bytes of UTF-8: some twenty Chinese characters, or a dozen English words.
        private static let reach = 64
        /// In characters, between the two parts of a word with `…`.
        private static let gap = 12

        /// The words of the list that the text holds without denying them, each once.
        func found(in text: String) -> [String] {
            var plain = text.lowercased()
            for phrase in harmless { plain = plain.replacing(phrase, with: " ") }
            var found: [String] = []
            for clause in clauses(of: plain) {
                // The longest word names the finding; parts of it would only repeat it.
                for word in words where !found.contains(where: { $0.contains(word) }) {
                    let hits = hits(of: word, in: clause)
                    if hits.contains(where: { !isDenied($0, in: clause) }) { found.append(word) }
                }
            }
            return found
        }

        private func hits(of word: String, in clause: Substring) -> [Range<String.Index>] {
            let parts = word.components(separatedBy: "…")
            return clause.ranges(of: parts[0]).compactMap { first in
                guard parts.count > 1 else { return first }
                let rest = clause[first.upperBound...]
                guard let second = rest.firstRange(of: parts[1]),
                    rest.distance(from: rest.startIndex, to: second.lowerBound) <= Self.gap
                else { return nil }
                return first.lowerBound..<second.upperBound
            }
        }

        private func isDenied(_ hit: Range<String.Index>, in clause: Substring) -> Bool {
            let after = clause[hit.upperBound...]
            if denials.contains(where: { after.hasPrefix($0) }) { return true }
            return denials.contains { denial in
                clause[..<hit.lowerBound].ranges(of: denial).contains {
                    reaches(clause[$0.upperBound..<hit.lowerBound])
                }
            }
        }

        private func reaches(_ between: Substring) -> Bool {
            between.utf8.count <= Self.reach && !demands.contains { between.contains($0) }
        }

        private func clauses(of text: String) -> [Substring] {
            var clauses: [Substring] = []
            var rest = Substring(text)
            while let hit = breaks.compactMap({ rest.range(of: $0) }).min(by: { $0.lowerBound < $1.lowerBound }) {
                clauses.append(rest[..<hit.lowerBound])
                rest = rest[hit.upperBound...]
            }
            return clauses + [rest]
        }
    }
}
