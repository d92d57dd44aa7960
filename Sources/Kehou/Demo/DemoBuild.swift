import Foundation
import Store

extension Demo {
    /// Makes a demo city in an empty database, through the doors that a real city comes in by.
    struct Build: Sendable {
        enum Step: String, Choice {
            case writing, reading, checking, comparing, importing, calendar, plans, cast, answers
            static let prefix = "demo.step"
        }

        struct Progress: Sendable {
            let step: Step
            let done: Int
            /// 0 where it is not known how much there is.
            let total: Int
        }

        let app: App
        let size: Size
        var onProgress: @Sendable (Progress) -> Void = { _ in }

        private var data: URL { app.settings.resources.appending(path: "Data") }

        /// *Throws* what `Mark.begin` does for a database that is not empty; then nothing has been written.
        func run() async throws {
            let city = try City(size: size, data: data.path)
            let library = try Plans.Library.load(from: app.settings.resources)
            try await app.store.write { db in try Mark.begin(db) }
            try await importRoster(of: city)
            report(.calendar)
            let (cityID, terms) = try await writeCalendar()
            try await PlanWriter(app: app, city: city, cityID: cityID, terms: terms, library: library) { done, total in
                onProgress(Progress(step: .plans, done: done, total: total))
            }.write()
            report(.cast)
            let cast = try await admitCast(city, cityID)
            try await Enrolment(app: app, cityID: cityID, names: city.names, seed: size.seed) { done, total in
                onProgress(Progress(step: .answers, done: done, total: total))
            }.write()
            try await Pressure(app: app, cityID: cityID, seed: size.seed).write()
            try await app.store.write { db in try Mark.finish(size, cast: cast, db) }
        }

        private func report(_ step: Step) { onProgress(Progress(step: step, done: 0, total: 0)) }

        private func importRoster(of city: City) async throws {
            let path = FileManager.default.temporaryDirectory.appending(path: "kehou-demo-\(UUID().uuidString).zip")
                .path
            defer { try? FileManager.default.removeItem(atPath: path) } // a left-over temporary file harms nobody
            try Roster(city: city, version: .v12).write(to: path) { progress in
                onProgress(Progress(step: .writing, done: progress.done, total: progress.total))
            }
            var job = Kehou.Roster.Import(store: app.store, protection: app.protection, clock: app.clock)
            job.onProgress = { progress in
                onProgress(Progress(step: Step(progress.step), done: progress.done, total: progress.total))
            }
            let result = try await job.run(path)
            guard result.outcome == .written, result.count(.warning) == 0 else {
                throw Fault.broken("the demo's own roster was not taken: \(result.findings.map(\.code))")
            }
        }

        private func writeCalendar() async throws -> (ID<Registry.City>, [SchoolCalendar.Term]) {
            let now = app.clock.now()
            return try await app.store.write { db in
                guard let city = try Registry.City.all(db).first else { throw Fault.broken("no city was imported") }
                let terms = try SchoolYear(city: city.id, data: data).write(at: now, db)
                try Policies(city: city.id, data: data).write(db)
                return (city.id, terms)
            }
        }

        private func admitCast(_ city: City, _ cityID: ID<Registry.City>) async throws -> [String] {
            let digest = try await app.passwords.digest(Cast.password)
            let now = app.clock.now()
            // The cast of an autumn serves already when somebody tries the demo in spring.
            let from = min(now.localDate, day(2026, 2, 1))
            return try await app.store.write { db in
                let members = try Seating.cast(of: city, in: cityID, db)
                _ = try Cast.admit(members, digest: digest, from: from, at: now, db)
                return members.map(\.userName)
            }
        }
    }
}

extension Demo.Build.Step {
    fileprivate init(_ step: Kehou.Roster.Progress.Step) {
        switch step {
        case .reading: self = .reading
        case .checking: self = .checking
        case .comparing: self = .comparing
        case .writing: self = .importing
        }
    }
}
