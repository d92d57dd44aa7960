import Configuration
import Foundation
import SystemPackage

extension Settings {
    /// Reads the settings: what the command line gave, over `KEHOU_*` variables, over a JSON file.
    ///
    /// - Parameters:
    ///   - flags: values of the command line by name (`database`, `port`), only those that were given.
    ///   - file: a JSON file with one object `kehou`; the variable `KEHOU_CONFIG` names one as well.
    /// - Throws: what the reader says of a file that is missing or no JSON.
    package static func read(
        flags: [String: String], file: String? = nil
    ) async throws -> (Settings, protectionKeys: String?, keyFile: String?) {
        let environment = ProcessInfo.processInfo.environment
        let given = Dictionary(
            uniqueKeysWithValues: flags.map { name, value in
                (AbsoluteConfigKey(["kehou", name]), ConfigValue(.string(value), isSecret: false))
            })
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: given), EnvironmentVariablesProvider(),
        ]
        if let path = file ?? environment["KEHOU_CONFIG"] {
            providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(path)))
        }
        let reader = ConfigReader(providers: providers).scoped(to: "kehou")
        var settings = Settings()
        settings.database = reader.string(forKey: "database", isSecret: true, default: settings.database)
        settings.host = reader.string(forKey: "host", default: settings.host)
        settings.port =
            Int(reader.string(forKey: "port", default: "")) ?? reader.int(forKey: "port", default: settings.port)
        // An address of IPv6 stands in brackets in a URL.
        let name = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        settings.publicURL = reader.string(forKey: "publicURL", default: "http://\(name):\(settings.port)")
        while settings.publicURL.hasSuffix("/") { settings.publicURL.removeLast() }
        if let path = reader.string(forKey: "resources") { settings.resources = URL(filePath: path) }
        settings.isBehindProxy = reader.bool(forKey: "behindProxy", default: settings.isBehindProxy)
        settings.passwordCost = reader.int(forKey: "passwordCost", default: settings.passwordCost)
        settings.sessionDays = reader.int(forKey: "sessionDays", default: settings.sessionDays)
        settings.channels = try channels(reader)
        let keys = reader.string(forKey: "protectionKeys", isSecret: true)
        return (settings, keys, reader.string(forKey: "protectionKeyFile"))
    }

    private static func channels(_ reader: ConfigReader) throws -> ChannelSettings {
        func webhook(_ name: String) throws -> ChannelSettings.Webhook? {
            try ChannelSettings.webhook(
                name, url: reader.string(forKey: ConfigKey("\(name)WebhookURL")),
                key: reader.string(forKey: ConfigKey("\(name)WebhookKey"), isSecret: true))
        }
        return ChannelSettings(
            sms: try webhook("sms"), wecom: try webhook("wecom"),
            mail: try ChannelSettings.mailServer(
                reader.string(forKey: "mailServer"), security: reader.string(forKey: "mailSecurity"),
                user: reader.string(forKey: "mailUser"),
                password: reader.string(forKey: "mailPassword", isSecret: true),
                from: reader.string(forKey: "mailFrom"), trust: reader.string(forKey: "mailTrust")))
    }

    /// One line a setting, for people; secrets are hidden.
    package var shown: String {
        let database = database.replacing(/:\/\/([^:@\/]*):[^@\/]*@/) { "://\($0.output.1):***@" }
        return """
            database = \(database)
            host = \(host)
            port = \(port)
            publicURL = \(publicURL)
            resources = \(resources.path)
            behindProxy = \(isBehindProxy)
            passwordCost = \(passwordCost)
            sessionDays = \(sessionDays)
            secureCookies = \(hasSecureCookies)
            protectionKeys = ***
            \(channels.shown)
            """
    }
}
