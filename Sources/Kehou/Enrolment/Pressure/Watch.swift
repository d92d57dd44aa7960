import Store

extension Enrolment.Pressure {
    /// Looks at a school once an hour while its window is open, and a last time at its close, when the question opens.
    struct Watch: Codable, Sendable {
        let school: ID<Registry.School>
        let term: ID<SchoolCalendar.Term>
        /// The window's when the watch was set: one that was moved or made longer has another watch.
        let revision: Int

        private static let hour: Int64 = 3600
        /// A form that was on its way at the close is on disk by then.
        private static let afterClose: Int64 = 60

        /// Written in the transaction that sets a window or makes it longer.
        static func begin(
            _ school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>, at now: Instant, _ db: DB
        ) throws {
            guard let window = try Enrolment.Window.find(of: school, in: term, db) else { return }
            try Watch(school: school, term: term, revision: window.revision).goOn(window, at: now, db)
        }

        /// The same with a first look now, in one transaction.
        static func beginLooking(
            _ school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>, at now: Instant, _ db: DB
        ) throws {
            guard let window = try Enrolment.Window.find(of: school, in: term, db) else { return }
            let watch = Watch(school: school, term: term, revision: window.revision)
            if let seen = try watch.look(at: now, db) { try watch.keep(seen, at: now, db) }
        }

        static let jobs: [Job.Handler] = [
            Job.Handler(
                "enrolment.pressure_look",
                outside: { (watch: Watch, run, app) in
                    // Read apart from the write, so that no look holds the one writer.
                    let now = run.now
                    guard let seen = try await app.store.read({ db in try watch.look(at: now, db) }) else { return nil }
                    return { db in try watch.keep(seen, at: now, db) }
                })
        ]

        private struct Seen: Sendable {
            let window: Enrolment.Window
            let findings: [Finding]
            /// Places are counted and forgotten before this.
            let before: Instant
        }

        private func look(at now: Instant, _ db: DB) throws -> Seen? {
            guard let window = try Enrolment.Window.find(of: school, in: term, db), window.revision == revision
            else { return nil }
            let home = try Registry.School.find(school, db)
            let look = Look(school: school, term: term, thresholds: try Thresholds.of(home.cityID, db))
            // After the close no half hour grows any more.
            let before = Self.isOver(window, at: now) ? now.adding(seconds: AnswerPlace.span) : now
            return Seen(window: window, findings: try look.findings(before: before, db), before: before)
        }

        private func keep(_ seen: Seen, at now: Instant, _ db: DB) throws {
            let home = try Registry.School.find(school, db)
            let isNew = try seen.findings.map { try Signal.keep($0, home, term, at: now, db) }.contains(true)
            try AnswerPlace.forget(of: school, in: term, before: seen.before, db)
            if isNew { try tell(home, at: now, db) }
            guard Self.isOver(seen.window, at: now) else { return try goOn(seen.window, at: now, db) }
            try Question.open(home, seen.window, at: now, db)
        }

        private static func isOver(_ window: Enrolment.Window, at now: Instant) -> Bool {
            now >= window.closes.adding(seconds: afterClose)
        }

        private func goOn(_ window: Enrolment.Window, at now: Instant, _ db: DB) throws {
            let next = min(
                max(window.opens, now).adding(seconds: Self.hour), window.closes.adding(seconds: Self.afterClose))
            try Job.enqueue(
                "enrolment.pressure_look", payload: self, place: Place(kind: .school, id: school.rawValue),
                notBefore: max(next, now), at: now, db)
        }

        /// The district hears once of all that waits for it, not once a school.
        private func tell(_ home: Registry.School, at now: Instant, _ db: DB) throws {
            try Messages.tellOnce(
                .pressureSeen, Place(kind: .district, id: home.districtID.rawValue),
                link: "/districts/\(home.districtID)/pressure", at: now, db)
        }
    }
}
