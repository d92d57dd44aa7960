import Crypto
import Foundation
import HTTPTypes

/// Refuses writes that another site makes a browser send.
///
/// Two independent checks for cookie sessions: where the browser says the request comes from
/// (`Sec-Fetch-Site`, else `Origin`), and a token bound to the session that only our pages hold.
enum CSRF {
    static let field = "csrf"
    static let header = HTTPField.Name("X-CSRF-Token")!

    /// Bound to the session and to this installation's key.
    static func token(for caller: Caller, key: SymmetricKey) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("csrf \(caller.session ?? "nobody")".utf8), using: key)
        return hex(Array(code.prefix(16)))
    }

    /// Whether the browser says that a page of ours sent this.
    static func isOurs(_ headers: HTTPFields, _ authority: String?, _ settings: Settings) -> Bool {
        if let site = headers[HTTPField.Name("Sec-Fetch-Site")!] { return site == "same-origin" }
        return headers[.origin].map { isOwn($0, authority, settings) } ?? false
    }

    /// *Throws* `Fault.forbidden("csrf")`.
    static func check(
        headers: HTTPFields, authority: String?, form: Node, caller: Caller, hasCookie: Bool, app: App
    ) throws {
        let site = headers[HTTPField.Name("Sec-Fetch-Site")!]
        let origin = headers[.origin]
        if let site {
            guard site == "same-origin" || site == "none" else { throw Fault.forbidden("csrf") }
        } else if let origin {
            guard isOwn(origin, authority, app.settings) else { throw Fault.forbidden("csrf") }
        } else if hasCookie, caller.isSignedIn {
            // No browser that keeps our cookie leaves both headers out of a POST.
            throw Fault.forbidden("csrf")
        }
        guard hasCookie, caller.isSignedIn else { return }
        let sent = headers[header] ?? form[field]?.text ?? ""
        guard equal(sent, token(for: caller, key: app.csrfKey)) else { throw Fault.forbidden("csrf") }
    }

    private static func isOwn(_ origin: String, _ authority: String?, _ settings: Settings) -> Bool {
        if origin == settings.publicURL { return true }
        guard let host = authority else { return false }
        return origin == "http://\(host)" || origin == "https://\(host)"
    }

    /// Compares without telling by time where the texts part.
    private static func equal(_ left: String, _ right: String) -> Bool {
        let a = Array(left.utf8)
        let b = Array(right.utf8)
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
