import Store

extension Roster {
    /// Writes what a comparison found: places first, then guardians in portions, then each school in a transaction of its own.
    ///
    /// Nothing holds the one writer of SQLite for long, and an import that was cut off is just run again: what is done
    /// compares as unchanged. While it runs, a row of `import_run` keeps a second import of the city out.
    struct Application: Sendable {
        /// Guardians in one transaction. Their mobiles' index is written all over, so smaller portions write each of its pages
        /// many times (12 GB for 1.6 million at 10,000); larger ones hold the writer longer than half a second.
        static let portion = 50_000

        let staging: Staging
        let store: Store
        let places: Places
        let clock: Clock
        let fileName: String
        let total: Int
        let onProgress: @Sendable (Progress) -> Void

        /// - Returns: the row of the log that tells of it, still open.
        func run() async throws -> ID<Run> {
            try await writePlaces()
            let run = try await begin()
            do {
                var done = try await writeGuardians(run)
                done = try await writeSchools(run, done)
                try await closeGuardians(run)
                return run
            } catch {
                // The error itself is what the caller must hear, also where the log cannot be written.
                try? await Run.close(run, .failed, nil, at: clock.now(), store)
                throw error
            }
        }

        private func writePlaces() async throws {
            try await store.write { db in
                try PlaceWriter(db: db).write(places)
            }
        }

        private func begin() async throws -> ID<Run> {
            let run = Run(
                city: places.city.record.id, fileName: fileName, schools: places.schools.count, at: clock.now())
            try await store.write { db in try run.begin(db) }
            return run.id
        }

        /// New and changed guardians, in the order of the roster, which is that of their ids.
        private func writeGuardians(_ run: ID<Run>) async throws -> Int {
            var (last, done) = (Int64(0), 0)
            let city = places.city.record.id
            while true {
                let after = last
                let rows = try await staging.store.read { db in
                    try db.all(
                        """
                        SELECT w.n, w.id, w.state, p.source_id, p.name, p.mobile_sealed, p.mobile_key, p.mobile_index
                        FROM want_guardian w
                        JOIN person p ON p.n = w.n
                        WHERE w.n > \(after) AND w.state <> 0
                        ORDER BY w.n
                        LIMIT \(Self.portion)
                        """, as: Row.self)
                }
                guard let end = rows.last else { return done }
                last = try end["n"]
                let now = clock.now()
                try await store.write(.long) { db in
                    try GuardianWriter(db: db, city: city).write(rows)
                    try Self.beat(run, now, db)
                }
                done += rows.count
                onProgress(Progress(step: .writing, done: done, total: total))
            }
        }

        private func writeSchools(_ run: ID<Run>, _ done: Int) async throws -> Int {
            var done = done
            let today = clock.today()
            for entry in places.schools {
                let rows = try await staging.store.read { db in try SchoolRows(of: entry, db) }
                guard rows.count > 0 else { continue }
                let now = clock.now()
                try await store.write(.long) { db in
                    try rows.write(today, db)
                    try Self.beat(run, now, db)
                    try db.run("UPDATE import_run SET schools_done = schools_done + 1 WHERE id = \(run)")
                }
                done += rows.count
                onProgress(Progress(step: .writing, done: done, total: total))
            }
            return done
        }

        private func closeGuardians(_ run: ID<Run>) async throws {
            let today = clock.today()
            let gone = try await staging.store.read { db in
                try db.values("SELECT id FROM gone_guardian ORDER BY id", as: Int64.self)
            }
            for start in stride(from: 0, to: gone.count, by: Self.portion) {
                let ids = gone[start..<min(start + Self.portion, gone.count)]
                try await store.write(.long) { db in
                    for id in ids {
                        try db.run("UPDATE guardian SET left_on = \(today) WHERE id = \(id) AND left_on IS NULL")
                    }
                }
            }
        }

        /// Shows that the import lives, and stops it where another has taken over.
        private static func beat(_ run: ID<Run>, _ now: Instant, _ db: DB) throws {
            let count = try db.run(
                "UPDATE import_run SET heartbeat_at = \(now) WHERE id = \(run) AND state = 'running'")
            guard count == 1 else { throw Fault.conflict("roster.running") }
        }
    }
}
