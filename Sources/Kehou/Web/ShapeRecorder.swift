/// Finds a type's shape by letting it decode itself from a decoder that notes each request and hands back samples.
extension Shape {
    /// The shape of any Decodable: an input, a page, a document inside one.
    static func of<T: Decodable>(_ type: T.Type) -> Shape {
        record(type).shape
    }

    static func record<T: Decodable>(_ type: T.Type) -> (shape: Shape, value: T?) {
        if let shaped = type as? any Shaped.Type { return (shaped.shape, shaped.sample as? T) }
        if type == Node.self { return (.any, Node.null as? T) }
        if let optional = type as? any OptionalShaped.Type { return (.optional(optional.wrappedShape), nil) }
        if let list = type as? any ListShaped.Type { return (list.listShape, [] as? T) }
        let notes = Notes()
        // A type that refuses its own samples still leaves notes; its shape is what it asked for.
        let value = try? T(from: RecordingDecoder(notes: notes))
        return (notes.shape, value)
    }
}

private protocol OptionalShaped {
    static var wrappedShape: Shape { get }
}

extension Optional: OptionalShaped where Wrapped: Decodable {
    static var wrappedShape: Shape { Shape.of(Wrapped.self) }
}

private protocol ListShaped {
    static var listShape: Shape { get }
}

extension Array: ListShaped where Element: Decodable {
    static var listShape: Shape { .array(Shape.of(Element.self)) }
}

extension Dictionary: ListShaped where Key == String, Value: Decodable {
    static var listShape: Shape { .any }
}

private final class Notes {
    var fields: [Shape.Field] = []
    var leaf: Shape?
    var shape: Shape { leaf ?? .object(fields) }

    func add(_ name: String, _ shape: Shape) {
        if !fields.contains(where: { $0.name == name }) { fields.append(Shape.Field(name: name, shape: shape)) }
    }
}

private struct RecordingDecoder: Decoder {
    let notes: Notes
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RecordingKeyed<Key>(notes: notes))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        notes.leaf = .array(.any)
        throw Fault.broken("hand-written array decoding has no shape: conform to Shaped")
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { RecordingSingle(notes: notes) }
}

private struct RecordingKeyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let notes: Notes
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_: Key) -> Bool { true }

    /// Never nil: a nil would make synthesised decoding of optionals skip the property, and it would vanish.
    func decodeNil(forKey _: Key) -> Bool { false }

    func decode(_: Bool.Type, forKey key: Key) -> Bool { note(key, .flag, false) }
    func decode(_: String.Type, forKey key: Key) -> String { note(key, .text(format: nil, choices: []), "") }
    func decode(_: Double.Type, forKey key: Key) -> Double { note(key, .number, 0) }
    func decode(_: Int.Type, forKey key: Key) -> Int { note(key, .integer, 0) }
    func decode(_: Int64.Type, forKey key: Key) -> Int64 { note(key, .integer, 0) }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        let (shape, value) = Shape.record(type)
        notes.add(key.stringValue, shape)
        guard let value else { throw Fault.broken("no sample of \(type)") }
        return value
    }

    func decodeIfPresent(_: Bool.Type, forKey key: Key) -> Bool? { note(key, .optional(.flag), nil) }
    func decodeIfPresent(_: String.Type, forKey key: Key) -> String? {
        note(key, .optional(.text(format: nil, choices: [])), nil)
    }
    func decodeIfPresent(_: Double.Type, forKey key: Key) -> Double? { note(key, .optional(.number), nil) }
    func decodeIfPresent(_: Int.Type, forKey key: Key) -> Int? { note(key, .optional(.integer), nil) }
    func decodeIfPresent(_: Int64.Type, forKey key: Key) -> Int64? { note(key, .optional(.integer), nil) }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) -> T? {
        note(key, .optional(Shape.of(type)), nil)
    }

    private func note<Value>(_ key: Key, _ shape: Shape, _ sample: Value) -> Value {
        notes.add(key.stringValue, shape)
        return sample
    }

    func nestedContainer<Nested: CodingKey>(keyedBy _: Nested.Type, forKey _: Key) -> KeyedDecodingContainer<Nested> {
        KeyedDecodingContainer(RecordingKeyed<Nested>(notes: Notes()))
    }

    func nestedUnkeyedContainer(forKey _: Key) throws -> any UnkeyedDecodingContainer {
        throw Fault.broken("nested containers have no shape: conform to Shaped")
    }

    func superDecoder() -> any Decoder { RecordingDecoder(notes: notes) }
    func superDecoder(forKey _: Key) -> any Decoder { RecordingDecoder(notes: notes) }
}

private struct RecordingSingle: SingleValueDecodingContainer {
    let notes: Notes
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }
    func decode(_: Bool.Type) -> Bool { note(.flag, false) }
    func decode(_: String.Type) -> String { note(.text(format: nil, choices: []), "") }
    func decode(_: Double.Type) -> Double { note(.number, 0) }
    func decode(_: Int.Type) -> Int { note(.integer, 0) }
    func decode(_: Int64.Type) -> Int64 { note(.integer, 0) }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let (shape, value) = Shape.record(type)
        notes.leaf = shape
        guard let value else { throw Fault.broken("no sample of \(type)") }
        return value
    }

    private func note<Value>(_ shape: Shape, _ sample: Value) -> Value {
        notes.leaf = shape
        return sample
    }
}
