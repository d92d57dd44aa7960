import ArgumentParser
import Kehou

struct ImportHolidays: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holidays",
        abstract: "Take in the State Council's holiday schedules, one JSON file (holiday-cn shape) a year.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Files such as Data/holidays/2026.json")
    var files: [String]

    func run() async throws {
        try await Commands.importHolidays(common.options(), files: files)
    }
}
