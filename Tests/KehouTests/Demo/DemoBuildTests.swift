import Foundation
import Logging
import Store
import Testing

@testable import Kehou

@Suite(.database) struct DemoBuildTests {
    @Test(arguments: Engine.tested) func aSmallCityIsWholeAndItsSignInsWork(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let app = try await Town.program(over: store)
        try await Demo.Build(app: app, size: try Demo.Size(schools: 30, pupils: 900)).run()
        let (pupils, states, cast) = try await store.read { db in
            let states = try db.values("SELECT DISTINCT state FROM plan", as: String.self)
            return (try db.value("SELECT COUNT(*) FROM pupil", as: Int.self), Set(states), try Demo.Mark.cast(db))
        }
        #expect(pupils == 900)
        #expect(states == Set(Plans.State.allCases.map(\.rawValue)))
        #expect(Set(cast).isSuperset(of: expectedCast))
        try await everyoneCanSignIn(cast, app)
        try await everyRuleFailsSomewhere(store)
    }

    @Test func familiesAreReachedAndSomethingWaitsForEachOffice() async throws {
        let store = try await Database.fresh(.sqlite)
        let app = try await Town.program(over: store)
        try await Demo.Build(app: app, size: try Demo.Size(schools: 30, pupils: 1500)).run()
        func number(_ sql: SQL) async throws -> Int {
            try await store.read { db in try db.value(sql, as: Int.self) ?? 0 }
        }
        let (pupils, reached) = (
            try await number("SELECT SUM(pupils) FROM coverage"), try await number("SELECT SUM(reached) FROM coverage")
        )
        let answered = try await number("SELECT SUM(asked + declined) FROM coverage")
        #expect(answered < reached && reached < pupils, "who answered was reached, and not everybody was")
        #expect(try await number("SELECT COUNT(*) FROM guardian_claim WHERE state = 'waiting'") >= 2)
        #expect(try await number("SELECT COUNT(*) FROM guardianship_ending WHERE state = 'waiting'") == 1)
        #expect(try await number("SELECT COUNT(*) FROM room_task WHERE owner = 'school' AND settled_at IS NULL") > 0)
        #expect(try await number("SELECT COUNT(*) FROM room_task WHERE owner = 'district' AND settled_at IS NULL") > 0)
    }

    @Test(arguments: Engine.tested) func onlyAnEmptyDatabaseBecomesADemo(engine: Engine) async throws {
        let town = try await Town.build(engine)
        let size = try Demo.Size(schools: 3, pupils: 30)
        await #expect(throws: Fault.conflict("demo.not_empty")) {
            try await Demo.Build(app: town.app, size: size).run()
        }
        let mark = try await town.store.read { db in try Demo.Mark.find(db) }
        #expect(mark == nil)
    }

    @Test func aDemoIsMadeOnce() async throws {
        let app = try await Town.program(over: try await Database.fresh(.sqlite))
        let size = try Demo.Size(schools: 3, pupils: 90)
        try await Demo.Build(app: app, size: size).run()
        await #expect(throws: Fault.conflict("demo.already", ["what": "schools=3 pupils=90 seed=1"])) {
            try await Demo.Build(app: app, size: size).run()
        }
    }

    @Test(arguments: Engine.tested) func ourOwnImporterFindsNothingWrong(engine: Engine) async throws {
        let app = try await Town.program(over: try await Database.fresh(engine))
        for version in [Demo.RosterVersion.v12, .v11] {
            let path = FileManager.default.temporaryDirectory.appending(path: "roster-\(UUID().uuidString)").path
            defer { try? FileManager.default.removeItem(atPath: path) } // a left-over temporary folder harms nobody
            let city = try Demo.City(size: Demo.Size(schools: 12, pupils: 900), data: Checkout.data)
            try Demo.Roster(city: city, version: version).write(to: path)
            let report = try await Roster.Import(store: app.store, protection: app.protection, clock: app.clock).run(
                path)
            #expect(report.outcome == .written)
            #expect(report.findings.map(\.code) == [])
            // 1.1 has one word for principals and offices; otherwise the two forms say the same.
            #expect(version == .v12 || report.changes == 12 && report.counts(of: .staff).changed == 12)
        }
    }

    @Test(arguments: Engine.tested) func theChooserExistsInADemoOnly(engine: Engine) async throws {
        let town = try await Town.build(engine)
        let nobody = Caller.nobody(language: town.app.languages.standard, now: Town.now)
        try await town.store.read { db in
            #expect(throws: Fault.notFound()) { try [Allow<Nothing>.inADemo].check(Nothing(), nobody, db) }
            #expect(throws: Fault.notFound()) { try Demo.CastPage(nobody, db) }
        }
        try await town.store.write { db in
            try db.run("INSERT INTO installation (name, value) VALUES ('demo', '')")
            #expect(throws: Fault.notFound(), "not before it is finished") {
                try [Allow<Nothing>.inADemo].check(Nothing(), nobody, db)
            }
            try Demo.Mark.finish(try Demo.Size(schools: 3, pupils: 30), cast: ["bureau", "guardian-1"], db)
            try [Allow<Nothing>.inADemo].check(Nothing(), nobody, db)
            #expect(try Demo.CastPage(nobody, db).groups.map(\.role) == [.bureau, .guardian])
        }
    }

    private let expectedCast: Set = [
        "bureau", "auditor", "inspector", "district-shinan", "district-laixi", "principal-1", "office-1", "teacher-1",
        "principal-2", "office-2", "teacher-2", "volunteer", "venue", "body", "guardian-1", "guardian-2", "several",
    ]

    private func everyoneCanSignIn(_ cast: [String], _ app: App) async throws {
        for userName in cast {
            let account = try await app.store.read { db in
                try Registry.Account.signingIn(as: userName, mobile: nil, db)
            }
            let known = try #require(account)
            #expect(try await app.passwords.matches(Demo.Cast.password, known.password), "\(userName)")
            let posts = try await app.store.read { db in
                try Registry.Appointment.current(of: known.id, on: Town.now.localDate, db)
            }
            #expect(!posts.isEmpty && posts.allSatisfy { !$0.placeName.name.isEmpty }, "\(userName)")
            #expect(userName != "several" || posts.count == 3)
        }
    }

    private func everyRuleFailsSomewhere(_ store: Store) async throws {
        let failed = try await store.read { db in
            let ids = try db.values("SELECT id FROM school", as: ID<Registry.School>.self)
            return try ids.flatMap { try Plans.Version.all(of: $0, db) }.flatMap { $0.report.failed.map(\.code) }
        }
        #expect(Set(failed) == Set(Plans.Rule.all.map(\.code)))
    }
}
