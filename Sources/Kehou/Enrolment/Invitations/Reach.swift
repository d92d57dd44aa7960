import Store

extension Enrolment {
    /// Families reached: somebody of the family signed in, or said who they are on the page of the pupil's code. Numbers only.
    ///
    /// Opening that page is not enough: a program that looks at a link does, and so does the office that printed the slip.
    ///
    /// *Source*: the notice, clause 1c: families really know.
    enum Reach {
        enum How: String, Choice {
            case signedIn = "signed_in"
            case codePage = "code_page"

            static let prefix = "reach.how"
        }

        /// One class and how many of its pupils' families have been reached.
        struct Count: Sendable, FromRow {
            let classID: ID<Registry.SchoolClass>
            let name: String
            let pupils: Int
            let reached: Int
            let linked: Int

            init(_ row: Row) throws {
                classID = try row["id"]
                name = try row["name"]
                pupils = try row["pupils"]
                reached = try row["reached"]
                linked = try row["linked"]
            }
        }

        /// Notes the first time only; the class's count grows with a family's first way in.
        static func note(
            _ how: How, _ pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, at now: Instant, _ db: DB
        ) throws {
            let isNew = try db.run(
                """
                INSERT INTO family_reach (school_id, pupil_id, how, at)
                VALUES (\(school), \(pupil), \(how), \(now))
                ON CONFLICT (school_id, pupil_id, how) DO NOTHING
                """)
            guard isNew == 1 else { return }
            let ways = try db.value(
                "SELECT COUNT(*) FROM family_reach WHERE school_id = \(school) AND pupil_id = \(pupil)", as: Int.self)
            guard ways == 1 else { return }
            try db.run(
                """
                UPDATE coverage SET reached = reached + 1
                WHERE school_id = \(school) AND class_id = (
                    SELECT COALESCE(p.class_id, 0)
                    FROM pupil p
                    WHERE p.school_id = \(school) AND p.id = \(pupil) AND p.left_on IS NULL)
                """)
        }

        /// Notes that somebody with a slip went on to say who they are. From whoever works for the school, its district or its city
        /// it tells nothing about the family.
        static func note(_ code: PaperCode, by caller: Caller, _ db: DB) throws {
            let home = try Registry.School.find(code.school, db)
            let places: Set = [
                Place(kind: .school, id: home.id.rawValue), Place(kind: .district, id: home.districtID.rawValue),
                Place(kind: .city, id: home.cityID.rawValue),
            ]
            guard !caller.appointments.contains(where: { places.contains($0.place) }) else { return }
            try note(.codePage, code.pupil, in: code.school, at: caller.now, db)
        }

        static func note(_ account: ID<Caller.Account>, at now: Instant, _ db: DB) throws {
            for child in try Registry.FamilyAccount.children(of: account, on: now.localDate, db) {
                try note(.signedIn, child.pupil, in: child.school, at: now, db)
            }
        }

        /// A school's classes with their counts, by grade. By the primary keys and `pupil_by_class`.
        static func counts(in school: ID<Registry.School>, _ db: DB) throws -> [Count] {
            try db.all(
                """
                SELECT c.id, c.name, COUNT(p.id) AS pupils,
                    SUM(CASE WHEN EXISTS (
                        SELECT 1
                        FROM family_reach r
                        WHERE r.school_id = p.school_id AND r.pupil_id = p.id) THEN 1 ELSE 0 END) AS reached,
                    SUM(CASE WHEN EXISTS (
                        SELECT 1
                        FROM guardianship s
                        JOIN guardian_account a ON a.guardian_id = s.guardian_id
                        WHERE s.school_id = p.school_id AND s.pupil_id = p.id AND s.ended_on IS NULL)
                        THEN 1 ELSE 0 END) AS linked
                FROM class c
                JOIN pupil p ON p.school_id = c.school_id AND p.class_id = c.id AND p.left_on IS NULL
                WHERE c.school_id = \(school) AND c.closed_on IS NULL
                GROUP BY c.id, c.name, c.grade
                ORDER BY c.grade, c.name, c.id
                """)
        }
    }
}
