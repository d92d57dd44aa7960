/// A field's path from its parent's.
func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : name.isEmpty ? path : "\(path).\(name)"
}

/// Walks a tree of form fields or JSON as a Decoder; every fault goes into the notes.
struct NodeDecoder: Decoder {
    let node: Node
    let path: String
    let notes: FaultNotes
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let fields) = node else { throw FieldFault("", "field.object") }
        return KeyedDecodingContainer(NodeKeyed<Key>(fields: fields, path: path, notes: notes))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        switch node {
        case .array(let nodes): return NodeUnkeyed(nodes: nodes, path: path, notes: notes)
        // One ticked box of several, or one row: a list of one.
        case .text where notes.source == .form: return NodeUnkeyed(nodes: [node], path: path, notes: notes)
        default: throw FieldFault("", "field.list")
        }
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        NodeSingle(node: node, path: path, notes: notes)
    }
}

private struct NodeKeyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: [String: Node]
    let path: String
    let notes: FaultNotes
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { fields.keys.compactMap(Key.init(stringValue:)) }

    private func at(_ key: Key) -> String { join(path, key.stringValue) }
    private func node(_ key: Key) -> Node? { fields[key.stringValue] }
    private func present(_ key: Key) -> Bool { node(key).map { !notes.isMissing($0) } ?? false }

    func contains(_ key: Key) -> Bool { node(key) != nil }
    func decodeNil(forKey key: Key) -> Bool { !present(key) }
    func decode(_: Bool.Type, forKey key: Key) -> Bool { notes.flag(node(key), at: at(key)) }
    func decode(_: String.Type, forKey key: Key) -> String { notes.text(node(key), at: at(key)) }
    func decode(_: Double.Type, forKey key: Key) -> Double { notes.number(node(key), at: at(key)) }
    func decode(_: Int.Type, forKey key: Key) -> Int { Int(notes.integer(node(key), at: at(key))) }
    func decode(_: Int64.Type, forKey key: Key) -> Int64 { notes.integer(node(key), at: at(key)) }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        guard let value = notes.value(type, node(key), at: at(key)) else { throw FieldFault("", "field.wrong") }
        return value
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) -> Bool? { present(key) ? decode(type, forKey: key) : nil }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) -> String? {
        present(key) ? decode(type, forKey: key) : nil
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) -> Double? {
        present(key) ? decode(type, forKey: key) : nil
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) -> Int? { present(key) ? decode(type, forKey: key) : nil }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) -> Int64? {
        present(key) ? decode(type, forKey: key) : nil
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        present(key) ? try decode(type, forKey: key) : nil
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try NodeDecoder(node: node(key) ?? .null, path: at(key), notes: notes).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try NodeDecoder(node: node(key) ?? .null, path: at(key), notes: notes).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { NodeDecoder(node: .object(fields), path: path, notes: notes) }
    func superDecoder(forKey key: Key) -> any Decoder {
        NodeDecoder(node: node(key) ?? .null, path: at(key), notes: notes)
    }
}

private struct NodeUnkeyed: UnkeyedDecodingContainer {
    let nodes: [Node]
    let path: String
    let notes: FaultNotes
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { nodes.count }
    var isAtEnd: Bool { currentIndex >= nodes.count }

    init(nodes: [Node], path: String, notes: FaultNotes) {
        self.nodes = nodes
        self.path = path
        self.notes = notes
    }

    private mutating func next() -> (Node?, String) {
        defer { currentIndex += 1 }
        return (isAtEnd ? nil : nodes[currentIndex], join(path, String(currentIndex)))
    }

    mutating func decodeNil() -> Bool {
        guard !isAtEnd, nodes[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode(_: Bool.Type) -> Bool {
        let (node, path) = next()
        return notes.flag(node, at: path)
    }
    mutating func decode(_: String.Type) -> String {
        let (node, path) = next()
        return notes.text(node, at: path)
    }
    mutating func decode(_: Double.Type) -> Double {
        let (node, path) = next()
        return notes.number(node, at: path)
    }
    mutating func decode(_: Int.Type) -> Int {
        let (node, path) = next()
        return Int(notes.integer(node, at: path))
    }
    mutating func decode(_: Int64.Type) -> Int64 {
        let (node, path) = next()
        return notes.integer(node, at: path)
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (node, path) = next()
        guard let value = notes.value(type, node, at: path) else { throw FieldFault("", "field.wrong") }
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested>
    {
        let (node, path) = next()
        return try NodeDecoder(node: node ?? .null, path: path, notes: notes).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let (node, path) = next()
        return try NodeDecoder(node: node ?? .null, path: path, notes: notes).unkeyedContainer()
    }

    mutating func superDecoder() -> any Decoder { NodeDecoder(node: .array(nodes), path: path, notes: notes) }
}

private struct NodeSingle: SingleValueDecodingContainer {
    let node: Node
    let path: String
    let notes: FaultNotes
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { notes.isMissing(node) }
    func decode(_: Bool.Type) -> Bool { notes.flag(node, at: path) }
    func decode(_: String.Type) -> String { notes.text(node, at: path) }
    func decode(_: Double.Type) -> Double { notes.number(node, at: path) }
    func decode(_: Int.Type) -> Int { Int(notes.integer(node, at: path)) }
    func decode(_: Int64.Type) -> Int64 { notes.integer(node, at: path) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        guard let value = notes.value(type, node, at: path) else { throw FieldFault("", "field.wrong") }
        return value
    }
}
