import Foundation
import Store
import Synchronization

extension Roster {
    /// An upload that waits for its import: the payload of the job.
    struct Upload: Codable, Sendable {
        let city: ID<Registry.City>
        let run: ID<Run>
        let isDryRun: Bool
        let skipsBadRows: Bool

        /// How long one that must wait for another import of its city stands back.
        private static let standBack: Int64 = 5
        /// How often the log says how far an import is.
        private static let pace = Duration.seconds(1)

        /// Stores a file for a job to import: once this returns, it is imported whatever happens to this server.
        ///
        /// - Throws: what a look at the archive's directory shows already, such as `roster.not_a_zip`.
        static func accept(
            _ file: Kehou.Upload, _ city: ID<Registry.City>, isDryRun: Bool, skipsBadRows: Bool, at now: Instant,
            _ app: App
        ) async throws -> ID<Run> {
            let name = String(file.fileName.prefix(100))
            _ = try ZipReader(file.path, named: name)
            let run = Run(city: city, fileName: name, at: now)
            let pieces = Pieces(run: run.id, store: app.store, protection: app.protection)
            try await app.protection.check(against: app.store, at: now)
            try await pieces.keep(file.path, at: now)
            let upload = Upload(city: city, run: run.id, isDryRun: isDryRun, skipsBadRows: skipsBadRows)
            try await app.store.write { db in
                try Pieces.sweep(at: now, db)
                let job = try Job.enqueue(
                    "roster.import", payload: upload, place: Place(kind: .city, id: city.rawValue), at: now, db)
                try run.wait(for: job, db)
            }
            return run.id
        }

        /// Its payload is not kept when it is given up: the file is gone then.
        static let jobs: [Job.Handler] = [
            Job.Handler(
                "roster.import", tries: 5, forgets: true,
                outside: { (upload: Upload, run, app) in
                    try await upload.run(run, app)
                    return nil
                }
            ).whenGivenUp { job, fault, now, db in
                let runs = try db.values("SELECT id FROM import_run WHERE job_id = \(job.id)", as: ID<Run>.self)
                for run in runs {
                    try Turn.breakOff(run, fault, at: now, db)
                    try db.run("DELETE FROM import_piece WHERE run_id = \(run)")
                }
            }
        ]

        private func run(_ job: Job.Run, _ app: App) async throws {
            guard let lease = job.job.lease else { throw Job.Lost() }
            let turn = Turn(run: run, holder: lease)
            let pieces = Pieces(run: run, store: app.store, protection: app.protection)
            switch try await start(turn, at: job.now, app) {
            case .later: throw Job.Later(at: job.now.adding(seconds: Self.standBack))
            case .over: break
            case .begun:
                do {
                    try await importing(pieces, turn, app)
                } catch let fault as Fault where fault.kind == .invalid {
                    // Another try would end the same.
                    let now = app.clock.now()
                    try await app.store.write { db in try Turn.breakOff(run, fault, at: now, db) }
                }
            }
            try await pieces.remove()
        }

        private func start(_ turn: Turn, at now: Instant, _ app: App) async throws -> Turn.Start {
            do {
                return try await app.store.write { db in try turn.start(in: city, at: now, db) }
            } catch StoreError.uniqueViolation {
                // Another import of the city began in the same moment.
                return .later
            }
        }

        private func importing(_ pieces: Pieces, _ turn: Turn, _ app: App) async throws {
            let file = try await pieces.file()
            let seen = Seen()
            var work = Import(store: app.store, protection: app.protection, clock: app.clock)
            work.turn = turn
            work.options.city = city
            work.options.isDryRun = isDryRun
            work.options.skipsBadRows = skipsBadRows
            work.options.fileName = try await app.store.read { db in try Run.find(run, in: city, db).fileName }
            work.onProgress = { progress in seen.progress.withLock { $0 = progress } }
            // Ends with this function, whichever way that ends.
            async let _ = tell(seen, turn, app)
            _ = try await work.run("/proc/self/fd/\(file.fileDescriptor)")
            try file.close()
        }

        /// The newest progress of an import: it says so thousands of times a second, the log is written once.
        private final class Seen: Sendable {
            let progress = Mutex<Progress?>(nil)
        }

        private func tell(_ seen: Seen, _ turn: Turn, _ app: App) async {
            while !Task.isCancelled {
                // Cut short is as good as slept through.
                try? await Task.sleep(for: Self.pace)
                guard !Task.isCancelled, let progress = seen.progress.withLock({ $0 }) else { continue }
                let now = app.clock.now()
                do {
                    try await app.store.write { db in try turn.report(progress, at: now, db) }
                } catch {
                    // The import itself finds out at its next write whether it is still its turn.
                    app.log.notice("telling how far roster \(run) is: \(error)")
                }
            }
        }
    }
}
