import Store

enum Method: String, Sendable, Codable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"

    var isWrite: Bool { self != .get }
}

/// One thing the program does over HTTP, as a value.
///
/// From it alone come the route, decoding, the permission check, a row of `authorization.txt`, an OpenAPI operation,
/// the audit name and the smoke request.
struct Endpoint: Sendable {
    let name: String
    let method: Method
    let path: PathPattern
    let summary: String
    let allow: [String]
    let isPublic: Bool
    let input: Shape
    /// A legal input, as a tree: the smoke request and OpenAPI's example.
    let example: Node
    let faults: [Fault.Kind]
    let reply: ReplyOutline
    /// A read of sensitive data, audited like a write.
    let isSensitive: Bool
    /// The largest body, bytes.
    let bodyLimit: Int
    let run: @Sendable (Incoming, App) async throws -> Answer
    /// Throws what somebody hears who may not send this, from the path alone: asked before a large body is read.
    let admit: @Sendable (Incoming, App) async throws -> Void
    /// What people see again of their form where it is refused without a page of its own; nothing for most.
    private(set) var typed: (@Sendable (Node) -> [TypedPart])?

    /// What a form page is shown again with: after a refusal the tree as typed and the faults; after a step that took only a part
    /// of the form, the rest of it and what is done.
    struct Typed: Sendable {
        let values: Node
        let fault: Fault
        var done: Text?
    }

    /// Makes a form's page again after a refusal, with what the program holds beside the database.
    typealias Again<Input> = @Sendable (Typed, Input, Caller, App, DB) throws -> any Page

    private static func plain<Input>(
        _ again: (@Sendable (Typed, Input, Caller, DB) throws -> any Page)?
    ) -> Again<Input>? {
        guard let again else { return nil }
        return { typed, input, caller, _, db in try again(typed, input, caller, db) }
    }

    static let formLimit = 1 << 20

    /// The endpoint with the words of its form shown on the page of any refusal, to be copied: nothing is stored.
    func showing(_ typed: @escaping @Sendable (Node) -> [TypedPart]) -> Endpoint {
        var copy = self
        copy.typed = typed
        return copy
    }

    /// An endpoint that runs inside one transaction: a read for GET, a write otherwise.
    ///
    /// - Parameter ground: for a page that is kept for readers who have not signed in: everything of the database it is made
    ///   of, versions or values. It is read for each request, so it must be much cheaper than the page.
    /// - Parameter rest: for a page whose boxes are one form: what of it this step does not take, nothing where it takes all. A
    ///   browser that sent more gets the page `again` with the rest, and the notice, instead of being sent on.
    init<Input: Codable & Sendable, Output: Reply>(
        _ name: String, _ method: Method, _ path: PathPattern, _ summary: String, allow: Allow<Input>...,
        example: Input, faults: [Fault.Kind] = [], isSensitive: Bool = false,
        bodyLimit: Int = Endpoint.formLimit,
        ground: (@Sendable (Input, Caller, DB) throws -> [Column])? = nil,
        again: (@Sendable (Typed, Input, Caller, DB) throws -> any Page)? = nil,
        rest: (@Sendable (Node) -> Node?)? = nil,
        _ handle: @escaping @Sendable (Input, Caller, DB) throws -> Output
    ) {
        let work = Work<Input>(
            name: name, path: path, allow: allow, again: Self.plain(again), ground: ground, rest: rest)
        self.init(
            name, method, path, summary, allow, example, faults, isSensitive, bodyLimit, Output.outline
        ) { incoming, app in
            try await work.inTransaction(incoming, app, isSensitive) { input, db in
                try handle(input, incoming.caller, db).answer()
            }
        }
    }

    /// The same for a handler that also needs what the program holds beside the database: keys, texts, settings. It may run
    /// more than once, so it must have no effect outside its transaction.
    ///
    /// - Parameter isAnonymous: its audit rows tell the day and nobody, for answers that must lead back to no one.
    init<Input: Codable & Sendable, Output: Reply>(
        _ name: String, _ method: Method, _ path: PathPattern, _ summary: String, allow: Allow<Input>...,
        example: Input, faults: [Fault.Kind] = [], isSensitive: Bool = false, isAnonymous: Bool = false,
        bodyLimit: Int = Endpoint.formLimit,
        again: Again<Input>? = nil,
        inside handle: @escaping @Sendable (Input, Caller, App, DB) throws -> Output
    ) {
        let work = Work<Input>(name: name, path: path, allow: allow, again: again, isAnonymous: isAnonymous)
        self.init(
            name, method, path, summary, allow, example, faults, isSensitive, bodyLimit, Output.outline
        ) { incoming, app in
            try await work.inTransaction(incoming, app, isSensitive) { input, db in
                try handle(input, incoming.caller, app, db).answer()
            }
        }
    }

