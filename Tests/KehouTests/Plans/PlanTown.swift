import Store
import Testing

@testable import Kehou

/// Places with an open term and a policy in force, where plans can be written.
struct PlanTown: Sendable {
    let store: Store
    let places: Places
    let term: SchoolCalendar.Term
    let library: Plans.Library

    static func founded(_ engine: Engine) async throws -> PlanTown {
        let (store, places) = try await Places.founded(engine)
        let term = try places.term(2025, 2, "2026-03-05", "2026-07-05")
        try await store.write { db in
            try term.insert(in: places.city.id, db)
            try term.open(in: places.city.id, at: noon, db)
            // The one worked weekend day of the term.
            let worked = SchoolCalendar.Change(
                try day("2026-05-09"), by: .city, .timetable, reason: "补周二的课", runsWeekday: .tuesday)
            _ = try SchoolCalendar.Announcement.make(worked, by: places.inCity, account: nil, at: noon, db)
            try policy(of: places, db)
        }
        return PlanTown(store: store, places: places, term: term, library: try PlanFixture.library())
    }

    private static func policy(of places: Places, _ db: DB) throws {
        let draft = try Plans.PolicyVersion.begin(city: places.city.id, district: nil, at: noon, db)
        var own = draft.own
        for section in Plans.PolicySection.allCases { own.sections[section] = "见通知" }
        own.submitBy = LocalDate(year: 2026, month: 2, day: 10)
        own.approveBy = LocalDate(year: 2026, month: 2, day: 20)
        own.readyBy = LocalDate(year: 2026, month: 3, day: 1)
        try draft.save(own, effectiveFrom: LocalDate(year: 2026, month: 1, day: 1), over: draft.revision, db)
        let saved = try Plans.PolicyVersion.all(of: places.city.id, district: nil, db)
        try saved[0].approve(by: nil, comment: nil, at: noon, db)
    }

    var school: Registry.School { places.schools[0] }

    func facts(_ db: DB) throws -> Plans.Facts { try Plans.Facts.load(school, term, library.words, db) }

    /// The plan the first school would hand in: nothing to complain of.
    func compliant() throws -> Plans.Plan {
        var plan = try PlanFixture.compliant(grades: Array(1...6))
        plan.readyOn = LocalDate(year: 2026, month: 2, day: 28)
        return plan
    }

    /// A version brought to a state by the moves that lead there.
    @discardableResult
    func version(
        in state: Plans.State, at now: Instant = noon, change: (inout Plans.Plan) -> Void = { _ in }, _ db: DB
    ) throws -> Plans.Version {
        let facts = try facts(db)
        var plan = try compliant()
        change(&plan)
        let draft = try Plans.Version.begin(
            school, term, from: .template(language: "zh-Hans"), by: nil, at: now, library, db)
        _ = try draft.save(plan, over: draft.revision, by: nil, at: now, facts, db)
        let steps: [(Plans.State, (Plans.Version) throws -> Void)] = [
            (.submitted, { try $0.submit(by: nil, at: now, facts, db) }),
            (.returned, { try $0.giveBack(note: "请补充", by: nil, at: now, db) }),
            (.approved, { try $0.approve(reasons: reasons(facts, $0), by: nil, at: now, facts, db) }),
            (.published, { try $0.publish(by: nil, at: now, db) }),
        ]
        var version = try reload(draft, db)
        for (next, step) in steps where version.state != state && version.state.next.contains(next) {
            if next == .returned, state != .returned { continue }
            try step(version)
            version = try reload(version, db)
        }
        return version
    }

    func reasons(_ facts: Plans.Facts, _ version: Plans.Version) -> [String: String] {
        Dictionary(
            Plans.Report(version.plan, facts).failedShould.map { ($0.code, "已说明") }
        ) { first, _ in first }
    }

    func reload(_ version: Plans.Version, _ db: DB) throws -> Plans.Version {
        try Plans.Version.find(version.id, of: version.school, db)
    }
}
