import Foundation
import Testing

@testable import Kehou

@Suite("Templates print only what their pages have")
struct TemplateTests {
    private let languages: Languages
    private let templates: Templates

    init() throws {
        languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        templates = try Templates.load(
            from: Checkout.root.appending(path: "Templates"), languages: languages, pictures: [:])
    }

    /// Every page an endpoint answers with, by template.
    private static let pages: [(template: String, shape: Shape)] = {
        let listed = Endpoints.all.compactMap { endpoint in
            endpoint.reply.template.flatMap { name in endpoint.reply.shape.map { (template: name, shape: $0) } }
        }
        return listed + [(template: ErrorPage.template, shape: Shape.of(ErrorPage.self))]
    }()

    @Test func `every tag of a page's template and its partials names a property`() throws {
        var wrong: [String] = []
        for page in Self.pages {
            var fields = page.shape.fields
            fields.append(.init(name: "shell", shape: Shape.of(Shell.self)))
            guard let source = templates.sources[page.template] else {
                wrong.append("\(page.template): no such template")
                continue
            }
            var checker = TagChecker(sources: templates.sources)
            checker.check(source, in: page.template, scopes: [.object(fields)])
            wrong += checker.wrong.map { "\(page.template): \($0)" }
        }
        #expect(wrong == [], "\(wrong.joined(separator: "\n"))")
    }

    @Test func `both languages have the same keys`() {
        let zh = Set(languages.all[0].texts.keys)
        let en = Set(languages.all[1].texts.keys)
        #expect(zh.subtracting(en).sorted() == [])
        #expect(en.subtracting(zh).sorted() == [])
    }

    @Test func `both languages take the same arguments`() {
        for (key, text) in languages.all[0].texts {
            let other = languages.all[1].texts[key] ?? ""
            #expect(Self.arguments(text) == Self.arguments(other), "\(key)")
        }
    }

    @Test func `every key that a template or a source names exists`() throws {
        var missing: [String] = []
        let known = languages.standard.texts
        for (name, source) in templates.sources {
            missing += Templates.keys(in: source).filter { known[$0] == nil }.map { "\(name): \($0)" }
        }
        for (file, source) in try Checkout.sources() {
            missing += Self.named(in: source).filter { known[$0] == nil }.map { "\(file): \($0)" }
        }
        #expect(missing == [], "\(missing.joined(separator: "\n"))")
    }

    @Test func `every text is used by a template or a source`() throws {
        let shown = Set(templates.sources.values.flatMap(Templates.keys(in:)))
        let words = SourceWords(try Checkout.sources().map(\.text).joined() + (try Checkout.scripts()))
        let unused = languages.standard.texts.keys.filter { key in
            // Written out, or built from a prefix and a word: "fault.\(code)", "role.office".
            !shown.contains(key) && !words.quoted.contains(key) && !Self.isBuilt(key, words)
        }
        #expect(unused.sorted() == [], "\(unused.sorted().joined(separator: "\n"))")
    }

