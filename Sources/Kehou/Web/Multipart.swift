import Foundation
import Hummingbird
import NIOCore

/// Reads `multipart/form-data`: fields into a tree, files onto disk as they arrive, so memory stays flat.
enum Multipart {
    /// The most that one field without a file may hold, bytes.
    private static let fieldLimit = 1 << 20

    static func read(_ body: RequestBody, type: String, limit: Int) async throws -> (Node, [String: Upload]) {
        guard let boundary = boundary(in: type) else { throw Fault.invalid("input.multipart") }
        var reader = Reader(boundary: Array("\r\n--\(boundary)".utf8))
        // So that the first boundary looks like every other one.
        reader.buffer = [0x0D, 0x0A]
        var total = 0
        do {
            for try await chunk in body {
                total += chunk.readableBytes
                guard total <= limit else { throw Fault(kind: .invalid, code: "too_large") }
                reader.buffer += Array(chunk.readableBytesView)
                try reader.advance()
            }
            guard reader.isDone else { throw Fault.invalid("input.multipart") }
        } catch {
            reader.discard()
            throw error
        }
        return (.form(reader.fields), reader.uploads)
    }

    private static func boundary(in type: String) -> String? {
        guard let range = type.range(of: "boundary=") else { return nil }
        let value = type[range.upperBound...].prefix { $0 != ";" }.trimmingCharacters(
            in: CharacterSet(charactersIn: "\" "))
        return (1...70).contains(value.utf8.count) ? value : nil
    }

    private struct Reader {
        let boundary: [UInt8]
        var buffer: [UInt8] = []
        var fields: [(name: String, value: String)] = []
        var uploads: [String: Upload] = [:]
        var isDone = false
        private var part: Part?

        private struct Part {
            let name: String
            let fileName: String?
            let token = UUID().uuidString
            var bytes: [UInt8] = []
            var file: FileHandle?
            var size = 0
            var path: String { FileManager.default.temporaryDirectory.appending(path: "kehou-upload-\(token)").path }
        }

        init(boundary: [UInt8]) { self.boundary = boundary }

        /// Works off what is in the buffer as far as it can be told apart from a boundary.
        mutating func advance() throws {
            while !isDone {
                if part == nil {
                    guard try startPart() else { return }
                } else if let at = find(boundary) {
                    try take(buffer[..<at])
                    buffer.removeFirst(at)
                    try endPart()
                } else {
                    let safe = buffer.count - boundary.count
                    guard safe > 0 else { return }
                    try take(buffer[..<safe])
                    buffer.removeFirst(safe)
                    return
                }
            }
        }

        /// At a boundary: the end of everything, or the head of the next part.
        private mutating func startPart() throws -> Bool {
            guard buffer.count >= boundary.count + 2 else { return false }
            guard buffer.starts(with: boundary) else { throw Fault.invalid("input.multipart") }
            if buffer[boundary.count] == 0x2D, buffer[boundary.count + 1] == 0x2D {
                isDone = true
                return true
            }
            guard let end = find(Array("\r\n\r\n".utf8)) else {
                guard buffer.count < 16_384 else { throw Fault.invalid("input.multipart") }
                return false
            }
            let head = String(decoding: buffer[boundary.count..<end], as: UTF8.self)
            guard let name = Self.parameter("name", in: head) else { throw Fault.invalid("input.multipart") }
            buffer.removeFirst(end + 4)
            part = Part(name: name, fileName: Self.parameter("filename", in: head))
            return true
        }

        private mutating func take(_ bytes: ArraySlice<UInt8>) throws {
            guard var current = part else { return }
            part = nil
            defer { part = current }
            current.size += bytes.count
            if current.fileName == nil {
                guard current.size <= Multipart.fieldLimit else { throw Fault(kind: .invalid, code: "too_large") }
                current.bytes += bytes
            } else {
                if current.file == nil {
                    _ = FileManager.default.createFile(
                        atPath: current.path, contents: nil, attributes: [.posixPermissions: 0o600])
                    current.file = FileHandle(forWritingAtPath: current.path)
                }
                guard let file = current.file else { throw Fault.unavailable(cause: "no room for an upload") }
                try file.write(contentsOf: Data(bytes))
            }
        }

        private mutating func endPart() throws {
            guard let done = part else { return }
            part = nil
            if let fileName = done.fileName {
                try done.file?.close()
                // A file field left empty sends a nameless file of no bytes: the same as no file. One with a name is an empty file.
                guard done.size > 0 || !fileName.isEmpty else {
                    // Nothing is in it.
                    try? FileManager.default.removeItem(atPath: done.path)
                    return
                }
                fields.append((done.name, done.token))
                uploads[done.token] = Upload(fileName: fileName, path: done.path, size: done.size)
            } else {
                fields.append((done.name, String(decoding: done.bytes, as: UTF8.self)))
            }
        }

        func discard() {
            for path in uploads.values.map(\.path) + [part?.path].compactMap({ $0 }) {
                // What was never written need not be removed.
                try? FileManager.default.removeItem(atPath: path)
            }
        }

        private func find(_ needle: [UInt8]) -> Int? {
            guard buffer.count >= needle.count else { return nil }
            var from = 0
            while let at = buffer[from...].firstIndex(of: needle[0]), at + needle.count <= buffer.count {
                if buffer[at..<(at + needle.count)].elementsEqual(needle) { return at }
                from = at + 1
            }
            return nil
        }

        private static func parameter(_ name: String, in head: String) -> String? {
            for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-disposition:") {
                for piece in line.split(separator: ";") {
                    let pair = piece.trimmingCharacters(in: .whitespaces)
                    if pair.hasPrefix("\(name)=") {
                        return pair.dropFirst(name.count + 1).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
                    }
                }
            }
            return nil
        }
    }
}
