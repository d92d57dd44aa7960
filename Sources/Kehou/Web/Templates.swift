import Foundation

/// All page templates, compiled once per language with `[[key]]` already replaced by that language's text.
struct Templates: Sendable {
    private let libraries: [String: [String: PageTemplate]]
    /// Template text by name as on disk, for the test that holds tags and page structs together.
    let sources: [String: String]

    /// Reads `Templates/**/*.mustache`.
    ///
    /// - Parameter pictures: where each file named as `/assets/NAME` is to be had, under a name made from its content.
    ///
    /// *Throws* `Fault.broken` naming the file where a template does not parse.
    static func load(from folder: URL, languages: Languages, pictures: [String: String]) throws -> Templates {
        let sources = try read(folder).mapValues { source in
            pictures.reduce(source) { $0.replacing("/assets/\($1.key)", with: $1.value) }
        }
        var libraries: [String: [String: PageTemplate]] = [:]
        for language in languages.all {
            var templates: [String: PageTemplate] = [:]
            for (name, source) in sources {
                do {
                    templates[name] = try TemplateParser.parse(translate(source, into: language))
                } catch {
                    throw Fault.broken("template \(name): \(error)")
                }
            }
            libraries[language.code] = templates
        }
        return Templates(libraries: libraries, sources: sources)
    }

    /// A page as HTML, in UTF-8.
    func render(_ name: String, _ node: Node, in language: Language) throws -> [UInt8] {
        guard let library = libraries[language.code], let template = library[name] else {
            throw Fault.broken("no template \(name)")
        }
        var rendering = TemplateRendering(node, library: library)
        rendering.add(template)
        return rendering.output
    }

    /// The keys between double brackets of a template.
    static func keys(in source: String) -> [String] {
        source.matches(of: /\[\[([^\]]+)\]\]/).map { String($0.output.1) }
    }

    /// The template's text in a language.
    static func translate(_ source: String, into language: Language) -> String {
        source.replacing(/\[\[([^\]]+)\]\]/) { escape(language.text(String($0.output.1))) }
    }

    /// Texts are plain: a `<` in one is shown, and braces cannot become tags.
    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("{{", with: "{&#8203;{")
    }

    private static func read(_ folder: URL) throws -> [String: String] {
        guard let paths = FileManager.default.enumerator(atPath: folder.path) else {
            throw Fault.broken("no templates at \(folder.path)")
        }
        var sources: [String: String] = [:]
        for case let path as String in paths where path.hasSuffix(".mustache") {
            let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            sources[String(path.dropLast(".mustache".count))] = text
        }
        return sources
    }
}
