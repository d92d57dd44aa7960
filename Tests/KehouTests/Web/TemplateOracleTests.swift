import Foundation
import Mustache
import Testing

@testable import Kehou

/// swift-mustache, which others wrote, must make the same bytes of every template, whatever the page holds.
@Suite("Pages come out as by another Mustache")
struct TemplateOracleTests {
    private let languages: Languages
    private let templates: Templates

    init() throws {
        languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        templates = try Templates.load(
            from: Checkout.root.appending(path: "Templates"), languages: languages, pictures: [:])
    }

    @Test(arguments: ["zh-Hans", "en"])
    func `every page template gives the same bytes for pages made at random`(code: String) throws {
        let language = try #require(languages.named(code))
        let oracle = MustacheLibrary(
            templates: try templates.sources.mapValues {
                try MustacheTemplate(string: Templates.translate($0, into: language))
            })
        var random = SplitMix(state: 7)
        var compared = 0
        for (name, shape) in Self.pages {
            for _ in 0..<12 {
                guard case .object(var fields) = Self.node(shape, &random) else { continue }
                fields["shell"] = Self.node(Shape.of(Shell.self), &random)
                let page = Node.object(fields)
                let expected = try #require(oracle.render(page.mustache, withTemplate: name))
                let html = String(decoding: try templates.render(name, page, in: language), as: UTF8.self)
                #expect(html == expected, "\(name)")
                compared += 1
            }
        }
        #expect(compared >= Self.pages.count * 12)
    }

    @Test(arguments: [
        "{{#a}}x{{/a}}", "{{^a}}x{{/a}}", "{{a}}", "{{.a}}", "{{#a}}{{b}}{{.b}}{{/a}}", "{{#a}}\nx\n{{/a}}\n",
        "x {{! no }}\ny",
        "{{#a}}x\n{{/a}}\ny\n{{#b}}\nz{{/b}}\n", "{{#empty(a)}}none{{/empty(a)}}{{^empty(a)}}some{{/empty(a)}}",
        "{{<frame}}{{$title}}own {{b}}{{/title}}{{/frame}}", "{{<frame}}\n{{$title}}\nown\n{{/title}}\n{{/frame}}\n",
        "{{> part}}\n{{> part}}.", "{{a.b}}{{a.raw}}{{#a.raw}}raw{{/a.raw}}", "{{{b}}}|{{b}}", "  text\n\tmore {{b}}\n",
        "{{#a}}{{#a}}{{b}}{{/a}}{{/a}}", "{{#.a}}{{.}}{{/.a}}", "{{! first }}\n{{! second }}\nx",
    ])
    func `each form of tag means the same`(source: String) throws {
        let others = ["frame": "<{{$title}}usual{{/title}}>\n{{> part}}", "part": "[{{b}}]\n"]
        let all = others.merging(["page": source]) { $1 }
        let ours = try all.mapValues { try TemplateParser.parse($0) }
        let oracle = MustacheLibrary(templates: try all.mapValues { try MustacheTemplate(string: $0) })
        let leaves: [Node] = [
            .null, .flag(true), .flag(false), .integer(7), .text(""), .text("a<&>\"'课"), .shown("seen", raw: "kept"),
        ]
        let values =
            leaves + [
                .array([]), .array(leaves), .object(["b": .text("inner")]), .array([.object(["b": .text("row")])]),
            ]
        for value in values {
            let page = Node.object(["a": value, "b": .text("<b>")])
            var rendering = TemplateRendering(page, library: ours)
            rendering.add(try #require(ours["page"]))
            let expected = try #require(oracle.render(page.mustache, withTemplate: "page"))
            // A list printed as a word is nobody's wish; swift-mustache prints its memory.
            if case .array = value, source.contains("{{a}}") || source.contains("{{.a}}") { continue }
            #expect(String(decoding: rendering.output, as: UTF8.self) == expected, "\(value)")
        }
    }

    @Test(arguments: [
        ("a\n{{#b}}", "line 2: {{/b}} is missing"), ("{{#b}}{{/c}}", "line 1: {{/c}} ends {{b}}"),
        ("{{b", "line 1: the tag {{b does not end"), ("{{! b", "line 1: a comment does not end"),
        ("{{size(b)}}", "line 1: {{size(b)}}: only empty() can be asked"),
        ("x\n  {{> b}}\n", "line 3: {{b}} is indented"), ("{{<b}}{{c}}{{/b}}", "line 1: only blocks fill a frame"),
    ])
    func `a wrong template is named by its line`(source: String, expected: String) {
        #expect(throws: TemplateParser.Wrong.self) { try TemplateParser.parse(source) }
        do {
            _ = try TemplateParser.parse(source)
        } catch {
            #expect("\(error)" == expected)
        }
    }

    private static let pages: [(template: String, shape: Shape)] =
        Endpoints.all.compactMap { endpoint in
            endpoint.reply.template.flatMap { name in endpoint.reply.shape.map { (template: name, shape: $0) } }
        } + [(template: ErrorPage.template, shape: Shape.of(ErrorPage.self))]

    private static func node(_ shape: Shape, _ random: inout SplitMix) -> Node {
        switch shape {
        case .optional(let inner): return random.below(3) == 0 ? .null : node(inner, &random)
        case .flag: return .flag(random.below(2) == 0)
        case .integer: return .integer(Int64(random.below(1000)))
        case .number: return .number(Double(random.below(100)) / 4)
        case .array(let inner): return .array((0..<random.below(3)).map { _ in node(inner, &random) })
        case .object(let fields):
            var nodes: [String: Node] = [:]
            for field in fields { nodes[field.name] = node(field.shape, &random) }
            return .object(nodes)
        case .text, .any:
            let words = ["", "a<b>&\"'c", "课后服务", "plain", "{{b}}"]
            let word = words[random.below(words.count)]
            return random.below(3) == 0 ? .shown(word, raw: words[random.below(words.count)]) : .text(word)
        }
    }
}

/// The same pages in every run.
private struct SplitMix {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(bound))
    }
}

extension Node {
    /// What swift-mustache walks. Leaves are wrapped too: a bare String on its stack would be searched by reflection.
    fileprivate var mustache: Any {
        switch self {
        case .flag(let flag): flag
        case .array(let nodes): nodes.map(\.mustache)
        case .object(let fields): MustacheObject(fields: fields)
        case .null: MustacheLeaf(renderText: "", isNull: true, raw: nil)
        case .text(let text): MustacheLeaf(renderText: text, isNull: false, raw: nil)
        case .integer(let number): MustacheLeaf(renderText: String(number), isNull: false, raw: nil)
        case .number(let number): MustacheLeaf(renderText: String(number), isNull: false, raw: nil)
        case .shown(let text, let raw): MustacheLeaf(renderText: text, isNull: false, raw: raw)
        }
    }
}

private struct MustacheObject: MustacheParent, MustacheCustomRenderable {
    let fields: [String: Node]

    func child(named name: String) -> Any? { fields[name]?.mustache }
    var renderText: String { "" }
    var isNull: Bool { false }
}

private struct MustacheLeaf: MustacheParent, MustacheCustomRenderable {
    let renderText: String
    let isNull: Bool
    let raw: String?

    func child(named name: String) -> Any? {
        name == "raw" ? MustacheLeaf(renderText: raw ?? renderText, isNull: isNull, raw: nil) : nil
    }
}
