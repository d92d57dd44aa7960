import Store

extension Registry {
    /// The accounts of guardians: which guardian of the roster each stands for, and which children follow from that.
    ///
    /// One person may be several guardians of the roster, as when two schools each wrote a row of their own; one guardian has at
    /// most one account. Families are found from the account: they hold no list of their own.
    enum FamilyAccount {
        /// How a guardian came to have the account.
        enum Via: String, Choice {
            /// A one-time code to the mobile on the roster.
            case mobile
            /// A paper code, confirmed by the office.
            case claim

            static let prefix = "guardian_account.via"
        }

        /// One child as one guardian's account sees it.
        struct Child: Sendable, FromRow {
            let school: ID<School>
            let schoolName: PlaceName
            let pupil: ID<Pupil>
            let name: String
            let classID: ID<SchoolClass>?
            let className: String?
            let grade: Int?
            /// Nil while the office has not confirmed a claim.
            let guardian: ID<Guardian>?
            let relation: Guardianship.Relation
            /// Sees no whereabouts, collectors or codes.
            let isRestricted: Bool

            /// Is a guardian of the roster, or one whom the office confirmed.
            var isConfirmed: Bool { guardian != nil }

            init(_ row: Row) throws {
                school = try row["school_id"]
                schoolName = try PlaceName(row, "school_name")
                pupil = try row["pupil_id"]
                name = try row["name"]
                classID = try row["class_id"]
                className = try row["class_name"]
                grade = try row["grade"]
                guardian = try row["guardian_id"]
                relation = try row["relation"]
                isRestricted = try row["restrictions"] as Int > 0
            }
        }

        /// Every child of an account, in all schools, each once; eldest enrolment first.
        ///
        /// *Shape*: confirmed ties win over a claim for the same child. Rides `guardian_account_by_account` and
        /// `guardianship_by_guardian`.
        static func children(of account: ID<Caller.Account>, on day: LocalDate, _ db: DB) throws -> [Child] {
            try distinct(ties(of: account, on: day, where: "", db) + claimed(by: account, where: "", db))
        }

        /// One child of an account, or nil where it is none of theirs.
        static func child(
            _ pupil: ID<Pupil>, in school: ID<School>, of account: ID<Caller.Account>, on day: LocalDate, _ db: DB
        ) throws -> Child? {
            let ties = try ties(
                of: account, on: day, where: "AND s.school_id = \(school) AND s.pupil_id = \(pupil)", db)
            if let tie = distinct(ties).first { return tie }
            return try claimed(by: account, where: "AND c.school_id = \(school) AND c.pupil_id = \(pupil)", db).first
        }

        /// The guardians of the roster that an account stands for.
        static func guardians(of account: ID<Caller.Account>, _ db: DB) throws -> [ID<Guardian>] {
            try db.values(
                "SELECT guardian_id FROM guardian_account WHERE account_id = \(account) ORDER BY guardian_id",
                as: ID<Guardian>.self)
        }

        /// The account that stands for a guardian, if they have one yet.
        static func account(of guardian: ID<Guardian>, _ db: DB) throws -> ID<Caller.Account>? {
            try db.value(
                "SELECT account_id FROM guardian_account WHERE guardian_id = \(guardian)", as: ID<Caller.Account>.self)
        }

        /// Makes an account stand for a guardian from now on, in place of any other.
        static func link(
            _ guardian: ID<Guardian>, to account: ID<Caller.Account>, via: Via, at now: Instant, _ db: DB
        ) throws {
            try db.run(
                """
                INSERT INTO guardian_account (guardian_id, account_id, via, since)
                VALUES (\(guardian), \(account), \(via), \(now))
                ON CONFLICT (guardian_id) DO UPDATE
                SET account_id = excluded.account_id, via = excluded.via, since = excluded.since
                WHERE guardian_account.account_id <> excluded.account_id
                """)
        }

