import Store

extension Roster {
    /// Whom and what skipped rows spoke of, so that nobody is gone or changed only because a row was skipped.
    ///
    /// Tables of the staging file, all empty where no row is skipped:
    ///
    /// - `spared_person`: people by their `sourcedId`. Their rows, ties and class stay as they are.
    /// - `spared_role`: those of them of whom a role was skipped; `lost_role`: their rows of `users.csv`, which may be good.
    /// - `spared_class`: classes that stay; `spared_homeroom`: organisations whose skipped class may have been a homeroom.
    /// - `spared_org`: organisations whose stage and campus stay.
    /// - `spared_size`: one row for each skipped enrolment of a pupil, which counts for the size of its class.
    /// - `spared_nameless`: kinds of row that were skipped without a readable id, which may be anybody's.
    enum Spared {
        static let tables: [SQL] = [
            "CREATE TABLE spoken (text TEXT, file TEXT)",
            "CREATE TABLE spared_person (source_id TEXT PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE spared_role (source_id TEXT PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE spared_class (source_id TEXT PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE spared_homeroom (source_id TEXT PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE spared_org (source_id TEXT PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE spared_size (class TEXT)",
            "CREATE TABLE spared_nameless (kind TEXT PRIMARY KEY) WITHOUT ROWID",
            // Filled by the comparison.
            "CREATE TABLE lost_role (n INTEGER PRIMARY KEY)",
            """
            CREATE TABLE stay (
                source_id TEXT PRIMARY KEY, school_id INTEGER, school_n INTEGER, class_id INTEGER, grade INTEGER)
                WITHOUT ROWID
            """,
        ]

        /// What malformed rows of roles, classes and enrolments hold, in whichever column: any of it may be an id.
        static let malformed: [SQL] =
            ["person", "class", "org"].map { table -> SQL in
                "INSERT OR IGNORE INTO spared_\(unsafe: table) SELECT text FROM spoken"
            } + ["INSERT OR IGNORE INTO spared_role SELECT text FROM spoken WHERE file = \(File.roles.rawValue)"]

        /// Keeps aside what the bad rows name, before they are dropped.
        static let dropped: [SQL] = [
            "INSERT OR IGNORE INTO spared_org SELECT source_id FROM org WHERE bad > 0",
            "INSERT OR IGNORE INTO spared_org SELECT org FROM class WHERE bad > 0",
            """
            INSERT OR IGNORE INTO spared_org
            SELECT org FROM role WHERE bad > 0 OR person_n IN (SELECT n FROM person WHERE bad > 0)
            """,
            "INSERT OR IGNORE INTO spared_class SELECT source_id FROM class WHERE bad > 0",
            "INSERT OR IGNORE INTO spared_class SELECT class FROM enrolment WHERE bad > 0",
            "INSERT OR IGNORE INTO spared_homeroom SELECT org FROM class WHERE bad > 0 AND (homeroom = 1 OR bad = 2)",
            "INSERT OR IGNORE INTO spared_person SELECT source_id FROM person WHERE bad > 0",
            "INSERT OR IGNORE INTO spared_role SELECT person FROM role WHERE bad > 0 AND person IS NOT NULL",
            """
            INSERT OR IGNORE INTO spared_role
            SELECT p.source_id FROM role r JOIN person p ON p.n = r.person_n WHERE r.bad > 0
            """,
            "INSERT OR IGNORE INTO spared_person SELECT source_id FROM spared_role",
            "INSERT OR IGNORE INTO spared_person SELECT person FROM enrolment WHERE bad > 0",
            """
            INSERT INTO spared_size
            SELECT class FROM enrolment WHERE bad > 0 AND kind = \(RoleKind.student.rawValue) AND over = 0
            """,
            "INSERT OR IGNORE INTO spared_nameless SELECT 'person' FROM person WHERE bad > 0 AND source_id = ''",
            "INSERT OR IGNORE INTO spared_nameless SELECT 'class' FROM class WHERE bad > 0 AND source_id = ''",
            "INSERT OR IGNORE INTO spared_nameless SELECT 'role' FROM role WHERE bad > 0 AND person = ''",
            "INSERT OR IGNORE INTO spared_nameless SELECT 'enrolment' FROM enrolment WHERE bad > 0 AND person = ''",
        ]

        /// Settles who is spared, once the database's rows are beside the roster's.
        static let settled: [SQL] =
            nameless + [
                "DELETE FROM spared_person WHERE source_id = ''",
                "DELETE FROM spared_class WHERE source_id = ''",
                "DELETE FROM spared_org WHERE source_id = ''",
                // Who is called gone by a good row is gone.
                """
                DELETE FROM spared_person
                WHERE source_id IN (SELECT source_id FROM person WHERE gone = 1)
                    AND EXISTS (SELECT 1 FROM spared_person)
                """,
                """
                DELETE FROM spared_class
                WHERE source_id IN (SELECT source_id FROM class WHERE gone = 1)
                    AND EXISTS (SELECT 1 FROM spared_class)
                """,
                """
                INSERT OR IGNORE INTO lost_role
                SELECT p.n FROM spared_role s CROSS JOIN person p ON p.source_id = s.source_id WHERE p.gone = 0
                """,
                // A role without a readable id may be that of anybody who has none.
                """
                INSERT OR IGNORE INTO lost_role
                SELECT p.n FROM spared_nameless x CROSS JOIN person p
                WHERE x.kind = 'role' AND p.gone = 0
                    AND p.n NOT IN (SELECT person_n FROM role_link WHERE person_n IS NOT NULL)
                """,
            ]

