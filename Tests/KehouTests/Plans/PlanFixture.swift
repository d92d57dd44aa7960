import Foundation

@testable import Kehou

/// A plan that passes every rule, and the facts around it.
enum PlanFixture {
    static let resources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func library() throws -> Plans.Library { try Plans.Library.load(from: resources) }

    /// The template of a nine-year school with the facts only a school knows filled in.
    static func compliant(language: String = "zh-Hans", grades: [Int] = Array(1...9)) throws -> Plans.Plan {
        var plan = try library().template(grades: grades, language: language)
        for index in plan.bands.indices { plan.bands[index].pupils = 300 }
        plan.readyOn = LocalDate(year: 2026, month: 8, day: 25)
        return plan
    }

    /// September 2026: four whole weeks, with the worked Sunday 20 September running Friday's timetable.
    static func facts(grades: [Int] = Array(1...9)) throws -> Plans.Facts {
        let first = LocalDate(year: 2026, month: 9, day: 1) ?? .sample
        let days = LocalDate.days(from: first, through: first.adding(days: 29)).filter {
            Weekday.schoolDays.contains($0.weekday)
        }.map { Plans.ServiceDate(date: $0, runs: $0.weekday) }
        let worked = LocalDate(year: 2026, month: 9, day: 20) ?? .sample
        var policy = Plans.Policy()
        policy.numbers.feeCeilingUrban = 350
        policy.numbers.feeCeilingRural = 300
        policy.numbers.payFloor = 5000
        policy.seasons = [
            Plans.Season(
                name: "夏季", from: try month("05-01"), through: try month("09-30"),
                offWorkAt: TimeOfDay(minutes: 18 * 60)),
            Plans.Season(
                name: "冬季", from: try month("10-01"), through: try month("04-30"),
                offWorkAt: TimeOfDay(minutes: 17 * 60 + 30)),
        ]
        let all = (days + [Plans.ServiceDate(date: worked, runs: .friday)]).sorted { $0.date < $1.date }
        return Plans.Facts(
            school: Plans.SchoolFacts(isRural: false, grades: grades),
            policy: Plans.PolicyTerms(policy, isRural: false, dates: all.map(\.date)),
            serviceDays: all, firstDay: first, lastDay: all.last?.date, words: try library().words)
    }

    private static func month(_ text: String) throws -> Plans.MonthDay { try require(Plans.MonthDay(text)) }
}

struct MissingFixture: Error {}

private func require<T>(_ value: T?) throws -> T {
    guard let value else { throw MissingFixture() }
    return value
}