    private static func arguments(_ text: String) -> Set<String> {
        Set(text.matches(of: /\{(\w+)(?::[^}]*)?\}/).map { String($0.output.1) })
    }

    /// Keys written out in a source: `Text("a.b")` and faults by their code.
    private static func named(in source: String) -> [String] {
        let texts = source.matches(of: /Text\(\s*"([a-z_]+(?:\.[A-Za-z0-9_]+)+)"/).map { String($0.output.1) }
        let kinds =
            /(?:\.|Fault\.)(?:conflict|forbidden|notFound|unauthenticated|unavailable|tooMany)\(\s*"([a-z_]+(?:\.[a-z0-9_]+)*)"/
        let faults = source.matches(of: kinds).map { "fault.\($0.output.1)" }
        let invalid = source.matches(of: /\.invalid\(\s*(?:field: [^,"]*(?:"[^"]*")?[^,"]*, )?"([a-z_]+\.[a-z0-9_.]+)"/)
            .map {
                "fault.\($0.output.1)"
            }
        return texts + faults + invalid
    }

    private static func isBuilt(_ key: String, _ words: SourceWords) -> Bool {
        if key.hasPrefix("fault.") {
            let code = String(key.dropFirst("fault.".count))
            return words.quoted.contains(code) || isBuilt(code, words)
        }
        var parts = key.split(separator: ".").map(String.init)
        while parts.count > 1 {
            let word = parts.removeLast()
            let prefix = parts.joined(separator: ".")
            if let underscore = word.lastIndex(of: "_"), words.heads.contains("\(prefix).\(word[...underscore])") {
                return true
            }
            if words.heads.contains("\(prefix)."), word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
                return true
            }
            if words.prefixes.contains(prefix) { return words.words.contains(word) }
        }
        return false
    }
}

/// Walks a template's tags with the shapes that are in scope, as Mustache would walk values.
private struct TagChecker {
    let sources: [String: String]
    var wrong: [String] = []
    private var depth = 0

    init(sources: [String: String]) { self.sources = sources }

    mutating func check(_ source: String, in name: String, scopes: [Shape]) {
        guard depth < 12 else { return }
        depth += 1
        defer { depth -= 1 }
        var stack: [(tag: String, scopes: [Shape])] = []
        var scopes = scopes
        for match in source.matches(of: /\{\{\{?\s*([#^\/>!&$<]?)\s*([^}]*?)\s*\}?\}\}/) {
            let tag = String(match.output.2)
            switch match.output.1 {
            case "!", "$", "<": continue
            case "/":
                if let last = stack.last, last.tag == tag { scopes = stack.removeLast().scopes }
            case ">":
                if let partial = sources[tag] {
                    check(partial, in: tag, scopes: scopes)
                } else {
                    wrong.append("\(name): no partial \(tag)")
                }
            case "#", "^":
                let inner = resolve(tag, scopes, name)
                stack.append((tag, scopes))
                // A flag only opens or shuts its section; anything else becomes the place where names are looked up.
                if match.output.1 == "#", let inner, inner.required != .flag, !tag.contains("(") {
                    scopes.append(Self.inside(inner))
                }
            default: _ = resolve(tag, scopes, name)
            }
        }
    }

    private mutating func resolve(_ tag: String, _ scopes: [Shape], _ name: String) -> Shape? {
        var path = tag
        if let open = path.firstIndex(of: "("), path.hasSuffix(")") {
            path = String(path[path.index(after: open)...].dropLast())
        }
        if path.isEmpty || path == "." { return scopes.last }
        let parts = path.split(separator: ".").map(String.init)
        let places = path.hasPrefix(".") ? [scopes.last].compactMap { $0 } : scopes.reversed()
        for scope in places {
            if scope.required == .any { return .any }
            guard var shape = scope.field(parts[0]) ?? (parts[0] == "raw" ? .text(format: nil, choices: []) : nil)
            else {
                continue
            }
            for part in parts.dropFirst() {
                if shape.required == .any || part == "raw" { return .any }
                guard let next = shape.field(part) else {
                    wrong.append("\(name): {{\(tag)}} has no \(part)")
                    return nil
                }
                shape = next
            }
            return shape
        }
        wrong.append("\(name): {{\(tag)}} names nothing")
        return nil
    }

    private static func inside(_ shape: Shape) -> Shape {
        if case .array(let item) = shape.required { return item.required }
        return shape.required
    }
}

@Suite("Words follow their number")
struct PluralTests {
    @Test(arguments: [("0", "0 rows"), ("1", "1 row"), ("2", "2 rows"), ("11", "11 rows")])
    func oneAndMany(count: String, expected: String) {
        let language = Language(code: "en", texts: ["x": "{count} {count:row|rows}"])
        #expect(language.text("x", ["count": count]) == expected)
    }
}
