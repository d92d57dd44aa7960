/// Decodes an input from a tree of form fields or JSON, and goes on past a bad field: all faults come at once.
///
/// A wrong field is noted and a sample stands in its place, so one reply can name every wrong field.
struct InputDecoder {
    /// Text from forms is parsed as numbers, flags and money in yuan; JSON must have the right types itself.
    enum Source: Sendable { case form, json }

    /// The longest text of one field, in UTF-8 bytes. Larger texts belong into a document or a file.
    static let longestText = 40_000

    /// The value, with samples for wrong fields, and what was wrong. No value at all only for types that
    /// refuse their own samples.
    static func decode<T: Decodable>(_ type: T.Type, from node: Node, source: Source) -> (value: T?, faults: [FieldFault]) {
        let notes = FaultNotes(source: source)
        let value = notes.value(type, node, at: "")
        return (value, notes.faults)
    }
}

private final class FaultNotes {
    let source: InputDecoder.Source
    var faults: [FieldFault] = []

    init(source: InputDecoder.Source) { self.source = source }

    func wrong(_ path: String, _ code: String, _ arguments: [String: String] = [:]) {
        faults.append(FieldFault(path, code, arguments))
    }

    func value<T: Decodable>(_ type: T.Type, _ node: Node?, at path: String) -> T? {
        if type == Node.self { return (node ?? .null) as? T }
        guard let node, !isMissing(node) else {
            if source == .form, let list = [] as? T { return list }
            if type is any (Shaped & Decodable).Type {
                wrong(path, "field.required")
                return Shape.record(type).value
            }
            return nested(type, .object([:]), at: path)
        }
        if source == .form, type == Money.self { return money(node, at: path) as? T }
        return nested(type, node, at: path)
    }

    private func nested<T: Decodable>(_ type: T.Type, _ node: Node, at path: String) -> T? {
        let before = faults.count
        do {
            return try T(from: NodeDecoder(node: node, path: path, notes: self))
        } catch let error as DecodingError {
            if faults.count == before { wrong(path, Self.code(error)) }
        } catch let fault as FieldFault {
            wrong(join(path, fault.field), fault.code, fault.arguments)
        } catch {
            if faults.count == before { wrong(path, "field.wrong") }
        }
        return Shape.record(type).value
    }

    func isMissing(_ node: Node) -> Bool {
        switch node {
        case .null: true
        case .text(let text): source == .form && text.allSatisfy(\.isWhitespace)
        default: false
        }
    }

    private func money(_ node: Node, at path: String) -> Money {
        if case .text(let text) = node, let money = Money(yuan: text.filter { !$0.isWhitespace }) { return money }
        wrong(path, "field.money")
        return .sample
    }

    /// A leaf type says with its debug description which fault it is; anything else is a wrong type.
    private static func code(_ error: DecodingError) -> String {
        if case .dataCorrupted(let context) = error, context.debugDescription.contains(".") ,
            !context.debugDescription.contains(" ")
        {
            return context.debugDescription == "id.wrong" ? "field.id" : context.debugDescription
        }
        if case .dataCorrupted = error { return "field.choice" }
        return "field.wrong"
    }

    func text(_ node: Node?, at path: String) -> String {
        guard let node, !isMissing(node) else {
            if source == .form, case .text = node ?? .null { return "" }
            wrong(path, "field.required")
            return ""
        }
        guard case .text(let text) = node else {
            wrong(path, "field.text")
            return ""
        }
        guard text.utf8.count <= InputDecoder.longestText else {
            wrong(path, "field.too_long", ["most": String(InputDecoder.longestText)])
            return ""
        }
        guard !text.utf8.contains(0) else {
            wrong(path, "field.characters")
            return ""
        }
        // Forms send CRLF, which is one Character to Swift: kept to LF everywhere.
        return source == .form ? text.replacing("\r\n", with: "\n") : text
    }

    func integer(_ node: Node?, at path: String) -> Int64 {
        switch node {
        case .integer(let number): return number
        case .text(let text) where source == .form:
            if let number = Int64(text.filter { !$0.isWhitespace }) { return number }
        case nil, .null: break
        default: break
        }
        wrong(path, node.map(isMissing) ?? true ? "field.required" : "field.number")
        return 0
    }

    func number(_ node: Node?, at path: String) -> Double {
        switch node {
        case .integer(let number): return Double(number)
        case .number(let number): return number
        case .text(let text) where source == .form:
            if let number = Double(text.filter { !$0.isWhitespace }), number.isFinite { return number }
        default: break
        }
        wrong(path, node.map(isMissing) ?? true ? "field.required" : "field.number")
        return 0
    }

    /// An unticked checkbox sends nothing: in a form, absence is false.
    func flag(_ node: Node?, at path: String) -> Bool {
        switch node {
        case .flag(let flag): return flag
        case .text(let text) where source == .form: return ["on", "true", "1", "yes"].contains(text)
        case nil where source == .form: return false
        default:
            wrong(path, node == nil ? "field.required" : "field.flag")
            return false
        }
    }
}

private func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : name.isEmpty ? path : "\(path).\(name)"
}

private struct NodeDecoder: Decoder {
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

    mutating func decode(_: Bool.Type) -> Bool { let (node, path) = next(); return notes.flag(node, at: path) }
    mutating func decode(_: String.Type) -> String { let (node, path) = next(); return notes.text(node, at: path) }
    mutating func decode(_: Double.Type) -> Double { let (node, path) = next(); return notes.number(node, at: path) }
    mutating func decode(_: Int.Type) -> Int { let (node, path) = next(); return Int(notes.integer(node, at: path)) }
    mutating func decode(_: Int64.Type) -> Int64 { let (node, path) = next(); return notes.integer(node, at: path) }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (node, path) = next()
        guard let value = notes.value(type, node, at: path) else { throw FieldFault("", "field.wrong") }
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
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
