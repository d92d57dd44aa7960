import Store

extension Demo {
    /// Windows, answers and surveys of a demo city, around the day on which it is made: most schools ask just now, some soon,
    /// some are done. A part of the families has answered, each by the seed and its own number.
    ///
    /// Written in bulk, since a million families would take an hour to press "send"; the counts are then counted, not added up.
    struct Enrolment: Sendable {
        typealias Feature = Kehou.Enrolment

        let app: App
        let cityID: ID<Registry.City>
        let names: Names
        let seed: UInt64
        let onProgress: @Sendable (_ done: Int, _ total: Int) -> Void

        func write() async throws {
            let now = app.clock.now()
            let (term, schools, cast) = try await app.store.read { db in
                let term = try SchoolCalendar.Term.current(on: now.localDate, in: cityID, db)
                let schools = try db.all(
                    "SELECT \(Registry.School.columns) FROM school WHERE city_id = \(cityID) ORDER BY source_id",
                    as: Registry.School.self)
                return (term, schools, try Self.castChildren(db))
            }
            // Between the terms that a demo city has there is nothing to apply for.
            guard let term else { return }
            for (place, school) in schools.enumerated() {
                try await app.store.write { db in
                    try School(
                        school: school, term: term, names: names, seed: seed, place: place, now: now,
                        protection: app.protection, cast: cast[school.id] ?? [],
                        isQuiet: cast[school.id] == nil && place % 12 > 9
                    ).write(db)
                }
                onProgress(place + 1, schools.count)
            }
        }

        /// The cast's own children by school: they are left unanswered, so that whoever tries the demo answers for them.
        private static func castChildren(_ db: DB) throws -> [ID<Registry.School>: Set<ID<Registry.Pupil>>] {
            let rows = try db.all(
                """
                SELECT s.school_id, s.pupil_id
                FROM guardian_account a
                JOIN guardianship s ON s.guardian_id = a.guardian_id
                """, as: Row.self)
            return try rows.reduce(into: [:]) { $0[try $1["school_id"], default: []].insert(try $1["pupil_id"]) }
        }
    }
}

extension Demo.Enrolment {
    /// One school's term.
    fileprivate struct School {
        let school: Registry.School
        let term: SchoolCalendar.Term
        let names: Demo.Names
        let seed: UInt64
        let place: Int
        let now: Instant
        let protection: Protection
        let cast: Set<ID<Registry.Pupil>>
        /// Of schools without anybody of the cast, a few ask later or have asked before.
        let isQuiet: Bool

        func write(_ db: DB) throws {
            let days = isQuiet ? (place % 2 == 0 ? (3, 10) : (-12, -2)) : (-4, 4)
            let opens = moment(days.0, 8)
            let closes = moment(days.1, 20)
            let (offer, plan) = try Feature.Offer.load(school, term, db)
            try db.run(
                """
                INSERT INTO enrolment_window
                    (school_id, term_id, opens_at, closes_at, revision, offer, plan_id, set_at)
                VALUES (\(school.id), \(term.id), \(opens), \(closes), 1, \(offer.json), \(plan), \(moment(-9, 10)))
                """)
            if place % 5 == 0 { try lengthen(db) }
            let ways = Demo.WaysIn(
                school: school.id, names: names, seed: seed, place: place, opens: opens, now: now)
            let families = opens <= now ? try answer(offer, isOver: closes <= now, db) : []
            try ways.reach(families, db)
            try Feature.CoverageRow.recount(school.id, term.id, db)
            try survey(offer, db)
            if place % 6 == 0 { try crowd(db) }
            guard !isQuiet, !cast.isEmpty else { return }
            try Demo.Mailing(school: school, term: term, opens: opens, closes: closes, seed: seed, place: place).write(
                db)
            try ways.enter(families, protection, db)
        }

        private func moment(_ days: Int, _ hour: Int) -> Instant {
            Instant(now.localDate.adding(days: days), TimeOfDay(minutes: hour * 60))
        }

        private func lengthen(_ db: DB) throws {
            guard let window = try Feature.Window.find(of: school.id, in: term.id, db),
                window.state(at: now) != .ahead
            else { return }
            try window.extend(
                until: max(window.closes, now).adding(seconds: 86_400), note: "因台风停课一天，报名顺延一天。",
                over: window.revision, by: nil, at: now.adding(seconds: -7200), db)
        }

        /// - Returns: every family but the cast's, with when it answered.
        private func answer(_ offer: Feature.Offer, isOver: Bool, _ db: DB) throws -> [Demo.WaysIn.Family] {
            var ours = Demo.Random(seed: seed, 11, place)
            // Schools differ, as they do in life: from under a half to nearly everybody.
            let share = isOver ? 960 : 430 + ours.below(480)
            var rows = Rows(school: school.id, term: term)
            let families = try pupils(db).enumerated().filter { !cast.contains($0.element.id) }.map { number, pupil in
                var random = Demo.Random(seed: seed, 12, place, number)
                guard random.chance(perMille: share), pupil.guardian != nil else {
                    return Demo.WaysIn.Family(pupil: pupil.id, guardian: pupil.guardian, answered: nil)
                }
                let days = offer.days(grade: pupil.grade)
                let chosen = random.chance(perMille: 780) ? Self.choose(days, &random) : []
                let at = now.adding(seconds: -Int64(random.below(86_400 * 4)))
                rows.add(pupil, chosen, at: at)
                return Demo.WaysIn.Family(pupil: pupil.id, guardian: pupil.guardian, answered: at)
            }
            try rows.write(db)
            return families
        }

        private static func choose(
            _ days: [Feature.Offer.Day], _ random: inout Demo.Random
        ) -> [Feature.Answer.Day] {
            let isEveryDay = random.chance(perMille: 600)
            let turn = random.below(10)
            let chosen = days.enumerated().filter { isEveryDay || ($0.offset + turn) % 3 != 0 }.map(\.element)
            return (chosen.isEmpty ? days : chosen).map { day in
                let time = turn == 0 ? day.times.last : turn < 4 ? day.leaving.first : day.leaving.last
                let leaves = time ?? day.leaving[0]
                return Feature.Answer.Day(
                    weekday: day.weekday, leaves: leaves, isLateCare: day.isLateCare(leaves))
            }
        }

        private func survey(_ offer: Feature.Offer, _ db: DB) throws {
            try Feature.Survey.set(
                school.id, term.id, opens: moment(-15, 8), closes: moment(6, 20), by: nil, at: now, db)
            let pupils = try pupils(db)
            var rows: [[any ColumnValue]] = []
            for (number, pupil) in pupils.enumerated() where !cast.contains(pupil.id) {
                var random = Demo.Random(seed: seed, 13, place, number)
                guard random.chance(perMille: 450) else { continue }
                let days = random.chance(perMille: 200) ? 0 : 1 + random.below(31)
                let times = offer.days(grade: pupil.grade).first?.times ?? []
                let ends: TimeOfDay? = days == 0 || times.isEmpty ? nil : random.pick(times)
                rows.append([
                    school.id, term.id, pupil.id, pupil.grade ?? 0, ends == nil ? 0 : days, ends,
                    random.below(256) & random.below(256), now, ID<Caller.Account>(0),
                ])
            }
            try db.insert(
                into: "need_answer",
                columns: [
                    "school_id", "term_id", "pupil_id", "grade", "days", "ends_at", "interests", "answered_at",
                    "account_id",
                ], rows: rows)
        }

        /// One weekday has a few seats too few; in some schools the day to mend it has passed.
        private func crowd(_ db: DB) throws {
            guard let window = try Feature.Window.find(of: school.id, in: term.id, db) else { return }
            let joining = try Feature.CoverageRow.joining(of: school.id, in: term.id, db)
            guard joining[2] > 5 else { return }
            try Feature.Capacity.set(
                joining[2] - 4, on: .wednesday, school.id, term.id, by: nil, at: now, db)
            let isLate = place % 12 == 6
            let at = now.adding(seconds: isLate ? -86_400 * 6 : -3600)
            try Feature.RoomTask.check(window, at: at, db)
            guard isLate else { return }
            for task in try Feature.RoomTask.all(of: school.id, in: term.id, db) where task.isOpen {
                try task.escalate(at: now.adding(seconds: -86_400 * 2), db)
            }
        }

        private func pupils(_ db: DB) throws -> [Pupil] {
            try db.all(
                """
                SELECT p.id, p.class_id, COALESCE(c.grade, p.grade) AS grade, (
                    SELECT MIN(g.guardian_id)
                    FROM guardianship g
                    WHERE g.school_id = p.school_id AND g.pupil_id = p.id AND g.ended_on IS NULL) AS guardian_id
                FROM pupil p
                LEFT JOIN class c ON c.school_id = p.school_id AND c.id = p.class_id
                WHERE p.school_id = \(school.id) AND p.left_on IS NULL
                ORDER BY p.source_id
                """)
        }
    }

