import Store

extension Enrolment {
    /// The pointer to the answer that stands, with what the counts need of it.
    struct StandingAnswer: Hashable, Sendable, FromRow {
        let application: ID<Application>
        /// 0 for a pupil without a class.
        let classID: ID<Registry.SchoolClass>
        let joins: Bool
        let days: Weekdays

        init(application: ID<Application>, classID: ID<Registry.SchoolClass>, joins: Bool, days: Weekdays) {
            self.application = application
            self.classID = classID
            self.joins = joins
            self.days = days
        }

        init(_ row: Row) throws {
            application = try row["application_id"]
            classID = try row["class_id"]
            joins = try row["joins"]
            days = Weekdays(bits: try row["days"])
        }

        static func find(
            _ pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> StandingAnswer? {
            try db.first(
                """
                SELECT application_id, class_id, joins, days
                FROM application_current
                WHERE school_id = \(school) AND term_id = \(term) AND pupil_id = \(pupil)
                \(.forUpdate)
                """)
        }

        /// Lets an earlier answer stand again, or none. The row is held by `find`.
        static func put(
            _ answer: StandingAnswer?, _ pupil: ID<Registry.Pupil>, in school: ID<Registry.School>,
            _ term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws {
            guard let answer else {
                try db.run(
                    """
                    DELETE FROM application_current
                    WHERE school_id = \(school) AND term_id = \(term) AND pupil_id = \(pupil)
                    """)
                return
            }
            try db.run(
                """
                UPDATE application_current
                SET application_id = \(answer.application), joins = \(answer.joins), days = \(answer.days.bits)
                WHERE school_id = \(school) AND term_id = \(term) AND pupil_id = \(pupil)
                """)
        }

        /// - Returns: false where another answer came in between.
        func replace(_ old: StandingAnswer?, _ part: Submission.Part, _ db: DB) throws -> Bool {
            guard let old else {
                let written = try db.run(
                    """
                    INSERT INTO application_current (school_id, term_id, pupil_id, application_id, class_id, joins, days)
                    VALUES (\(part.school), \(part.window.term.id), \(part.pupil), \(application), \(classID), \(joins),
                        \(days.bits))
                    ON CONFLICT (school_id, term_id, pupil_id) DO NOTHING
                    """)
                return written == 1
            }
            let written = try db.run(
                """
                UPDATE application_current
                SET application_id = \(application), class_id = \(classID), joins = \(joins), days = \(days.bits)
                WHERE school_id = \(part.school) AND term_id = \(part.window.term.id) AND pupil_id = \(part.pupil)
                    AND application_id = \(old.application)
                """)
            return written == 1
        }
    }
}
