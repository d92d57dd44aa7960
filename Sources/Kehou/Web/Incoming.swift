import Foundation
import HTTPTypes
import Store

/// A request after decoding of its outer form, before any endpoint has looked at it.
struct Incoming: Sendable {
    let method: Method
    let path: String
    /// What stands after the question mark, as it was sent.
    let query: String?
    let headers: HTTPFields
    /// Path, query and body fields in one tree; the path wins over the query, the query over the body.
    let tree: Node
    let source: InputDecoder.Source
    var caller: Caller
    let wantsHTML: Bool
    /// The peer's address, for slowing down guessing only; never stored as it is.
    let peer: String
    let requestID: String
    /// Said once at the top of the next page.
    let notice: Text?
    /// The session token as sent.
    let token: String?
    /// Files of a multipart body by the token that stands in the tree.
    let uploads: [String: Upload]

    /// Path and query, as a link to the same view.
    var address: String { query.map { "\(path)?\($0)" } ?? path }

    /// Where somebody goes on who had to sign in first or chose another language: the same view, or for a form the page it stood
    /// on.
    var wayBack: String {
        guard method.isWrite else { return address }
        guard let page = headers[.referer].flatMap({ URLComponents(string: $0) }) else { return "/" }
        return page.percentEncodedPath + (page.percentEncodedQuery.map { "?\($0)" } ?? "")
    }

    /// light or dark, where the person chose.
    var theme: String? {
        Cookies.parse(headers[values: .cookie])[Cookies.theme].flatMap { ["light", "dark"].contains($0) ? $0 : nil }
    }

    /// Whether what is asked for is the same for everybody who has not signed in.
    var isAnybodys: Bool { method == .get && wantsHTML && !caller.isSignedIn && notice == nil }
}

/// A file that came with a form, lying in a temporary folder until the request has been answered.
struct Upload: Sendable, Codable, Hashable {
    /// The name the sender gave it; shown, never used as a path.
    let fileName: String
    let path: String
    let size: Int

    /// The upload of the request being answered that a field names.
    ///
    /// Uploads travel beside the input, not in it: a form field that looks like one cannot name a file of the server.
    @TaskLocal static var current: [String: Upload] = [:]
}

/// Where a request came from, for sign-in only: nothing else may depend on it.
struct Sender: Sendable {
    let peer: String
    let userAgent: String?

    @TaskLocal static var current = Sender(peer: "local", userAgent: nil)
}

/// A file field of an input.
struct UploadField: TextCoded, Hashable {
    let description: String
    static let sample = UploadField("upload")!
    static let format = "binary"
    static let faultCode = "field.file"

    init?(_ description: String) { self.description = description }

    /// *Throws* `Fault.invalid(field:)` where the field held no file.
    func file(_ field: String) throws -> Upload {
        guard let upload = Upload.current[description] else { throw Fault.invalid(field: field, "field.file") }
        return upload
    }
}