        /// A row without an id may be that of anybody whom no good row names.
        private static let nameless: [SQL] =
            [
                """
                INSERT OR IGNORE INTO spared_class
                SELECT b.source_id FROM before_class b
                WHERE EXISTS (SELECT 1 FROM spared_nameless WHERE kind = 'class') AND b.source_id IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM class c WHERE c.source_id = b.source_id)
                """
            ]
            + ["pupil", "staff", "guardian"].flatMap { table in
                [
                    ("person", "1 = 1"),
                    ("role", "p.n IN (SELECT person_n FROM role_link WHERE person_n IS NOT NULL)"),
                    ("enrolment", "p.n IN (SELECT person_n FROM enrolment_link WHERE person_n IS NOT NULL)"),
                ].map { kind, named -> SQL in
                    """
                    INSERT OR IGNORE INTO spared_person
                    SELECT b.source_id FROM before_\(unsafe: table) b
                    WHERE EXISTS (SELECT 1 FROM spared_nameless WHERE kind = \(kind)) AND b.source_id IS NOT NULL
                        AND NOT EXISTS (
                            SELECT 1 FROM person p WHERE p.source_id = b.source_id AND \(unsafe: named))
                    """
                }
            }

        /// Where each spared pupil stays, and in which class; after the classes, since one that is gone keeps nobody. Nor does a
        /// school that closes: whoever is in it goes where the good rows say.
        static let homes: [SQL] = [
            """
            INSERT OR IGNORE INTO stay
            SELECT b.source_id, b.school_id, s.n,
                CASE WHEN g.id IS NULL THEN b.class_id END,
                CASE WHEN g.id IS NULL AND b.class_id IS NOT NULL THEN COALESCE(w.grade, b.grade) END
            FROM spared_person x
            JOIN before_pupil b ON b.source_id = x.source_id AND b.left_on IS NULL
            LEFT JOIN want_school s ON s.id = b.school_id
            LEFT JOIN gone_class g ON g.school_id = b.school_id AND g.id = b.class_id
            LEFT JOIN want_class w ON w.school_id = b.school_id AND w.id = b.class_id
            WHERE s.id IS NULL OR s.closed = 0
            """
        ]

        /// Ties that stay because either end is spared, unless a good row calls one of them gone.
        static let ties: [SQL] = [
            """
            CREATE TABLE spared_tie AS
            SELECT g.school_id, g.pupil_id, g.guardian_id
            FROM before_guardianship g
            JOIN before_pupil p ON p.school_id = g.school_id AND p.id = g.pupil_id
            JOIN before_guardian a ON a.id = g.guardian_id
            WHERE EXISTS (SELECT 1 FROM spared_person) AND g.ended_on IS NULL AND p.left_on IS NULL
                AND (p.source_id IN (SELECT source_id FROM spared_person)
                    OR a.source_id IN (SELECT source_id FROM spared_person))
                AND p.source_id NOT IN (SELECT source_id FROM person WHERE gone = 1)
                AND a.source_id NOT IN (SELECT source_id FROM person WHERE gone = 1)
                AND g.school_id IN (\(openSchools))
            """,
            // A class teacher's tie stays with its teacher, and with a class of which nothing could be told.
            """
            CREATE TABLE spared_teacher AS
            SELECT t.school_id, t.class_id, t.staff_id
            FROM before_class_teacher t
            JOIN before_class c ON c.school_id = t.school_id AND c.id = t.class_id
            JOIN before_staff s ON s.school_id = t.school_id AND s.id = t.staff_id
            WHERE t.ended_on IS NULL AND c.closed_on IS NULL AND s.left_on IS NULL
                AND (s.source_id IN (SELECT source_id FROM spared_person)
                    OR c.source_id IN (SELECT source_id FROM spared_class)
                        AND NOT EXISTS (SELECT 1 FROM want_class w WHERE w.school_id = c.school_id AND w.id = c.id))
                AND NOT EXISTS (SELECT 1 FROM gone_class g WHERE g.school_id = t.school_id AND g.id = t.class_id)
                AND (s.source_id IS NULL OR s.source_id NOT IN (SELECT source_id FROM person WHERE gone = 1))
                AND t.school_id IN (\(openSchools))
            """,
        ]

        /// Schools that the roster keeps open: one that closes takes everybody with it.
        static let openSchools: SQL = "SELECT id FROM want_school WHERE closed = 0"
    }
}
