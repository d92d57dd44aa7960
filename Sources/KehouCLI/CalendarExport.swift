import ArgumentParser
import Kehou

struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "The school calendar.", subcommands: [CalendarExport.self])
}

struct CalendarExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print each day of a range as CSV: date, service_day, runs_weekday, reason.")

    @OptionGroup var common: CommonOptions

    @Option(help: "The first day, YYYY-MM-DD")
    var from: String

    @Option(help: "The last day, YYYY-MM-DD")
    var to: String

    @Option(help: "A school's id; without it the days of the whole city")
    var school: String?

    func run() async throws {
        try await Commands.exportCalendar(common.options(), from: from, to: to, school: school)
    }
}
