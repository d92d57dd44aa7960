import ArgumentParser
import Kehou

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the pages and the API.")

    @OptionGroup var common: CommonOptions

    @Option(help: "The address to listen on")
    var host: String?

    @Option(help: "The port to listen on")
    var port: Int?

    @Option(name: .customLong("public-url"), help: "How people reach the server, for print and QR codes")
    var publicURL: String?

    @Flag(name: .customLong("show-config"), help: "Print the settings in force, secrets hidden, and stop")
    var showConfig = false

    func run() async throws {
        let flags = ["host": host, "port": port.map(String.init), "publicURL": publicURL]
        try await Commands.serve(common.options(flags), showConfig: showConfig)
    }
}

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database to this program's form.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await Commands.migrate(common.options())
    }
}
