import Foundation

/// RFC 9457 problem details, for callers of the API.
struct Problem: Codable, Sendable {
    struct Field: Codable, Sendable {
        let field: String
        let code: String
        let message: Text
    }

    let type: String
    let title: Text
    let status: Int
    let code: String
    let instance: String
    let errors: [Field]

    init(_ fault: Fault, _ incoming: Incoming, status: Int) {
        type = "about:blank"
        title = fault.text
        self.status = status
        code = fault.code
        instance = incoming.requestID
        errors = fault.fields.map { Field(field: $0.field, code: $0.code, message: $0.text) }
    }
}

/// Whatever went wrong, said calmly with what to do next.
struct ErrorPage: Page {
    static let template = "web/error"

    let status: Int
    let title: Text
    let text: Text
    let details: [Text]
    let reference: String?
    let signInPath: String?
    let retry: Bool
    /// What was typed into a form that never reached its page again: the session had ended, or the role was another.
    let typed: [TypedPart]

    init(_ fault: Fault, _ incoming: Incoming, status: Int, typed: [TypedPart] = []) {
        self.status = status
        self.typed = typed
        // An address that only takes forms is no page.
        let known =
            status == 405 ? 404 : [401, 403, 404, 409, 413, 422, 429, 500, 503].contains(status) ? status : 422
        // A page that is out of date says nothing of anybody's role.
        let name = fault.code == "csrf" ? "csrf" : "\(known)"
        title = Text("web.error.\(name).title")
        text = Text("web.error.\(name).text")
        let said = fault.fields.map { Text("web.error.field", texts: ["message": $0.text], ["field": $0.field]) }
        details = [.invalid, .conflict, .forbidden].contains(fault.kind) ? (said.isEmpty ? [fault.text] : said) : []
        reference = status >= 500 ? incoming.requestID : nil
        let back = incoming.wayBack.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        signInPath = status == 401 ? "/sign-in?back=\(back)" : nil
        retry = [429, 500, 503].contains(status)
    }
}
