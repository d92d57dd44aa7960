import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// Plain JSON of any value; texts come out in the caller's language.
    static func json(
        _ value: any Encodable, _ language: Language, status: Int = 200, type: String = "application/json"
    ) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.userInfo[.language] = language
        return Response(
            status: .init(code: status), headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
    }
}

extension KeptPages.Kept {
    func response(_ incoming: Incoming) -> Response {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .vary: "Accept-Encoding",
        ]
        guard let gzipped, (incoming.headers[.acceptEncoding] ?? "").contains("gzip") else {
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: html))
        }
        headers[.contentEncoding] = "gzip"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: gzipped))
    }
}

extension SeeOther {
    func response(_ incoming: Incoming, _ app: App) -> Response {
        var response = Response(status: .seeOther, headers: [.location: location, .cacheControl: "no-store"])
        if !incoming.wantsHTML {
            // Strings always encode.
            let body = (try? JSONEncoder().encode(json.merging(["location": location]) { $1 })) ?? Data()
            response.headers[.contentType] = "application/json"
            response.body = .init(byteBuffer: ByteBuffer(bytes: body))
        }
        if let notice, incoming.wantsHTML { response.setCookie(Cookies.notice(notice, app.settings)) }
        for cookie in cookies { response.setCookie(cookie) }
        return response
    }
}

extension Download {
    func response() -> Response {
        var headers: HTTPFields = [.contentType: type]
        headers[.cacheControl] = cacheSeconds.map { "public, max-age=\($0)" } ?? "no-store"
        if let fileName { headers[.contentDisposition] = attachment(fileName) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension FileReply {
    func response() -> Response {
        let path = path
        let body = ResponseBody { writer in
            defer {
                // The next restart's clean temporary folder is the second broom.
                try? FileManager.default.removeItem(atPath: path)
            }
            guard let file = FileHandle(forReadingAtPath: path) else { throw Fault.broken("export \(path) is gone") }
            while let data = try file.read(upToCount: 1 << 18), !data.isEmpty {
                try await writer.write(ByteBuffer(bytes: data))
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: type, .contentDisposition: attachment(fileName), .cacheControl: "no-store"],
            body: body)
    }
}

/// RFC 6266: the UTF-8 name for browsers, an ASCII one for whatever else reads it.
private func attachment(_ name: String) -> String {
    let plain = String(name.unicodeScalars.map { $0.isASCII && $0 != "\"" && $0.value >= 32 ? Character($0) : "_" })
    let encoded = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "download"
    return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
}
