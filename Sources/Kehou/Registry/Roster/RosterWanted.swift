import Store

extension Roster {
    /// What the city should hold once the roster is applied, as tables of the staging file: `want_class`, `want_pupil`, ...
    ///
    /// Each row has its id in the database, old or new, and a ``Change``. All SQL here is SQLite's, as the staging file is.
    enum Wanted {
        /// Classes first, since pupils are compared with the class they are in.
        static let classes: [SQL] = [
            """
            CREATE TABLE class_place AS
            SELECT c.n, p.school_n, p.campus_n, c.homeroom, c.grade
            FROM class c
            JOIN org o ON o.source_id = c.org
            JOIN place p ON p.org_n = o.n
            WHERE c.gone = 0 AND c.bad = 0
            """,
            // A school of which only subject classes are known: the largest one a pupil is in stands for the homeroom.
            """
            CREATE TABLE stand_in AS
            SELECT n FROM class_place
            WHERE school_n NOT IN (SELECT school_n FROM class_place WHERE homeroom = 1)
                AND school_n NOT IN (
                    SELECT p.school_n
                    FROM spared_homeroom h JOIN org o ON o.source_id = h.source_id JOIN place p ON p.org_n = o.n)
                AND school_n NOT IN (
                    SELECT s.n
                    FROM before_class b
                    JOIN want_school s ON s.id = b.school_id
                    WHERE b.is_homeroom = 1 AND b.closed_on IS NULL
                        AND b.source_id IN (SELECT source_id FROM spared_class))
            """,
            """
            CREATE TABLE class_size AS
            SELECT class_n, SUM(count) AS size FROM (
                SELECT l.class_n, COUNT(*) AS count
                FROM enrolment_link l
                JOIN enrolment e ON e.n = l.n
                WHERE l.class_n IN (SELECT n FROM stand_in) AND e.kind = \(RoleKind.student.rawValue) AND e.over = 0
                GROUP BY l.class_n
                UNION ALL
                SELECT c.n, COUNT(*)
                FROM spared_size d
                JOIN class c ON c.source_id = d.class
                WHERE c.n IN (SELECT n FROM stand_in)
                GROUP BY c.n)
            GROUP BY class_n
            """,
            """
            CREATE TABLE class_of (person_n INTEGER PRIMARY KEY, class_n INTEGER, rank TEXT, found INTEGER) 
            """,
            // MAX picks the row whose columns stand beside it: the homeroom begun last, else the largest class.
            """
            INSERT INTO class_of
            SELECT l.person_n, l.class_n,
                MAX(CASE WHEN c.homeroom = 1 THEN COALESCE(e.begun, '') ELSE '' END
                    || printf('%09d%09d', COALESCE(s.size, 0), 999999999 - l.class_n)), COUNT(*)
            FROM enrolment_link l
            JOIN enrolment e ON e.n = l.n
            JOIN class_place c ON c.n = l.class_n
            LEFT JOIN class_size s ON s.class_n = l.class_n
            WHERE e.kind = \(RoleKind.student.rawValue) AND e.over = 0 AND (c.homeroom = 1 OR s.size IS NOT NULL)
            GROUP BY l.person_n
            """,
            """
            CREATE TABLE class_grade AS
            SELECT class_n, grade, MAX(count) FROM (
                SELECT o.class_n, p.grade, COUNT(*) AS count
                FROM class_of o
                JOIN class_place c ON c.n = o.class_n
                JOIN person p ON p.n = o.person_n
                WHERE c.grade IS NULL AND p.grade BETWEEN 1 AND 9
                GROUP BY o.class_n, p.grade)
            GROUP BY class_n
            """,
            """
            CREATE TABLE want_class (
                n INTEGER PRIMARY KEY, school_n INTEGER, school_id INTEGER, id INTEGER, campus_id INTEGER, source_id TEXT,
                name TEXT, grade INTEGER, is_homeroom INTEGER, state INTEGER)
            """,
            """
            INSERT INTO want_class
            SELECT n, school_n, school_id, id, campus_id, source_id, title, grade, homeroom,
                CASE WHEN before_id IS NULL THEN 1
                    WHEN before_name IS NOT title OR before_grade IS NOT grade OR before_homeroom IS NOT homeroom
                        OR before_campus IS NOT campus_id OR closed_on IS NOT NULL THEN 2
                    ELSE 0 END
            FROM (
                SELECT c.n, p.school_n, s.id AS school_id, COALESCE(b.id, c.new_id) AS id, COALESCE(k.id, a.id) AS campus_id, c.source_id,
                    c.title,
                    COALESCE(
                        NULLIF(c.grade, 0),
                        CASE WHEN c.source_id IN (SELECT source_id FROM spared_class) THEN b.grade END, g.grade) AS grade, c.homeroom, b.id AS before_id,
                    b.name AS before_name, b.grade AS before_grade, b.is_homeroom AS before_homeroom,
                    b.campus_id AS before_campus, b.closed_on
                FROM class_place p
                JOIN class c ON c.n = p.n
                JOIN want_school s ON s.n = p.school_n AND s.closed = 0
                LEFT JOIN want_campus k ON k.n = p.campus_n
                LEFT JOIN want_campus a ON a.school_n = p.school_n AND a.name = c.location
                LEFT JOIN class_grade g ON g.class_n = c.n
                LEFT JOIN before_class b INDEXED BY before_class_by_source
                    ON b.school_id = s.id AND b.source_id = c.source_id
                WHERE (c.grade IS NULL OR c.grade > 0)
                    AND (c.homeroom = 1 OR c.n IN (SELECT class_n FROM class_of)))
            WHERE grade IS NOT NULL
            """,
        ]

