import Foundation
import Testing

@testable import Kehou

@Suite("Policy as a value")
struct PolicyValueTests {
    typealias Policy = Plans.Policy

    static func bounds() throws -> Plans.ProvincialBounds {
        let file = HolidayFiles.folder.deletingLastPathComponent().appending(path: "bounds/shandong-2022.json")
        return try .read(Data(contentsOf: file), file: file.lastPathComponent)
    }

    /// A policy at the very edge of the bounds.
    static func city() throws -> Policy {
        let bounds = try bounds()
        var policy = Policy()
        policy.numbers.feeCeilingRural = bounds.feeAtMostRural
        policy.numbers.feeCeilingUrban = bounds.feeAtMostUrban
        policy.numbers.payFloor = bounds.payAtLeast
        return policy
    }

    @Test("What a city begins from: two class-hours of 40 and 45 minutes, two hours as the second threshold")
    func start() {
        let policy = Policy()
        #expect(policy.numbers.classHoursPerDay == 2)
        #expect([1, 6, 7, 9].map(policy.classHour(grade:)) == [40, 40, 45, 45])
        #expect(policy.numbers.secondThreshold == 120)
    }

    @Test("A district that changes nothing has the city's policy")
    func nothing() throws {
        #expect(try Self.city().merged(with: .none) == Self.city())
    }

    @Test("A district's own word replaces the city's, and the rest stays")
    func overrides() throws {
        var city = try Self.city()
        city.sections = [.content: "全市的内容", .staffing: "全市的师资"]
        city.extraSections = [.init(code: "labour", title: "劳动", isRequired: true)]
        var own = Plans.PolicyOverrides.none
        own.sections = [.content: "本区的内容"]
        own.primaryClassHour = 45
        own.feeCeilingRural = 200
        own.readyBy = try day("2026-08-28")
        own.extraSections = [
            .init(code: "labour", title: "别的名字", isRequired: false), .init(code: "sea", title: "海洋", isRequired: true),
        ]
        own.statements = ["不上新课"]
        let merged = city.merged(with: own)
        #expect(merged.sections == [.content: "本区的内容", .staffing: "全市的师资"])
        #expect(merged.classHour(grade: 1) == 45 && merged.classHour(grade: 7) == 45)
        #expect(merged.feeCeiling(isRural: true) == 200 && merged.feeCeiling(isRural: false) == 350)
        #expect(merged.dates.readyBy == own.readyBy)
        // A district asks for more, never for fewer: the city's section stays as the city wrote it.
        #expect(merged.extraSections.map(\.title) == ["劳动", "海洋"])
        #expect(merged.statements == ["不上新课"])
        #expect(merged.numbers.payFloor == city.numbers.payFloor)
    }

    @Test("Seasons decide the off-work time, also over the turn of the year")
    func seasons() throws {
        var policy = Policy()
        policy.seasons = [
            Plans.Season(
                name: "夏季", from: try md("05-01"), through: try md("09-30"), offWorkAt: TimeOfDay(minutes: 18 * 60)),
            Plans.Season(
                name: "冬季", from: try md("10-01"), through: try md("04-30"), offWorkAt: TimeOfDay(minutes: 17 * 60 + 30)
            ),
        ]
        #expect(policy.seasons.faults.isEmpty)
        for (date, time) in [
            ("2026-05-01", "18:00"), ("2026-09-30", "18:00"), ("2026-10-01", "17:30"), ("2026-12-31", "17:30"),
            ("2026-01-01", "17:30"), ("2028-02-29", "17:30"), ("2026-04-30", "17:30"),
        ] {
            #expect(try policy.offWork(on: day(date)).description == time, "\(date)")
        }
    }

    @Test("The season that nobody named has its name in each language, a typed one the name it was given")
    func seasonTitles() {
        #expect(Plans.Season.wholeYear.title == Text("policy.whole_year"))
        let typed = Plans.Season(name: "All year", from: .first, through: .last, offWorkAt: TimeOfDay(minutes: 1050))
        #expect(typed.title == Text(verbatim: "All year"))
    }

    @Test("Seasons that leave a gap, overlap or are none at all are told with the first such day")
    func wrongSeasons() throws {
        let half = Plans.Season(
            name: "半年", from: try md("01-01"), through: try md("06-30"), offWorkAt: TimeOfDay(minutes: 1050))
        #expect([half].faults == [FieldFault("seasons", "policy.seasons_gap", ["day": "07-01"])])
        #expect([half, .wholeYear].faults == [FieldFault("seasons", "policy.seasons_overlap", ["day": "01-01"])])
        #expect([Plans.Season]().faults == [FieldFault("seasons", "policy.seasons_none")])
        #expect(Plans.MonthDay.all.count == 366)
    }

