import Foundation

/// What denies a word of the list, and how far that reaches.
///
/// A denial reaches what stands close behind it (`不需要户口本、房产证等证明`), but not past a new demand (`不需要排队的请提供收入证明`), nor
/// past another subject (`不参加的学生`), nor past an act of its own (`无需现场办理线上上传房产证`). A lack (`without proof`) is a demand
/// where something denies it in turn (`not admitted without proof`) or refuses (`不提供证明不得报名`).
///
/// It goes on over a list (`no reasons, papers or certificates`), behind a comma only as long as no clause of its own begins
/// there: of `We do not ask for reasons, a payslip is enough` the reasons alone are denied.
extension Plans.WordList {
    /// In bytes of UTF-8: some twenty Chinese characters, or a dozen English words.
    private static let reach = 64

    /// A denial that reached a word.
    struct Carry {
        /// Whether the list is what the sentence speaks of: `No reasons, papers or certificates are asked for`.
        let isOfSubject: Bool
        /// Whether it denies what families would have to do with it: `You need not give a reason, show a payslip or wait`.
        let isOfDeed: Bool
        var isOverComma = false
    }

    /// The denial that reaches a word, be it the one of the word before or one of its own.
    ///
    /// - Parameter end: of the word before.
    func carried(
        _ carry: Carry?, to hit: Range<String.Index>, in clause: String, from end: String.Index, then next: String
    ) -> Carry? {
        let (before, after) = (clause[..<hit.lowerBound], clause[hit.upperBound...])
        guard !exceptions.contains(where: { after.hasPrefix($0) }) else { return nil }
        let between = clause[end..<hit.lowerBound]
        let isChoice =
            choices.contains { clause.contains($0) || next.contains($0) }
            && !demands.contains { between.contains($0) }
        if let carry, binds(between, over: carry.isOfDeed && isChoice ? deeds : []), goesOn(carry, to: hit, in: clause)
        {
            return carry
        }
        guard isDenied(hit, in: clause, then: next) else { return nil }
        let isOfDeed = deeds.contains { clause[..<hit.upperBound].contains($0) }
        return Carry(isOfSubject: opens(before), isOfDeed: isOfDeed)
    }

    private func binds(_ text: Substring, over deeds: [String]) -> Bool {
        isLink(Substring(deeds.reduce(String(text)) { $0.replacing($1, with: " ") }))
    }

    private func goesOn(_ carry: Carry, to hit: Range<String.Index>, in clause: String) -> Bool {
        let rest = clause[hit.upperBound...]
        guard !isAsking(String(rest)) else { return false }
        guard carry.isOverComma else { return true }
        let end = joins.compactMap { rest.firstRange(of: $0)?.lowerBound }.min() ?? rest.endIndex
        let said = rest[..<end]
        guard turns.contains(where: { said.contains($0) }) else { return true }
        return carry.isOfSubject && joins.contains { clause[..<hit.lowerBound].contains($0) }
            && agrees.contains { said.contains($0) }
    }

    /// Whether a clause, or what `and` adds to it, begins with a denial, and no verb stands between that and the word.
    private func opens(_ before: Substring) -> Bool {
        denials.contains { denial in
            before.ranges(of: denial).contains { range in
                let lead = "\(before[..<range.lowerBound]) "
                let between = " \(before[range.upperBound...])"
                return (lead.isBlank || links.contains { !$0.isBlank && lead.hasSuffix($0) })
                    && !turns.contains { between.contains($0) }
            }
        }
    }

    /// - Parameter next: the clause behind a comma, in which a refusal may stand.
    private func isDenied(_ hit: Range<String.Index>, in clause: String, then next: String) -> Bool {
        let (before, after) = (clause[..<hit.lowerBound], clause[hit.upperBound...])
        if denials.contains(where: { reaches($0, over: before) }) { return true }
        if scopes.contains(where: { reaches($0, over: before + clause[hit], askingNothing: true) }) { return true }
        let isRefused = refusals.contains { after.contains($0) || next.contains($0) }
        if !isRefused, close.contains(where: { before.hasSuffix($0) }) || isLacking(before) { return true }
        if isNothing(after) { return true }
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
    func isLink(_ text: Substring) -> Bool { withoutLinks(text).isBlank }

    /// Whether nothing but that, marks and numbers stand here.
    func isWordless(_ text: Substring) -> Bool { !withoutLinks(text).contains(where: \.isLetter) }

    private func withoutLinks(_ text: Substring) -> String {
        links.sorted { $0.count > $1.count }.reduce(String(text)) { $0.replacing($1, with: " ") }
    }

    private func isNothing(_ after: Substring) -> Bool {
        nothing.contains { phrase in
            guard let range = after.firstRange(of: phrase) else { return false }
            return isLink(Substring(withoutMembers(after[..<range.lowerBound])))
                && !after[range.upperBound...].contains(where: \.isLetter)
        }
    }

    /// The text without the further members of a list: of `户口本、房产证：无需` all is said of both.
    private func withoutMembers(_ text: Substring) -> String {
        (words + weak + items).sorted { $0.count > $1.count }.reduce(String(text)) { $0.replacing($1, with: " ") }
    }

    /// Whether a denial stands there and goes on to the end.
    func reaches(_ denial: String, over before: Substring, askingNothing: Bool = false) -> Bool {
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
