import Foundation

/// One of the program's languages with all of its texts.
final class Language: Sendable, Hashable {
    /// BCP 47 code, as in `<html lang>`.
    let code: String
    let texts: [String: String]

    init(code: String, texts: [String: String]) {
        self.code = code
        self.texts = texts
    }

    var isChinese: Bool { code.hasPrefix("zh") }

    /// The text of a key with `{name}` replaced by arguments. A missing key shows as itself; a test finds it first.
    ///
    /// `{count:row|rows}` is the first word where the argument is 1, the second otherwise.
    func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
        guard !arguments.isEmpty else { return texts[key] ?? key }
        return text(key) { arguments[$0] }
    }

    /// The same with arguments that are asked for one by one.
    func text(_ key: String, argument: (String) -> String?) -> String {
        guard let text = texts[key] else { return key }
        var result = ""
        var rest = Substring(text)
        // Braces are bytes of their own in UTF-8: looked for byte by byte, many times faster than by Character.
        while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")),
            let close = rest.utf8[open...].firstIndex(of: UInt8(ascii: "}"))
        {
            let name = String(rest[rest.utf8.index(after: open)..<close])
            result += rest[..<open]
            result += argument(name) ?? Self.word(name, argument) ?? "{\(name)}"
            rest = rest[rest.utf8.index(after: close)...]
        }
        return result + rest
    }

    /// One of the words of `count:row|rows`.
    private static func word(_ placeholder: String, _ argument: (String) -> String?) -> String? {
        let parts = placeholder.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let number = argument(String(parts[0])) else { return nil }
        let words = parts[1].split(separator: "|")
        return (number == "1" ? words.first : words.last).map(String.init)
    }

    static func == (left: Language, right: Language) -> Bool { left.code == right.code }
    func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// Reads `Language/<code>/*.json`; a key in two files is an error, since one would silently hide the other.
    ///
    /// - Throws: `language.missing` where the folder cannot be read.
    static func load(code: String, in folder: URL) throws -> Language {
        var texts: [String: String] = [:]
        let place = folder.appending(path: code)
        guard let files = try? FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
        else {
            // Whatever the reason, the folder's name is what helps.
            throw Fault.missingLanguage(place.path)
        }
        for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "json" {
            let entries = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
            for (key, text) in entries {
                guard texts.updateValue(text, forKey: key) == nil else {
                    throw Fault.broken("language key \(key) stands twice, again in \(file.lastPathComponent)")
                }
            }
        }
        return Language(code: code, texts: texts)
    }
}

extension Fault {
    /// The texts are not where they were looked for.
    fileprivate static func missingLanguage(_ folder: String) -> Fault {
        Fault(kind: .broken, code: "language.missing", arguments: ["folder": folder])
    }
}

/// The languages the program speaks, the first being the one used where nobody asked.
struct Languages: Sendable {
    let all: [Language]

    var standard: Language { all[0] }

    static func load(in folder: URL) throws -> Languages {
        Languages(all: try ["zh-Hans", "en"].map { try Language.load(code: $0, in: folder) })
    }

    func named(_ code: String?) -> Language? { all.first { $0.code == code } }

    func other(than language: Language) -> Language { all.first { $0 != language } ?? language }

    /// The best match for an `Accept-Language` header, by quality, then by order; the standard one if none fits.
    func accepting(_ header: String?) -> Language {
        let wishes = (header ?? "").split(separator: ",").compactMap { part -> (tag: String, quality: Double)? in
            let pieces = part.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let tag = pieces.first, !tag.isEmpty else { return nil }
            let quality = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return (tag.lowercased(), quality)
        }
        for wish in wishes.filter({ $0.quality > 0 }).sorted(by: { $0.quality > $1.quality }) {
            let primary = wish.tag.split(separator: "-").first ?? ""
            if let language = all.first(where: { $0.code.lowercased().hasPrefix(primary) }) { return language }
        }
        return standard
    }
}
