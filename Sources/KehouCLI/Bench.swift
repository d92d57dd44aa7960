import ArgumentParser
import Kehou

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure durable writes through the store; scripts/bench puts the whole table together.")

    @OptionGroup var common: CommonOptions

    @Option(parsing: .upToNextOption, help: "Numbers of callers at once")
    var callers = [1, 16, 64, 256]

    @Option(help: "Seconds for each")
    var seconds = 4.0

    func run() async throws {
        try await Commands.benchWrites(common.options(), callers: callers, seconds: seconds)
    }
}
