import Store

extension Enrolment {
    /// The counts of a class, a grade, a school, a district or a city: how far a term's asking has come. Numbers only.
    struct Coverage: Hashable, Sendable {
        var pupils = 0
        var reached = 0
        var asked = 0
        var declined = 0

        /// Those nobody has answered for yet.
        var unanswered: Int { max(0, pupils - asked - declined) }

        /// How many of a hundred are answered for, yes or no alike; rounded down, so that 100 means everybody.
        var answeredPercent: Int { pupils == 0 ? 0 : (asked + declined) * 100 / pupils }

        static func + (left: Coverage, right: Coverage) -> Coverage {
            Coverage(
                pupils: left.pupils + right.pupils, reached: left.reached + right.reached,
                asked: left.asked + right.asked, declined: left.declined + right.declined)
        }

        /// The counts of the rows of one table, by a column of it.
        ///
        /// *Cost*: reads the term's classes, some 30,000 rows of a city of a million pupils; no pupil is counted.
        private static func sums(
            by column: SQL, where condition: SQL, in term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [Int64: Coverage] {
            let rows = try db.all(
                """
                SELECT \(column) AS place, CAST(SUM(c.pupils) AS \(.int)) AS pupils,
                    CAST(SUM(c.reached) AS \(.int)) AS reached, CAST(SUM(c.asked) AS \(.int)) AS asked,
                    CAST(SUM(c.declined) AS \(.int)) AS declined
                FROM coverage c
                JOIN school s ON s.id = c.school_id
                WHERE c.term_id = \(term) AND s.closed_on IS NULL AND \(condition)
                GROUP BY \(column)
                """, as: Row.self)
            return Dictionary(
                uniqueKeysWithValues: try rows.map { row in
                    let counts = Coverage(
                        pupils: try row["pupils"], reached: try row["reached"], asked: try row["asked"],
                        declined: try row["declined"])
                    return (try row["place"], counts)
                })
        }

        /// By district; one without any school that was asked is missing.
        static func districts(
            of city: ID<Registry.City>, in term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [Int64: Coverage] {
            try sums(by: "s.district_id", where: "s.city_id = \(city)", in: term, db)
        }

        /// By school; one that has set no window is missing.
        static func schools(
            of district: ID<Registry.District>, in term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [Int64: Coverage] {
            try sums(by: "c.school_id", where: "s.district_id = \(district)", in: term, db)
        }

        /// By class; 0 for pupils without one.
        static func classes(
            of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [Int64: Coverage] {
            try sums(by: "c.class_id", where: "c.school_id = \(school)", in: term, db)
        }

        /// The terms that families of a city were asked about, and the one shown where none is asked for: the one that runs or comes
        /// first, though a school may have set the next one's window; in the holidays, while nobody has, the last one.
        static func choice(
            _ asked: ID<SchoolCalendar.Term>?, of city: ID<Registry.City>, on day: LocalDate, at base: String, _ db: DB
        ) throws -> SchoolCalendar.TermChoice {
            let counted = try SchoolCalendar.Term.all(in: city, db).filter { term in
                try db.value(
                    """
                    SELECT 1
                    FROM coverage c
                    JOIN school s ON s.id = c.school_id
                    WHERE c.term_id = \(term.id) AND s.city_id = \(city)
                    LIMIT 1
                    """, as: Int.self) != nil
            }
            let usual = counted.last { $0.ends >= day } ?? counted.first
            return try SchoolCalendar.TermChoice(
                asked, among: counted.reversed(),
                usual: usual ?? SchoolCalendar.Term.current(on: day, in: city, db), at: base)
        }
    }
}
