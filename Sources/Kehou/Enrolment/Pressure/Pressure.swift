import Store

extension Enrolment {
    /// 自愿情况: signs that families of a school may have been pressed to join. Schools and numbers, for the district only.
    ///
    /// Four *signals* (线索) are looked for once an hour while a window is open, and at its close. Each is a reason to ask, never a
    /// finding: the page says beside each what it does and does not mean. After the close comes *one question* (一问), which
    /// every guardian may answer once and nobody can trace.
    ///
    /// *Source*: the notice, clause 1d: voluntary, nobody is forced.
    enum Pressure {
        /// What was seen.
        enum Kind: String, Choice {
            /// A whole class said yes within minutes.
            case full
            /// Staff entered many of a class's yeses from paper.
            case staff
            /// Many families answered from one place within half an hour.
            case place
            /// Nearly all yeses of a class are alike to the minute.
            case same

            static let prefix = "pressure.kind"
        }

        /// What the district did about it.
        enum Outcome: String, Choice {
            /// There is an ordinary reason.
            case harmless
            /// The district spoke with the school.
            case talked
            /// It goes on the list of inspections.
            case inspection

            static let prefix = "pressure.outcome"
        }

        /// One kind as a look at a school finds it.
        struct Finding: Hashable, Sendable {
            let kind: Kind
            /// Classes, or places.
            let cases: Int
            /// The answers in all of them.
            let answers: Int
            /// Of the strongest case: minutes it took (`full`), percent (`staff`, `same`), answers (`place`).
            let extent: Int
        }
    }
}
