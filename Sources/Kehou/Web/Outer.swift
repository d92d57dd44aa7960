import Foundation
import HTTPTypes
import Hummingbird
import Store

/// The outside of a request: cookies, language, who is asking, what kind of answer is wanted.
struct Outer: Sendable {
    let token: String?
    let hasCookie: Bool
    let wantsHTML: Bool
    let peer: String
    let requestID: String
    private let languageCookie: String?
    private let acceptLanguage: String?
    private let notice: Text?

    init(_ request: Request, _ context: WebContext, _ app: App) {
        let cookies = Cookies.parse(request.headers[values: .cookie])
        let bearer = request.headers[.authorization].flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil }
        token = bearer ?? cookies[Cookies.session(app.settings)]
        hasCookie = bearer == nil && cookies[Cookies.session(app.settings)] != nil
        languageCookie = cookies[Cookies.language]
        acceptLanguage = request.headers[.acceptLanguage]
        wantsHTML = (request.headers[.accept] ?? "").contains("text/html")
        notice = cookies[Cookies.notice].flatMap(Cookies.text)
        requestID = context.id
        let forwarded = request.headers[HTTPField.Name("X-Forwarded-For")!]
        // The last entry is the one our own proxy wrote.
        peer =
            app.settings.isBehindProxy
            ? forwarded?.split(separator: ",").last?.trimmingCharacters(in: .whitespaces) ?? context.peer : context.peer
    }

    /// - Parameter isShown: the answer is a page, whose frame says how many messages wait.
    func caller(_ app: App, isShown: Bool) async throws -> Caller {
        let nobody = Caller.nobody(language: app.languages.standard, now: app.clock.now())
        guard let token else { return nobody }
        return try await app.identify(token, as: nobody, countsUnread: isShown) ?? nobody
    }

    func language(_ caller: Caller, _ app: App) -> Language {
        app.languages.named(languageCookie) ?? app.languages.accepting(acceptLanguage)
    }

    func incoming(_ endpoint: Endpoint, _ body: Body, _ context: WebContext, _ caller: Caller) -> Incoming {
        var fields: [String: Node] = [:]
        if case .object(let sent) = body.tree { fields = sent }
        for (name, node) in body.query { fields[name] = node }
        for name in endpoint.path.names {
            let raw = context.parameters.get(name) ?? ""
            fields[name] = .text(raw.removingPercentEncoding ?? raw)
        }
        return Incoming(
            method: endpoint.method, path: body.path, query: body.rawQuery, headers: body.headers,
            tree: .object(fields), source: body.source, caller: caller, wantsHTML: wantsHTML, peer: peer,
            requestID: requestID, notice: notice, token: token, uploads: body.uploads)
    }

    /// For answers that come before any endpoint has been reached.
    func bare(_ caller: Caller, _ request: Request) -> Incoming {
        Incoming(
            method: Method(rawValue: request.method.rawValue) ?? .get, path: request.uri.path, query: request.uri.query,
            headers: request.headers,
            tree: .object([:]), source: .form, caller: caller, wantsHTML: wantsHTML, peer: peer, requestID: requestID,
            notice: nil, token: token, uploads: [:])
    }
}