        private static func ties(
            of account: ID<Caller.Account>, on day: LocalDate, where condition: SQL, _ db: DB
        ) throws -> [Child] {
            try db.all(
                """
                SELECT s.school_id, school.name AS school_name, school.name_en AS school_name_en, s.pupil_id, p.name, p.class_id, class.name AS class_name,
                    COALESCE(class.grade, p.grade) AS grade, s.guardian_id, s.relation,
                    (SELECT COUNT(*)
                        FROM guardian_restriction r
                        WHERE r.school_id = s.school_id AND r.pupil_id = s.pupil_id AND r.guardian_id = s.guardian_id
                            AND r.lifted_at IS NULL AND r.from_date <= \(day)
                            AND (r.until_date IS NULL OR r.until_date >= \(day))) AS restrictions
                FROM guardian_account a
                JOIN guardianship s ON s.guardian_id = a.guardian_id
                JOIN pupil p ON p.school_id = s.school_id AND p.id = s.pupil_id
                JOIN school ON school.id = s.school_id
                LEFT JOIN class ON class.school_id = p.school_id AND class.id = p.class_id
                WHERE a.account_id = \(account) \(condition) AND s.ended_on IS NULL AND p.left_on IS NULL
                ORDER BY s.school_id, s.pupil_id, restrictions DESC, s.guardian_id
                """)
        }

        private static func claimed(
            by account: ID<Caller.Account>, where condition: SQL, _ db: DB
        ) throws -> [Child] {
            try db.all(
                """
                SELECT c.school_id, school.name AS school_name, school.name_en AS school_name_en, c.pupil_id, p.name, p.class_id, class.name AS class_name,
                    COALESCE(class.grade, p.grade) AS grade, c.guardian_id, c.relation, 0 AS restrictions
                FROM guardian_claim c
                JOIN pupil p ON p.school_id = c.school_id AND p.id = c.pupil_id
                JOIN school ON school.id = c.school_id
                LEFT JOIN class ON class.school_id = p.school_id AND class.id = p.class_id
                WHERE c.account_id = \(account) AND c.state = 'waiting' \(condition) AND p.left_on IS NULL
                ORDER BY c.school_id, c.pupil_id
                """)
        }

        /// Each child once: a tie before a claim, a restricted tie before a free one, or a second row of the same person would
        /// open what the office closed.
        private static func distinct(_ children: [Child]) -> [Child] {
            var seen: Set<ID<Pupil>> = []
            return children.filter { seen.insert($0.pupil).inserted }
        }
    }
}

extension Registry.FamilyAccount {
    /// A restriction goes with the child: what a guardian was not to see at one school they do not see at the next, whose office
    /// lifts it when it may. Only what is in force or still to come, and each once.
    static func keepRestrictions(
        of arrival: Roster.Arrival, in school: ID<Registry.School>, at now: Instant, _ db: DB
    ) throws {
        let restrictions = try db.all(
            """
            SELECT r.guardian_id, r.from_date, r.until_date, r.made_at, r.made_by
            FROM guardian_restriction r
            WHERE r.school_id = \(arrival.oldSchool) AND r.pupil_id = \(arrival.oldPupil) AND r.lifted_at IS NULL
                AND (r.until_date IS NULL OR r.until_date >= \(now.localDate))
                AND NOT EXISTS (
                    SELECT 1
                    FROM guardian_restriction k
                    WHERE k.school_id = \(school) AND k.pupil_id = \(arrival.pupil) AND k.guardian_id = r.guardian_id
                        AND k.made_at = r.made_at AND k.made_by = r.made_by)
            ORDER BY r.guardian_id, r.id
            """, as: Row.self)
        for row in restrictions {
            try db.run(
                """
                INSERT INTO guardian_restriction
                    (school_id, pupil_id, guardian_id, id, from_date, until_date, made_at, made_by)
                VALUES (\(school), \(arrival.pupil), \(try row["guardian_id"] as Int64), \(ID<Child>.next()),
                    \(try row["from_date"] as String), \(try row["until_date"] as String?),
                    \(try row["made_at"] as Instant), \(try row["made_by"] as Int64))
                """)
        }
    }
}
