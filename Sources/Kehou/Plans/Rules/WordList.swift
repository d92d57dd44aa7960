import Foundation

extension Plans {
    /// The word lists that rules read prose with, from `Data/plans`.
    struct Words: Sendable, Hashable {
        /// Words that ask a family for papers or reasons (clause 1e).
        let papers: WordList
        /// Words that tie a teacher's pay to how many pupils join (clause 6a).
        let pay: WordList
        private let readForPapers = ReadTexts()
        private let readForPay = ReadTexts()

        init(papers: WordList, pay: WordList) {
            self.papers = papers
            self.pay = pay
        }

        func papers(in text: String) -> [String] { readForPapers.found(in: text, by: papers) }
        func pay(in text: String) -> [String] { readForPay.found(in: text, by: pay) }

        static func load(from folder: URL) throws -> Words {
            func list(_ name: String) throws -> WordList {
                try JSONDecoder().decode(WordList.self, from: Data(contentsOf: folder.appending(path: name)))
            }
            return Words(papers: try list("proof-words.json"), pay: try list("pay-words.json"))
        }
    }
}

extension Plans {
    /// Words that a text should not hold, as data, and what may stand around them so that they do no harm.
    ///
    /// A text that only denies or forbids such a thing is harmless, so each clause of a sentence is read by itself: it trips if it
    /// holds a word and no denial reaches that word. What reaches it, and what does not, is `WordList+Denial.swift`.
    struct WordList: Codable, Sendable, Hashable {
        /// What names the thing by itself: `收入证明`, `proof of`. `…` stands for a few characters of any kind.
        let words: [String]
        /// Words that are named only where the clause asks for something as well: `户籍`.
        let weak: [String]
        /// What may stand in a list beside the words and is no harm by itself; a denial goes on over it: `reasons`, `材料`.
        let items: [String]
        /// What asks: `须`, `提供`, `仅限`.
        let asks: [String]
        /// Before the word, or at once behind it: `无需`, `no`.
        let denials: [String]
        /// As `denials`, but they say of whom and not of what: what asks in between ends them. `不论`, `不分`.
        let scopes: [String]
        /// Before the word, unless something else denies or refuses: `without`, `不提供`.
        let lacks: [String]
        /// What turns a lack into a demand, behind it: `不得报名`, `not admitted`.
        let refusals: [String]
        /// At once before the word and nowhere else: `零`, `免`.
        let close: [String]
        /// Somewhere behind the word: `一律免除`, `not required`.
        let after: [String]
        /// All that is said of the word: of `证明材料：无`, of `Proof required: none`.
        let nothing: [String]
        /// At once behind the word, where a denial of the rest asks for it: `不需要户口本以外的证明`.
        let exceptions: [String]
        /// What ends the reach of a denial within a clause: `请`, `只需`, `的学生`.
        let demands: [String]
        /// What a denial is used up by where one of `verbs` follows: of `无需排队带房产证`, the queueing alone is denied.
        let acts: [String]
        let verbs: [String]
        /// Phrases that hold one of `asks`, `demands` or `verbs` by chance: `申请`.
        let idle: [String]
        /// What binds the parts of a list, over which a denial goes on: `、`, `or`.
        let links: [String]
        /// What a list has families do, over which a denial of one of them goes on: `not have to give a reason, show a payslip`.
        let deeds: [String]
        /// What tells such a list from a new demand: ` or `.
        let choices: [String]
        /// What ends a member of a list, with all that is said of it: ` or `, ` because `.
        let joins: [String]
        /// What makes a clause of its own of a list that seemed to go on behind a comma: ` is `, `即可`.
        let turns: [String]
        /// What is said of a whole list, by which a turn is none: `No reasons, papers or certificates are asked for`.
        let agrees: [String]
        /// What denies, before a colon, the list behind it, each member on a line or behind a semicolon: `无需提供以下材料：`.
        let heads: [String]
        /// What ends a clause: `。`, `但`, `but`.
        let breaks: [String]
        /// What ends a clause unless a list goes on behind it: `，`.
        let pauses: [String]
        /// Phrases that hold a word by chance: `实践证明`.
        let harmless: [String]

        /// In characters, between the two parts of a word with `…`.
        private static let gap = 12
        /// Marks of quotation, which come between a denial and its word.
        private static let marks: Set<Character> = [
            "\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}", "\u{300C}", "\u{300D}", "\u{300E}", "\u{300F}",
            "\u{300A}", "\u{300B}", "\"",
        ]

