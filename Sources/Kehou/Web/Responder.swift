import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Store

/// What travels with a request inside Hummingbird.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: String

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? "local"
    }
}

/// Takes a request through an endpoint and turns what comes out, fault or not, into a response.
struct Responder: Sendable {
    let app: App

    func respond(to request: Request, _ context: WebContext, endpoint: Endpoint) async -> Response {
        let outer = Outer(request, context, app)
        do {
            // Most writes are answered with a redirect.
            let isShown = outer.wantsHTML && !endpoint.method.isWrite
            var caller = try await outer.caller(app, isShown: isShown)
            caller.language = outer.language(caller, app)
            var read: Body?
            do {
                let body = try await accepted(request, context, endpoint, outer, caller, &read)
                defer { body.removeFiles() }
                var incoming = outer.incoming(endpoint, body, context, caller)
                let answer = try await endpoint.run(incoming, app)
                if case .page = answer, !isShown, outer.wantsHTML { incoming.caller = await app.framed(caller) }
                return try render(answer, incoming)
            } catch {
                if !isShown, outer.wantsHTML { caller = await app.framed(caller) }
                let sent = read.map { outer.incoming(endpoint, $0, context, caller) }
                return failure(error, outer.bare(caller, request), typed: typed(sent, endpoint, request))
            }
        } catch {
            let caller = Caller.nobody(
                language: app.languages.accepting(request.headers[.acceptLanguage]), now: app.clock.now())
            return failure(error, outer.bare(caller, request))
        }
    }

    /// The body of a request that may come in. A large one is read only from somebody who may send it; what is refused here
    /// leaves its audit row as a refusal by the endpoint does.
    ///
    /// - Parameter read: the body, once it is read, whether or not it may come in.
    private func accepted(
        _ request: Request, _ context: WebContext, _ endpoint: Endpoint, _ outer: Outer, _ caller: Caller,
        _ read: inout Body?
    ) async throws -> Body {
        do {
            if endpoint.bodyLimit > Endpoint.formLimit {
                try await endpoint.admit(outer.incoming(endpoint, .none(of: request), context, caller), app)
            }
            let body = try await Body.read(request, limit: endpoint.bodyLimit)
            read = body
            guard endpoint.method.isWrite else { return body }
            do {
                try CSRF.check(
                    headers: request.headers, authority: request.head.authority, form: body.form, caller: caller,
                    hasCookie: outer.hasCookie, app: app)
            } catch {
                body.removeFiles()
                throw error
            }
            return body
        } catch {
            if endpoint.method.isWrite {
                let row = Audit(
                    endpoint.name, by: caller, subject: "", place: nil, outcome: .refused, code: Fault(any: error).code)
                // As for any refusal: the person must hear it, whatever the disk says.
                try? await app.store.write { db in try row.write(db) }
            }
            throw error
        }
    }

    /// What was typed into a form of ours that is refused. A form of another site is never shown under our name.
    private func typed(_ sent: Incoming?, _ endpoint: Endpoint, _ request: Request) -> [TypedPart] {
        guard let sent, sent.wantsHTML, let typed = endpoint.typed else { return [] }
        return CSRF.isOurs(request.headers, request.head.authority, app.settings) ? typed(sent.tree) : []
    }

    /// A path that no endpoint has: 404, or 405 with the methods it does have.
    func unmatched(_ request: Request, _ context: WebContext, methods: [Method]) async -> Response {
        let outer = Outer(request, context, app)
        var caller = Caller.nobody(language: app.languages.standard, now: app.clock.now())
        // The page is the same for the unknown and the unreachable database; only its frame is poorer.
        if let known = try? await outer.caller(app, isShown: outer.wantsHTML) { caller = known }
        caller.language = outer.language(caller, app)
        guard !methods.isEmpty else { return failure(Fault.notFound("no_such_page"), outer.bare(caller, request)) }
        var response = failure(
            Fault(kind: .invalid, code: "method_not_allowed"), outer.bare(caller, request), status: 405)
        response.headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
        return response
    }

    private func render(_ answer: Answer, _ incoming: Incoming) throws -> Response {
        switch answer {
        case .page(let page, let status, let retryAfter):
            if incoming.wantsHTML {
                var response = try html(page, incoming, status: status)
                if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
                if incoming.notice != nil { response.setCookie(Cookies.cleared(Cookies.notice, app.settings)) }
                return response
            }
            return try .json(page, incoming.caller.language, status: status)
        case .keeping(let page, let key):
            let kept = KeptPages.Kept(try rendered(page, incoming))
            app.pages.keep(kept, under: key)
            return kept.response(incoming)
        case .kept(let kept): return kept.response(incoming)
        case .seeOther(let way): return way.response(incoming, app)
        case .data(let download): return download.response()
        case .file(let file): return file.response()
        }
    }

    private func html(_ page: some Page, _ incoming: Incoming, status: Int) throws -> Response {
        Response(
            status: .init(code: status),
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: try rendered(page, incoming))))
    }

    private func rendered(_ page: some Page, _ incoming: Incoming) throws -> [UInt8] {
        let encoder = PageEncoder(language: incoming.caller.language)
        guard case .object(var fields) = try encoder.node(page) else {
            throw Fault.broken("\(type(of: page)) is no object")
        }
        let shell = Shell(incoming, app, breadcrumbs: page.breadcrumbs, notice: incoming.notice)
        fields["shell"] = try encoder.node(shell)
        return try app.templates.render(type(of: page).template, .object(fields), in: incoming.caller.language)
    }

    private func failure(
        _ error: any Error, _ incoming: Incoming, status: Int? = nil, typed: [TypedPart] = []
    ) -> Response {
        let fault = Fault(any: error)
        let level: Logger.Level = fault.kind == .broken ? .error : fault.kind == .unavailable ? .warning : .debug
        app.log.log(
            level: level, "\(fault.code)",
            metadata: ["request": "\(incoming.requestID)", "path": "\(incoming.path)", "cause": "\(fault.cause ?? "")"])
        let code = status ?? fault.status
        var response: Response
        do {
            response =
                incoming.wantsHTML
                ? try html(ErrorPage(fault, incoming, status: code, typed: typed), incoming, status: code)
                : try .json(
                    Problem(fault, incoming, status: code), incoming.caller.language, status: code,
                    type: "application/problem+json")
        } catch {
            app.log.error("error page failed: \(error)")
            response = Response(status: .internalServerError)
        }
        if let seconds = fault.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }
}

extension Fault {
    var status: Int {
        if code == "too_large" { return 413 }
        return switch kind {
        case .invalid: 422
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .tooMany: 429
        case .unavailable: 503
        case .broken: 500
        }
    }

    /// Any error as a fault: what the Store says about its health, and the unexpected.
    init(any error: any Error) {
        switch error {
        case let fault as Fault: self = fault
        case let error as StoreError: self = Fault(error)
        case let error as HTTPError where error.status == .contentTooLarge:
            self = Fault(kind: .invalid, code: "too_large")
        default: self = .broken(String(describing: error))
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .uniqueViolation: self = Fault(kind: .conflict, code: "already_there", cause: "\(error)")
        case .busy, .unavailable, .timeout, .diskFull: self = .unavailable(cause: "\(error)")
        case .outcomeUnknown: self = .unavailable("outcome_unknown", cause: "\(error)")
        default: self = .broken("\(error)")
        }
    }
}
