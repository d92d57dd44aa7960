import Store

extension Enrolment {
    /// One guardian asks the office to end another's tie to the child. All are equal, so only the office does it.
    struct Ending: Sendable, FromRow {
        enum State: String, Choice {
            case waiting, ended, kept

            static let prefix = "ending.state"
        }

        let school: ID<Registry.School>
        let id: ID<Ending>
        let pupil: ID<Registry.Pupil>
        let guardian: ID<Registry.Guardian>
        let account: ID<Caller.Account>
        let state: State
        let madeAt: Instant

        init(_ row: Row) throws {
            school = try row["school_id"]
            id = try row["id"]
            pupil = try row["pupil_id"]
            guardian = try row["guardian_id"]
            account = try row["account_id"]
            state = try row["state"]
            madeAt = try row["made_at"]
        }

        private static let columns: SQL = "school_id, id, pupil_id, guardian_id, account_id, state, made_at"

        /// - Throws: `notFound` for somebody who is no guardian of the pupil; `ending.asked` where a request waits already.
        static func ask(
            for guardian: ID<Registry.Guardian>, of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>,
            by account: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws {
            guard try Registry.Guardian.all(of: pupil, in: school, db).contains(where: { $0.id == guardian }) else {
                throw Fault.notFound()
            }
            let made = try db.run(
                """
                INSERT INTO guardianship_ending (school_id, id, pupil_id, guardian_id, account_id, state, made_at)
                SELECT \(school), \(ID<Ending>.next()), \(pupil), \(guardian), \(account), 'waiting', \(now)
                WHERE NOT EXISTS (
                    SELECT 1
                    FROM guardianship_ending
                    WHERE school_id = \(school) AND pupil_id = \(pupil) AND guardian_id = \(guardian)
                        AND state = 'waiting')
                """)
            guard made == 1 else { throw Fault.conflict("ending.asked") }
        }

        static func waiting(in school: ID<Registry.School>, limit: Int = 50, _ db: DB) throws -> [Ending] {
            try db.all(
                """
                SELECT \(columns)
                FROM guardianship_ending
                WHERE school_id = \(school) AND state = 'waiting'
                ORDER BY id
                LIMIT \(limit)
                """)
        }

        /// - Throws: `notFound`, also for another school's.
        static func find(_ id: ID<Ending>, in school: ID<Registry.School>, _ db: DB) throws -> Ending {
            let found = try db.first(
                "SELECT \(columns) FROM guardianship_ending WHERE school_id = \(school) AND id = \(id)", as: Ending.self
            )
            guard let found else { throw Fault.notFound() }
            return found
        }

        /// Ends the tie, or keeps it.
        ///
        /// - Throws: `claim.decided` where somebody was quicker.
        func decide(_ state: State, by office: ID<Caller.Account>, at now: Instant, _ db: DB) throws {
            let changed = try db.run(
                """
                UPDATE guardianship_ending SET state = \(state), decided_at = \(now), decided_by = \(office)
                WHERE school_id = \(school) AND id = \(id) AND state = 'waiting'
                """)
            guard changed == 1 else { throw Fault.conflict("claim.decided") }
            guard state == .ended else { return }
            try db.run(
                """
                UPDATE guardianship SET ended_on = \(now.localDate), ended_by = \(office)
                WHERE school_id = \(school) AND pupil_id = \(pupil) AND guardian_id = \(guardian) AND ended_on IS NULL
                """)
        }
    }
}
