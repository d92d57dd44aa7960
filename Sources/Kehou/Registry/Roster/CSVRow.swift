import Foundation

extension Roster {
    /// A file's header: which column stands where.
    struct Header: Sendable {
        let file: String
        let names: [String]
        private let indices: [String: Int]

        init(file: String, names: [String]) {
            self.file = file
            self.names = names
            indices = Dictionary(
                zip(names.map { $0.lowercased() }, names.indices), uniquingKeysWith: { first, _ in first })
        }

        /// A column by its name in the standard; `index` is nil where this file has none.
        subscript(_ name: String) -> ColumnPlace {
            ColumnPlace(name: name, index: indices[name.lowercased()])
        }
    }

    struct ColumnPlace: Sendable {
        let name: String
        let index: Int?

        var exists: Bool { index != nil }
    }

    /// One row while it is read: gives typed values, and remembers what was wrong with them.
    struct CSVRow {
        static let longestValue = 2000

        let file: String
        var record: CSVRecord
        private(set) var problems: [Problem] = []
        /// By column: rows that follow each other mostly carry the same dates.
        private var lastDates: [(text: String, date: LocalDate)?] = []

        init(file: String, record: CSVRecord) {
            self.file = file
            self.record = record
        }

        /// Nothing of the row may be written.
        var isBad: Bool { problems.contains { $0.severity == .error } }

        /// How the staging file marks the row: 0 is good, 1 bad, 2 so malformed that only its id counts for something.
        var badMark: Int { isMalformed ? 2 : isBad ? 1 : 0 }

        /// The record is no proper row, and what its fields seem to say is not to be trusted.
        private(set) var isMalformed = false

        /// Whether a column's bytes read as GBK, once ``problems`` tells that they are not UTF-8.
        var looksLikeGBK: Bool { (0..<record.count).contains { record.field($0).looksLikeGBK } }

        mutating func begin() {
            problems.removeAll(keepingCapacity: true)
            isMalformed = false
        }

        /// Notes that the record is no proper row.
        mutating func noteMalformed(_ code: String, _ column: String, _ arguments: [String: String] = [:]) {
            note(.error, code, column, arguments)
            isMalformed = true
        }

        /// Takes back what was noted after the first so many: it followed from them.
        mutating func forgetProblems(after count: Int) { problems.removeSubrange(count...) }

        mutating func note(
            _ severity: Problem.Severity, _ code: String, _ column: String, _ arguments: [String: String] = [:]
        ) {
            problems.append(
                Problem(
                    severity: severity, file: file, line: record.line, column: column, code: code,
                    arguments: arguments))
        }

        /// The value, or nil where it is blank or the file has no such column.
        mutating func text(_ column: ColumnPlace) -> String? {
            guard let index = column.index, index < record.count else { return nil }
            guard let text = record.text(index) else {
                note(.error, "not_utf8", column.name)
                return nil
            }
            // Told by the form of the record already. It is never handed out: no database holds a NUL, not even the staging file.
            guard record.flaw == nil || !text.utf8.contains(0) else { return nil }
            guard text.utf8.count <= Self.longestValue else {
                note(.error, "value_too_long", column.name, ["limit": "\(Self.longestValue)"])
                return nil
            }
            return text.isEmpty ? nil : text
        }

        /// All values that may be ids, whatever column they stand in.
        var words: [String] {
            (0..<record.count).compactMap { record.text($0) }.filter {
                !$0.isEmpty && $0.utf8.count <= 100 && !$0.utf8.contains(0)
            }
        }

        /// The value; a blank one is an error.
        mutating func required(_ column: ColumnPlace) -> String {
            let before = problems.count
            if let text = text(column) { return text }
            if problems.count == before { note(.error, "missing_value", column.name) }
            return ""
        }

        /// The values of a list such as `"a,b"`, in order.
        mutating func list(_ column: ColumnPlace) -> [String] {
            guard let text = text(column) else { return [] }
            guard text.utf8.contains(.comma) else { return [text] }
            return text.utf8.split(separator: .comma).map { part in
                let value = String(Substring(part))
                // Hardly any value needs it.
                let isTrimmed = part.first?.isGraphicASCII == true && part.last?.isGraphicASCII == true
                return isTrimmed ? value : value.withoutBlanks
            }.filter { !$0.isEmpty }
        }

