import ArgumentParser
import Kehou

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring in data from outside.",
        subcommands: [ImportRoster.self, ImportHolidays.self, ImportBounds.self])
}

struct ImportRoster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster",
        abstract: "Import schools and people from OneRoster 1.1 or 1.2 CSV files.",
        discussion: "Any error means nothing is written, and the exit code is 2.")

    @Argument(help: "A folder of CSV files, or a zip of them")
    var path: String

    @Flag(name: .customLong("dry-run"), help: "Show what would change and write nothing")
    var dryRun = false

    @Flag(name: .customLong("skip-bad-rows"), help: "Write the good rows and list the rest")
    var skipBadRows = false

    @Option(help: "The id of the city, where the database holds several")
    var city: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let roster = Commands.RosterOptions(isDryRun: dryRun, skipsBadRows: skipBadRows, city: city)
        guard try await Commands.importRoster(path, roster, common.options()) else { throw ExitCode(2) }
    }
}
