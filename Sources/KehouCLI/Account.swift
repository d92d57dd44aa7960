import ArgumentParser
import Foundation
import Kehou

struct Account: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make accounts and set passwords.", subcommands: [AccountAdd.self, AccountReset.self])
}

struct AccountAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make an account with one appointment.",
        discussion: "The password is read from the first line of standard input, so that it stands in no history.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The user name to sign in with")
    var userName: String

    @Option(help: "The person's name")
    var name: String

    @Option(help: "bureau, districtOfficer, inspector, auditor, principal, office, teacher or volunteer")
    var role: String

    @Option(help: "The city, district or school: its exact name or its id")
    var place: String

    func run() async throws {
        let new = Commands.NewAccount(
            userName: userName, name: name, role: role, place: place, password: readLine() ?? "")
        try await Commands.addAccount(new, common.options())
    }
}

struct AccountReset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Set a new password and end every session.",
        discussion: "The password is read from the first line of standard input.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The user name")
    var userName: String

    func run() async throws {
        try await Commands.resetAccount(userName: userName, password: readLine() ?? "", common.options())
    }
}
