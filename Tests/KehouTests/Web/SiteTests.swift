import HTTPTypes
import Store
import Testing

@testable import Kehou

@Suite("The surface that all pages share", .database)
struct SiteTests {
    @Test(arguments: Engine.tested)
    func `unknown paths, wrong methods and strangers get a calm answer of the right kind`(_ engine: Engine) async throws
    {
        let site = try await Site.open(engine)
        #expect(try await site.get("/no/such/page").status == 404)
        let page = try await site.browse("/no/such/page")
        #expect(page.status == 404)
        #expect(page.headers[.contentType] == "text/html; charset=utf-8")
        let method = try await site.post("/sessions")
        #expect(method.status == 405)
        #expect(method.headers[.allow] == "GET")
        #expect(try await site.get("/sessions").status == 401)
        #expect(try await site.get("/sessions").json["code"] == "unauthenticated")
    }

    @Test(arguments: Engine.tested)
    func `every response carries the headers that hold a browser back`(_ engine: Engine) async throws {
        let site = try await Site.open(engine)
        for path in ["/", "/nope", "/healthz", "/sign-in"] {
            let answer = try await site.browse(path)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.strictTransportSecurity] == nil)
        }
    }

    @Test(arguments: Engine.tested)
    func `a write is refused from another site, and without the page's token`(_ engine: Engine) async throws {
        let site = try await Site.open(engine)
        let person = try await site.person()
        let path = "/sessions/end"
        #expect(try await site.submit(path, as: person).status == 303)
        #expect(try await site.submit(path, ["csrf": "wrong"], as: person).status == 403)
        let cookie = "\(Cookies.session(site.app.settings))=\(person.token)"
        let body = Array("csrf=\(site.csrf(person))".utf8)
        let form: [HTTPField.Name: String] = [.cookie: cookie, .contentType: "application/x-www-form-urlencoded"]
        for (name, value, status) in [
            ("Sec-Fetch-Site", "cross-site", 403), ("Sec-Fetch-Site", "same-site", 403),
            ("Origin", "https://evil.example", 403),
            ("Origin", "http://127.0.0.1:8080", 303), ("X-Nothing", "", 403),
        ] {
            let answer = try await site.send(
                .post, path, form.merging([HTTPField.Name(name)!: value]) { $1 }, body)
            #expect(answer.status == status, "\(name): \(value)")
        }
    }

    @Test(arguments: Engine.tested)
    func `the language follows the switch, then the browser`(_ engine: Engine) async throws {
        let site = try await Site.open(engine)
        #expect(try await site.browse("/").body.contains("<html lang=\"zh-Hans\">"))
        #expect(try await site.browse("/", language: "en-GB,en;q=0.9").body.contains("<html lang=\"en\">"))
        let chosen = try await site.submit("/language", ["language": "en", "back": "/sign-in"])
        #expect(chosen.location == "/sign-in")
        #expect(chosen.headers[values: .setCookie].contains { $0.hasPrefix("kehou_language=en") })
        #expect(try await site.submit("/language", ["language": "fr"]).status == 422)
    }

    @Test func `the switch of the language leads back to the same view, and nowhere else`() async throws {
        let site = try await Site.open(.sqlite)
        let page = try await site.browse("/schools?q=%E6%A1%A5&after=1")
        #expect(page.body.contains("name=\"back\" value=\"/schools?q=%E6%A1%A5&amp;after=1\""))
        for back in ["/", "/schools?q=%E6%A1%A5&after=1", "/cities/1/calendar?term=7", "/sign-in?back=%2Fstart"] {
            #expect(try await site.submit("/language", ["language": "en", "back": back]).location == back)
        }
        for back in [
            "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:",
            "javascript:alert(1)",
            "evil.example", "", " //evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\nLocation: x",
            // One character to Swift, two slashes to a browser.
            "//\u{FE0F}evil.example", "/\\\u{FE0F}evil.example", "/\u{FE0F}/evil.example",
        ] {
            #expect(try await site.submit("/language", ["language": "en", "back": back]).location == "/", "\(back)")
            #expect(Registry.safe(back) == nil, "\(back)")
        }
        let closed = try await site.browse("/sessions?from=mail")
        #expect(closed.status == 401 && closed.body.contains("/sign-in?back=%2Fsessions%3Ffrom%3Dmail"))
    }

    /// A form's own address often shows nothing.
    @Test func `who signs in after a form was refused goes on where the form stood`() async throws {
        let site = try await Site.open(.sqlite)
        let form: [HTTPField.Name: String] = [
            .accept: "text/html", .contentType: "application/x-www-form-urlencoded", .origin: "http://127.0.0.1:8080",
        ]
        let left = try await site.send(
            .post, "/inbox/read", form.merging([.referer: "http://127.0.0.1:8080/inbox?after=1"]) { $1 })
        #expect(left.status == 401 && left.body.contains("/sign-in?back=%2Finbox%3Fafter%3D1"))
        let bare = try await site.send(.post, "/inbox/read", form)
        #expect(bare.status == 401 && bare.body.contains("/sign-in?back=%2F\""))
    }

    @Test(arguments: Engine.tested)
    func `a body over the limit is refused, and so is what is no JSON`(_ engine: Engine) async throws {
        let site = try await Site.open(engine)
        let large = try await site.send(
            .post, "/sign-in", [.contentType: "application/x-www-form-urlencoded"],
            Array(repeating: UInt8(ascii: "a"), count: Endpoint.formLimit + 1))
        #expect(large.status == 413)
        let broken = try await site.send(.post, "/sign-in", [.contentType: "application/json"], Array("{".utf8))
        #expect(broken.status == 422)
        #expect(broken.json["code"] == "input.json")
        let strange = try await site.send(.post, "/sign-in", [.contentType: "text/xml"], Array("<a/>".utf8))
        #expect(strange.json["code"] == "input.media_type")
    }

    @Test(arguments: Engine.tested)
    func `assets are kept for a year under a name made of their content`(_ engine: Engine) async throws {
        let site = try await Site.open(engine)
        let css = try await site.send(.get, site.app.assets.css, [.acceptEncoding: "gzip"])
        #expect(css.status == 200)
        #expect(css.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(css.headers[.contentEncoding] == "gzip")
        #expect(try await site.get("/assets/../Package.swift").status == 404)
    }

    @Test(arguments: Engine.tested)
    func `every write leaves a row, done or refused, and reads of one's own do not`(_ engine: Engine) async throws {
        let site = try await Site.open(engine)
        let person = try await site.person()
        _ = try await site.get("/sessions", as: person)
        _ = try await site.post("/sessions/end", as: person)
        _ = try await site.post("/sessions/5/end", as: person)
        let rows = try await site.app.store.read { db in
            try db.all("SELECT action, subject, outcome, code FROM audit ORDER BY id", as: AuditLine.self)
        }
        #expect(
            rows == [
                AuditLine(action: "registry.end_other_sessions", subject: "", outcome: "done", code: nil),
                AuditLine(action: "registry.end_session", subject: "session=5", outcome: "refused", code: "not_found"),
            ])
    }

    @Test(arguments: Engine.tested)
    func `health, readiness and metrics answer`(_ engine: Engine) async throws {
        let site = try await Site.open(engine)
        #expect(try await site.get("/healthz").status == 200)
        #expect(try await site.get("/readyz").status == 200)
        _ = try await site.get("/sign-in")
        #expect(try await site.get("/metrics").body.contains("endpoint=\"registry.sign_in_page\""))
    }
}

private struct AuditLine: FromRow, Equatable {
    let action: String
    let subject: String
    let outcome: String
    let code: String?
}

extension AuditLine {
    init(_ row: Row) throws {
        action = try row["action"]
        subject = try row["subject"]
        outcome = try row["outcome"]
        code = try row["code"]
    }
}

extension Node: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
}
