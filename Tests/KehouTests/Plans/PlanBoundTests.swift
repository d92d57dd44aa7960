import Store
import Testing

@testable import Kehou

@Suite("What a plan may hold at most", .database)
struct PlanBoundTests {
    struct Excess: Sendable, CustomTestStringConvertible {
        let field: String
        let change: @Sendable (inout Plans.Plan) -> Void
        var testDescription: String { field }

        init(_ field: String, _ change: @escaping @Sendable (inout Plans.Plan) -> Void) {
            self.field = field
            self.change = change
        }
    }

    static let excesses = [
        Excess("bands.0.pupils") { $0.bands[0].pupils = .max },
        Excess("bands.0.pupils") { $0.bands[0].pupils = -100 },
        Excess("bands.0.from") { $0.bands[0].from = .min },
        Excess("bands.1.through") { $0.bands[1].through = 10 },
        Excess("staff.0.number") { $0.staff[0].number = .max },
        Excess("staff.0.number") { $0.staff[0].number = -3 },
        Excess("staff.0.pay") { $0.staff[0].pay = Money(fen: .min) },
        Excess("staff.1.pay") { $0.staff[1].pay = Money(fen: .max) },
        Excess("tariff.fee") { $0.tariff.fee = -500 },
        Excess("tariff.fee") { $0.tariff.fee = Money(fen: .max) },
        Excess("venues.0.places") { $0.venues[0].places = -1 },
        Excess("venues.1.places") { $0.venues[1].places = .max },
        Excess("bands.12.from") { plan in
            plan.bands = (0..<13).map { _ in plan.bands[0] }
        },
        Excess("bands.0.sessions.60.kind") { plan in
            plan.bands[0].sessions = (0..<61).map { _ in plan.bands[0].sessions[0] }
        },
        Excess("bands.0.sessions.0.days") { plan in
            plan.bands[0].sessions[0].days = (0..<8).map { _ in .monday }
        },
        Excess("bands.0.leaving.20.time") { plan in
            plan.bands[0].leaving = (0..<21).map { _ in plan.bands[0].leaving[0] }
        },
        Excess("staff.60.kind") { plan in plan.staff = (0..<61).map { _ in plan.staff[0] } },
        Excess("venues.60.name") { plan in plan.venues = (0..<61).map { _ in plan.venues[0] } },
        Excess("safety.posts.60.place") { plan in plan.safety.posts = (0..<61).map { _ in plan.safety.posts[0] } },
        Excess("prose.content") { $0.prose.content += "\u{202E}" },
        Excess("safety.contacts.0.name") { $0.safety.contacts[0].name = "王\n老师" },
        Excess("statements") { plan in plan.statements = (0..<61).map { "\($0)" } },
    ]

    @Test("The templates are within every bound", arguments: ["zh-Hans", "en"])
    func templates(language: String) throws {
        #expect(try PlanFixture.compliant(language: language).faults == [])
    }

    @Test("What is beyond a bound is named by its field, and no rule stumbles over it", arguments: excesses)
    func named(_ excess: Excess) throws {
        var plan = try PlanFixture.compliant()
        excess.change(&plan)
        #expect(plan.faults.map(\.field) == [excess.field])
        // As a plan that was stored before there were bounds.
        #expect(Plans.Report(plan, try PlanFixture.facts()).results.count == Plans.Rule.all.count)
    }

    @Test("Autosave and save answer 422, and neither the plan nor a rescue is written", arguments: Engine.tested)
    func refused(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .draft)
        for excess in Self.excesses {
            var plan = version.plan
            excess.change(&plan)
            let body = here.seen(version, ["draft": try ExampleEncoder.node(plan)])
            for place in ["/draft", "/document"] {
                let answer = try await here.site.post(here.path(version, place), body, as: here.office)
                #expect(answer.status == 422 && answer.wrongFields == ["draft.\(excess.field)"], "\(excess) \(place)")
            }
        }
        let after = try await here.reload(version)
        #expect(after.plan == version.plan && after.revision == version.revision)
        let waiting = try await here.town.store.read { db in
            try Plans.Rescue.waiting(of: version, by: here.office.account, db)
        }
        #expect(waiting.isEmpty)
    }

    /// Sixty rows in each of twelve bands, all at one time: a quarter of a million pairs are looked at, and none is told.
    @Test("The fullest timetable that is accepted is judged in less than two seconds")
    func fullest() throws {
        var plan = try PlanFixture.compliant()
        let hour = (TimeOfDay(minutes: 16 * 60), TimeOfDay(minutes: 17 * 60))
        let rows = (0..<60).map { row in
            Plans.Session(days: Weekday.schoolDays, kind: .club, title: "\(row)", start: hour.0, end: hour.1)
        }
        plan.bands = (0..<12).map { _ in Plans.Band(from: 1, through: 9, sessions: rows) }
        #expect(plan.faults == [])
        let rule = try #require(Plans.Rule.named("sessions.apart"))
        let facts = try PlanFixture.facts()
        var outcome: Plans.Outcome?
        let took = ContinuousClock().measure { outcome = rule.check(plan, facts) }
        #expect(outcome == .passed && took < .seconds(2))
        // Each row a minute later than the one before: nearly all overlap, and sixty are told.
        for band in plan.bands.indices {
            for row in plan.bands[band].sessions.indices {
                plan.bands[band].sessions[row].start = hour.0 + Minutes(row)
                plan.bands[band].sessions[row].end = hour.1 + Minutes(row)
            }
        }
        guard case .failed(let findings) = rule.check(plan, facts) else {
            Issue.record("nothing overlaps")
            return
        }
        #expect(findings.count == 60)
    }

    @Test("In the editor the field says what it may hold, beside what was typed", arguments: Engine.tested)
    func form(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .draft)
        var form = try PlanFields.all(version.plan)
        form["version"] = "\(version.revision)"
        form["draft.bands.0.pupils"] = "20001"
        let answer = try await here.site.submit(here.path(version, "/document"), form, as: here.office)
        #expect(answer.status == 422 && answer.body.contains("20001") && answer.body.contains("0 到 20000 之间"))
    }

    @Test("Sums of money stop at the ends of what can be held")
    func money() {
        let (least, most) = (Money(fen: .min), Money(fen: .max))
        #expect(most + 1 == most && least - 1 == least && most - least == most && least + least == least)
        #expect(most * 2 == most && least * 2 == least && most * -2 == least && Money(fen: 150) * 2 == 300)
        #expect(least.yuan == "-92233720368547758.08" && Money(fen: -305).yuan == "-3.05")
    }
}
