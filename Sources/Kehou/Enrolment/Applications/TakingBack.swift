import Store

extension Enrolment {
    /// What somebody said who turned out not to be a guardian is taken out whole, and what stood before stands again: a slip found
    /// on the pavement changes nothing for a child.
    struct TakingBack: Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        /// Who was refused.
        let account: ID<Caller.Account>
        let now: Instant

        /// - Returns: whether an application had stood of theirs.
        func run(_ db: DB) throws -> Bool {
            var stood = false
            for term in try terms(db) { stood = try restore(term, db) || stood }
            try db.run(
                """
                DELETE FROM application_day
                WHERE school_id = \(school) AND pupil_id = \(pupil) AND application_id IN (\(theirs))
                """)
            try db.run(
                """
                DELETE FROM application
                WHERE school_id = \(school) AND pupil_id = \(pupil) AND account_id = \(account) AND guardian_id IS NULL
                """)
            return stood
        }

        /// The same for the need survey: the latest answer of somebody who is a guardian stands again. Somebody who has become one
        /// in another way meanwhile keeps theirs.
        ///
        /// - Returns: whether a survey's answer that stood was theirs.
        func runForSurveys(_ db: DB) throws -> Bool {
            guard try !isGuardian(db) else { return false }
            // Held first: a guardian who answers at this moment lays what was theirs to the earlier answers, which go last.
            let terms = try db.values(
                """
                SELECT term_id
                FROM need_answer
                WHERE school_id = \(school) AND term_id IN (\(surveyed)) AND pupil_id = \(pupil)
                    AND account_id = \(account)
                ORDER BY term_id
                \(.forUpdate)
                """, as: ID<SchoolCalendar.Term>.self)
            for term in terms { try restoreNeed(term, db) }
            try db.run(
                """
                DELETE FROM need_answer_past
                WHERE school_id = \(school) AND term_id IN (\(surveyed)) AND pupil_id = \(pupil)
                    AND account_id = \(account)
                """)
            return !terms.isEmpty
        }

        /// The terms of which the school has asked, so that what is looked for goes by primary keys.
        private var surveyed: SQL { "SELECT term_id FROM need_survey WHERE school_id = \(school)" }

        private func isGuardian(_ db: DB) throws -> Bool {
            try db.value(
                """
                SELECT 1
                FROM guardian_account g
                JOIN guardianship s ON s.guardian_id = g.guardian_id
                WHERE g.account_id = \(account) AND s.school_id = \(school) AND s.pupil_id = \(pupil)
                    AND s.ended_on IS NULL
                LIMIT 1
                """, as: Int.self) != nil
        }

        private func restoreNeed(_ term: ID<SchoolCalendar.Term>, _ db: DB) throws {
            let key: SQL = "school_id = \(school) AND term_id = \(term) AND pupil_id = \(pupil)"
            let before = try db.value(
                """
                SELECT id
                FROM need_answer_past
                WHERE \(key) AND account_id IN (
                    SELECT g.account_id
                    FROM guardianship s
                    JOIN guardian_account g ON g.guardian_id = s.guardian_id
                    WHERE s.school_id = \(school) AND s.pupil_id = \(pupil) AND s.ended_on IS NULL)
                ORDER BY id DESC
                LIMIT 1
                """, as: ID<Need>.self)
            try db.run("DELETE FROM need_answer WHERE \(key)")
            guard let before else { return }
            try db.run(
                """
                INSERT INTO need_answer (school_id, term_id, pupil_id, grade, days, ends_at, interests, answered_at,
                    account_id)
                SELECT school_id, term_id, pupil_id, grade, days, ends_at, interests, answered_at, account_id
                FROM need_answer_past
                WHERE \(key) AND id = \(before)
                """)
            try db.run("DELETE FROM need_answer_past WHERE \(key) AND id = \(before)")
        }

        /// Answers given while the office had not confirmed the person carry no guardian.
        private var theirs: SQL {
            """
            SELECT a.id
            FROM application a
            WHERE a.school_id = \(school) AND a.pupil_id = \(pupil) AND a.account_id = \(account) AND a.guardian_id IS NULL
            """
        }

        private func terms(_ db: DB) throws -> [ID<SchoolCalendar.Term>] {
            try db.values(
                """
                SELECT term_id
                FROM application_current
                WHERE school_id = \(school) AND pupil_id = \(pupil) AND application_id IN (\(theirs))
                ORDER BY term_id
                """, as: ID<SchoolCalendar.Term>.self)
        }

        private func restore(_ term: ID<SchoolCalendar.Term>, _ db: DB) throws -> Bool {
            guard let old = try StandingAnswer.find(pupil, in: school, term, db) else { return false }
            let before = try db.first(
                """
                SELECT \(Application.columns)
                FROM application a
                WHERE a.school_id = \(school) AND a.pupil_id = \(pupil) AND a.term_id = \(term) AND a.id NOT IN (\(theirs))
                ORDER BY a.id DESC
                LIMIT 1
                """, as: Application.self)
            let new = try before.map { application in
                StandingAnswer(
                    application: application.id, classID: old.classID, joins: application.joins,
                    days: try application.answer(db).weekdays)
            }
            try StandingAnswer.put(new, pupil, in: school, term, db)
            var counts = CoverageChange()
            counts.move(from: old, to: new, school, term)
            try counts.apply(db)
            if let window = try Window.find(of: school, in: term, db) { try RoomTask.check(window, at: now, db) }
            return true
        }
    }
}
