import ArgumentParser
import Foundation
import Kehou

@main
struct KehouCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kehou",
        abstract: "After-school service for a city: plans, enrolment, fair placement, safe hand-over.",
        subcommands: [
            Serve.self,
            Migrate.self,
            Import.self,
            Account.self,
            Channel.self,
            CalendarCommand.self,
            PlanCommand.self,
            Bench.self,
            Docs.self,
            Demo.self,
        ])

    static func main() async {
        // A reader that went away is no reason to die in the middle of a write.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            if exitCode(for: error) != .failure || error is CleanExit || error is ExitCode { exit(withError: error) }
            FileHandle.standardError.write(Data("kehou: \(Commands.words(for: error))\n".utf8))
            Foundation.exit(1)
        }
    }
}

/// The flags every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: "sqlite:PATH or postgres://USER@HOST:PORT/NAME")
    var database: String?

    @Option(help: "A JSON file of settings")
    var config: String?

    @Flag(help: "Print JSON for programs")
    var json = false

    func options(_ more: [String: String?] = [:]) -> Commands.Options {
        var flags = more.compactMapValues { $0 }
        if let database { flags["database"] = database }
        return Commands.Options(flags: flags, config: config, isJSON: json)
    }
}
