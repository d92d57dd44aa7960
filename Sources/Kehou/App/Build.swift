import Crypto
import Foundation
import Logging
import Store

extension App {
    static let version = "0.1.0"

    /// Opens the database, brings it to the newest form, and loads texts, templates and assets.
    ///
    /// *Throws* what the Store says of a database it cannot open; `protection.wrong_key` where the keys are not the
    /// database's; `Fault.broken` for a wrong template or text.
    static func build(
        _ settings: Settings, keys: ProtectionKeys, clock: Clock = .system, log: Logger
    ) async throws -> App {
        let store = try await Store.open(settings.database)
        try await store.migrate(Migration.all)
        return try await build(settings, store: store, keys: keys, clock: clock, log: log)
    }

    /// The same over a store that is open and migrated already, as the tests have it.
    static func build(
        _ settings: Settings, store: Store, keys: ProtectionKeys, clock: Clock = .system, log: Logger
    ) async throws -> App {
        let protection = Protection(keys)
        try await protection.check(against: store, at: clock.now())
        let languages = try Languages.load(in: settings.resources.appending(path: "Language"))
        let assets = try Assets.load(from: settings.resources.appending(path: "Public"))
        let templates = try Templates.load(
            from: settings.resources.appending(path: "Templates"), languages: languages, pictures: assets.pictures)
        var settings = settings
        settings.isDemo =
            try await store.read { db in
                try db.value("SELECT value FROM installation WHERE name = 'demo'", as: String.self)
            } != nil
        return App(
            store: store, clock: clock, languages: languages, templates: templates, assets: assets, settings: settings,
            protection: protection, passwords: Passwords(cost: settings.passwordCost),
            plans: try Plans.Library.load(from: settings.resources),
            channels: settings.isDemo ? .recording : try Messages.Channels(settings.channels), csrfKey: keys.formKey,
            pages: KeptPages(), metrics: Metrics(), log: log)
    }

    private typealias Identified = (caller: Caller, isStale: Bool)

    /// Who a session token stands for, noting now and then that the session is in use.
    ///
    /// - Parameter countsUnread: for the badge of a page; an answer without a page is spared the counting.
    func identify(_ token: String, as nobody: Caller, countsUnread: Bool = true) async throws -> Caller? {
        let identified = try await store.read { db in
            guard var found = try Registry.Session.identify(token, as: nobody, db) else { return nil as Identified? }
            if countsUnread { found.caller.unread = try Self.unread(of: found.caller, db) }
            return found
        }
        guard let found = identified else { return nil }
        if found.isStale, let session = found.caller.session {
            try await store.write { db in try Registry.Session.touch(session, at: nobody.now, db) }
        }
        return found.caller
    }

    /// The same caller with the badge of a page, where a refused form is shown again.
    func framed(_ caller: Caller) async -> Caller {
        guard caller.isSignedIn else { return caller }
        var framed = caller
        // Without the database the page is the same but for its badge.
        framed.unread = (try? await store.read { db in try Self.unread(of: caller, db) }) ?? 0
        return framed
    }

    private static func unread(of caller: Caller, _ db: DB) throws -> Int {
        guard let account = caller.account else { return 0 }
        return try Messages.Message.unread(of: Messages.Reader.all(of: account, db), db)
    }
}
