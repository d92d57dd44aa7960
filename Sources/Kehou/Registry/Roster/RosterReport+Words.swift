import Foundation

extension Roster.Report {
    /// How many warnings of a kind a terminal shows; all that were kept stand in the JSON. Whatever bars a row is listed.
    private static let warningsShown = 20

    /// The report for a person at a terminal.
    func lines(in language: Language) -> [String] {
        var lines = [language.text("roster.report.version", ["version": version])]
        lines += files.map { "  " + language.text("roster.report.rows", ["file": $0.file, "rows": "\($0.rows)"]) }
        if !neverStored.isEmpty {
            lines.append(
                language.text("roster.report.never_stored", ["columns": neverStored.joined(separator: ", ")]))
        }
        lines += list(errors, .error, "roster.report.errors", language)
        lines += list(dependents, .dependent, "roster.report.dependents", language)
        lines += list(warnings, .warning, "roster.report.warnings", language)
        lines += table(language)
        lines.append(
            outcome.display(in: language) + "  "
                + language.text("roster.report.seconds", ["seconds": String(format: "%.1f", seconds)]))
        return lines
    }

    private func list(
        _ listed: [Finding], _ severity: Roster.Problem.Severity, _ title: String, _ language: Language
    ) -> [String] {
        let total = count(severity)
        guard total > 0 else { return [] }
        var lines = ["", language.text(title, ["count": "\(total)"])]
        let byKind = Dictionary(grouping: listed, by: \.kind)
        for kind in findings where kind.severity == severity {
            let same = byKind[kind.kind] ?? []
            let shown = severity == .warning ? min(same.count, Self.warningsShown) : same.count
            lines += same.prefix(shown).map { "  " + line($0, language) }
            let left = kind.count - shown
            if left > 0 { lines.append("    " + language.text("roster.report.more", ["count": "\(left)"])) }
        }
        return lines
    }

    private func line(_ finding: Finding, _ language: Language) -> String {
        var place = finding.file
        if finding.line > 0 {
            place = language.text(
                "roster.report.where",
                ["file": finding.file, "line": "\(finding.line)", "column": finding.column]
            ).trimmingCharacters(in: .whitespaces)
        } else if !finding.column.isEmpty {
            place += " \(finding.column)"
        }
        return "\(place): \(finding.reason.display(in: language))"
    }

    /// What would change, by file and kind. Numbers stand first so that columns line up in any script.
    private func table(_ language: Language) -> [String] {
        guard !kinds.isEmpty else { return [] }
        let heads = ["new", "changed", "gone", "unchanged"].map { language.text("roster.report.\($0)") }
        var lines = ["", heads.map { Self.padded($0, 10) }.joined()]
        for kind in kinds {
            let counts = kind.counts
            let numbers = [counts.new, counts.changed, counts.gone, counts.unchanged]
            lines.append(
                numbers.map { Self.padded("\($0)", 10) }.joined()
                    + "  \(kind.kind.display(in: language)) (\(kind.file))")
        }
        return lines + [""]
    }

    /// Right-aligned; a Chinese character is two columns wide.
    private static func padded(_ text: String, _ width: Int) -> String {
        let columns = text.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 2 : 1) }
        return String(repeating: " ", count: max(1, width - columns)) + text
    }
}

extension Roster.Report {
    /// A finding with its reason in words.
    private struct Told: Encodable {
        let severity: Roster.Problem.Severity
        let file: String
        let line: Int
        let column: String
        let code: String
        let reason: String
    }

    private struct Document: Encodable {
        let outcome: Outcome
        let version: String
        let files: [FileRows]
        let kinds: [KindCounts]
        let counts: [FindingCount]
        let findings: [Told]
        let neverStored: [String]
        let seconds: Double
    }

    /// The report for programs.
    func json(in language: Language) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let told = (errors + dependents + warnings).map {
            Told(
                severity: $0.severity, file: $0.file, line: $0.line, column: $0.column, code: $0.code,
                reason: $0.reason.display(in: language))
        }
        let document = Document(
            outcome: outcome, version: version, files: files, kinds: kinds, counts: findings, findings: told,
            neverStored: neverStored, seconds: seconds)
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }
}