        /// Classes that are here no longer. Pupils ask for them, so they come before.
        static let goneClasses: [SQL] = [
            """
            CREATE TABLE gone_class AS
            SELECT school_id, id FROM before_class
            WHERE closed_on IS NULL AND source_id IS NOT NULL AND school_id IN (SELECT id FROM want_school)
                AND NOT (source_id IN (SELECT source_id FROM spared_class)
                    AND school_id IN (\(Roster.Spared.openSchools)))
            EXCEPT SELECT school_id, id FROM want_class
            """,
            "CREATE INDEX gone_class_by_school ON gone_class (school_id, id)",
            "CREATE INDEX want_class_by_school ON want_class (school_n)",
            "CREATE INDEX want_class_by_id ON want_class (school_id, id)",
        ]

        static let staff: [SQL] = [
            """
            CREATE TABLE staff_kind (school_n INTEGER, person_n INTEGER, kind INTEGER, rank INTEGER,
                PRIMARY KEY (school_n, person_n)) WITHOUT ROWID
            """,
            """
            INSERT INTO staff_kind
            SELECT p.school_n, l.person_n, l.kind, MAX(l.is_primary * 100 - l.kind)
            FROM role_link l
            JOIN place p ON p.org_n = l.org_n
            WHERE l.kind BETWEEN \(RoleKind.teacher.rawValue) AND \(RoleKind.aide.rawValue) AND l.over = 0
            GROUP BY p.school_n, l.person_n
            """,
            """
            CREATE TABLE want_staff (
                school_n INTEGER, n INTEGER, school_id INTEGER, id INTEGER, person_id INTEGER, kind INTEGER, state INTEGER,
                PRIMARY KEY (school_n, n)) WITHOUT ROWID
            """,
            """
            INSERT INTO want_staff
            SELECT k.school_n, k.person_n, k.school_id, COALESCE(k.before_id, k.new_id), COALESCE(k.before_person, k.new_id),
                k.kind,
                CASE WHEN k.before_id IS NULL THEN 1
                    WHEN k.before_name <> k.name OR k.before_mobile IS NOT k.mobile_index OR k.left_on IS NOT NULL
                        OR k.before_kind <> \(kindName) THEN 2
                    ELSE 0 END
            FROM (
                SELECT r.school_n, r.person_n, s.id AS school_id, p.new_id, p.name, p.mobile_index, b.id AS before_id,
                    b.person_id AS before_person, b.name AS before_name, b.mobile_index AS before_mobile,
                    b.kind AS before_kind, b.left_on,
                    CASE WHEN b.left_on IS NULL AND b.id IS NOT NULL
                            AND p.source_id IN (SELECT source_id FROM spared_person)
                        THEN \(kindNumber) ELSE r.kind END AS kind
                FROM staff_kind r
                JOIN person p ON p.n = r.person_n
                JOIN want_school s ON s.n = r.school_n AND s.closed = 0
                LEFT JOIN before_staff b INDEXED BY before_staff_by_source
                    ON b.school_id = s.id AND b.source_id = p.source_id
                WHERE p.gone = 0) k
            """,
            """
            CREATE TABLE want_class_teacher (
                school_n INTEGER, class_n INTEGER, person_n INTEGER, school_id INTEGER, class_id INTEGER, staff_id INTEGER,
                is_primary INTEGER, state INTEGER, PRIMARY KEY (school_n, class_n, person_n)) WITHOUT ROWID
            """,
            """
            INSERT INTO want_class_teacher
            SELECT school_n, class_n, person_n, school_id, class_id, staff_id, is_primary,
                CASE WHEN before_primary IS NULL THEN 1
                    WHEN before_primary <> is_primary OR ended_on IS NOT NULL THEN 2
                    ELSE 0 END
            FROM (
                SELECT c.school_n, c.n AS class_n, l.person_n, c.school_id, c.id AS class_id, s.id AS staff_id,
                    CASE WHEN b.ended_on IS NULL AND p.source_id IN (SELECT source_id FROM spared_person)
                        THEN COALESCE(b.is_primary, MAX(e.is_primary)) ELSE MAX(e.is_primary) END AS is_primary,
                    b.is_primary AS before_primary, b.ended_on
                FROM enrolment e
                JOIN enrolment_link l ON l.n = e.n
                JOIN want_class c ON c.n = l.class_n
                JOIN want_staff s ON s.school_n = c.school_n AND s.n = l.person_n
                JOIN person p ON p.n = l.person_n
                LEFT JOIN before_class_teacher b ON b.school_id = c.school_id AND b.class_id = c.id AND b.staff_id = s.id
                WHERE e.kind BETWEEN \(RoleKind.teacher.rawValue) AND \(RoleKind.aide.rawValue) AND e.over = 0
                GROUP BY c.school_n, c.n, l.person_n)
            """,
        ]

        /// The kind's name in the database, from its number in `staff_kind`.
        static let kindName: SQL = names(RoleKind.staff, of: "k.kind")
        static let relationName: SQL = names(RoleKind.family, of: "f.kind")

        /// The other way round, for those who stay what they were.
        private static let kindNumber: SQL = numbers(RoleKind.staff, of: "b.kind")
        static let relationNumber: SQL = numbers(RoleKind.family, of: "b.relation")

        private static func numbers(_ kinds: [RoleKind], of column: String) -> SQL {
            let cases = kinds.map { "WHEN '\($0)' THEN \($0.rawValue)" }.joined(separator: " ")
            return "CASE \(unsafe: column) \(unsafe: cases) END"
        }

        private static func names(_ kinds: [RoleKind], of column: String) -> SQL {
            let cases = kinds.map { "WHEN \($0.rawValue) THEN '\($0)'" }.joined(separator: " ")
            return "CASE \(unsafe: column) \(unsafe: cases) ELSE 'guardian' END"
        }
    }
}
