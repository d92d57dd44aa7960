import Store

extension Enrolment {
    /// A class's counts in a term: how many pupils, how many asked for the service, how many said no. Numbers only.
    struct CoverageRow: Hashable, Sendable, FromRow {
        let school: ID<Registry.School>
        let term: ID<SchoolCalendar.Term>
        /// 0 for pupils without a class.
        let classID: ID<Registry.SchoolClass>
        let pupils: Int
        /// Whose family opened Kehou or the page of their code.
        let reached: Int
        let asked: Int
        let declined: Int
        /// How many join on Monday ... Friday.
        let joining: [Int]

        var unanswered: Int { max(0, pupils - asked - declined) }

        init(_ row: Row) throws {
            school = try row["school_id"]
            term = try row["term_id"]
            classID = try row["class_id"]
            pupils = try row["pupils"]
            reached = try row["reached"]
            asked = try row["asked"]
            declined = try row["declined"]
            joining = try ["monday", "tuesday", "wednesday", "thursday", "friday"].map { try row[$0] }
        }

        static func all(
            of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [CoverageRow] {
            try db.all(
                """
                SELECT school_id, term_id, class_id, pupils, reached, asked, declined,
                    monday, tuesday, wednesday, thursday, friday
                FROM coverage
                WHERE school_id = \(school) AND term_id = \(term)
                ORDER BY class_id
                """)
        }

        /// How many join on each weekday, Monday first. By the primary key's beginning; a school has some forty rows, which are
        /// added up by the database, since every answer asks.
        static func joining(
            of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [Int] {
            let row = try db.first(
                """
                SELECT SUM(monday), SUM(tuesday), SUM(wednesday), SUM(thursday), SUM(friday)
                FROM coverage
                WHERE school_id = \(school) AND term_id = \(term)
                """, as: Row.self)
            return try (0..<5).map { day in try row?.value(at: day) as Int? ?? 0 }
        }

        /// Counts everything anew, from the pupils and the answers that stand: before a window opens, and after a new roster moved
        /// pupils (``Roster/PupilsChanged``).
        ///
        /// Emptying the rows takes their locks, so a submission is wholly before it, and seen, or wholly after it, and added.
        static func recount(_ school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>, _ db: DB) throws {
            try db.run(
                """
                UPDATE coverage
                SET pupils = 0, reached = 0, asked = 0, declined = 0,
                    monday = 0, tuesday = 0, wednesday = 0, thursday = 0, friday = 0
                WHERE school_id = \(school) AND term_id = \(term)
                """)
            // Who has left stands on no roll; what they said stays in `application`.
            try db.run(
                """
                DELETE FROM application_current
                WHERE school_id = \(school) AND term_id = \(term) AND pupil_id IN (
                    SELECT p.id FROM pupil p WHERE p.school_id = \(school) AND p.left_on IS NOT NULL)
                """)
            // Who has come back stands where they stood.
            try db.run(
                """
                INSERT INTO application_current (school_id, term_id, pupil_id, application_id, class_id, joins, days)
                SELECT a.school_id, a.term_id, a.pupil_id, a.id, COALESCE(p.class_id, 0), a.joins, COALESCE((
                    SELECT SUM(CASE d.weekday WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 4 WHEN 4 THEN 8 ELSE 16 END)
                    FROM application_day d
                    WHERE d.school_id = a.school_id AND d.pupil_id = a.pupil_id AND d.application_id = a.id), 0)
                FROM pupil p
                JOIN application a ON a.school_id = p.school_id AND a.pupil_id = p.id
                WHERE p.school_id = \(school) AND p.left_on IS NULL AND a.term_id = \(term)
                    AND a.id = (
                        SELECT MAX(b.id)
                        FROM application b
                        WHERE b.school_id = a.school_id AND b.pupil_id = a.pupil_id AND b.term_id = \(term))
                    AND NOT EXISTS (
                        SELECT 1
                        FROM application_current c
                        WHERE c.school_id = a.school_id AND c.term_id = \(term) AND c.pupil_id = a.pupil_id)
                """)
            try db.run(
                """
                UPDATE application_current
                SET class_id = (
                    SELECT COALESCE(p.class_id, 0)
                    FROM pupil p
                    WHERE p.school_id = application_current.school_id AND p.id = application_current.pupil_id)
                WHERE school_id = \(school) AND term_id = \(term)
                """)
            try db.run(
                """
                INSERT INTO coverage (school_id, term_id, class_id, pupils, reached, asked, declined,
                    monday, tuesday, wednesday, thursday, friday)
                \(counted(school, term))
                ON CONFLICT (school_id, term_id, class_id) DO UPDATE
                SET pupils = excluded.pupils, reached = excluded.reached, asked = excluded.asked, declined = excluded.declined,
                    monday = excluded.monday, tuesday = excluded.tuesday, wednesday = excluded.wednesday,
                    thursday = excluded.thursday, friday = excluded.friday
                """)
        }

        private static func counted(_ school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>) -> SQL {
            let days = SQL.joined(
                (0..<5).map { bit in "COUNT(CASE WHEN c.days & \(unsafe: "\(1 << bit)") <> 0 THEN 1 END)" as SQL }, ", "
            )
            return """
                SELECT p.school_id, t.id, COALESCE(p.class_id, 0), COUNT(*),
                    COUNT(CASE WHEN EXISTS (
                        SELECT 1 FROM family_reach r WHERE r.school_id = p.school_id AND r.pupil_id = p.id) THEN 1 END),
                    COUNT(CASE WHEN c.joins = 1 THEN 1 END), COUNT(CASE WHEN c.joins = 0 THEN 1 END), \(days)
                FROM pupil p
                JOIN term t ON t.id = \(term)
                LEFT JOIN application_current c
                    ON c.school_id = p.school_id AND c.term_id = t.id AND c.pupil_id = p.id
                WHERE p.school_id = \(school) AND p.left_on IS NULL
                GROUP BY p.school_id, t.id, COALESCE(p.class_id, 0)
                """
        }
    }

    /// By how much a submission moves the counts.
    struct CoverageChange: Sendable {
        struct Key: Hashable, Sendable, Comparable {
            let school: ID<Registry.School>
            let term: ID<SchoolCalendar.Term>
            let classID: ID<Registry.SchoolClass>

            static func < (left: Key, right: Key) -> Bool {
                (left.school, left.term, left.classID) < (right.school, right.term, right.classID)
            }
        }

        fileprivate struct Delta {
            var asked = 0
            var declined = 0
            var days = [0, 0, 0, 0, 0]
        }

        private var deltas: [Key: Delta] = [:]

        /// Where more or fewer pupils join some weekday than before: the rooms are to be looked at.
        var moved: [Key] { deltas.filter { $0.value.days.contains { $0 != 0 } }.map(\.key) }

        mutating func move(
            from old: StandingAnswer?, to new: StandingAnswer?, _ school: ID<Registry.School>,
            _ term: ID<SchoolCalendar.Term>
        ) {
            for (standing, sign) in [(old, -1), (new, 1)] {
                guard let standing else { continue }
                let key = Key(school: school, term: term, classID: standing.classID)
                deltas[key, default: Delta()].add(standing, sign)
            }
        }

        /// Writes it down, always in one order, so that two families cannot wait for each other.
        func apply(_ db: DB) throws {
            var recounted: Set<ID<Registry.School>> = []
            for (key, delta) in deltas.sorted(by: { $0.key < $1.key }) where !recounted.contains(key.school) {
                let moved = try db.run(
                    """
                    UPDATE coverage
                    SET asked = asked + \(delta.asked), declined = declined + \(delta.declined),
                        monday = monday + \(delta.days[0]), tuesday = tuesday + \(delta.days[1]),
                        wednesday = wednesday + \(delta.days[2]), thursday = thursday + \(delta.days[3]),
                        friday = friday + \(delta.days[4])
                    WHERE school_id = \(key.school) AND term_id = \(key.term) AND class_id = \(key.classID)
                    """)
                // A class that came after the window was set: counted once, this submission included.
                if moved == 0 {
                    try CoverageRow.recount(key.school, key.term, db)
                    recounted.insert(key.school)
                }
            }
        }
    }
}

extension Enrolment.CoverageChange.Delta {
    fileprivate mutating func add(_ standing: Enrolment.StandingAnswer, _ sign: Int) {
        if standing.joins { asked += sign } else { declined += sign }
        for (place, day) in Weekday.schoolDays.enumerated() { days[place] += sign * standing.days.count(day) }
    }
}
