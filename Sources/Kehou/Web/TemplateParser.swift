/// Reads a template's text.
///
/// A tag for a section, block, partial or comment that stands alone on its line takes the line break with it. Partials are not
/// indented: none of the pages does, and a blank before such a tag is an error here.
struct TemplateParser {
    /// What is wrong with a template, and in which line.
    struct Wrong: Error, CustomStringConvertible {
        let line: Int
        let what: String
        var description: String { "line \(line): \(what)" }
    }

    private let source: [UInt8]
    private var place = 0

    private init(_ text: String) { source = Array(text.utf8) }

    static func parse(_ text: String) throws -> PageTemplate {
        var parser = TemplateParser(text)
        return try parser.read(Level())
    }

    /// Where in the nesting the reading is.
    private struct Level {
        /// The name that ends it; nil for the whole file.
        var ending: String?
        var isLineStart = true
    }

    private mutating func read(_ outer: Level) throws -> PageTemplate {
        var (template, level, blank) = (PageTemplate(), outer, [] as ArraySlice<UInt8>)
        while place < source.count {
            if level.isLineStart { blank = take { $0 == space || $0 == tab } }
            let text = takeText()
            if place < source.count, source[place] == newline {
                template.add(blank + text + [newline])
                place += 1
                level.isLineStart = true
                continue
            }
            if !text.isEmpty {
                template.add(blank + text)
                blank = []
                level.isLineStart = false
            }
            guard place < source.count else { break }
            place += 2
            let kind = source[place]
            if try readTag(kind, &template, &level, &blank) { return template }
        }
        guard level.ending == nil else { throw wrong("{{/\(level.ending ?? "")}} is missing") }
        return template
    }

    /// Reads one tag.
    ///
    /// - Returns: whether it ends the level.
    private mutating func readTag(
        _ kind: UInt8, _ template: inout PageTemplate, _ level: inout Level, _ blank: inout ArraySlice<UInt8>
    ) throws -> Bool {
        if !"!#^/<>$".utf8.contains(kind) {
            template.add(blank)
            blank = []
            level.isLineStart = false
            try readValue(isEscaped: kind != UInt8(ascii: "{"), &template)
            return false
        }
        place += 1
        let name = kind == UInt8(ascii: "!") ? try skipComment() : try takeName()
        let isAlone = level.isLineStart && endLine()
        if !isAlone, kind != UInt8(ascii: "!") {
            template.add(blank)
            blank = []
        }
        guard blank.isEmpty || !"<>$".utf8.contains(kind) else { throw wrong("{{\(name)}} is indented") }
        let inner = Level(ending: name, isLineStart: isAlone)
        switch kind {
        case UInt8(ascii: "/"):
            guard name == level.ending else { throw wrong("{{/\(name)}} ends {{\(level.ending ?? "nothing")}}") }
            return true
        case UInt8(ascii: "#"): template.steps.append(.section(try path(name), try read(inner)))
        case UInt8(ascii: "^"): template.steps.append(.inverted(try path(name), try read(inner)))
        case UInt8(ascii: ">"): template.steps.append(.partial(name, blocks: [:]))
        case UInt8(ascii: "$"): template.steps.append(.block(name, try read(inner)))
        case UInt8(ascii: "<"):
            let frame = try read(Level(ending: name))
            template.steps.append(.partial(name, blocks: try blocks(frame)))
        default: break
        }
        level.isLineStart = isAlone
        return false
    }

    private mutating func readValue(isEscaped: Bool, _ template: inout PageTemplate) throws {
        if !isEscaped { place += 1 }
        let name = try takeName(closing: isEscaped ? "}}" : "}}}")
        template.steps.append(.value(try path(name), isEscaped: isEscaped))
    }

    /// What stands between the blocks of a frame is for the eye only.
    private func blocks(_ frame: PageTemplate) throws -> [String: PageTemplate] {
        var blocks: [String: PageTemplate] = [:]
        for step in frame.steps {
            switch step {
            case .text: break
            case .block(let name, let inner): blocks[name] = inner
            default: throw wrong("only blocks fill a frame")
            }
        }
        return blocks
    }

    private func path(_ name: String) throws -> PageTemplate.Path {
        var name = Substring(name)
        let isEmptiness = name.hasPrefix("empty(") && name.hasSuffix(")")
        if isEmptiness { name = name.dropFirst(6).dropLast() }
        guard !name.contains("(") else { throw wrong("{{\(name)}}: only empty() can be asked") }
        return PageTemplate.Path(
            names: name.split(separator: ".").map(String.init), isSearched: !name.hasPrefix("."),
            isEmptiness: isEmptiness)
    }
}

private let (newline, space, tab) = (UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"))

extension TemplateParser {
    private mutating func take(while holds: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = place
        while place < source.count, holds(source[place]) { place += 1 }
        return source[start..<place]
    }

    /// Up to the next tag or the end of the line.
    private mutating func takeText() -> ArraySlice<UInt8> {
        let start = place
        while place < source.count, source[place] != newline, !isNext("{{") { place += 1 }
        return source[start..<place]
    }

    private func isNext(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + count < source.count + 1 else { return false }
        return (0..<count).allSatisfy { source[place + $0] == text.utf8Start[$0] }
    }

    private mutating func takeName(closing: StaticString = "}}") throws -> String {
        _ = take { $0 == space }
        let name = String(decoding: take { $0 != space && $0 != UInt8(ascii: "}") && $0 != newline }, as: UTF8.self)
        _ = take { $0 == space }
        guard !name.isEmpty, isNext(closing) else { throw wrong("the tag {{\(name) does not end") }
        place += closing.utf8CodeUnitCount
        return name
    }

    private mutating func skipComment() throws -> String {
        while place < source.count, !isNext("}}") { place += 1 }
        guard place < source.count else { throw wrong("a comment does not end") }
        place += 2
        return "!"
    }

    /// Takes the rest of the line where nothing but blanks stands on it.
    private mutating func endLine() -> Bool {
        var end = place
        while end < source.count, source[end] == space || source[end] == tab { end += 1 }
        guard place < source.count else { return true }
        guard end < source.count, source[end] == newline else { return false }
        place = end + 1
        return true
    }

    private func wrong(_ what: String) -> Wrong {
        Wrong(line: source.prefix(place).count { $0 == newline } + 1, what: what)
    }
}

extension PageTemplate {
    /// Text beside text becomes one step.
    fileprivate mutating func add(_ bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty else { return }
        if case .text(let before) = steps.last {
            steps[steps.count - 1] = .text(before + bytes)
        } else {
            steps.append(.text(Array(bytes)))
        }
    }
}
