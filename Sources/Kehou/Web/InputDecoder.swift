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
    static func decode<T: Decodable>(
        _ type: T.Type, from node: Node, source: Source
    ) -> (value: T?, faults: [FieldFault]) {
        let notes = FaultNotes(source: source)
        let value = notes.value(type, node, at: "")
        return (value, notes.faults)
    }
}

/// What was wrong so far, and how one leaf is read.
final class FaultNotes {
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
        case .text(let text): source == .form && text.isBlank
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
        if case .dataCorrupted(let context) = error, context.debugDescription.contains("."),
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
            wrong(path, "field.too_many_bytes", ["most": String(InputDecoder.longestText)])
            return ""
        }
        guard !text.utf8.contains(0) else {
            wrong(path, "field.characters")
            return ""
        }
        // Forms send CRLF, which is one Character to Swift: kept to LF everywhere.
        return source == .form && text.utf8.contains(13) ? text.replacing("\r\n", with: "\n") : text
    }

    func integer(_ node: Node?, at path: String) -> Int64 {
        switch node {
        case .integer(let number): return number
        case .text(let text) where source == .form:
            if let number = Int64(text) ?? Int64(text.filter { !$0.isWhitespace }) { return number }
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
