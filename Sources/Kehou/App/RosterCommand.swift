import Foundation

extension Commands {
    /// What `kehou import roster` was asked for beside the common flags.
    package struct RosterOptions: Sendable {
        let isDryRun: Bool
        let skipsBadRows: Bool
        let city: String?

        package init(isDryRun: Bool, skipsBadRows: Bool, city: String?) {
            self.isDryRun = isDryRun
            self.skipsBadRows = skipsBadRows
            self.city = city
        }
    }

    /// Imports a roster and prints what came of it.
    ///
    /// - Returns: whether the roster was good; a refused one has been reported already.
    package static func importRoster(_ path: String, _ roster: RosterOptions, _ options: Options) async throws -> Bool {
        let app = try await app(options)
        let language = spoken(app.languages)
        let bar = ProgressBar(language: language, isQuiet: options.isJSON)
        defer { bar.end() }
        var job = Roster.Import(store: app.store, protection: app.protection, clock: app.clock)
        job.options.isDryRun = roster.isDryRun
        job.options.skipsBadRows = roster.skipsBadRows
        if let city = roster.city {
            guard let id = ID<Registry.City>(city) else { throw Fault.notFound() }
            job.options.city = id
        }
        job.onProgress = { bar.show(step: $0.step.display(in: language), done: $0.done, total: $0.total) }
        let report = try await job.run(path)
        bar.end()
        print(options.isJSON ? try report.json(in: language) : report.lines(in: language).joined(separator: "\n"))
        await app.store.close()
        return report.outcome != .refused
    }

    /// The language of the person at the terminal.
    static func spoken(_ languages: Languages) -> Language {
        let wanted = ProcessInfo.processInfo.environment["LANG"] ?? ""
        return languages.named(wanted.hasPrefix("zh") ? "zh-Hans" : "en") ?? languages.standard
    }
}
