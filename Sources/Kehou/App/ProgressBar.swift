import Foundation
import Synchronization

/// A bar on the terminal for long work: share done, rate and time left. Prints nothing where nobody is looking.
final class ProgressBar: Sendable {
    private struct State {
        var step = ""
        var began = ContinuousClock.now
        var shown = ContinuousClock.now - .seconds(1)
    }

    private let language: Language
    private let isShown: Bool
    private let state = Mutex(State())

    init(language: Language, isQuiet: Bool) {
        self.language = language
        isShown = !isQuiet && isatty(2) != 0
    }

    /// Draws the bar anew, at most ten times a second.
    ///
    /// - Parameter total: 0 where it is not known how much there is.
    func show(step: String, done: Int, total: Int) {
        guard isShown else { return }
        let line: String? = state.withLock { state in
            let now = ContinuousClock.now
            if state.step != step {
                state.step = step
                state.began = now
            } else if now - state.shown < .milliseconds(100), done < total {
                return nil
            }
            state.shown = now
            return self.line(step, done, total, (now - state.began) / .seconds(1))
        }
        if let line { FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8)) }
    }

    /// Takes the bar away.
    func end() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }

    private func line(_ step: String, _ done: Int, _ total: Int, _ seconds: Double) -> String {
        guard total > 0 else { return "\(step) …" }
        let share = min(1, Double(done) / Double(total))
        let filled = Int(share * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        var parts = ["\(step) \(bar) \(Int(share * 100))%"]
        if seconds > 0.5, done > 0 {
            let rate = Double(done) / seconds
            parts.append(language.text("roster.progress.rate", ["rate": Self.short(rate)]))
            parts.append(
                language.text("roster.progress.left", ["seconds": "\(Int(Double(total - done) / rate + 0.5))"]))
        }
        return parts.joined(separator: "  ")
    }

    /// 950, 12k, 34M: three places are enough for a rate.
    private static func short(_ number: Double) -> String {
        switch number {
        case 10_000_000...: "\(Int(number / 1_000_000))M"
        case 10_000...: "\(Int(number / 1000))k"
        default: "\(Int(number))"
        }
    }
}
