import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Store
import Testing

@testable import Kehou

/// The program over a database of its own, asked the way people and programs ask it: through the router.
struct Site: Sendable {
    let app: App
    private let responder: RouterResponder<WebContext>

    /// The same for all sites of a run, as a database must be opened with the keys it was filled with.
    static let keys = ProtectionKeys.random()

    /// Monday 2026-09-07, 10:00 in Asia/Shanghai.
    static let now = Instant(LocalDate("2026-09-07")!, TimeOfDay("10:00")!)

    static func open(
        _ engine: Engine, now: Instant = Site.now, endpoints: [Endpoint] = Endpoints.all,
        settings change: (inout Settings) -> Void = { _ in }
    ) async throws -> Site {
        try await Site(store: Database.fresh(engine), now: now, endpoints: endpoints, settings: change)
    }

    init(
        store: Store, now: Instant = Site.now, keys: ProtectionKeys = Site.keys, endpoints: [Endpoint] = Endpoints.all,
        settings change: (inout Settings) -> Void = { _ in }
    ) async throws {
        var settings = Settings()
        settings.resources = Checkout.root
        settings.passwordCost = 4
        change(&settings)
        var log = Logger(label: "test") { label in StreamLogHandler.standardError(label: label) }
        log.logLevel = .critical
        app = try await App.build(settings, store: store, keys: keys, clock: .fixed(now), log: log)
        responder = router(app, endpoints).buildResponder()
    }

    /// The program over a town; its people are those of the cast.
    init(_ town: Town, endpoints: [Endpoint] = Endpoints.all) {
        app = town.app
        responder = router(town.app, endpoints).buildResponder()
    }

    /// The program as it is after a test changed something about it, such as its clock.
    init(_ app: App, endpoints: [Endpoint] = Endpoints.all) {
        self.app = app
        responder = router(app, endpoints).buildResponder()
    }

    /// Somebody signed in under one appointment.
    struct Person: Sendable {
        let account: ID<Caller.Account>
        let token: String
    }

    /// A new account with appointments and an open session.
    func person(_ name: String = "王老师", _ appointments: (Role, Place.Kind, Int64)...) async throws -> Person {
        let account = Registry.Account(name: name, password: "none")
        let now = app.clock.now()
        return try await app.store.write { db in
            try account.insert(userName: "user-\(account.id)", at: now, db)
            for (role, kind, id) in appointments {
                try Registry.Appointment(
                    account: account.id, role: role, place: Place(kind: kind, id: id), from: now.localDate
                ).insert(db)
            }
            let token = try Registry.Session.start(of: account.id, device: "test", days: 1, at: now, db)
            return Person(account: account.id, token: token)
        }
    }

    /// A member of a town's cast.
    func person(_ userName: String, of town: Town) throws -> Person {
        Person(
            account: try #require(town.accounts[userName], "nobody is called \(userName)"),
            token: try #require(town.tokens[userName]))
    }

    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let body: String

        var json: Node { (try? Node.json(Array(body.utf8))) ?? .null }
        var location: String? { headers[.location] }
        /// The fields that a problem names.
        var wrongFields: [String] {
            guard case .array(let errors) = json["errors"] ?? .null else { return [] }
            return errors.compactMap { $0["field"]?.text }
        }
    }

    /// Asks as a program does: bearer token, JSON.
    func get(_ path: String, as person: Person? = nil) async throws -> Answer {
        try await send(.get, path, bearer(person))
    }

    func post(_ path: String, _ body: [String: Node] = [:], as person: Person? = nil) async throws -> Answer {
        let bytes = try JSONEncoder().encode(Node.object(body))
        return try await send(
            .post, path, bearer(person).merging([.contentType: "application/json"]) { $1 }, Array(bytes))
    }

    /// Asks as a browser does: cookie, HTML, form fields with the page's token.
    func browse(_ path: String, as person: Person? = nil, language: String = "zh-CN") async throws -> Answer {
        try await send(.get, path, browser(person, language))
    }

    func submit(
        _ path: String, _ form: [String: String] = [:], as person: Person? = nil, language: String = "zh-CN"
    ) async throws -> Answer {
        var fields = form
        if let person, fields["csrf"] == nil { fields["csrf"] = csrf(person) }
        var headers = browser(person, language)
        headers[.contentType] = "application/x-www-form-urlencoded"
        headers[HTTPField.Name("Sec-Fetch-Site")!] = "same-origin"
        return try await send(.post, path, headers, Array(Self.encode(fields).utf8))
    }

    func csrf(_ person: Person) -> String {
        let caller = Caller(
            account: person.account, name: "", appointments: [], current: nil, language: app.languages.standard,
            now: app.clock.now(), session: Registry.Session.digest(person.token))
        return CSRF.token(for: caller, key: app.csrfKey)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: [HTTPField.Name: String], _ body: [UInt8] = []
    ) async throws -> Answer {
        var fields = HTTPFields()
        for (name, value) in headers { fields[name] = value }
        if !body.isEmpty { fields[.contentLength] = String(body.count) }
        let request = Request(
            head: .init(method: method, scheme: "http", authority: "127.0.0.1:8080", path: path, headerFields: fields),
            body: .init(buffer: ByteBuffer(bytes: body)))
        var logger = app.log
        logger[metadataKey: "hb.request.id"] = "test"
        let context = WebContext(source: .init(channel: EmbeddedChannel(), logger: logger))
        let response = try await responder.respond(to: request, context: context)
        let writer = Gathering()
        try await response.body.write(writer)
        return Answer(
            status: response.status.code, headers: response.headers, body: String(decoding: writer.bytes, as: UTF8.self)
        )
    }

    private func bearer(_ person: Person?) -> [HTTPField.Name: String] {
        var headers: [HTTPField.Name: String] = [.accept: "application/json", .acceptLanguage: "en"]
        if let person { headers[.authorization] = "Bearer \(person.token)" }
        return headers
    }

    private func browser(_ person: Person?, _ language: String) -> [HTTPField.Name: String] {
        var headers: [HTTPField.Name: String] = [.accept: "text/html,*/*", .acceptLanguage: language]
        if let person { headers[.cookie] = "\(Cookies.session(app.settings))=\(person.token)" }
        return headers
    }

    private static func encode(_ form: [String: String]) -> String {
        let safe = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
        return form.map { name, value in
            "\(name.addingPercentEncoding(withAllowedCharacters: safe) ?? "")="
                + (value.addingPercentEncoding(withAllowedCharacters: safe) ?? "")
        }.joined(separator: "&")
    }
}

private final class Gathering: ResponseBodyWriter {
    var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws { bytes += Array(buffer.readableBytesView) }
    consuming func finish(_: HTTPFields?) async throws {}
}
