import Store
import Testing

@testable import Kehou

@Suite("Policy versions", .database)
struct PolicyVersionTests {
    typealias Version = Plans.PolicyVersion

    @Test("City defaults, a district's overrides, and what schools see", arguments: Engine.tested)
    func layers(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let date = try day("2026-09-01")
        let nothing = try await store.read { db in try Plans.Policy.inForce(in: places.shinan, on: date, db) }
        #expect(nothing == nil)
        try await approveCity(store, places, from: "2026-08-01")
        var own = Plans.PolicyOverrides.none
        own.feeCeilingUrban = 250
        own.seasons = [Plans.Season(name: "全年", from: .first, through: .last, offWorkAt: TimeOfDay(minutes: 1080))]
        own.extraSections = [.init(code: "sea", title: "海洋教育", isRequired: true)]
        own.statements = ["不上新课"]
        own.sections = [.content: "本区内容"]
        own.submitBy = try day("2026-08-15")
        try await approveShinan(store, places, own, from: "2026-09-01")
        let (before, after, other, all) = try await store.read { db in
            (
                try Plans.Policy.inForce(in: places.shinan, on: date.adding(days: -1), db),
                try Plans.Policy.inForce(in: places.shinan, on: date, db),
                try Plans.Policy.inForce(in: places.shibei, on: date, db),
                try Plans.Policy.inForce(inAllOf: places.city.id, on: date, db)
            )
        }
        #expect(before == other)
        #expect(after?.numbers.feeCeilingUrban == 250 && after?.numbers.feeCeilingRural == 300)
        #expect(after?.offWork(on: date).description == "18:00" && other?.offWork(on: date).description == "17:30")
        #expect(after?.sections[.content] == "本区内容" && after?.sections[.staffing] == "全市 staffing")
        #expect(after?.extraSections == own.extraSections && after?.statements == own.statements)
        #expect(after?.dates.submitBy == own.submitBy && after?.numbers.payFloor == 5000)
        #expect(all == [places.shinan.id: after, places.shibei.id: other].compactMapValues { $0 })
    }

    @Test("A later version supersedes on its day and not before", arguments: Engine.tested)
    func versions(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        try await approveCity(store, places, from: "2026-08-01")
        for (fee, from) in [(Money(fen: 250), "2026-09-01"), (200, "2027-02-01")] {
            var own = Plans.PolicyOverrides.none
            own.feeCeilingUrban = fee
            try await approveShinan(store, places, own, from: from)
        }
        let versions = try await store.read { db in
            try Version.all(of: places.city.id, district: places.shinan.id, db)
        }
        #expect(versions.map(\.version) == [2, 1])
        for (date, standings) in [
            ("2026-08-31", [Plans.PolicyStanding.coming, .coming]), ("2026-09-01", [.coming, .inForce]),
            ("2027-02-01", [.inForce, .superseded]),
        ] {
            let date = try day(date)
            #expect(versions.map { versions.standing(of: $0, on: date) } == standings)
        }
    }