    fileprivate struct Pupil: FromRow {
        let id: ID<Registry.Pupil>
        let classID: ID<Registry.SchoolClass>?
        let grade: Int?
        let guardian: ID<Registry.Guardian>?

        init(_ row: Row) throws {
            id = try row["id"]
            classID = try row["class_id"]
            grade = try row["grade"]
            guardian = try row["guardian_id"]
        }
    }

    /// A school's answers before they are written at one go.
    fileprivate struct Rows {
        let school: ID<Registry.School>
        let term: SchoolCalendar.Term
        private var applications: [[any ColumnValue]] = []
        private var days: [[any ColumnValue]] = []
        private var current: [[any ColumnValue]] = []

        init(school: ID<Registry.School>, term: SchoolCalendar.Term) {
            self.school = school
            self.term = term
        }

        mutating func add(_ pupil: Pupil, _ chosen: [Feature.Answer.Day], at now: Instant) {
            let id = ID<Feature.Application>.next()
            let number = Feature.ReceiptNumber(id, year: now.localDate.year).description
            let effect = max(term.starts, now.localDate.adding(days: 1))
            applications.append([
                school, pupil.id, id, term.id, number, !chosen.isEmpty, false, effect, now, ID<Caller.Account>(0),
                pupil.guardian, "family",
            ])
            for day in chosen { days.append([school, pupil.id, id, day.weekday, day.leaves, day.isLateCare]) }
            current.append([
                school, term.id, pupil.id, id, pupil.classID ?? 0, !chosen.isEmpty,
                Feature.Weekdays(chosen.map(\.weekday)).bits,
            ])
        }

        func write(_ db: DB) throws {
            try db.insert(
                into: "application",
                columns: [
                    "school_id", "pupil_id", "id", "term_id", "number", "joins", "homework_only", "takes_effect_on",
                    "submitted_at", "account_id", "guardian_id", "via",
                ], rows: applications)
            try db.insert(
                into: "application_day",
                columns: ["school_id", "pupil_id", "application_id", "weekday", "leaves_at", "is_late_care"], rows: days
            )
            try db.insert(
                into: "application_current",
                columns: ["school_id", "term_id", "pupil_id", "application_id", "class_id", "joins", "days"],
                rows: current)
        }
    }
}
