import Testing

@testable import Kehou

/// Each rule of 4.3 has a plan that fails it and nothing else.
@Suite("Rules of a school plan")
struct RuleTests {
    /// A change to the compliant plan or its facts that breaks exactly one rule, and words its message must hold.
    struct Break: Sendable, CustomTestStringConvertible {
        let code: String
        let detail: String
        var says: [String: String] = [:]
        let change: @Sendable (inout Plans.Plan, inout Plans.Facts) -> Void

        var testDescription: String { "\(code): \(detail)" }
    }

    @Test("The template passes every rule", arguments: ["zh-Hans", "en"], [Array(1...6), Array(7...9), Array(1...9)])
    func templatePasses(language: String, grades: [Int]) throws {
        let report = Plans.Report(
            try PlanFixture.compliant(language: language, grades: grades), try PlanFixture.facts(grades: grades))
        #expect(report.results.filter { $0.verdict != .passed }.map(\.code) == [])
    }

    @Test("A plan breaks one rule alone", arguments: breaks)
    func failsAlone(_ one: Break) throws {
        var plan = try PlanFixture.compliant()
        var facts = try PlanFixture.facts()
        one.change(&plan, &facts)
        let report = Plans.Report(plan, facts)
        #expect(report.failed.map(\.code) == [one.code])
        #expect(report.unknown.map(\.code) == [])
        let arguments = try #require(report.failed.first?.findings.first).text.arguments
        for (name, value) in one.says {
            #expect(arguments[name]?.plain == value, "argument \(name)")
        }
    }

    @Test("Every rule is broken by some plan above")
    func allRulesCovered() {
        #expect(Set(Self.breaks.map(\.code)) == Set(Plans.Rule.all.map(\.code)))
        #expect(Set(Plans.Rule.all.map(\.code)).count == Plans.Rule.all.count)
    }

    @Test(
        "Without the facts a rule needs it says not yet known",
        arguments: Plans.Rule.all.filter { !$0.needs.isEmpty }.map(\.code))
    func notYetKnown(code: String) throws {
        let rule = try #require(Plans.Rule.named(code))
        let facts = Plans.Facts(words: try PlanFixture.library().words)
        // Rules that need nothing from outside are asked about a plan that says nothing.
        let own: Set<Plans.Need> = [.timetable, .staff, .application, .lessonsEnd, .basis]
        let plan = own.isSuperset(of: rule.needs) ? Plans.Plan() : try PlanFixture.compliant()
        guard case .notYetKnown(let needs) = rule.check(plan, facts) else {
            Issue.record("\(code) answers \(rule.check(plan, facts))")
            return
        }
        #expect(!needs.isEmpty)
    }

    @Test("What the plan leaves open is not yet known to the rules that need it")
    func openFactsOfThePlan() throws {
        var plan = try PlanFixture.compliant()
        plan.readyOn = nil
        plan.bands[0].pupils = nil
        plan.staff[0].pay = nil
        let report = Plans.Report(plan, try PlanFixture.facts())
        #expect(report.failed.isEmpty)
        #expect(report.unknown.map(\.needs) == [[.pay], [.expectedPupils], [.readyOn]])
    }

    @Test("A ceiling or floor that neither city nor district has stated is not yet known, and none of nothing")
    func unstatedAmounts() throws {
        var facts = try PlanFixture.facts()
        facts.policy = Plans.PolicyTerms(Plans.Policy(), isRural: false, dates: nil)
        let report = Plans.Report(try PlanFixture.compliant(), facts)
        #expect(report.failed.isEmpty && report.maySubmit, "\(report.failed.map(\.code))")
        #expect(report.unknown.map(\.needs) == [[.feeCeiling], [.payFloor]])
        let chinese = try Languages.load(in: Checkout.root.appending(path: "Language")).standard
        #expect(Plans.PolicyField.feeCeilingUrban.shown(in: Plans.Policy(), chinese) == nil)
    }

