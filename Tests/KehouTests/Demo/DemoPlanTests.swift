import Testing

@testable import Kehou

@Suite struct DemoPlanTests {
    @Test func everySchoolsPlanPassesEveryRule() throws {
        let city = try Demo.City(size: Demo.Size(), data: Checkout.data)
        let library = try Plans.Library.load(from: Checkout.root)
        for school in city.schools {
            let report = Plans.Report(Demo.plan(of: school, in: city, from: library), try facts(of: school))
            #expect(report.results.filter { $0.verdict != .passed }.map(\.code) == [], "\(school.english)")
        }
    }

    @Test func everyRuleHasItsFlaw() {
        #expect(Set(Demo.Flaw.all.map(\.code)) == Set(Plans.Rule.all.map(\.code)))
        #expect(Demo.Flaw.all.count == Plans.Rule.all.count)
    }

    /// Too few class-hours are too few minutes as well, and noon lies before lessons end; every other flaw is alone.
    @Test(arguments: Demo.Flaw.all.map(\.code)) func aFlawFailsItsRule(code: String) throws {
        let flaw = try #require(Demo.Flaw.named(code))
        let city = try Demo.City(size: Demo.Size(), data: Checkout.data)
        let library = try Plans.Library.load(from: Checkout.root)
        let company = [
            "class_hours.enough": ["minutes.second_threshold"], "start.not_at_noon": ["start.after_lessons"],
        ]
        for stage in [Demo.Stage.primary, .junior, .nineYear] {
            let school = try #require(city.schools.first { $0.stage == stage })
            var plan = Demo.plan(of: school, in: city, from: library)
            flaw.spoil(&plan)
            let report = Plans.Report(plan, try facts(of: school))
            #expect(Set(report.failed.map(\.code)) == Set([code] + (company[code] ?? [])), "\(stage)")
            #expect(report.unknown.map(\.code) == [])
        }
    }

    private func facts(of school: Demo.School) throws -> Plans.Facts {
        var facts = try PlanFixture.facts(grades: Array(school.stage.grades))
        let saturday = try #require(LocalDate(year: 2026, month: 10, day: 10))
        facts.serviceDays?.append(Plans.ServiceDate(date: saturday, runs: .thursday))
        facts.policy?.feeCeiling = school.isRural ? 280 : 320
        facts.policy?.lateCareUntil = TimeOfDay(hour: 18, minute: 30)
        return facts
    }
}