    @Test("At the bounds is inside; one fen beyond is refused, and says which bound")
    func edges() throws {
        let bounds = try Self.bounds()
        #expect(try Self.city().faults(within: bounds).isEmpty)
        var beyond = try Self.city()
        beyond.numbers.feeCeilingRural = beyond.numbers.feeCeilingRural.map { $0 + 1 }
        beyond.numbers.feeCeilingUrban = beyond.numbers.feeCeilingUrban.map { $0 + 1 }
        beyond.numbers.payFloor = beyond.numbers.payFloor.map { $0 - 1 }
        let faults = beyond.faults(within: bounds)
        #expect(faults.map(\.field) == ["feeCeilingRural", "feeCeilingUrban", "payFloor"])
        #expect(faults.map { $0.arguments["limit"] } == ["3.00", "3.50", "50.00"])
        #expect(faults.allSatisfy { $0.arguments["bounds"] == bounds.name })
        #expect(beyond.faults(within: nil).isEmpty)
    }

    @Test(
        "Numbers, times and dates that make no sense are named one by one",
        arguments: [
            "classHoursPerDay", "primaryClassHour", "secondThreshold", "pupilsPerAdult", "lateCareUntil",
            "eveningLimit",
            "noonEnd",
            "approveBy", "readyBy", "feeCeilingUrban", "extraSections",
        ])
    func nonsense(field: String) throws {
        var policy = try Self.city()
        switch field {
        case "classHoursPerDay": policy.numbers.classHoursPerDay = 1
        case "primaryClassHour": policy.numbers.primaryClassHour = 61
        case "secondThreshold": policy.numbers.secondThreshold = 0
        case "pupilsPerAdult": policy.numbers.pupilsPerAdult = 0
        case "lateCareUntil": policy.numbers.lateCareUntil = TimeOfDay(minutes: 12 * 60)
        case "eveningLimit": policy.numbers.eveningLimit = TimeOfDay(minutes: 17 * 60)
        case "noonEnd": policy.numbers.noonEnd = TimeOfDay(minutes: 60)
        case "approveBy": policy.dates = .init(submitBy: try day("2026-08-20"), approveBy: try day("2026-08-19"))
        case "readyBy": policy.dates = .init(approveBy: try day("2026-08-28"), readyBy: try day("2026-08-27"))
        case "feeCeilingUrban": policy.numbers.feeCeilingUrban = -1
        default: policy.extraSections = [.init(code: "Not a code", title: "x", isRequired: true)]
        }
        #expect(policy.faults(within: try Self.bounds()).map(\.field) == [field])
    }

    @Test(
        "A value that would switch its rule off is refused",
        arguments: [
            "seasons", "seasons", "noonStart", "noonEnd", "noonEnd", "eveningLimit", "categoriesToOffer", "payFloor",
        ]
        .enumerated().map { ($0, $1) })
    func switchedOff(index: Int, field: String) throws {
        var policy = try Self.city()
        switch index {
        case 0: policy.seasons = [.init(name: "全年", from: .first, through: .last, offWorkAt: TimeOfDay(minutes: 0))]
        case 1: policy.seasons = [.init(name: "全年", from: .first, through: .last, offWorkAt: TimeOfDay(minutes: 1439))]
        case 2: (policy.numbers.noonStart, policy.numbers.noonEnd) = (TimeOfDay(minutes: 0), TimeOfDay(minutes: 720))
        case 3: policy.numbers.noonEnd = policy.numbers.noonStart
        case 4: policy.numbers.noonEnd = TimeOfDay(minutes: 18 * 60)
        case 5: policy.numbers.eveningLimit = TimeOfDay(minutes: 1439)
        case 6: policy.numbers.categoriesToOffer = 0
        default: policy.numbers.payFloor = Money(fen: .max)
        }
        policy.numbers.isLateCareRequired = false
        #expect(policy.faults(within: try Self.bounds()).map(\.field) == [field])
    }

    @Test("A bounds file with a wrong place is refused with its path")
    func wrongBounds() throws {
        let fault = try #require(throws: Fault.self) {
            try Plans.ProvincialBounds.read(Data(#"{"code":"x","name":"x","source":"x"}"#.utf8), file: "b.json")
        }
        #expect(fault.code == "policy.bounds_file" && fault.arguments == ["file": "b.json", "place": "effectiveFrom"])
    }

    private func md(_ text: String) throws -> Plans.MonthDay {
        guard let value = Plans.MonthDay(text) else { throw Fault.broken(text) }
        return value
    }
}
