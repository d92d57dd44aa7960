import Foundation
import Synchronization

/// Turns any Encodable into a `Node` tree for templates: values that people read come in the reader's language.
///
/// Every property is present in the tree, an absent optional as `null`: Mustache would otherwise take the
/// missing name from the enclosing page.
struct PageEncoder: Sendable {
    let language: Language

    func node(_ value: some Encodable) throws -> Node {
        try TreeEncoder(language: language).box(value)
    }
}

/// What a value comes to in a tree; found once a type, since asking a type for its protocols is dear.
private enum Leaf {
    case node, text, number, word, choice
    /// No leaf: an object, a list, or something that encodes itself.
    case inner

    private static let known = Mutex<[ObjectIdentifier: Leaf]>([:])

    static func of<T>(_ type: T.Type) -> Leaf {
        let id = ObjectIdentifier(type)
        if let leaf = known.withLock({ $0[id] }) { return leaf }
        let leaf: Leaf =
            switch type {
            case is Node.Type: .node
            case is Text.Type: .text
            case is any (Displayed & NumberCoded).Type: .number
            case is any (Displayed & CustomStringConvertible).Type: .word
            case is any Choice.Type: .choice
            default: .inner
            }
        known.withLock { $0[id] = leaf }
        return leaf
    }
}

/// Where the nodes of one value gather while it encodes itself.
private final class TreeEncoder: Encoder {
    enum Kind { case leaf, object, array }

    let language: Language
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [.language: language] }

    var kind = Kind.leaf
    var leaf = Node.null
    var fields: [String: Node] = [:]
    var items: [Node] = []
    /// Containers that were asked for and are filled later, with their name or place.
    var pending: [(name: String, place: Int, encoder: TreeEncoder)] = []

    init(language: Language) { self.language = language }

    var node: Node {
        switch kind {
        case .leaf: return leaf
        case .object:
            for inner in pending { fields[inner.name] = inner.encoder.node }
            return .object(fields)
        case .array:
            for inner in pending { items[inner.place] = inner.encoder.node }
            return .array(items)
        }
    }

    func box<T: Encodable>(_ value: T) throws -> Node {
        if let leaf = leaf(value) { return leaf }
        let child = TreeEncoder(language: language)
        try value.encode(to: child)
        return child.node
    }

    private func leaf<T: Encodable>(_ value: T) -> Node? {
        switch Leaf.of(T.self) {
        case .inner: nil
        case .node: value as? Node
        case .text: (value as? Text).map { .text($0.display(in: language)) }
        case .number:
            (value as? any Displayed & NumberCoded).map {
                .shown($0.display(in: language), raw: String($0.number))
            }
        case .word:
            (value as? any Displayed & CustomStringConvertible).map {
                .shown($0.display(in: language), raw: $0.description)
            }
        case .choice: (value as? any Choice).map { .shown($0.display(in: language), raw: $0.rawValue) }
        }
    }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        kind = .object
        // Most pages and rows have some ten fields: room for them at once.
        fields.reserveCapacity(12)
        return KeyedEncodingContainer(KeyedTree<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        kind = .array
        return UnkeyedTree(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleTree(encoder: self) }
}

private struct KeyedTree<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: TreeEncoder
    var codingPath: [any CodingKey] { [] }

    private func put(_ node: Node, _ key: Key) { encoder.fields[key.stringValue] = node }

    mutating func encodeNil(forKey key: Key) { put(.null, key) }
    mutating func encode(_ value: Bool, forKey key: Key) { put(.flag(value), key) }
    mutating func encode(_ value: String, forKey key: Key) { put(.text(value), key) }
    mutating func encode(_ value: Double, forKey key: Key) { put(.number(value), key) }
    mutating func encode(_ value: Int, forKey key: Key) { put(.integer(Int64(value)), key) }
    mutating func encode(_ value: Int64, forKey key: Key) { put(.integer(value), key) }
    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws { put(try encoder.box(value), key) }

    mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) { put(value.map(Node.flag) ?? .null, key) }
    mutating func encodeIfPresent(_ value: String?, forKey key: Key) { put(value.map(Node.text) ?? .null, key) }
    mutating func encodeIfPresent(_ value: Double?, forKey key: Key) { put(value.map(Node.number) ?? .null, key) }
    mutating func encodeIfPresent(_ value: Int?, forKey key: Key) {
        put(value.map { .integer(Int64($0)) } ?? .null, key)
    }
    mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) { put(value.map { .integer($0) } ?? .null, key) }
    mutating func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
        put(try value.map { try encoder.box($0) } ?? .null, key)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        superEncoder(forKey: key).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        superEncoder(forKey: key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder }

    mutating func superEncoder(forKey key: Key) -> any Encoder {
        let inner = TreeEncoder(language: encoder.language)
        encoder.pending.append((key.stringValue, 0, inner))
        return inner
    }
}

private struct UnkeyedTree: UnkeyedEncodingContainer {
    let encoder: TreeEncoder
    var codingPath: [any CodingKey] { [] }
    var count: Int { encoder.items.count }

    mutating func encodeNil() { encoder.items.append(.null) }
    mutating func encode(_ value: Bool) { encoder.items.append(.flag(value)) }
    mutating func encode(_ value: String) { encoder.items.append(.text(value)) }
    mutating func encode(_ value: Double) { encoder.items.append(.number(value)) }
    mutating func encode(_ value: Int) { encoder.items.append(.integer(Int64(value))) }
    mutating func encode(_ value: Int64) { encoder.items.append(.integer(value)) }
    mutating func encode<T: Encodable>(_ value: T) throws { encoder.items.append(try encoder.box(value)) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        superEncoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

    mutating func superEncoder() -> any Encoder {
        let inner = TreeEncoder(language: encoder.language)
        encoder.pending.append(("", encoder.items.count, inner))
        encoder.items.append(.null)
        return inner
    }
}

private struct SingleTree: SingleValueEncodingContainer {
    let encoder: TreeEncoder
    var codingPath: [any CodingKey] { [] }

    private func put(_ node: Node) { encoder.leaf = node }

    mutating func encodeNil() { put(.null) }
    mutating func encode(_ value: Bool) { put(.flag(value)) }
    mutating func encode(_ value: String) { put(.text(value)) }
    mutating func encode(_ value: Double) { put(.number(value)) }
    mutating func encode(_ value: Int) { put(.integer(Int64(value))) }
    mutating func encode(_ value: Int64) { put(.integer(value)) }
    mutating func encode<T: Encodable>(_ value: T) throws { put(try encoder.box(value)) }
}
