import Store

extension Enrolment {
    /// That a guardian does not see where the child is, who collects them, or codes, from a day on and perhaps until one. The
    /// office sets it without a reason in the system; the reason is on its own paper.
    struct Restriction: Sendable, FromRow {
        let id: ID<Restriction>
        let guardian: ID<Registry.Guardian>
        let from: LocalDate
        let until: LocalDate?

        init(_ row: Row) throws {
            id = try row["id"]
            guardian = try row["guardian_id"]
            from = try row["from_date"]
            until = try row["until_date"]
        }

        /// What is in force or still to come for a pupil's guardians. By the primary key.
        static func all(
            of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, on day: LocalDate, _ db: DB
        ) throws -> [Restriction] {
            try db.all(
                """
                SELECT id, guardian_id, from_date, until_date
                FROM guardian_restriction
                WHERE school_id = \(school) AND pupil_id = \(pupil) AND lifted_at IS NULL
                    AND (until_date IS NULL OR until_date >= \(day))
                ORDER BY guardian_id, id
                """)
        }

        /// - Throws: `field.until_before_from`; `notFound` for somebody who is no guardian of the pupil.
        static func set(
            on guardian: ID<Registry.Guardian>, of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>,
            from: LocalDate, until: LocalDate?, by office: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws {
            guard until.map({ $0 >= from }) ?? true else {
                throw Fault.invalid(field: "until", "restriction.until_before_from")
            }
            guard try Registry.Guardian.all(of: pupil, in: school, db).contains(where: { $0.id == guardian }) else {
                throw Fault.notFound()
            }
            try db.run(
                """
                INSERT INTO guardian_restriction
                    (school_id, pupil_id, guardian_id, id, from_date, until_date, made_at, made_by)
                VALUES (\(school), \(pupil), \(guardian), \(ID<Restriction>.next()), \(from), \(until), \(now), \(office))
                """)
        }

        /// - Throws: `notFound`, also where it was lifted before.
        static func lift(
            _ id: ID<Restriction>, of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>,
            by office: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws {
            let lifted = try db.run(
                """
                UPDATE guardian_restriction SET lifted_at = \(now), lifted_by = \(office)
                WHERE school_id = \(school) AND pupil_id = \(pupil) AND id = \(id) AND lifted_at IS NULL
                """)
            guard lifted == 1 else { throw Fault.notFound() }
        }
    }
}
