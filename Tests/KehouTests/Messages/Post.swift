import Foundation
import Store
import Synchronization
import Testing

@testable import Kehou

/// A clock that a test moves by hand.
final class HandClock: Sendable {
    private let moment: Mutex<Instant>

    init(_ start: Instant) { moment = Mutex(start) }

    var now: Instant { moment.withLock { $0 } }
    var clock: Clock { Clock { self.now } }

    func move(seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
    func move(hours: Int64) { move(seconds: hours * 3600) }
    func set(_ date: String, _ time: String) throws {
        let next = Instant(try #require(LocalDate(date)), try #require(TimeOfDay(time)))
        moment.withLock { $0 = next }
    }
}

/// A channel that takes notes down, or refuses them as often as it is told to.
actor Notebook: Messages.Channel {
    private(set) var notes: [Messages.Note] = []
    private var refusals: [any Error] = []

    func refuse(with errors: [any Error]) { refusals = errors }

    func carry(_ note: Messages.Note) async throws -> Messages.Delivery.State {
        if !refusals.isEmpty { throw refusals.removeFirst() }
        notes.append(note)
        return .sent
    }
}

/// The town with a post office: a clock to move, channels to look into, and a runner that is stepped by hand.
struct Post: Sendable {
    let town: Town
    let app: App
    let site: Site
    let clock: HandClock
    let sms = Notebook()
    let mail = Notebook()

    init(_ engine: Engine) async throws {
        let town = try await Town.build(engine)
        let clock = HandClock(Town.now)
        var app = town.app
        app.clock = clock.clock
        app.channels = Messages.Channels([.sms: sms, .mail: mail])
        self.town = Town(
            app: app, city: town.city, districts: town.districts, schools: town.schools, classes: town.classes,
            pupils: town.pupils, accounts: town.accounts, tokens: town.tokens)
        self.app = app
        self.clock = clock
        site = Site(self.town)
    }

    func person(_ userName: String) throws -> Site.Person { try site.person(userName, of: town) }

    var school: Place { Place(kind: .school, id: town.schools[0].id.rawValue) }

    /// The roster's guardian behind `guardian-1` or `guardian-2`.
    func guardian(_ userName: String) async throws -> Messages.Reader {
        let account = try #require(town.accounts[userName])
        let ids = try await app.store.read { db in try Registry.FamilyAccount.guardians(of: account, db) }
        return .guardian(try #require(ids.first))
    }

    @discardableResult
    func send(
        _ template: Messages.Template, to reader: Messages.Reader, mailing: Messages.Mailing.Sender? = nil
    ) async throws -> ID<Messages.Message> {
        try await send(template, to: [reader], mailing: mailing)[0]
    }

    @discardableResult
    func send(
        _ template: Messages.Template, to readers: [Messages.Reader], mailing: Messages.Mailing.Sender? = nil
    ) async throws -> [ID<Messages.Message>] {
        let (now, school) = (clock.now, school)
        return try await app.store.write { db in
            try Messages.send(
                template, toAll: readers, ["child": "王梓涵"], from: school, mailing: mailing, at: now, db)
        }
    }

    /// Runs everything that is due now.
    @discardableResult
    func run(_ handlers: [Job.Handler] = Jobs.all, on app: App? = nil) async -> Int {
        let runner = JobRunner(app ?? self.app, handlers: handlers)
        var count = 0
        while count < 1000 {
            let done = await runner.step()
            guard done > 0 else { break }
            count += done
        }
        return count
    }

    func number(_ sql: SQL) async throws -> Int {
        try await app.store.read { db in try db.value(sql, as: Int.self) ?? 0 }
    }
}

extension Messages.Template {
    /// Texts of a real template under another need, for tests.
    static let mustKnow = Self("still_unread", need: .mustKnow, hoursToNext: 12)
    static let news = Self("still_unread")
    static let alarm = Self("still_unread", isUrgent: true)
}
