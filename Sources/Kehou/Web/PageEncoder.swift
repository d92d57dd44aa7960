import Foundation

/// Turns any Encodable into a `Node` tree for templates: values that people read come in the reader's language.
///
/// Every property is present in the tree, an absent optional as `null`: Mustache would otherwise take the
/// missing name from the enclosing page.
struct PageEncoder: Sendable {
    let language: Language

    func node(_ value: some Encodable) throws -> Node {
        let encoder = TreeEncoder(language: language, codingPath: [])
        return try encoder.box(value)
    }
}

/// Where the nodes of one value gather while it encodes itself.
private final class Slot {
    enum Content {
        case leaf(Node)
        case object([String: Slot])
        case array([Slot])
    }

    var content: Content = .leaf(.null)

    init(_ node: Node = .null) { content = .leaf(node) }

    var node: Node {
        switch content {
        case .leaf(let node): node
        case .object(let slots): .object(slots.mapValues(\.node))
        case .array(let slots): .array(slots.map(\.node))
        }
    }
}

private struct TreeEncoder: Encoder {
    let language: Language
    let codingPath: [any CodingKey]
    let slot: Slot
    var userInfo: [CodingUserInfoKey: Any] { [.language: language] }

    init(language: Language, codingPath: [any CodingKey], slot: Slot = Slot()) {
        self.language = language
        self.codingPath = codingPath
        self.slot = slot
    }

    func box(_ value: some Encodable) throws -> Node {
        if let leaf = leaf(value) { return leaf }
        let child = TreeEncoder(language: language, codingPath: codingPath)
        try value.encode(to: child)
        return child.slot.node
    }

    private func leaf(_ value: some Encodable) -> Node? {
        switch value {
        case let node as Node: node
        case let text as Text: .text(text.display(in: language))
        case let shown as any Displayed & NumberCoded: .shown(shown.display(in: language), raw: String(shown.number))
        case let shown as any Displayed & CustomStringConvertible:
            .shown(shown.display(in: language), raw: shown.description)
        case let choice as any Choice: .shown(choice.display(in: language), raw: choice.rawValue)
        default: nil
        }
    }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object = slot.content {} else { slot.content = .object([:]) }
        return KeyedEncodingContainer(KeyedTree<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.content = .array([])
        return UnkeyedTree(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleTree(encoder: self) }
}

private struct KeyedTree<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: TreeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    private func put(_ slot: Slot, _ key: Key) {
        guard case .object(var slots) = encoder.slot.content else { return }
        // Emptied first, so that the dictionary is changed in place instead of copied for each property.
        encoder.slot.content = .leaf(.null)
        slots[key.stringValue] = slot
        encoder.slot.content = .object(slots)
    }

    private func put(_ node: Node, _ key: Key) { put(Slot(node), key) }

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
    mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) { put(value.map(Node.integer) ?? .null, key) }
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
        let slot = Slot()
        put(slot, key)
        return TreeEncoder(language: encoder.language, codingPath: codingPath + [key], slot: slot)
    }
}

private struct UnkeyedTree: UnkeyedEncodingContainer {
    let encoder: TreeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count = 0

    init(encoder: TreeEncoder) { self.encoder = encoder }

    private mutating func put(_ slot: Slot) {
        guard case .array(var slots) = encoder.slot.content else { return }
        encoder.slot.content = .leaf(.null)
        slots.append(slot)
        encoder.slot.content = .array(slots)
        count += 1
    }

    mutating func encodeNil() { put(Slot()) }
    mutating func encode(_ value: Bool) { put(Slot(.flag(value))) }
    mutating func encode(_ value: String) { put(Slot(.text(value))) }
    mutating func encode(_ value: Double) { put(Slot(.number(value))) }
    mutating func encode(_ value: Int) { put(Slot(.integer(Int64(value)))) }
    mutating func encode(_ value: Int64) { put(Slot(.integer(value))) }
    mutating func encode<T: Encodable>(_ value: T) throws { put(Slot(try encoder.box(value))) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        superEncoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

    mutating func superEncoder() -> any Encoder {
        let slot = Slot()
        put(slot)
        return TreeEncoder(language: encoder.language, codingPath: codingPath, slot: slot)
    }
}

private struct SingleTree: SingleValueEncodingContainer {
    let encoder: TreeEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    private func put(_ node: Node) { encoder.slot.content = .leaf(node) }

    mutating func encodeNil() { put(.null) }
    mutating func encode(_ value: Bool) { put(.flag(value)) }
    mutating func encode(_ value: String) { put(.text(value)) }
    mutating func encode(_ value: Double) { put(.number(value)) }
    mutating func encode(_ value: Int) { put(.integer(Int64(value))) }
    mutating func encode(_ value: Int64) { put(.integer(value)) }
    mutating func encode<T: Encodable>(_ value: T) throws { put(try encoder.box(value)) }
}
