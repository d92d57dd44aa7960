import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The HTTP surface: every endpoint of the list, assets, health, metrics, and what all responses have in common.
func router(_ app: App, _ endpoints: [Endpoint]) -> Router<WebContext> {
    let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
    let responder = Responder(app: app)
    router.add(middleware: Common(app: app, responder: responder, endpoints: endpoints))
    router.get("assets/**") { request, context in
        asset(request, context.parameters.getCatchAll().joined(separator: "/"), app)
    }
    router.get("healthz") { _, _ in "ok\n" }
    router.get("readyz") { _, _ in
        do {
            try await app.store.ping()
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "ready\n")))
        } catch {
            return Response(
                status: .serviceUnavailable, headers: [.retryAfter: "5"],
                body: .init(byteBuffer: ByteBuffer(string: "database\n")))
        }
    }
    router.get("metrics") { _, _ in
        Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
            body: .init(byteBuffer: ByteBuffer(string: app.metrics.text())))
    }
    for endpoint in endpoints {
        router.on(RouterPath(endpoint.path.description), method: .init(rawValue: endpoint.method.rawValue)!) {
            request, context in
            let started = ContinuousClock.now
            let response = await responder.respond(to: request, context, endpoint: endpoint)
            let seconds = started.duration(to: .now) / .seconds(1)
            app.metrics.record(endpoint: endpoint.name, status: response.status.code, seconds: seconds)
            return response
        }
    }
    return router
}

private func asset(_ request: Request, _ name: String, _ app: App) -> Response {
    guard let file = app.assets.files[name] else { return Response(status: .notFound) }
    var headers: HTTPFields = [
        .contentType: file.type, .vary: "Accept-Encoding",
        .cacheControl: name.split(separator: ".").count > 2 || name.contains("/")
            ? "public, max-age=31536000, immutable" : "public, max-age=3600",
    ]
    if let gzipped = file.gzipped, accepts(gzip: request) {
        headers[.contentEncoding] = "gzip"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: gzipped)))
    }
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
}

private func accepts(gzip request: Request) -> Bool {
    (request.headers[.acceptEncoding] ?? "").contains("gzip")
}

/// Around every request: unknown paths, security headers, compression.
private struct Common: RouterMiddleware {
    let app: App
    let responder: Responder
    let endpoints: [Endpoint]

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let segments = request.uri.path.split(separator: "/").map(String.init)
            let methods = endpoints.filter { $0.path.match(segments) != nil }.map(\.method)
            response = await responder.unmatched(request, context, methods: methods)
        }
        Security.add(to: &response, app.settings)
        return await compressed(response, request)
    }

    private func compressed(_ response: Response, _ request: Request) async -> Response {
        guard accepts(gzip: request), response.headers[.contentEncoding] == nil,
            let type = response.headers[.contentType], type.hasPrefix("text/") || type.contains("json"),
            let length = response.body.contentLength, length > 1024, request.method != .head
        else { return response }
        let collector = Collector()
        // A body that cannot be collected is sent as it is.
        guard (try? await response.body.write(collector)) != nil, let bytes = Gzip.compress(collector.bytes) else {
            return response
        }
        var result = response
        result.headers[.contentEncoding] = "gzip"
        result.headers.append(.init(name: .vary, value: "Accept-Encoding"))
        result.headers[.contentLength] = String(bytes.count)
        result.body = .init(byteBuffer: ByteBuffer(bytes: bytes))
        return result
    }
}

/// Gathers a body that is already in memory.
private final class Collector: ResponseBodyWriter {
    var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws { bytes += Array(buffer.readableBytesView) }
    consuming func finish(_: HTTPFields?) async throws {}
}

/// Headers that make browsers refuse what the pages never do.
enum Security {
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    static func add(to response: inout Response, _ settings: Settings) {
        response.headers[.contentSecurityPolicy] = policy
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[HTTPField.Name("X-Frame-Options")!] = "DENY"
        response.headers[HTTPField.Name("Referrer-Policy")!] = "same-origin"
        response.headers[HTTPField.Name("Cross-Origin-Opener-Policy")!] = "same-origin"
        response.headers[HTTPField.Name("Cross-Origin-Resource-Policy")!] = "same-origin"
        response.headers[HTTPField.Name("Permissions-Policy")!] = "camera=(), geolocation=(), microphone=()"
        if settings.hasSecureCookies {
            response.headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains"
        }
    }
}