        /// A calendar date; OneRoster's date-times count by their date.
        mutating func date(_ column: ColumnPlace) -> LocalDate? {
            guard let index = column.index, let text = text(column) else { return nil }
            while lastDates.count <= index { lastDates.append(nil) }
            if let last = lastDates[index], last.text == text { return last.date }
            let bytes = text.utf8
            if let date = LocalDate(String(text.prefix(10))), bytes.count == 10 || Self.isTime(bytes.dropFirst(10)) {
                lastDates[index] = (text, date)
                return date
            }
            note(.error, "date_wrong", column.name, ["value": String(text.prefix(40))])
            return nil
        }

        /// Whether it is `T` and a time of ISO 8601: hours and minutes, perhaps seconds and their fraction, perhaps a zone.
        private static func isTime(_ text: Substring.UTF8View) -> Bool {
            guard text.first == UInt8(ascii: "T") else { return false }
            var time = text.dropFirst()
            if time.last == UInt8(ascii: "Z") {
                time = time.dropLast()
            } else if let sign = time.firstIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
                guard isClock(time[sign...].dropFirst()) else { return false }
                time = time[..<sign]
            }
            if let point = time.firstIndex(of: UInt8(ascii: ".")) {
                let fraction = time[point...].dropFirst()
                guard !fraction.isEmpty, fraction.allSatisfy(\.isDigit), time[..<point].count == 8 else { return false }
                time = time[..<point]
            }
            return isClock(time)
        }

        /// `23:59` or `23:59:59`; a leap second is none.
        private static func isClock(_ text: Substring.UTF8View) -> Bool {
            let bytes = Array(text)
            guard bytes.count == 5 || bytes.count == 8 else { return false }
            for (index, limit) in zip(stride(from: 0, to: bytes.count, by: 3), [23, 59, 59]) {
                guard bytes[index].isDigit, bytes[index + 1].isDigit else { return false }
                guard index == 0 || bytes[index - 1] == UInt8(ascii: ":") else { return false }
                guard Int(bytes[index] - 0x30) * 10 + Int(bytes[index + 1] - 0x30) <= limit else { return false }
            }
            return true
        }

        /// A calendar date; a blank one is an error.
        mutating func requiredDate(_ column: ColumnPlace) -> LocalDate? {
            let before = problems.count
            let date = date(column)
            if date == nil, problems.count == before { note(.error, "missing_value", column.name) }
            return date
        }

        /// `true` or `false` in any case.
        mutating func flag(_ column: ColumnPlace) -> Bool? {
            guard let text = text(column) else { return nil }
            // Lower case already, nearly always.
            switch text == "true" || text == "false" ? text : text.lowercased() {
            case "true", "1": return true
            case "false", "0": return false
            default:
                noteWrongChoice(column, text, ["true", "false"])
                return nil
            }
        }

        /// One of a few words, compared without regard to case.
        mutating func choice(_ column: ColumnPlace, among words: [String]) -> String? {
            guard let text = text(column) else { return nil }
            // As the standard spells it, nearly always.
            if words.contains(text) { return text }
            if let word = words.first(where: { $0.lowercased() == text.lowercased() }) { return word }
            noteWrongChoice(column, text, words)
            return nil
        }

        /// Whether the row says that what it describes is gone.
        mutating func isGone(_ column: ColumnPlace) -> Bool {
            choice(column, among: ["active", "tobedeleted"]) == "tobedeleted"
        }

        /// Notes that a value is none of the words that may stand in its column.
        mutating func noteWrongChoice(_ column: ColumnPlace, _ value: String, _ words: [String]) {
            note(
                .error, "choice_wrong", column.name,
                ["value": String(value.prefix(40)), "allowed": words.joined(separator: ", ")])
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { 0x30...0x39 ~= self }
    fileprivate var isGraphicASCII: Bool { 0x21...0x7E ~= self }
}
