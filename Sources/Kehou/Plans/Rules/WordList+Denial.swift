import Foundation

/// What denies a word of the list, and how far that reaches.
///
/// A denial reaches what stands close behind it (`不需要户口本、房产证等证明`), but not past a new demand (`不需要排队的请提供收入证明`), nor
/// past another subject (`不参加的学生`), nor past an act of its own (`无需现场办理线上上传房产证`). A lack (`without proof`) is a demand
/// where something denies it in turn (`not admitted without proof`) or refuses (`不提供证明不得报名`).
extension Plans.WordList {
    /// In bytes of UTF-8: some twenty Chinese characters, or a dozen English words.
    private static let reach = 64

    /// - Parameter next: the clause behind a comma, in which a refusal may stand.
    func isDenied(_ hit: Range<String.Index>, in clause: String, then next: String) -> Bool {
        let (before, after) = (clause[..<hit.lowerBound], clause[hit.upperBound...])
        if denials.contains(where: { reaches($0, over: before) }) { return true }
        if scopes.contains(where: { reaches($0, over: before + clause[hit], askingNothing: true) }) { return true }
        let isRefused = refusals.contains { after.contains($0) || next.contains($0) }
        if !isRefused, close.contains(where: { before.hasSuffix($0) }) || isLacking(before) { return true }
        // Of `带户口本不用排队` the queueing is denied.
        guard !isAsking(String(before)) else { return false }
        return denials.contains { after.hasPrefix($0) }
            || self.after.contains { phrase in
                after.ranges(of: phrase).contains { isFree(after[..<$0.lowerBound]) }
            }
    }

    /// Whether a text asks for something.
    func isAsking(_ text: String) -> Bool {
        let text = withoutIdle(text)
        return asks.contains { text.contains($0) }
    }

    /// Whether nothing but what binds a list stands here.
    func isLink(_ text: Substring) -> Bool {
        links.sorted { $0.count > $1.count }.reduce(String(text)) { $0.replacing($1, with: " ") }.isBlank
    }

    private func reaches(_ denial: String, over before: Substring, askingNothing: Bool = false) -> Bool {
        before.ranges(of: denial).contains { range in
            let between = before[range.upperBound...]
            return isFree(between) && !(askingNothing && verbs.contains { withoutIdle(String(between)).contains($0) })
        }
    }

    private func isLacking(_ before: Substring) -> Bool {
        lacks.contains { lack in
            before.ranges(of: lack).contains { range in
                isFree(before[range.upperBound...])
                    && !denials.contains { before[..<range.lowerBound].contains($0) }
            }
        }
    }

    /// Whether a denial goes on over this text.
    private func isFree(_ between: Substring) -> Bool {
        guard between.utf8.count <= Self.reach else { return false }
        let text = withoutIdle(String(between))
        if demands.contains(where: { text.contains($0) }) { return false }
        return !acts.contains { act in
            guard let end = text.firstRange(of: act)?.upperBound else { return false }
            return verbs.contains { text[end...].contains($0) }
        }
    }

    private func withoutIdle(_ text: String) -> String {
        idle.reduce(text) { $0.replacing($1, with: " ") }
    }
}
