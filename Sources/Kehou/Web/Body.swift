import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The body and query of a request, decoded to trees.
struct Body: Sendable {
    let path: String
    let headers: HTTPFields
    /// The query as it was sent, and as fields.
    let rawQuery: String?
    let query: [String: Node]
    let tree: Node
    let source: InputDecoder.Source
    let uploads: [String: Upload]

    var form: Node { tree }

    /// *Throws* `too_large`, `input.json`, `input.media_type`, `input.multipart`.
    static func read(_ request: Request, limit: Int) async throws -> Body {
        var query: [String: Node] = [:]
        if let text = request.uri.query, case .object(let fields) = Node.form(pairs(text.utf8)) { query = fields }
        var tree = Node.object([:])
        var source = InputDecoder.Source.form
        var uploads: [String: Upload] = [:]
        let type = request.headers[.contentType] ?? ""
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
            throw Fault(kind: .invalid, code: "too_large")
        }
        if request.method == .get || request.method == .head || request.headers[.contentLength] == "0" {
            // Nothing to read.
        } else if type.hasPrefix("multipart/form-data") {
            (tree, uploads) = try await Multipart.read(request.body, type: type, limit: limit)
        } else {
            let bytes = Array(try await request.body.collect(upTo: limit).readableBytesView)
            if type.hasPrefix("application/json") {
                source = .json
                tree = try .json(bytes)
            } else if type.hasPrefix("application/x-www-form-urlencoded") {
                tree = .form(pairs(bytes))
            } else if !bytes.isEmpty {
                throw Fault.invalid("input.media_type")
            }
        }
        return Body(
            path: request.uri.path, headers: request.headers, rawQuery: request.uri.query, query: query, tree: tree,
            source: source, uploads: uploads)
    }

    /// Nothing but the path, for what is asked before the body is read.
    static func none(of request: Request) -> Body {
        Body(
            path: request.uri.path, headers: request.headers, rawQuery: nil, query: [:], tree: .object([:]),
            source: .form, uploads: [:])
    }

    func removeFiles() {
        for upload in uploads.values {
            // Already gone is as good as removed.
            try? FileManager.default.removeItem(atPath: upload.path)
        }
    }

    /// Byte by byte: a form has a hundred fields, and characters take microseconds for each. Text that is not what it says is left
    /// as it came.
    static func pairs(_ bytes: some Collection<UInt8>) -> [(name: String, value: String)] {
        bytes.split(separator: UInt8(ascii: "&")).map { pair in
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            return (decode(pair[..<end]), decode(pair[end...].dropFirst()))
        }
    }

    private static func decode(_ text: some Collection<UInt8>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        var isWrong = false
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                continue
            }
            if let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) {
                bytes.append(high << 4 | low)
            } else {
                isWrong = true
            }
        }
        if !isWrong, let decoded = String(validating: bytes, as: UTF8.self) { return decoded }
        return String(decoding: text, as: UTF8.self).replacing("+", with: " ")
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
