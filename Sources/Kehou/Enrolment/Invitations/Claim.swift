import Store

extension Enrolment {
    /// Somebody with a paper code whose mobile the roster does not know for this pupil says what they are to the child; the
    /// school's office confirms or refuses.
    struct Claim: Sendable, FromRow {
        enum State: String, Choice {
            case waiting, confirmed, refused

            static let prefix = "claim.state"
        }

        let school: ID<Registry.School>
        let id: ID<Claim>
        let pupil: ID<Registry.Pupil>
        let account: ID<Caller.Account>
        let name: String
        let relation: Registry.Guardianship.Relation
        let mobile: Protection.SealedMobile
        let state: State
        let madeAt: Instant

        init(_ row: Row) throws {
            school = try row["school_id"]
            id = try row["id"]
            pupil = try row["pupil_id"]
            account = try row["account_id"]
            name = try row["name"]
            relation = try row["relation"]
            guard let sealed = try Protection.SealedMobile(row) else { throw Fault.broken("a claim without a mobile") }
            mobile = sealed
            state = try row["state"]
            madeAt = try row["made_at"]
        }

        private static let columns: SQL = """
            school_id, id, pupil_id, account_id, name, relation, mobile_sealed, mobile_key, mobile_index, state, made_at
            """

        /// - Throws: `notFound`, also for another school's.
        static func find(_ id: ID<Claim>, in school: ID<Registry.School>, _ db: DB) throws -> Claim {
            let found = try db.first(
                "SELECT \(columns) FROM guardian_claim WHERE school_id = \(school) AND id = \(id)", as: Claim.self)
            guard let found else { throw Fault.notFound() }
            return found
        }

        /// A school's claims of one state, oldest first, a page at a time. Rides `guardian_claim_by_state`.
        static func list(
            _ state: State, in school: ID<Registry.School>, after id: ID<Claim>?, limit: Int, _ db: DB
        ) throws -> [Claim] {
            try db.all(
                """
                SELECT \(columns)
                FROM guardian_claim
                WHERE school_id = \(school) AND state = \(state) AND id > \(id ?? 0)
                ORDER BY id
                LIMIT \(limit)
                """)
        }

        static func count(_ state: State, in school: ID<Registry.School>, _ db: DB) throws -> Int {
            try db.value(
                "SELECT COUNT(*) FROM guardian_claim WHERE school_id = \(school) AND state = \(state)", as: Int.self)
                ?? 0
        }

        /// Writes a waiting claim; nothing where the account's claim for the pupil waits already.
        static func make(
            of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, by account: ID<Caller.Account>, name: String,
            relation: Registry.Guardianship.Relation, mobile: Protection.SealedMobile, at now: Instant, _ db: DB
        ) throws {
            try db.run(
                """
                INSERT INTO guardian_claim (school_id, id, pupil_id, account_id, name, relation, mobile_sealed, mobile_key,
                    mobile_index, state, made_at)
                SELECT \(school), \(ID<Claim>.next()), \(pupil), \(account), \(name), \(relation), \(mobile.bytes),
                    \(mobile.key), \(mobile.index), 'waiting', \(now)
                WHERE NOT EXISTS (
                    SELECT 1
                    FROM guardian_claim
                    WHERE school_id = \(school) AND pupil_id = \(pupil) AND account_id = \(account)
                        AND state = 'waiting')
                """)
        }

        /// The office knows the person: from now on they are a guardian like any other.
        ///
        /// The tie hangs on a row made by hand, one for each account, which no roster ends.
        /// - Throws: `claim.decided` where somebody was quicker.
        func confirm(by office: ID<Caller.Account>, at now: Instant, _ db: DB) throws {
            let guardian = try guardian(at: now, db)
            try decide(.confirmed, guardian, by: office, at: now, db)
            try db.run(
                """
                INSERT INTO guardianship (school_id, pupil_id, guardian_id, relation)
                VALUES (\(school), \(pupil), \(guardian), \(relation))
                ON CONFLICT (school_id, pupil_id, guardian_id) DO UPDATE
                SET relation = excluded.relation, ended_on = NULL, ended_by = NULL
                """)
            try Registry.FamilyAccount.link(guardian, to: account, via: .claim, at: now, db)
            try Registry.FamilyAccount.appoint(account, at: now, db)
        }

        /// - Throws: `claim.decided` where somebody was quicker.
        func refuse(by office: ID<Caller.Account>, at now: Instant, _ db: DB) throws {
            try decide(.refused, nil, by: office, at: now, db)
            try Registry.FamilyAccount.appoint(account, at: now, db)
        }

        private func decide(
            _ state: State, _ guardian: ID<Registry.Guardian>?, by office: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws {
            let changed = try db.run(
                """
                UPDATE guardian_claim
                SET state = \(state), decided_at = \(now), decided_by = \(office), guardian_id = \(guardian)
                WHERE school_id = \(school) AND id = \(id) AND state = 'waiting'
                """)
            guard changed == 1 else { throw Fault.conflict("claim.decided") }
        }

        private func guardian(at now: Instant, _ db: DB) throws -> ID<Registry.Guardian> {
            let city = try Registry.School.find(school, db).cityID
            let own = try db.value(
                """
                SELECT g.id
                FROM guardian_account a
                JOIN guardian g ON g.id = a.guardian_id
                WHERE a.account_id = \(account) AND g.source_id IS NULL AND g.city_id = \(city)
                    AND g.left_on IS NULL AND a.via = 'claim'
                ORDER BY g.id
                """, as: ID<Registry.Guardian>.self)
            if let own { return own }
            let guardian = Registry.Guardian(cityID: city, name: name, mobile: mobile)
            try guardian.insert(db)
            return guardian.id
        }
    }
}
