import Foundation

@testable import Kehou

/// The schedules that Kehou ships, read as an import reads them.
enum HolidayFiles {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Data/holidays")

    static func read(_ year: Int) throws -> SchoolCalendar.HolidaySchedule {
        let file = folder.appending(path: "\(year).json")
        return try .read(Data(contentsOf: file), file: file.lastPathComponent)
    }

    static func all() throws -> [SchoolCalendar.HolidaySchedule] { try (2024...2026).map(read) }
}

/// A date that stands in a test as text; wrong ones stop the test.
func day(_ text: String) throws -> LocalDate {
    guard let date = LocalDate(text) else { throw Fault.broken("no date: \(text)") }
    return date
}