    /// An endpoint that opens transactions itself: sign-in, uploads, exports, event streams.
    init<Input: Codable & Sendable, Output: Reply>(
        _ name: String, _ method: Method, _ path: PathPattern, _ summary: String, allow: Allow<Input>...,
        example: Input, faults: [Fault.Kind] = [], isSensitive: Bool = false,
        bodyLimit: Int = Endpoint.formLimit,
        again: (@Sendable (Typed, Input, Caller, DB) throws -> any Page)? = nil,
        outside handle: @escaping @Sendable (Input, Caller, App) async throws -> Output
    ) {
        let work = Work<Input>(name: name, path: path, allow: allow, again: Self.plain(again))
        self.init(
            name, method, path, summary, allow, example, faults, isSensitive, bodyLimit, Output.outline
        ) { incoming, app in
            try await work.run(incoming, app) { input, faults in
                try await app.store.read { db in try allow.check(input, incoming.caller, db) }
                if !faults.isEmpty { throw Fault.invalid(fields: faults) }
                let trail = AuditTrail(work.audit(incoming, isSensitive ? .read : .done))
                let output = try await AuditTrail.$current.withValue(trail) {
                    try await handle(input, incoming.caller, app)
                }
                if method.isWrite || isSensitive, !trail.isWritten {
                    try await app.store.write { db in try trail.write(db) }
                }
                return output.answer()
            }
        }
    }

    private init<Input: Codable & Sendable>(
        _ name: String, _ method: Method, _ path: PathPattern, _ summary: String, _ allow: [Allow<Input>],
        _ example: Input, _ faults: [Fault.Kind], _ isSensitive: Bool, _ bodyLimit: Int, _ reply: ReplyOutline,
        run: @escaping @Sendable (Incoming, App) async throws -> Answer
    ) {
        self.name = name
        self.method = method
        self.path = path
        self.summary = summary
        self.allow = allow.map(\.label)
        isPublic = allow.contains(where: \.isPublic)
        input = Shape.of(Input.self)
        // An example that cannot be encoded shows up as an empty one, which the smoke test refuses.
        self.example = (try? ExampleEncoder.node(example)) ?? .null
        self.faults = faults
        self.isSensitive = isSensitive
        self.bodyLimit = bodyLimit
        self.reply = reply
        self.run = run
        let pattern = path
        admit = { incoming, app in
            let (decoded, faults) = InputDecoder.decode(Input.self, from: incoming.tree, source: incoming.source)
            guard let input = decoded, !faults.contains(where: { pattern.names.contains($0.field) }) else {
                throw Fault.notFound()
            }
            try await app.store.read { db in try allow.check(input, incoming.caller, db) }
        }
    }
}

extension Endpoint.Typed {
    /// Values to start a form from, where nothing is wrong.
    init(values: Node, done: Text? = nil) {
        self.init(values: values, fault: .invalid("input.invalid"), done: done)
    }
}

/// An input without fields.
struct Nothing: Codable, Sendable {}

/// The steps every endpoint shares: decode, let through, do, leave a trace.
private struct Work<Input: Codable & Sendable>: Sendable {
    let name: String
    let path: PathPattern
    let allow: [Allow<Input>]
    let again: Endpoint.Again<Input>?
    var isAnonymous = false
    var ground: (@Sendable (Input, Caller, DB) throws -> [Column])?
    var rest: (@Sendable (Node) -> Node?)?

    /// Checks, acts and leaves the audit row in one transaction.
    func inTransaction(
        _ incoming: Incoming, _ app: App, _ isSensitive: Bool,
        _ act: @escaping @Sendable (Input, DB) throws -> Answer
    ) async throws -> Answer {
        let isWrite = incoming.method.isWrite || isSensitive
        return try await run(incoming, app) { input, faults in
            let sender = Sender.current
            let body: @Sendable (DB) throws -> Answer = { db in
                try allow.check(input, incoming.caller, db)
                if !faults.isEmpty { throw Fault.invalid(fields: faults) }
                // The transaction runs on a thread of the store, which does not know the request's task.
                let answer = try kept(input, incoming, app, db) {
                    try Sender.$current.withValue(sender) { try act(input, db) }
                }
                if isWrite { try audit(incoming, isSensitive ? .read : .done).write(db) }
                return answer
            }
            return isWrite ? try await app.store.write { try body($0) } : try await app.store.read { try body($0) }
        }
    }

