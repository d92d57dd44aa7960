import Store

extension Roster {
    /// How far an import is, as its page shows it: the step in words, what is done of how much, the rate and the time left.
    struct Bar: Codable, Sendable {
        let label: Text
        /// Megabytes while the files are read, records while they are written.
        let done: Int
        let total: Int
        /// Whether it can be said how much there is.
        let isCounted: Bool
        let note: Text
        let reloads: Bool

        init(_ run: Run) {
            let step = run.course?.progress.step
            let unit = step == .reading ? 1_000_000 : 1
            let whole = run.course?.progress.total ?? 0
            label = Text("roster.bar.\(step?.rawValue ?? run.state.rawValue)")
            total = (whole + unit - 1) / unit
            done = min(total, (run.course?.progress.done ?? 0) / unit)
            isCounted = whole > 0
            note = Self.note(run) ?? Text(verbatim: "")
            reloads = true
        }

        /// Nothing where it is too early to say.
        private static func note(_ run: Run) -> Text? {
            guard let course = run.course, course.progress.done > 0, course.progress.total > 0 else { return nil }
            let seconds = Double(run.heartbeatAt.milliseconds - course.beganAt.milliseconds) / 1000
            guard seconds >= 1 else { return nil }
            let rate = Double(course.progress.done) / seconds
            let left = Double(max(0, course.progress.total - course.progress.done)) / rate
            let shown = course.progress.step == .reading ? "\(Int((rate / 1_000_000).rounded())) MB" : "\(Int(rate))"
            return Text(
                "roster.bar.note",
                texts: [
                    "rate": Text("roster.progress.rate", ["rate": shown]),
                    "left": Text("roster.progress.left", ["seconds": "\(Int(left.rounded()))"]),
                ])
        }
    }
}
