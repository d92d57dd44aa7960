import Foundation
import Testing

@testable import Kehou

@Suite("Holiday files")
struct HolidayFileTests {
    typealias HolidaySchedule = SchoolCalendar.HolidaySchedule

    @Test("The shipped years read, each with its worked weekend days", arguments: [(2024, 8), (2025, 5), (2026, 6)])
    func shipped(year: Int, worked: Int) throws {
        let schedule = try HolidayFiles.read(year)
        #expect(schedule.year == year)
        #expect(schedule.workedDays.count == worked)
        #expect(schedule.workedDays.allSatisfy { $0.runsWeekday == nil })
        #expect(schedule.papers.allSatisfy { $0.hasPrefix("https://www.gov.cn/") })
    }

    @Test(
        "Each wrong place is named by its path",
        arguments: [
            ("{", "$", "calendar.holiday_json"),
            ("[]", "$", "calendar.holiday_type"),
            (#"{"days":[]}"#, "year", "calendar.holiday_year"),
            (#"{"year":2027}"#, "days", "field.required"),
            (#"{"year":2027,"days":[]}"#, "days", "calendar.holiday_empty"),
            (
                #"{"year":2026,"days":[{"name":"a","date":"2026-01-01","isOffDay":"yes"}]}"#, "days[0].isOffDay",
                "calendar.holiday_type"
            ),
            (#"{"year":2026,"days":[{"name":"a","date":"2026-01-01"}]}"#, "days[0].isOffDay", "field.required"),
            (
                #"{"year":2026,"days":[{"name":" ","date":"2026-01-01","isOffDay":true}]}"#, "days[0].name",
                "field.required"
            ),
            (#"{"year":2026,"days":[{"name":"a","isOffDay":true}]}"#, "days[0].date", "field.required"),
            (#"{"year":2026,"days":[{"name":"a","date":"2026-02-30","isOffDay":true}]}"#, "days[0].date", "field.date"),
            (
                #"{"year":2026,"days":[{"name":"a","date":"2027-01-01","isOffDay":true}]}"#, "days[0].date",
                "calendar.holiday_other_year"
            ),
            (
                #"{"year":2026,"days":[{"name":"a","date":"2026-01-05","isOffDay":false}]}"#, "days[0].isOffDay",
                "calendar.holiday_worked_weekday"
            ),
            (
                #"{"year":2026,"days":[{"name":"a","date":"2026-01-04","isOffDay":false,"runsWeekday":7}]}"#,
                "days[0].runsWeekday", "calendar.runs_weekday"
            ),
            (
                #"{"year":2026,"days":[{"name":"a","date":"2026-01-01","isOffDay":true},{"name":"a","date":"2026-01-01","isOffDay":true}]}"#,
                "days[1].date", "calendar.holiday_twice"
            ),
        ])
    func wrong(json: String, path: String, code: String) throws {
        let fault = try #require(throws: Fault.self) { try HolidaySchedule.read(Data(json.utf8), file: "x.json") }
        #expect(fault.code == "calendar.holiday_file")
        #expect(fault.arguments["file"] == "x.json")
        #expect(fault.fields.map(\.field) == [path])
        #expect(fault.fields.map(\.code) == [code])
    }

    @Test("All wrong places of a file are told at once")
    func several() throws {
        let json =
            #"{"year":2026,"days":[{"name":"a","date":"x","isOffDay":true},{"date":"2026-01-02","isOffDay":true}]}"#
        let fault = try #require(throws: Fault.self) { try HolidaySchedule.read(Data(json.utf8), file: "x.json") }
        #expect(fault.fields.map(\.field) == ["days[0].date", "days[1].name"])
    }

    @Test("A December day of the year before may stand in a notice, and a weekday may be stated")
    func additions() throws {
        let json = """
            {"year":2026,"days":[{"name":"元旦","date":"2025-12-31","isOffDay":true},
            {"name":"元旦","date":"2026-01-04","isOffDay":false,"runsWeekday":5}]}
            """
        let schedule = try HolidaySchedule.read(Data(json.utf8), file: "x.json")
        #expect(schedule.days.map(\.runsWeekday) == [nil, .friday])
        #expect(schedule.proposedWeekdays().isEmpty)
    }

    @Test("A worked day proposes the last weekdays off of its holiday, in order")
    func proposals() throws {
        let proposed = try HolidayFiles.read(2026).proposedWeekdays()
        let expected: [(String, Weekday)] = [
            ("2026-01-04", .friday), ("2026-02-14", .friday), ("2026-02-28", .monday), ("2026-05-09", .tuesday),
            ("2026-09-20", .tuesday), ("2026-10-10", .wednesday),
        ]
        #expect(proposed == Dictionary(uniqueKeysWithValues: try expected.map { (try day($0), $1) }))
        for year in 2024...2026 {
            let schedule = try HolidayFiles.read(year)
            #expect(schedule.proposedWeekdays().count == schedule.workedDays.count)
        }
    }
}
