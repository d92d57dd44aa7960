/// A path with named places, `/schools/{school}/plans/{plan}`.
struct PathPattern: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    enum Part: Sendable, Hashable {
        case word(String)
        case name(String)
    }

    let parts: [Part]

    init(stringLiteral text: String) { self.init(text) }

    init(_ text: String) {
        parts = text.split(separator: "/").map {
            $0.hasPrefix("{") ? .name(String($0.dropFirst().dropLast())) : .word(String($0))
        }
    }

    var names: [String] {
        parts.compactMap { if case .name(let name) = $0 { name } else { nil } }
    }

    var description: String {
        "/"
            + parts.map {
                if case .name(let name) = $0 { "{\(name)}" } else if case .word(let word) = $0 { word } else { "" }
            }
            .joined(separator: "/")
    }

    /// The names' values where a path fits, percent-decoded; nothing where it does not.
    func match(_ segments: [String]) -> [String: String]? {
        guard segments.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            switch part {
            case .word(let word): guard word == segment else { return nil }
            case .name(let name): values[name] = segment
            }
        }
        return values
    }

    /// The path with values in the named places, for links.
    func filled(_ values: [String: String]) -> String {
        "/"
            + parts.map {
                switch $0 {
                case .word(let word): word
                case .name(let name): values[name] ?? "{\(name)}"
                }
            }.joined(separator: "/")
    }
}
