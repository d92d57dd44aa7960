import ArgumentParser
import Kehou

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "School plans.", subcommands: [PlanCheck.self])
}

struct PlanCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a school's newest plan, or those of a district or of all, clause by clause.",
        discussion: "Ends with status 2 where a requirement that must be met is not.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "A school's id, code or exact name")
    var school: String?

    @Option(help: "Every school of a district instead: its id, code or exact name")
    var district: String?

    @Flag(help: "Every school of every district")
    var all = false

    @Option(help: "Another open term than the running one: the year it belongs to and its number, as 2026-2")
    var term: String?

    func validate() throws {
        guard [school != nil, district != nil, all].count(where: { $0 }) == 1 else {
            throw ValidationError("Name a school, or a district with --district, or ask for --all.")
        }
    }

    func run() async throws {
        let isClean = try await Commands.checkPlans(
            common.options(), school: school, district: district, term: term, all: all)
        if !isClean { throw ExitCode(2) }
    }
}