        private struct Clause {
            let text: String
            let isPaused: Bool
        }

        private struct Hit {
            let word: String
            let range: Range<String.Index>
        }

        /// The words of the list that the text holds without denying them, each once, in the order of the text.
        func found(in text: String) -> [String] {
            var found: [String] = []
            let clauses = clauses(of: plain(text))
            // The denial of the word before, so that a list goes on with it.
            var carry: Carry?
            // Whether a list of what is not asked for goes on, a member on each line.
            var isListed = false
            for (index, clause) in clauses.enumerated() {
                if isListed, isBare(clause.text) {
                    if !clause.isPaused { carry = nil }
                    continue
                }
                isListed = headsList(clause.text)
                let next = clause.isPaused && index + 1 < clauses.count ? clauses[index + 1].text : ""
                var end = clause.text.startIndex
                carry?.isOverComma = true
                for hit in hits(in: clause.text) {
                    if weak.contains(hit.word), !isAsking(clause.text) { continue }
                    carry = carried(carry, to: hit.range, in: clause.text, from: end, then: next)
                    let isTold = items.contains(hit.word) || found.contains { $0.contains(hit.word) }
                    if carry == nil, !isTold { found.append(hit.word) }
                    end = self.end(of: hit, in: clause.text)
                }
                if !clause.isPaused || !isLink(clause.text[end...]) { carry = nil }
            }
            return found
        }

        /// Whether what follows a colon, here and in the next clauses, is a list of what is not asked for.
        private func headsList(_ clause: String) -> Bool {
            guard let colon = clause.firstIndex(where: { $0 == "：" || $0 == ":" }) else { return false }
            return heads.contains { reaches($0, over: clause[..<colon]) } && isBare(String(clause[colon...]))
        }

        /// Whether a clause holds nothing but members of a list, and perhaps their numbers.
        private func isBare(_ clause: String) -> Bool {
            var end = clause.startIndex
            for hit in hits(in: clause) {
                if hit.range.lowerBound > end, !isWordless(clause[end..<hit.range.lowerBound]) { return false }
                end = max(end, self.end(of: hit, in: clause))
            }
            return isWordless(clause[end...])
        }

        /// `certificates` ends behind its s.
        private func end(of hit: Hit, in clause: String) -> String.Index {
            let rest = clause[hit.range.upperBound...]
            return rest.firstIndex { !$0.isASCII || !$0.isLetter } ?? rest.endIndex
        }

        private func plain(_ text: String) -> String {
            // A line of Windows ends with one character of two bytes, which is no "\n".
            var plain = text.lowercased().replacing("\r\n", with: "\n").replacing("\u{2019}t ", with: "'t ")
            plain.removeAll(where: Self.marks.contains)
            for phrase in harmless { plain = plain.replacing(phrase, with: " ") }
            return plain
        }

        /// In the order of the text; a word within a longer one is not told again.
        private func hits(in clause: String) -> [Hit] {
            var hits: [Hit] = []
            for word in words + weak + items {
                for range in ranges(of: word, in: clause) where !hits.contains(where: { $0.range.holds(range) }) {
                    hits.removeAll { range.holds($0.range) }
                    hits.append(Hit(word: word, range: range))
                }
            }
            return hits.sorted { $0.range.lowerBound < $1.range.lowerBound }
        }

        private func ranges(of word: String, in clause: String) -> [Range<String.Index>] {
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

        /// Each begins with a blank, so that ` no ` is found at the start of one as well.
        private func clauses(of text: String) -> [Clause] {
            var clauses: [Clause] = []
            var rest = Substring(text)
            let ends = breaks.map { ($0, false) } + pauses.map { ($0, true) }
            while let (hit, isPaused) = ends.compactMap({ end, isPaused in rest.range(of: end).map { ($0, isPaused) } })
                .min(by: { $0.0.lowerBound < $1.0.lowerBound })
            {
                clauses.append(Clause(text: " \(rest[..<hit.lowerBound])", isPaused: isPaused))
                rest = rest[hit.upperBound...]
            }
            return clauses + [Clause(text: " \(rest)", isPaused: false)]
        }
    }
}

extension Range<String.Index> {
    fileprivate func holds(_ other: Self) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