    @Test("A worked day whose weekday nobody has announced is not yet known, and named")
    func openWeekday() throws {
        var plan = try PlanFixture.compliant()
        var facts = try PlanFixture.facts()
        let worked = try #require(LocalDate(year: 2026, month: 9, day: 20))
        facts.serviceDays = facts.serviceDays?.map {
            Plans.ServiceDate(date: $0.date, runs: $0.date == worked ? nil : $0.runs)
        }
        let report = Plans.Report(plan, facts)
        #expect(report.failed.isEmpty && report.maySubmit)
        #expect(report.unknown.map(\.code) == ["days.covered"])
        #expect(report.unknown.map(\.needs) == [[.calendar]])
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        let lines = Plans.CheckItem.all(report, edit: nil).map { $0.text.display(in: languages.all[0]) }
        #expect(lines.contains { $0.contains("9月20日") }, "\(lines)")
        // Where another day fails, it fails.
        for row in plan.bands[0].sessions.indices { plan.bands[0].sessions[row].days.removeAll { $0 == .monday } }
        let failing = Plans.Report(plan, facts).results.first { $0.code == "days.covered" }
        #expect(failing?.verdict == .failed)
    }

    @Test("A grade with late care of its own does not stand for the others")
    func lateCareOfOneGrade() throws {
        var plan = try PlanFixture.compliant()
        let rule = try #require(Plans.Rule.named("late_care.long_enough"))
        plan.lateCare = Plans.LateCare()
        for band in plan.bands.indices {
            let care = Plans.Session(
                days: Weekday.schoolDays, kind: .lateCare, title: "托管", start: TimeOfDay(minutes: 18 * 60 + 30),
                end: TimeOfDay(minutes: 19 * 60))
            plan.bands[band].sessions.append(care)
        }
        let facts = try PlanFixture.facts()
        #expect(rule.check(plan, facts) == .passed)
        plan.bands[1].sessions.removeLast()
        guard case .failed(let findings) = rule.check(plan, facts) else {
            Issue.record("\(rule.check(plan, facts))")
            return
        }
        #expect(findings.count == 1)
        #expect(findings.first?.text.arguments["grades"] == .text(.grades(plan.bands[1].grades)))
    }

    @Test("An empty plan fails, and no rule stumbles")
    func emptyPlan() throws {
        let report = Plans.Report(Plans.Plan(), try PlanFixture.facts())
        #expect(report.failedMust.map(\.code) == ["sections.complete", "days.covered", "emergency.plan"])
        #expect(!report.maySubmit)
        // Nothing was seen, so nothing is agreed to.
        #expect(report.results.filter { $0.verdict == .passed }.map(\.code) == [])
    }

    /// A gap in the plan, and the rules that cannot answer because of it.
    static let gaps: [(field: String, codes: [String], change: @Sendable (inout Plans.Plan) -> Void)] = [
        ("bands", timetabled, { $0.bands = [] }),
        ("bands.1.sessions", timetabled, { $0.bands[1].sessions = [] }),
        ("bands.2.lessonsEnd", ["start.after_lessons"], { $0.bands[2].lessonsEnd = nil }),
        ("prose.application", ["application.no_papers"], { $0.prose.application = " " }),
        ("staff", ["volunteers.assist", "pay.at_floor", "adults.enough"], { $0.staff = [] }),
        ("staff.3.kind", ["volunteers.assist"], { $0.staff[3].role = nil }),
        ("tariff.fee", ["fee.within_ceiling", "fee.poor_free"], { $0.tariff.fee = nil }),
        ("incentives.basis", ["pay.not_by_pupils"], { $0.incentives.basis = nil }),
    ]

    private static let timetabled = [
        "homework.every_day", "class_hours.enough", "end.after_off_work", "minutes.second_threshold",
        "late_care.long_enough", "start.after_lessons", "start.not_at_noon", "end.before_evening_limit",
        "sessions.apart",
    ]

    @Test("A gap in the plan is not yet known to the rules, and bars submission by name", arguments: gaps.indices)
    func gapsBar(index: Int) throws {
        let gap = Self.gaps[index]
        var plan = try PlanFixture.compliant()
        gap.change(&plan)
        // Without a calendar, so that nothing but the gap itself bars it.
        var facts = try PlanFixture.facts()
        facts.serviceDays = nil
        let report = Plans.Report(plan, facts)
        #expect(Set(gap.codes).isSubset(of: report.unknown.map(\.code)), "\(report.unknown.map(\.code))")
        #expect(!report.maySubmit)
        let complete = report.failedMust.first { $0.code == "sections.complete" }
        #expect(complete?.findings.map(\.field).contains(gap.field) == true, "\(gap.field)")
    }
}

extension Text.Argument {
    /// The bare number or word in an argument, for assertions: 20 of "20 min", 0.50 of "0.50 yuan".
    var plain: String? {
        switch self {
        case .verbatim(let text): text
        case .text(let text): text.arguments["count"]?.plain ?? text.arguments["yuan"]?.plain ?? text.key
        }
    }
}
