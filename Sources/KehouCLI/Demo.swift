import ArgumentParser
import Kehou

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a made-up city in an empty database, and print how to sign in.",
        discussion: "The same schools, pupils and seed give the same city. Everybody in it is invented.")

    @Option(help: "How many schools, 3 to 1200")
    var schools: Int?

    @Option(help: "How many pupils, at least 10 a school; 200 a school unless told")
    var pupils: Int?

    @Option(help: "The number that all names and figures follow from")
    var seed: UInt64?

    @Option(
        name: .customLong("roster-only"),
        help: "Write only the OneRoster files there (a zip if it ends in .zip, else a folder) and touch no database")
    var rosterOnly: String?

    @Flag(name: .customLong("oneroster-1.1"), help: "With --roster-only: OneRoster 1.1 instead of 1.2")
    var older = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let demo = Commands.DemoOptions(
            schools: schools, pupils: pupils, seed: seed, rosterPath: rosterOnly, isOlder: older)
        try await Commands.demo(demo, common.options())
    }
}
