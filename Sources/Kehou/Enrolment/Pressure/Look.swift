import Store

extension Enrolment.Pressure {
    /// One look at a school's answers of a term. It reads what stands, and tells numbers of classes, never which.
    ///
    /// *Cost*: reads the school's answers that stand and their days, some five thousand rows, once an hour; no other page
    /// reads them.
    struct Look: Sendable {
        let school: ID<Registry.School>
        let term: ID<SchoolCalendar.Term>
        let thresholds: Thresholds

        /// What is a signal now.
        ///
        /// - Parameter now: places are counted for the half hours that are over then.
        func findings(before now: Instant, _ db: DB) throws -> [Finding] {
            [try full(db), try staff(db), try place(before: now, db), try same(db)].compactMap { $0 }
        }

        /// Everybody of a class said yes, and nine tenths of them within minutes: one early family hides nothing. A family's
        /// first yes counts, so that a later change of days hides nothing either.
        private func full(_ db: DB) throws -> Finding? {
            let yeses = try db.all(
                """
                SELECT c.class_id, f.first_at
                FROM application_current c
                JOIN (
                    SELECT pupil_id, MIN(submitted_at) AS first_at
                    FROM application
                    WHERE school_id = \(school) AND term_id = \(term) AND joins = 1
                    GROUP BY pupil_id
                ) f ON f.pupil_id = c.pupil_id
                JOIN coverage v ON v.school_id = c.school_id AND v.term_id = c.term_id AND v.class_id = c.class_id
                WHERE c.school_id = \(school) AND c.term_id = \(term) AND c.class_id <> 0 AND c.joins = 1
                    AND v.asked >= v.pupils AND v.pupils >= \(thresholds.fullPupils)
                ORDER BY c.class_id, f.first_at
                """, as: Row.self)
            let classes = try Dictionary(grouping: yeses) { try $0["class_id"] as Int64 }.values.compactMap { rows in
                Self.minutes(ofMost: try rows.map { try $0["first_at"] }).map { (minutes: $0, answers: rows.count) }
            }.filter { $0.minutes <= thresholds.fullMinutes }
            guard let fastest = classes.map(\.minutes).min() else { return nil }
            return Finding(
                kind: .full, cases: classes.count, answers: classes.reduce(0) { $0 + $1.answers }, extent: fastest)
        }

        /// The shortest time in which nine tenths of some moments lie.
        ///
        /// - Parameter moments: in order.
        static func minutes(ofMost moments: [Instant]) -> Int? {
            let most = (moments.count * 9 + 9) / 10
            guard most > 0 else { return nil }
            return zip(moments, moments.dropFirst(most - 1)).map { first, last in
                Int((last.milliseconds - first.milliseconds + 59_999) / 60_000)
            }.min()
        }

        private func staff(_ db: DB) throws -> Finding? {
            let classes = try db.all(
                """
                SELECT c.class_id, COUNT(*) AS yeses, COUNT(CASE WHEN a.via = 'paper' THEN 1 END) AS papers
                FROM application_current c
                JOIN application a ON a.school_id = c.school_id AND a.pupil_id = c.pupil_id AND a.id = c.application_id
                WHERE c.school_id = \(school) AND c.term_id = \(term) AND c.joins = 1
                GROUP BY c.class_id
                HAVING COUNT(CASE WHEN a.via = 'paper' THEN 1 END) >= \(thresholds.staffAnswers)
                    AND COUNT(CASE WHEN a.via = 'paper' THEN 1 END) * 100 >= COUNT(*) * \(thresholds.staffPercent)
                """, as: Row.self)
            return try finding(.staff, classes, answers: "papers") { try $0["papers"] * 100 / $0["yeses"] }
        }

        private func place(before now: Instant, _ db: DB) throws -> Finding? {
            let counts = try AnswerPlace.counts(of: school, in: term, before: now, db)
                .filter { $0 >= thresholds.placeAnswers }
            guard let most = counts.first else { return nil }
            return Finding(kind: .place, cases: counts.count, answers: counts.reduce(0, +), extent: most)
        }

        /// A yes as one number: twelve bits a weekday hold the leaving time and whether late care follows.
        private func same(_ db: DB) throws -> Finding? {
            let classes = try db.all(
                """
                SELECT class_id, CAST(SUM(answers) AS \(.int)) AS yeses, MAX(answers) AS alike
                FROM (
                    SELECT class_id, homework_only, week, COUNT(*) AS answers
                    FROM (
                        SELECT c.class_id, c.pupil_id, a.homework_only, CAST(SUM((d.leaves_at * 2 + d.is_late_care)
                            * CASE d.weekday WHEN 1 THEN 1 WHEN 2 THEN 4096 WHEN 3 THEN 16777216
                                WHEN 4 THEN 68719476736 ELSE 281474976710656 END) AS \(.int)) AS week
                        FROM application_current c
                        JOIN application a
                            ON a.school_id = c.school_id AND a.pupil_id = c.pupil_id AND a.id = c.application_id
                        JOIN application_day d
                            ON d.school_id = c.school_id AND d.pupil_id = c.pupil_id AND d.application_id = c.application_id
                        WHERE c.school_id = \(school) AND c.term_id = \(term) AND c.class_id <> 0 AND c.joins = 1
                        GROUP BY c.class_id, c.pupil_id, a.homework_only
                    ) AS each_yes
                    GROUP BY class_id, homework_only, week
                ) AS each_week
                GROUP BY class_id
                HAVING MAX(answers) >= \(thresholds.sameAnswers)
                    AND MAX(answers) * 100 >= SUM(answers) * \(thresholds.samePercent)
                """, as: Row.self)
            return try finding(.same, classes, answers: "alike") { try $0["alike"] * 100 / $0["yeses"] }
        }

        private func finding(
            _ kind: Kind, _ classes: [Row], answers: String, extent: (Row) throws -> Int
        ) throws -> Finding? {
            guard let most = try classes.map(extent).max() else { return nil }
            return Finding(
                kind: kind, cases: classes.count, answers: try classes.reduce(0) { try $0 + $1[answers] }, extent: most)
        }
    }
}
