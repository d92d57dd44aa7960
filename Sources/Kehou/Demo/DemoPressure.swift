import Store

extension Demo {
    /// Signs of pressure in a demo city, made as they come about: in some schools a class answers together, an office enters many
    /// papers, families answer from one place. Where the window has closed, the one question has been answered.
    struct Pressure: Sendable {
        typealias Feature = Kehou.Enrolment

        let app: App
        let cityID: ID<Registry.City>
        let seed: UInt64

        func write() async throws {
            let now = app.clock.now()
            let (term, schools) = try await app.store.read { db in
                try (
                    SchoolCalendar.Term.current(on: now.localDate, in: cityID, db),
                    db.values(
                        "SELECT id FROM school WHERE city_id = \(cityID) ORDER BY source_id",
                        as: ID<Registry.School>.self)
                )
            }
            guard let term else { return }
            for (place, school) in schools.enumerated() {
                try await app.store.write { db in
                    guard let window = try Feature.Window.find(of: school, in: term.id, db) else { return }
                    switch window.state(at: now) {
                    case .closed: try ask(window, place, db)
                    case .ahead: try Feature.Pressure.Watch.begin(school, term.id, at: now, db)
                    case .open:
                        try press(window, place, at: now, db)
                        try Feature.Pressure.Watch.beginLooking(school, term.id, at: now, db)
                    }
                }
            }
        }

        /// A question that is over already, for its numbers to be seen.
        private func ask(_ window: Feature.Window, _ place: Int, _ db: DB) throws {
            var random = Random(seed: seed, 15, place)
            let opens = window.closes.adding(seconds: 60)
            let (free, unsure, pressed) = (12 + random.below(60), random.below(9), random.below(12))
            try db.run(
                """
                INSERT INTO pressure_question (school_id, term_id, opens_at, closes_at, free, unsure, pressed, shown_at)
                VALUES (\(window.school), \(window.term.id), \(opens), \(opens.adding(seconds: 86_400)), \(free), \(unsure),
                    \(pressed), \(opens.adding(seconds: 86_400)))
                """)
        }

        private func press(_ window: Feature.Window, _ place: Int, at now: Instant, _ db: DB) throws {
            switch place % 5 {
            case 0: try onePlace(window, at: now.adding(seconds: -7200), db)
            case 1: try papers(window, at: now.adding(seconds: -7200), db)
            case 2: try together(window, at: now.adding(seconds: -7200), db)
            default: return
            }
        }

        /// A class in which nobody had answered, and then everybody within minutes and all the same.
        private func together(_ window: Feature.Window, at start: Instant, _ db: DB) throws {
            for (number, pupil) in try emptied(window, db).enumerated() {
                try send(pupil, window, paper: nil, at: start.adding(seconds: Int64(number) * 6), db)
            }
        }

        private func papers(_ window: Feature.Window, at start: Instant, _ db: DB) throws {
            let paper = Feature.Submission.Paper(askedBy: "班主任代交", askedOn: start.localDate)
            let pupils = try emptied(window, db).dropLast(3)
            // All within the two hours since: nobody answers in the future.
            let step = min(300, 7000 / max(1, pupils.count))
            for (number, pupil) in pupils.enumerated() {
                try send(pupil, window, paper: paper, at: start.adding(seconds: Int64(number * step)), db)
            }
        }

        private func onePlace(_ window: Feature.Window, at start: Instant, _ db: DB) throws {
            let place = Feature.Pressure.AnswerPlace("demo", at: start, app.protection)
            for _ in 0..<22 { try place.count(window.school, window.term.id, db) }
        }

        /// The pupils of a school's largest class without anybody of the cast, as if none of them had answered.
        private func emptied(_ window: Feature.Window, _ db: DB) throws -> [Registry.Pupil] {
            let (school, term) = (window.school, window.term.id)
            let room = try db.value(
                """
                SELECT p.class_id
                FROM pupil p
                WHERE p.school_id = \(school) AND p.class_id IS NOT NULL AND p.left_on IS NULL
                GROUP BY p.class_id
                HAVING COUNT(CASE WHEN EXISTS (
                    SELECT 1
                    FROM guardianship s
                    JOIN guardian_account a ON a.guardian_id = s.guardian_id
                    WHERE s.school_id = p.school_id AND s.pupil_id = p.id) THEN 1 END) = 0
                ORDER BY COUNT(*) DESC, p.class_id
                LIMIT 1
                """, as: ID<Registry.SchoolClass>.self)
            guard let room else { return [] }
            let pupils = try db.all(
                """
                SELECT \(Registry.Pupil.columns)
                FROM pupil
                WHERE school_id = \(school) AND class_id = \(room) AND left_on IS NULL
                ORDER BY id
                """, as: Registry.Pupil.self)
            for table in ["application_current", "application_day", "application"] as [SQL] {
                try db.run(
                    "DELETE FROM \(table) WHERE school_id = \(school) AND \(column: "pupil_id", isIn: pupils.map(\.id))"
                )
            }
            try Feature.CoverageRow.recount(school, term, db)
            return pupils
        }

        private func send(
            _ pupil: Registry.Pupil, _ window: Feature.Window, paper: Feature.Submission.Paper?, at now: Instant,
            _ db: DB
        ) throws {
            let days = window.offer.days(grade: pupil.grade).compactMap { day in
                day.leaving.last.map {
                    Feature.Answer.Day(weekday: day.weekday, leaves: $0, isLateCare: day.isLateCare($0))
                }
            }
            guard !days.isEmpty else { return }
            let part = Feature.Submission.Part(
                school: window.school, pupil: pupil.id, classID: pupil.classID,
                guardian: try Registry.Guardian.all(of: pupil.id, in: window.school, db).first?.id, window: window,
                answer: Feature.Answer(days: days, homeworkOnly: false), seen: .any)
            _ = try Feature.Submission(form: .next(), parts: [part], account: 0, paper: paper, now: now).send(db)
        }
    }
}