    /// The page as it was rendered before where nothing it is made of has changed; otherwise the page, to be kept.
    private func kept(
        _ input: Input, _ incoming: Incoming, _ app: App, _ db: DB, _ act: () throws -> Answer
    ) throws -> Answer {
        guard let ground, incoming.isAnybodys, isKnown(incoming.query) else { return try act() }
        let key = KeptPages.Key(
            endpoint: name, path: incoming.path, query: incoming.query, language: incoming.caller.language.code,
            theme: incoming.theme, ground: try ground(input, incoming.caller, db))
        if let kept = app.pages[key] { return .kept(kept) }
        let answer = try act()
        guard case .page(let page, 200, nil) = answer else { return answer }
        return .keeping(page, key)
    }

    /// A query with anything that the endpoint does not ask for would be another page of the same: it is rendered and not kept, or
    /// links with marks of their own would turn the others out.
    private func isKnown(_ query: String?) -> Bool {
        guard let query else { return true }
        guard case .object(let fields) = Shape.of(Input.self) else { return false }
        let known = Set(fields.map(\.name))
        return Body.pairs(query.utf8).allSatisfy { known.contains($0.name) }
    }

    func run(
        _ incoming: Incoming, _ app: App,
        _ act: @Sendable (Input, [FieldFault]) async throws -> Answer
    ) async throws -> Answer {
        let (decoded, faults) = InputDecoder.decode(Input.self, from: incoming.tree, source: incoming.source)
        // A path that is no id names nothing: the same 404 as an unknown id.
        guard let input = decoded, !faults.contains(where: { path.names.contains($0.field) }) else {
            throw Fault.notFound()
        }
        let answer: Answer
        do {
            let sender = Sender(peer: incoming.peer, userAgent: incoming.headers[.userAgent])
            answer = try await Upload.$current.withValue(incoming.uploads) {
                try await Sender.$current.withValue(sender) { try await act(input, faults) }
            }
        } catch {
            let fault = Fault(any: error)
            if incoming.method.isWrite {
                let row = audit(incoming, .refused, code: fault.code)
                // The refusal itself is what the person must hear; a full disk must not hide it.
                try? await app.store.write { db in try row.write(db) }
            }
            guard let again, incoming.wantsHTML, [.invalid, .conflict, .tooMany].contains(fault.kind) else {
                throw fault
            }
            let typed = Endpoint.Typed(values: incoming.tree, fault: fault)
            let page = try await app.store.read { db in try again(typed, input, incoming.caller, app, db) }
            return .page(page, status: fault.status, retryAfter: fault.retryAfter)
        }
        return try await withRest(answer, input, incoming, app)
    }

    /// Nothing typed is lost: where the step left a part of the form, its page is shown again.
    private func withRest(
        _ answer: Answer, _ input: Input, _ incoming: Incoming, _ app: App
    ) async throws -> Answer {
        guard let rest, let again, incoming.wantsHTML, case .seeOther(let way) = answer, let notice = way.notice,
            let left = rest(incoming.tree)
        else { return answer }
        let typed = Endpoint.Typed(values: left, done: notice)
        let page = try await app.store.read { db in try again(typed, input, incoming.caller, app, db) }
        return .page(page, status: 200)
    }

    func audit(_ incoming: Incoming, _ outcome: Audit.Outcome, code: String? = nil) -> Audit {
        if isAnonymous { return Audit(anonymous: name, on: incoming.caller.today, outcome: outcome, code: code) }
        let ids = path.names.compactMap { name in incoming.tree[name]?.text.map { (name, $0) } }
        let place = ids.first { ["school", "district", "city"].contains($0.0) }.flatMap { name, id in
            Int64(id).flatMap { id in Place.Kind(rawValue: name).map { Place(kind: $0, id: id) } }
        }
        return Audit(
            name, by: incoming.caller, subject: ids.map { "\($0)=\($1)" }.joined(separator: " "),
            place: place,
            outcome: outcome, code: code)
    }
}
