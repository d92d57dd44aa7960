import ArgumentParser
import Foundation
import Kehou

struct Account: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make accounts, give and end appointments, set passwords.",
        subcommands: [
            AccountAdd.self, AccountAppoint.self, AccountEnd.self, AccountShow.self, AccountReset.self,
        ])
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

    @Option(help: "bureau, districtOfficer, inspector, auditor, principal, office, teacher, volunteer, venue or body")
    var role: String

    @Option(help: "The city, district or school: its exact name or its id; a venue or body: its name")
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

struct AccountAppoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appoint", abstract: "Give an account one more appointment.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The user name")
    var userName: String

    @Option(help: "As for `account add`")
    var role: String

    @Option(help: "As for `account add`")
    var place: String

    @Option(help: "The first day, YYYY-MM-DD; today without it")
    var from: String?

    @Option(help: "The last day, YYYY-MM-DD; open-ended without it")
    var until: String?

    func run() async throws {
        try await Commands.appoint(
            userName: userName, role: role, place: place, from: from, until: until, common.options())
    }
}

struct AccountEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "end", abstract: "End an appointment.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The user name")
    var userName: String

    @Argument(help: "The appointment's id, as `account show` prints it")
    var appointment: String

    @Option(help: "The last day, YYYY-MM-DD; yesterday without it, so that it ends at once")
    var on: String?

    func run() async throws {
        try await Commands.endAppointment(
            userName: userName, appointment: appointment, on: on, common.options())
    }
}

struct AccountShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print an account's appointments, past ones too.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The user name")
    var userName: String

    func run() async throws {
        try await Commands.showAccount(userName: userName, common.options())
    }
}
