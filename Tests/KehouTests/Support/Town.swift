import Crypto
import Foundation
import Logging
import Store
import Testing

@testable import Kehou

/// One small town that every feature test uses, and the cast of the demo in it with open sessions.
///
/// Two districts with two schools each: `schools[0]` a primary and `schools[1]` a junior school in Shinan, `schools[2]` a
/// private nine-year and `schools[3]` a rural primary school in Shibei. `principal-1`, `office-1` and `teacher-1` are of
/// `schools[0]`, those with 2 of `schools[2]`. It is 7 September 2026, a Monday, at noon.
struct Town: Sendable {
    let app: App
    let city: Registry.City
    let districts: [Registry.District]
    let schools: [Registry.School]
    let classes: [Registry.SchoolClass]
    let pupils: [Registry.Pupil]
    let accounts: [String: ID<Caller.Account>]
    /// Session tokens, for `Authorization: Bearer` or the cookie.
    let tokens: [String: String]

    static let now = Instant(LocalDate(number: 20_703), TimeOfDay(minutes: 12 * 60))

    var store: Store { app.store }

    /// Builds the town in a database of the test's own; the suite needs the trait `.database`.
    static func build(_ engine: Engine) async throws -> Town {
        try await build(in: Database.fresh(engine))
    }

    /// The program over a database without a town in it.
    static func program(over store: Store) async throws -> App { try await Resources.shared.app(store) }

    static func build(in store: Store) async throws -> Town {
        let app = try await Resources.shared.app(store)
        let digest = try await Resources.shared.digest()
        let people = try TownPeople(app.protection)
        return try await store.write { db in
            try people.insert(db)
            let accounts = try Demo.Cast.admit(
                people.cast, digest: digest, from: LocalDate(number: 20_500), at: now, db)
            let tokens = try accounts.mapValues { account in
                try Registry.Session.start(of: account, device: "test", days: 30, at: now, db)
            }
            return Town(
                app: app, city: people.city, districts: people.districts, schools: people.schools,
                classes: people.classes, pupils: people.pupils, accounts: accounts, tokens: tokens)
        }
    }

    /// A member of the cast as endpoints see them; their first appointment unless another role is asked for.
    func caller(_ userName: String, as role: Role? = nil) async throws -> Caller {
        let token = try #require(tokens[userName], "nobody is called \(userName)")
        let nobody = Caller.nobody(language: app.languages.standard, now: app.clock.now())
        let caller = try #require(try await app.identify(token, as: nobody))
        guard let role else { return caller }
        let current = try #require(caller.appointments.first { $0.role == role })
        return Caller(
            account: caller.account, name: caller.name, appointments: caller.appointments, current: current,
            language: caller.language, now: caller.now, session: caller.session)
    }
}

/// What all towns share: texts, templates and the one password's digest are read or made once.
private actor Resources {
    static let shared = Resources()

    private var model: App?
    private var passwordDigest: String?

    func app(_ store: Store) async throws -> App {
        if let model {
            try await model.protection.check(against: store, at: Town.now)
            return model.over(store)
        }
        var settings = Settings()
        settings.resources = Checkout.root
        settings.passwordCost = 4
        // Codes can be asked for; no job of these tests runs unless a test steps it.
        settings.channels.sms = ChannelSettings.Webhook(url: "http://127.0.0.1:9/sms", key: "a key of tests only")
        let app = try await App.build(
            settings, store: store, keys: try ProtectionKeys(text: keys), clock: .fixed(Town.now),
            log: Logger(label: "test"))
        model = app
        return app
    }

    func digest() async throws -> String {
        if let passwordDigest { return passwordDigest }
        let digest = try await Passwords(cost: 4).digest(Demo.Cast.password)
        passwordDigest = digest
        return digest
    }

    private let keys = """
        seal test \(Data(repeating: 1, count: 32).base64EncodedString())
        index \(Data(repeating: 2, count: 32).base64EncodedString())
        """
}

extension App {
    /// The same program over another database; what it remembers of pages is its own.
    fileprivate func over(_ store: Store) -> App {
        var copy = self
        copy.store = store
        copy.pages = KeptPages()
        return copy
    }
}
