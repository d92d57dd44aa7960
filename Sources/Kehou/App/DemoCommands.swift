import Foundation

extension Commands {
    /// What `kehou demo` was asked for beside the common flags.
    package struct DemoOptions: Sendable {
        let schools: Int?
        let pupils: Int?
        let seed: UInt64?
        /// Only the roster, to this zip (or folder); no database is touched.
        let rosterPath: String?
        /// OneRoster 1.1 instead of 1.2.
        let isOlder: Bool

        package init(schools: Int?, pupils: Int?, seed: UInt64?, rosterPath: String?, isOlder: Bool) {
            self.schools = schools
            self.pupils = pupils
            self.seed = seed
            self.rosterPath = rosterPath
            self.isOlder = isOlder
        }

        fileprivate func size() throws -> Demo.Size {
            try Demo.Size(schools: schools ?? Demo.Size.small.schools, pupils: pupils, seed: seed ?? 1)
        }
    }

    /// Makes a made-up city and prints how to sign in to it; where it is there already, only prints.
    package static func demo(_ demo: DemoOptions, _ options: Options) async throws {
        let size = try demo.size()
        if let path = demo.rosterPath { return try await writeRoster(size, to: path, demo, options) }
        let app = try await app(options)
        let language = spoken(app.languages)
        let bar = ProgressBar(language: language, isQuiet: options.isJSON)
        let start = app.clock.now()
        var isNew = false
        if case .ready = try await app.store.read({ db in try Demo.Mark.find(db) }) {
        } else {
            defer { bar.end() }
            var build = Demo.Build(app: app, size: size)
            build.onProgress = { bar.show(step: $0.step.display(in: language), done: $0.done, total: $0.total) }
            try await build.run()
            isNew = true
        }
        let seconds = Double(app.clock.now().milliseconds - start.milliseconds) / 1000
        let welcome = try await app.store.read { db in try Demo.Welcome(on: app.clock.today(), in: language, db) }
        print(
            options.isJSON
                ? try welcome.json(in: language)
                : welcome.lines(in: language, isNew: isNew, seconds: seconds).joined(separator: "\n"))
        await app.store.close()
    }

    private static func writeRoster(
        _ size: Demo.Size, to path: String, _ demo: DemoOptions, _ options: Options
    ) async throws {
        let (settings, _, _) = try await Settings.read(flags: options.flags, file: options.config)
        let languages = try Languages.load(in: settings.resources.appending(path: "Language"))
        let language = spoken(languages)
        let bar = ProgressBar(language: language, isQuiet: options.isJSON)
        defer { bar.end() }
        let city = try Demo.City(size: size, data: settings.resources.appending(path: "Data").path)
        let step = Demo.Build.Step.writing.display(in: language)
        try Demo.Roster(city: city, version: demo.isOlder ? .v11 : .v12).write(to: path) { progress in
            bar.show(step: "\(step) \(progress.file)", done: progress.done, total: progress.total)
        }
        bar.end()
        say(language.text("demo.roster_written", ["path": path]))
    }
}
