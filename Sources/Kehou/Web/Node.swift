import Foundation

/// A tree of plain values: what a form, a JSON body or a page comes to.
enum Node: Sendable, Equatable {
    case null
    case flag(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case array([Node])
    case object([String: Node])
    /// A value with a form for people beside its raw one: `{{day}}` prints the first, `{{day.raw}}` the second.
    case shown(String, raw: String)

    subscript(_ name: String) -> Node? {
        if case .object(let fields) = self { fields[name] } else { nil }
    }

    /// The node at a path such as `children.0.days`.
    func at(_ path: String) -> Node? {
        path.split(separator: ".").reduce(self as Node?) { node, part in
            if case .array(let items) = node, let index = Int(part) {
                return items.indices.contains(index) ? items[index] : nil
            }
            return node?[String(part)]
        }
    }

    var text: String? {
        switch self {
        case .text(let text): text
        case .shown(_, let raw): raw
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .flag(let flag): String(flag)
        case .null, .array, .object: nil
        }
    }
}

extension Node {
    /// The tree of a JSON text.
    ///
    /// *Throws* `Fault.invalid("input.json")` where the text is no JSON.
    static func json(_ bytes: some Sequence<UInt8>) throws -> Node {
        do {
            return try JSONDecoder().decode(Node.self, from: Data(bytes))
        } catch {
            throw Fault.invalid("input.json")
        }
    }

    /// The tree of form fields: `sessions.0.kind=club` becomes an object in an array in an object.
    ///
    /// A name that stands twice becomes an array. Gaps in row numbers close up, so that rows can be taken out.
    static func form(_ pairs: [(name: String, value: String)]) -> Node {
        var root = Branch()
        for (name, value) in pairs {
            root.insert(value, at: name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)[...])
        }
        return root.node
    }

    private struct Branch {
        var values: [String] = []
        var children: [String: Branch] = [:]

        mutating func insert(_ value: String, at path: ArraySlice<Substring.UTF8View>) {
            guard let first = path.first else { return values.append(value) }
            // Deep names can only come from somebody who is not using our forms.
            guard path.count <= 8 else { return }
            children[String(Substring(first)), default: Branch()].insert(value, at: path.dropFirst())
        }

        var node: Node {
            if children.isEmpty {
                return values.count == 1 ? .text(values[0]) : .array(values.map(Node.text))
            }
            let numbers = children.keys.compactMap(Int.init)
            if numbers.count == children.count {
                return .array(numbers.sorted().compactMap { children[String($0)]?.node })
            }
            return .object(children.mapValues(\.node))
        }
    }
}

extension Node: Codable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Name.self) { // Not an object: the next form is tried.
            var fields: [String: Node] = [:]
            for key in container.allKeys { fields[key.stringValue] = try container.decode(Node.self, forKey: key) }
            self = .object(fields)
        } else if var container = try? decoder.unkeyedContainer() { // Not an array: a single value is left.
            var nodes: [Node] = []
            while !container.isAtEnd { nodes.append(try container.decode(Node.self)) }
            self = .array(nodes)
        } else {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let flag = try? container.decode(Bool.self) { // Each leaf kind is tried in turn.
                self = .flag(flag)
            } else if let number = try? container.decode(Int64.self) { // As above.
                self = .integer(number)
            } else if let number = try? container.decode(Double.self) { // As above.
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let fields):
            var container = encoder.container(keyedBy: Name.self)
            for (name, node) in fields { try container.encode(node, forKey: Name(stringValue: name)) }
        case .array(let nodes):
            var container = encoder.unkeyedContainer()
            for node in nodes { try container.encode(node) }
        default:
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .flag(let flag): try container.encode(flag)
            case .integer(let number): try container.encode(number)
            case .number(let number): try container.encode(number)
            default: try container.encode(text ?? "")
            }
        }
    }
}
