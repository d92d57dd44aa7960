import ArgumentParser
import Kehou

struct Channel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The ways by which messages leave the house.", subcommands: [ChannelTry.self])
}

struct ChannelTry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Send one note over a configured channel and say how it went.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "sms, wecom or mail")
    var name: String

    @Argument(help: "A mobile or a mail address")
    var address: String

    func run() async throws {
        try await Commands.tryChannel(name, to: address, common.options())
    }
}
