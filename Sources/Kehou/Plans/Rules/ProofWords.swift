import Foundation

extension Plans {
    /// Words that ask a family for papers (clause 1e), as data: `Data/plans/proof-words.json`.
    ///
    /// A sentence that only denies or forbids such a demand is no demand, so each clause of a sentence is read by itself:
    /// it trips if it holds a word and no denial stands before that word.
    struct ProofWords: Codable, Sendable, Hashable {
        let words: [String]
        let denials: [String]
        /// What ends the reach of a denial: `。`, `，`, `but`.
        let breaks: [String]

        static func load(from file: URL) throws -> ProofWords {
            try JSONDecoder().decode(ProofWords.self, from: Data(contentsOf: file))
        }

        /// The words with which the text demands papers, each once, in the order they appear.
        func demands(in text: String) -> [String] {
            var found: [String] = []
            for clause in clauses(of: text.lowercased()) {
                for word in words where !found.contains(word) {
                    guard let hit = clause.range(of: word) else { continue }
                    let before = clause[..<hit.lowerBound]
                    let after = clause[hit.upperBound...]
                    let isDenied = denials.contains { before.contains($0) || after.hasPrefix($0) }
                    // The longest word names the demand; parts of it would only repeat it.
                    if !isDenied, !found.contains(where: { $0.contains(word) }) { found.append(word) }
                }
            }
            return found
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
