import ArgumentParser
import Kehou

struct ImportBounds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bounds", abstract: "Take in a province's limits on fees and pay.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Files such as Data/bounds/shandong-2022.json")
    var files: [String]

    func run() async throws {
        try await Commands.importBounds(common.options(), files: files)
    }
}
