import ArgumentParser
import Kehou

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measurements, and what they start from; scripts/bench puts the tables together.",
        subcommands: [BenchWrites.self, BenchSessions.self, BenchOpening.self])
}

struct BenchWrites: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "writes", abstract: "Measure durable writes through the store.")

    @OptionGroup var common: CommonOptions

    @Option(parsing: .upToNextOption, help: "Numbers of callers at once")
    var callers = [1, 16, 64, 256]

    @Option(help: "Seconds for each")
    var seconds = 4.0

    func run() async throws {
        try await Commands.benchWrites(common.options(), callers: callers, seconds: seconds)
    }
}

struct BenchSessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "Sign in guardians of a demo city for a load test, a line of JSON a family.",
        discussion: "Only on a database that is marked as a demo. No two families share a child.")

    @OptionGroup var common: CommonOptions

    @Option(help: "How many families")
    var count = 1000

    @Option(help: "How long the sessions last")
    var days = 90

    @Option(help: "The file to write; printed unless told")
    var out: String?

    func run() async throws {
        try await Commands.benchSessions(count: count, days: days, to: out, common.options())
    }
}

struct BenchOpening: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "opening",
        abstract: "Let open windows of a demo city open once more: a running server tells every family.",
        discussion: "Only on a database that is marked as a demo.")

    @OptionGroup var common: CommonOptions

    @Option(help: "How many schools")
    var schools = 100

    func run() async throws {
        try await Commands.benchOpening(schools: schools, common.options())
    }
}
