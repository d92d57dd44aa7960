import ArgumentParser
import Kehou

struct Docs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write what the program says of itself: OpenAPI, the authorization list, both schemas.")

    @Option(help: "Where to write")
    var folder = "docs/generated"

    func run() async throws {
        try Commands.docs(folder: folder)
    }
}