    @Test("The first version may reach back; while one is in force, none does", arguments: Engine.tested)
    func past(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let today = noon.localDate
        try await approveCity(store, places, from: today.adding(days: -31).description)
        try await approveShinan(store, places, .none, from: today.adding(days: -2).description)
        let past = Fault.invalid(
            field: "effectiveFrom", "policy.effective_past", ["version": "1", "today": today.description])
        await #expect(throws: past) {
            try await approveCity(store, places, from: today.adding(days: -1).description)
        }
        await #expect(throws: past) {
            try await approveShinan(store, places, .none, from: today.adding(days: -1).description)
        }
        try await approveShinan(store, places, .none, from: today.description)
        let versions = try await store.read { db in
            try Version.all(of: places.city.id, district: places.shinan.id, db)
        }
        #expect(versions.map { versions.standing(of: $0, on: today) } == [.inForce, .superseded])
    }

    @Test("A new draft begins as the last version, and there is one at a time", arguments: Engine.tested)
    func oneDraft(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        try await approveCity(store, places, from: "2026-08-01")
        var own = Plans.PolicyOverrides.none
        own.pupilsPerAdult = 30
        own.isLateCareRequired = false
        try await approveShinan(store, places, own, from: "2026-09-01")
        let draft = try await store.write { db in try begin(places, db) }
        #expect(draft.own == own && draft.version == 2 && draft.effectiveFrom == nil)
        await #expect(throws: Fault.conflict("policy.draft_exists")) {
            try await store.write { db in try begin(places, db) }
        }
    }

    @Test("Saving outside the province's bounds is refused and nothing is written", arguments: Engine.tested)
    func outOfBounds(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        try await approveCity(store, places, from: "2026-08-01")
        let draft = try await store.write { db in try begin(places, db) }
        var own = Plans.PolicyOverrides.none
        own.feeCeilingRural = 301
        own.payFloor = 4999
        let wrong = own
        let fault = await #expect(throws: Fault.self) {
            try await store.write { db in try draft.save(wrong, effectiveFrom: nil, over: 1, db) }
        }
        #expect(fault?.fields.map(\.field) == ["feeCeilingRural", "payFloor"])
        #expect(try await read(store, draft, places) == draft)
    }

    @Test("Two editors at once: the second is told, and nothing is overwritten", arguments: Engine.tested)
    func editors(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        try await approveCity(store, places, from: "2026-08-01")
        let draft = try await store.write { db in try begin(places, db) }
        var first = Plans.PolicyOverrides.none
        first.pupilsPerAdult = 30
        let saved = first
        try await store.write { db in try draft.save(saved, effectiveFrom: nil, over: draft.revision, db) }
        let now = try await read(store, draft, places)
        #expect(now.own == saved && now.revision == 2)
        await #expect(throws: Fault.conflict("policy.changed_meanwhile")) {
            try await store.write { db in try now.save(.none, effectiveFrom: nil, over: draft.revision, db) }
        }
        // The same with both having read before either wrote.
        await #expect(throws: Fault.conflict("policy.changed_meanwhile")) {
            try await store.write { db in try draft.save(.none, effectiveFrom: nil, over: draft.revision, db) }
        }
        #expect(try await read(store, draft, places) == now)
    }

    @Test("Submitted, returned with a comment, submitted again, approved; never out of turn", arguments: Engine.tested)
    func flow(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        try await approveCity(store, places, from: "2026-08-01")
        let draft = try await store.write { db in try begin(places, db) }
        let incomplete = await #expect(throws: Fault.self) {
            try await store.write { db in try draft.submit(by: nil, at: noon, db) }
        }
        #expect(incomplete?.fields.map(\.field) == ["effectiveFrom"])
        let from = try day("2026-09-01")
        try await store.write { db in try draft.save(.none, effectiveFrom: from, over: 1, db) }
        let saved = try await read(store, draft, places)
        await #expect(throws: Fault.conflict("policy.not_submitted")) {
            try await store.write { db in try saved.approve(by: nil, comment: nil, at: noon, db) }
        }
        try await store.write { db in try saved.submit(by: nil, at: noon, db) }
        let submitted = try await read(store, draft, places)
        await #expect(throws: Fault.conflict("policy.not_editable")) {
            try await store.write { db in try submitted.save(.none, effectiveFrom: from, over: submitted.revision, db) }
        }
        await #expect(throws: Fault.invalid(field: "comment", "field.required")) {
            try await store.write { db in try submitted.giveBack(by: nil, comment: "", at: noon, db) }
        }
        try await store.write { db in try submitted.giveBack(by: nil, comment: "请写明师资", at: noon, db) }
        let returned = try await read(store, draft, places)
        #expect(returned.state == .returned && returned.comment == "请写明师资" && returned.isEditable)
        try await store.write { db in try returned.submit(by: nil, at: noon, db) }
        let again = try await read(store, draft, places)
        try await store.write { db in try again.approve(by: nil, comment: nil, at: noon, db) }
        await #expect(throws: Fault.conflict("policy.changed_meanwhile")) {
            try await store.write { db in try again.approve(by: nil, comment: nil, at: noon, db) }
        }
        #expect(try await read(store, draft, places).state == .approved)
    }

    @Test("A city cannot put a policy with an empty section in force", arguments: Engine.tested)
    func emptySection(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let from = try day("2026-08-01")
        let fault = await #expect(throws: Fault.self) {
            try await store.write { db in
                let draft = try Version.begin(city: places.city.id, district: nil, at: noon, db)
                #expect(draft.own.feeCeilingRural == 300 && draft.own.payFloor == 5000)
                try draft.save(draft.own, effectiveFrom: from, over: 1, db)
                try Version.find(draft.id, of: places.city.id, district: nil, db)
                    .approve(by: nil, comment: nil, at: noon, db)
            }
        }
        #expect(fault?.fields.count == 6)
        let kept = try await store.read { db in try Version.all(of: places.city.id, district: nil, db) }
        #expect(kept.isEmpty)
    }

    @Test("City defaults that a district's own word contradicts are refused, with its name", arguments: Engine.tested)
    func districtsBreak(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        try await approveCity(store, places, from: "2026-08-01")
        var own = Plans.PolicyOverrides.none
        own.eveningLimit = TimeOfDay(minutes: 18 * 60 + 45)
        // Of a term that is over by the time the city's next version counts.
        own.approveBy = try day("2026-08-20")
        try await approveShinan(store, places, own, from: "2026-09-01")
        let from = try day("2027-02-01")
        let submitBy = try day("2027-02-10")
        let draft = try await store.write { db in
            let draft = try Version.begin(city: places.city.id, district: nil, at: noon, db)
            var own = draft.own
            own.lateCareUntil = TimeOfDay(minutes: 19 * 60 + 30)
            own.submitBy = submitBy
            try draft.save(own, effectiveFrom: from, over: draft.revision, db)
            return draft
        }
        @Sendable func now(_ db: DB) throws -> Version {
            try .find(draft.id, of: places.city.id, district: nil, db)
        }
        let fault = await #expect(throws: Fault.self) {
            try await store.write { db in try now(db).approve(by: nil, comment: nil, at: noon, db) }
        }
        #expect(
            fault?.fields == [FieldFault("eveningLimit", "policy.districts_break", ["districts": places.shinan.name])])
        let state = try await store.read { db in try now(db).state }
        #expect(state == .draft)
        // Once the district's next version takes its word back in time, the city's may come.
        try await approveShinan(store, places, .none, from: "2027-02-01")
        try await store.write { db in try now(db).approve(by: nil, comment: nil, at: noon, db) }
        let merged = try await store.read { db in try Plans.Policy.inForce(in: places.shinan, on: from, db) }
        #expect(merged?.numbers.lateCareUntil == TimeOfDay(minutes: 19 * 60 + 30))
    }

    @Test("A district's version that comes later is asked as well", arguments: Engine.tested)
    func comingDistrict(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        try await approveCity(store, places, from: "2026-08-01")
        var own = Plans.PolicyOverrides.none
        own.lateCareUntil = TimeOfDay(minutes: 19 * 60)
        try await approveShinan(store, places, own, from: "2027-02-01")
        let from = try day("2026-10-01")
        let fault = await #expect(throws: Fault.self) {
            try await store.write { db in
                let draft = try Version.begin(city: places.city.id, district: nil, at: noon, db)
                var own = draft.own
                own.eveningLimit = TimeOfDay(minutes: 18 * 60 + 30)
                try draft.save(own, effectiveFrom: from, over: draft.revision, db)
                try Version.find(draft.id, of: places.city.id, district: nil, db)
                    .approve(by: nil, comment: nil, at: noon, db)
            }
        }
        #expect(fault?.fields.map(\.code) == ["policy.districts_break"])
    }

    private func begin(_ places: Places, _ db: DB) throws -> Version {
        try .begin(city: places.city.id, district: places.shinan.id, at: noon, db)
    }

    private func read(_ store: Store, _ version: Version, _ places: Places) async throws -> Version {
        try await store.read { db in
            try Version.find(version.id, of: places.city.id, district: places.shinan.id, db)
        }
    }

    private func approveCity(_ store: Store, _ places: Places, from: String) async throws {
        let from = try day(from)
        try await store.write { db in
            let draft = try Version.begin(city: places.city.id, district: nil, at: noon, db)
            var own = draft.own
            for section in Plans.PolicySection.allCases { own.sections[section] = "全市 \(section.rawValue)" }
            try draft.save(own, effectiveFrom: from, over: draft.revision, db)
            try Version.find(draft.id, of: places.city.id, district: nil, db).approve(
                by: nil, comment: nil, at: noon, db)
        }
    }

    private func approveShinan(
        _ store: Store, _ places: Places, _ own: Plans.PolicyOverrides, from: String
    ) async throws {
        let from = try day(from)
        try await store.write { db in
            let draft = try begin(places, db)
            func now() throws -> Version {
                try .find(draft.id, of: places.city.id, district: places.shinan.id, db)
            }
            try draft.save(own, effectiveFrom: from, over: draft.revision, db)
            try now().submit(by: nil, at: noon, db)
            try now().approve(by: nil, comment: nil, at: noon, db)
        }
    }
}
