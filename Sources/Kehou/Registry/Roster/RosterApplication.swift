import Store

extension Roster {
    /// Writes what a comparison found: places first, then guardians in portions, then school by school, each as a whole.
    ///
    /// Nothing holds the one writer of SQLite for long, and an import that was cut off is just run again: what is done
    /// compares as unchanged. While it runs, a row of `import_run` keeps a second import of the city out.
    struct Application: Sendable {
        /// Guardians in one transaction. Their mobiles' index is written all over, so smaller portions write each of its pages
        /// many times (12 GB for 1.6 million at 10,000); larger ones hold the writer longer than half a second.
        static let portion = 50_000

        /// Records of whole schools in one transaction, for as long as the writer would hold for one of guardians.
        static let schoolPortion = 20_000

        let staging: Staging
        let store: Store
        let comparison: Comparison
        let clock: Clock
        let fileName: String
        /// The turn of a job; nil where this takes one.
        let turn: Turn?
        let onProgress: @Sendable (Progress) -> Void

        private var places: Places { comparison.places }
        private var total: Int { comparison.kinds.reduce(0) { $0 + $1.counts.changes } }

        /// - Parameter work: what is done meanwhile, on the staging file alone, once all is compared.
        /// - Returns: the turn under which it wrote, still open; and what the other work came to.
        func run<Other: Sendable>(
            beside work: @escaping @Sendable () async throws -> Other
        ) async throws -> (Turn, Other) {
            try await writePlaces()
            let turn = try await begunTurn()
            do {
                async let compared: Void = staging.write(comparison.left)
                var done = try await writeGuardians(turn)
                try await compared
                async let other = work()
                done = try await writeSchools(turn, done)
                try await closeGuardians(turn)
                return (turn, try await other)
            } catch {
                // A job is tried again, and gives up by itself.
                guard self.turn == nil else { throw error }
                let now = clock.now()
                // The error itself is what the caller must hear, also where the log cannot be written.
                try? await store.write { db in try Turn.breakOff(turn.run, nil, at: now, db) }
                throw error
            }
        }

        private func writePlaces() async throws {
            let now = clock.now()
            try await store.write { db in
                try turn?.report(progress(0), at: now, db)
                try PlaceWriter(db: db).write(places)
            }
        }

        /// The job's turn, or one taken now: after the places, since of a first import the city is one of them.
        private func begunTurn() async throws -> Turn {
            if let turn { return turn }
            let run = Run(city: places.city.record.id, fileName: fileName, at: clock.now())
            return try await store.write { db in
                let turn = try Turn.begin(run, db)
                try turn.report(progress(0), at: run.startedAt, db)
                return turn
            }
        }

        private func progress(_ done: Int) -> Progress {
            Progress(step: .writing, done: done, total: total)
        }

        /// New and changed guardians. While one portion is written the next is read.
        private func writeGuardians(_ turn: Turn) async throws -> Int {
            var done = 0
            var rows = try await guardians(after: 0)
            while let last = rows.last {
                async let next = guardians(after: last)
                let now = clock.now()
                done += rows.count
                try await store.write(.long) { [done, rows] db in
                    try rows.write(db)
                    try turn.report(progress(done), at: now, db)
                }
                onProgress(progress(done))
                rows = try await next
            }
            return done
        }

        private func guardians(after last: Int64) async throws -> GuardianRows {
            try await staging.store.read { db in
                try GuardianRows(after: last, portion: Self.portion, in: places.city.record.id, db)
            }
        }

        /// New, changed and gone records of the schools, each as a whole. While some are written the next are read.
        private func writeSchools(_ turn: Turn, _ done: Int) async throws -> Int {
            var done = done
            var (schools, end) = try await schools(from: 0)
            while !schools.isEmpty {
                let start = end
                async let following = self.schools(from: start)
                let now = clock.now()
                done += schools.reduce(0) { $0 + $1.count }
                try await store.write(.long) { [done, schools] db in
                    for rows in schools { try rows.write(now, db) }
                    try turn.report(progress(done), at: now, db)
                }
                onProgress(progress(done))
                (schools, end) = try await following
            }
            return done
        }

        /// What is to be written of the next schools, and where those after them start; nothing once all are done.
        private func schools(from start: Int) async throws -> (rows: [SchoolRows], end: Int) {
            var (schools, end, count) = ([SchoolRows](), start, 0)
            while count < Self.schoolPortion, end < places.schools.count {
                let place = places.schools[end]
                let rows = try await staging.store.read { db in try SchoolRows(of: place, db) }
                end += 1
                guard rows.count > 0 else { continue }
                schools.append(rows)
                count += rows.count
            }
            return (schools, end)
        }

        private func closeGuardians(_ turn: Turn) async throws {
            let today = clock.today()
            let gone = try await staging.store.read { db in
                try db.values("SELECT id FROM gone_guardian ORDER BY id", as: Int64.self)
            }
            for start in stride(from: 0, to: gone.count, by: Self.portion) {
                let ids = gone[start..<min(start + Self.portion, gone.count)]
                let now = clock.now()
                try await store.write(.long) { db in
                    try turn.report(progress(total), at: now, db)
                    for id in ids {
                        try db.run("UPDATE guardian SET left_on = \(today) WHERE id = \(id) AND left_on IS NULL")
                    }
                }
            }
        }
    }
}
