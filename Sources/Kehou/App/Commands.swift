import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import Store

/// What the command line does; `KehouCLI` only reads the flags. Features add their own commands in extensions.
package enum Commands {
    /// The flags every command takes.
    package struct Options: Sendable {
        package var flags: [String: String]
        package var config: String?
        package var isJSON: Bool

        package init(flags: [String: String], config: String?, isJSON: Bool) {
            self.flags = flags
            self.config = config
            self.isJSON = isJSON
        }
    }

    /// Opens everything as `serve` would.
    static func app(_ options: Options) async throws -> App {
        let (settings, configured, keyFile) = try await Settings.read(flags: options.flags, file: options.config)
        let found = try ProtectionKeys.find(configured: configured, file: keyFile, database: settings.database)
        if found.isNew, let file = found.file { say("keys: made \(file), readable by its owner alone; back it up") }
        return try await App.build(settings, keys: found.keys, log: logger())
    }

    package static func serve(_ options: Options, showConfig: Bool) async throws {
        if showConfig {
            print(try await Settings.read(flags: options.flags, file: options.config).0.shown)
            return
        }
        let app = try await app(options)
        var server = Application(
            router: router(app, Endpoints.all),
            configuration: .init(
                address: .hostname(app.settings.host, port: app.settings.port), serverName: "kehou"),
            onServerRunning: { _ in say("serving on \(app.settings.publicURL)") },
            logger: app.log)
        server.addServices(JobRunner(app))
        var group = ServiceGroupConfiguration(
            services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: app.log)
        // Requests that are being answered end first; one that never sends the rest of its body is not waited for.
        group.maximumGracefulShutdownDuration = .seconds(20)
        try await ServiceGroup(configuration: group).run()
        await app.store.close()
    }

    package static func migrate(_ options: Options) async throws {
        let app = try await app(options)
        say("the database is at version \(Migration.all.last?.number ?? 0)")
        await app.store.close()
    }

    /// A line for people, beside the output that programs read.
    package static func say(_ line: String) {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }

    private static func logger() -> Logger {
        var logger = Logger(label: "kehou") { label in StreamLogHandler.standardError(label: label) }
        logger.logLevel =
            ProcessInfo.processInfo.environment["KEHOU_LOG"].flatMap(Logger.Level.init(rawValue:)) ?? .notice
        return logger
    }

    /// The one sentence that cannot stand in the language files, since they are what is missing.
    private static func wordsForMissingTexts(_ folder: String) -> String {
        "The language folder \(folder) was not found: run in the program's folder, or name it in the setting resources."
    }

    /// What a failed command says: one clear line in the person's language.
    package static func words(for error: any Error) -> String {
        guard let fault = error as? Fault else { return String(describing: error) }
        let folder = Settings().resources.appending(path: "Language")
        // Without the texts at hand the code still says which fault it is.
        guard let languages = try? Languages.load(in: folder) else {
            return fault.arguments["folder"].map(wordsForMissingTexts) ?? fault.code
        }
        let wanted = ProcessInfo.processInfo.environment["LANG"] ?? ""
        let language = languages.named(wanted.hasPrefix("zh") ? "zh-Hans" : "en") ?? languages.standard
        let fields = fault.fields.map { "\n  \($0.field): \($0.text.display(in: language))" }.joined()
        return fault.text.display(in: language) + fields + (fault.cause.map { " (\($0))" } ?? "")
    }
}
