/// One page template, read and ready: the part of Mustache that the pages use, over ``Node`` trees.
///
/// Values are escaped. A plain name is looked for in the nearest scope that has it, `.name` in the nearest scope only, `.` is that
/// scope itself. Sections, inverted sections, partials, `{{<frame}}` with `{{$block}}`, and `empty(name)` for a list.
struct PageTemplate: Sendable {
    indirect enum Step: Sendable {
        case text([UInt8])
        case value(Path, isEscaped: Bool)
        case section(Path, PageTemplate)
        case inverted(Path, PageTemplate)
        /// Another template, with what it is to put into its blocks.
        case partial(String, blocks: [String: PageTemplate])
        case block(String, PageTemplate)
    }

    /// What a tag names.
    struct Path: Sendable {
        /// None names the scope itself.
        let names: [String]
        /// Outer scopes are searched as well.
        let isSearched: Bool
        /// Whether the list is empty is asked, not what is in it.
        let isEmptiness: Bool
    }

    var steps: [Step] = []
}

/// A template being filled with a page.
struct TemplateRendering {
    private let library: [String: PageTemplate]
    private(set) var output: [UInt8] = []
    private var scopes: [Node]
    private var blocks: [String: PageTemplate] = [:]

    /// - Parameter library: every template that partials may name.
    init(_ page: Node, library: [String: PageTemplate]) {
        self.library = library
        scopes = [page]
        output.reserveCapacity(32 << 10)
    }

    mutating func add(_ template: PageTemplate) {
        for step in template.steps {
            switch step {
            case .text(let bytes): output += bytes
            case .value(let path, let isEscaped): addText(of: find(path), isEscaped)
            case .section(let path, let inner): addSection(find(path), inner)
            case .inverted(let path, let inner): if isAbsent(find(path)) { add(inner) }
            case .partial(let name, let own): addPartial(name, own)
            case .block(let name, let usual): add(blocks[name] ?? usual)
            }
        }
    }

    private mutating func addSection(_ node: Node?, _ inner: PageTemplate) {
        switch node {
        case nil, .null: break
        case .flag(let flag): if flag { add(inner) }
        case .array(let nodes): for node in nodes { add(inner, in: node) }
        case .some(let node): add(inner, in: node)
        }
    }

    private mutating func add(_ inner: PageTemplate, in scope: Node) {
        scopes.append(scope)
        add(inner)
        scopes.removeLast()
    }

    /// A template that nobody wrote prints nothing; a test finds it.
    private mutating func addPartial(_ name: String, _ own: [String: PageTemplate]) {
        guard let template = library[name] else { return }
        guard !own.isEmpty else { return add(template) }
        let outer = blocks
        // Who fills a frame decides, also over what a frame in between says.
        blocks = outer.merging(own) { outer, _ in outer }
        add(template)
        blocks = outer
    }

    private func isAbsent(_ node: Node?) -> Bool {
        switch node {
        case nil, .null: true
        case .flag(let flag): !flag
        case .array(let nodes): nodes.isEmpty
        case .some: false
        }
    }
}

extension TemplateRendering {
    private func find(_ path: PageTemplate.Path) -> Node? {
        guard let first = path.names.first else { return scopes.last }
        var found = Self.child(first, of: scopes[scopes.count - 1])
        if found == nil, path.isSearched {
            var outer = scopes.count - 2
            while found == nil, outer >= 0 {
                found = Self.child(first, of: scopes[outer])
                outer -= 1
            }
        }
        for name in path.names.dropFirst() { found = found.flatMap { Self.child(name, of: $0) } }
        guard path.isEmptiness else { return found }
        if case .array(let nodes) = found { return .flag(nodes.isEmpty) }
        return nil
    }

    private static func child(_ name: String, of node: Node) -> Node? {
        switch node {
        case .object(let fields): fields[name]
        case .array, .flag: nil
        case .null: name == "raw" ? .null : nil
        default: name == "raw" ? .text(node.text ?? "") : nil
        }
    }

    private mutating func addText(of node: Node?, _ isEscaped: Bool) {
        switch node {
        case .text(let text), .shown(let text, _): add(text, isEscaped)
        case .integer(let number): output += String(number).utf8
        case .number(let number): output += String(number).utf8
        case .flag(let flag): output += (flag ? "true" : "false").utf8
        case nil, .null, .array, .object: break
        }
    }

    private mutating func add(_ text: String, _ isEscaped: Bool) {
        // Texts with nothing to escape, nearly all, go in at one go.
        guard isEscaped, text.utf8.contains(where: { $0.escaped != nil }) else { return output += text.utf8 }
        for byte in text.utf8 {
            if let escaped = byte.escaped { output += escaped.utf8 } else { output.append(byte) }
        }
    }
}

extension UInt8 {
    /// What stands for it in HTML, where that must not see it in a text.
    fileprivate var escaped: String? {
        switch self {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
