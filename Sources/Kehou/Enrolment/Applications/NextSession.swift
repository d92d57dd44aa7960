import Store
import Synchronization

extension Enrolment.Window {
    /// The first session that an answer given now holds for: the term's first day, or once it runs the next service day.
    ///
    /// *Cost*: one statement, until the calendar changes or the day is over.
    /// - Throws: `enrolment.term_over` (conflict) where no session is left.
    func takesEffect(at now: Instant, _ db: DB) throws -> LocalDate {
        let today = now.localDate
        guard today >= term.starts else { return term.starts }
        return try Enrolment.NextSession.of(school, in: term, after: today, db)
    }
}

extension Enrolment {
    /// The service day after a day, school by school: every answer of a running term asks, and a morning's answers all get the same.
    enum NextSession {
        /// All that the answer follows from; the calendar by its mark.
        private struct Key: Hashable {
            let mark: Int64
            let district: ID<Registry.District>
            let school: ID<Registry.School>
            let term: ID<SchoolCalendar.Term>
            let day: LocalDate
        }

        private static let known = Mutex<[Key: LocalDate]>([:])
        /// Those of a city and a half; then it starts again from nothing.
        private static let mostKnown = 2000

        static func of(
            _ school: ID<Registry.School>, in term: SchoolCalendar.Term, after day: LocalDate, _ db: DB
        ) throws -> LocalDate {
            let row = try db.first(
                """
                SELECT s.district_id, m.mark
                FROM school s
                JOIN calendar_mark m ON m.one = 1
                WHERE s.id = \(school)
                """, as: Row.self)
            guard let row else { throw Fault.notFound() }
            let key = Key(
                mark: try row["mark"], district: try row["district_id"], school: school, term: term.id, day: day)
            if let next = known.withLock({ $0[key] }) { return next }
            let next = try find(school, term, after: day, db)
            known.withLock { known in
                if known.count >= mostKnown { known = [:] }
                known[key] = next
            }
            return next
        }

        private static func find(
            _ school: ID<Registry.School>, _ term: SchoolCalendar.Term, after day: LocalDate, _ db: DB
        ) throws -> LocalDate {
            let home = try Registry.School.find(school, db)
            // The next two weeks hold a session but in the longest holidays; only then is the whole term worked out.
            for days in [14, 400] {
                let (first, last) = (day.adding(days: 1), min(day.adding(days: days), term.ends))
                guard first <= last else { break }
                let almanac = try SchoolCalendar.Almanac.load(for: .school(home), from: first, through: last, db)
                if let next = try almanac.days(from: first, through: last).first(where: \.isService) {
                    return next.date
                }
            }
            throw Fault.conflict("enrolment.term_over")
        }
    }
}
