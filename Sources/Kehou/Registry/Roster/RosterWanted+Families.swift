import Store

extension Roster.Wanted {
    private typealias RoleKind = Roster.RoleKind

    static let pupils: [SQL] = [
        "CREATE TABLE home (person_n INTEGER PRIMARY KEY, school_n INTEGER, rank INTEGER)",
        """
        INSERT INTO home
        SELECT l.person_n, p.school_n, MAX(l.is_primary)
        FROM role_link l
        JOIN place p ON p.org_n = l.org_n
        WHERE l.kind = \(RoleKind.student.rawValue) AND l.over = 0
        GROUP BY l.person_n
        """,
        """
        CREATE TABLE want_pupil (
            n INTEGER PRIMARY KEY, school_n INTEGER, school_id INTEGER, id INTEGER, person_id INTEGER, class_id INTEGER,
            grade INTEGER, state INTEGER)
        """,
        // The class decides where a pupil belongs; without one, the main role does. One of whom a row was skipped stays.
        // SQLite, which knows nothing of the sizes, would look through the whole school for each pupil.
        """
        INSERT INTO want_pupil
        SELECT n, school_n, school_id, id, person_id, class_id, grade,
            CASE WHEN before_id IS NULL THEN 1
                WHEN before_name <> name OR before_class IS NOT class_id OR before_grade IS NOT grade
                    OR before_number IS NOT number_hmac OR left_on IS NOT NULL THEN 2
                ELSE 0 END
        FROM (
            SELECT p.n, s.n AS school_n, s.id AS school_id, COALESCE(b.id, p.new_id) AS id,
                COALESCE(b.person_id, (SELECT x.person_id FROM before_pupil x WHERE x.source_id = p.source_id), p.new_id)
                    AS person_id,
                COALESCE(t.class_id, c.id) AS class_id,
                COALESCE(t.grade, c.grade, NULLIF(p.grade, 0)) AS grade, p.name, p.number_hmac, b.id AS before_id,
                b.name AS before_name, b.class_id AS before_class, b.grade AS before_grade,
                b.number_hmac AS before_number, b.left_on
            FROM home h
            JOIN person p ON p.n = h.person_n
            LEFT JOIN class_of o ON o.person_n = h.person_n
            LEFT JOIN stay t ON t.source_id = p.source_id
            LEFT JOIN want_class c ON c.n = o.class_n AND (t.source_id IS NULL OR c.school_n = t.school_n)
            JOIN want_school s ON s.closed = 0
                AND s.n = CASE WHEN t.source_id IS NULL THEN COALESCE(c.school_n, h.school_n) ELSE t.school_n END
            LEFT JOIN before_pupil b INDEXED BY before_pupil_by_source
                ON b.school_id = s.id AND b.source_id = p.source_id
            WHERE p.gone = 0 AND (c.id IS NOT NULL OR t.class_id IS NOT NULL OR p.grade IS NULL OR p.grade > 0))
        """,
        "CREATE INDEX want_pupil_by_school ON want_pupil (school_n)",
    ]

    static let guardians: [SQL] = [
        "CREATE TABLE family (person_n INTEGER PRIMARY KEY, kind INTEGER)",
        """
        INSERT INTO family
        SELECT l.person_n, MIN(l.kind)
        FROM role_link l
        WHERE l.kind BETWEEN \(RoleKind.parent.rawValue) AND \(RoleKind.guardian.rawValue) AND l.over = 0
        GROUP BY l.person_n
        """,
        """
        CREATE TABLE pair (pupil_n INTEGER, guardian_n INTEGER, PRIMARY KEY (pupil_n, guardian_n)) WITHOUT ROWID
        """,
        // A tie may stand on the pupil's row, on the guardian's, or on both.
        """
        INSERT OR IGNORE INTO pair
        SELECT l.person_n, l.target_n
        FROM agent_link l
        WHERE EXISTS (SELECT 1 FROM want_pupil w WHERE w.n = l.person_n)
            AND NOT EXISTS (SELECT 1 FROM want_pupil w WHERE w.n = l.target_n)
        """,
        """
        INSERT OR IGNORE INTO pair
        SELECT l.target_n, l.person_n
        FROM agent_link l
        WHERE EXISTS (SELECT 1 FROM want_pupil w WHERE w.n = l.target_n)
            AND NOT EXISTS (SELECT 1 FROM want_pupil w WHERE w.n = l.person_n)
        """,
        "DELETE FROM pair WHERE guardian_n IN (SELECT n FROM person WHERE gone = 1)",
        "CREATE TABLE want_guardian (n INTEGER PRIMARY KEY, id INTEGER, state INTEGER)",
        """
        INSERT INTO want_guardian
        SELECT p.n, COALESCE(b.id, p.new_id),
            CASE WHEN b.id IS NULL THEN 1
                WHEN b.name <> p.name OR b.mobile_index IS NOT p.mobile_index OR b.left_on IS NOT NULL THEN 2
                ELSE 0 END
        FROM (SELECT DISTINCT guardian_n FROM pair) g
        JOIN person p ON p.n = g.guardian_n
        LEFT JOIN before_guardian b ON b.source_id = p.source_id
        """,
        """
        CREATE TABLE want_guardianship (
            school_n INTEGER, school_id INTEGER, pupil_id INTEGER, guardian_id INTEGER, kind INTEGER, state INTEGER)
        """,
    ]

    /// Ties between wanted pupils and guardians: one for each row of `pair`, but for those that an office ended.
    static let ties: [SQL] = [
        // Whom an office took away from a child does not come back by a roster, nor with the child's next school; only an
        // office makes them a guardian again.
        """
        CREATE TABLE struck_tie (person_id INTEGER, guardian_id INTEGER, PRIMARY KEY (person_id, guardian_id))
            WITHOUT ROWID
        """,
        """
        INSERT OR IGNORE INTO struck_tie
        SELECT p.person_id, g.guardian_id
        FROM before_guardianship g
        JOIN before_pupil p ON p.school_id = g.school_id AND p.id = g.pupil_id
        WHERE g.ended_by IS NOT NULL AND g.ended_on IS NOT NULL
            AND NOT EXISTS (
                SELECT 1
                FROM before_pupil q
                JOIN before_guardianship h
                    ON h.school_id = q.school_id AND h.pupil_id = q.id AND h.guardian_id = g.guardian_id
                WHERE q.source_id = p.source_id AND h.ended_on IS NULL)
        """,
        """
        INSERT INTO want_guardianship
        SELECT f.school_n, f.school_id, f.pupil_id, f.guardian_id, f.kind,
            CASE WHEN f.before_relation IS NULL THEN 1
                WHEN f.before_relation <> \(relationName) OR f.ended_on IS NOT NULL THEN 2
                ELSE 0 END
        FROM (
            SELECT w.school_n, w.school_id, w.id AS pupil_id, g.id AS guardian_id, b.relation AS before_relation, b.ended_on,
                CASE WHEN b.relation IS NOT NULL AND p.guardian_n IN (
                        SELECT a.n FROM spared_person x JOIN person a ON a.source_id = x.source_id)
                    THEN \(relationNumber) ELSE k.kind END AS kind
            FROM pair p
            JOIN want_pupil w ON w.n = p.pupil_n
            JOIN want_guardian g ON g.n = p.guardian_n
            LEFT JOIN family k ON k.person_n = p.guardian_n
            LEFT JOIN before_guardianship b
                ON b.school_id = w.school_id AND b.pupil_id = w.id AND b.guardian_id = g.id
            WHERE NOT EXISTS (
                SELECT 1 FROM struck_tie x WHERE x.person_id = w.person_id AND x.guardian_id = g.id)) f
        """,
        "CREATE INDEX want_guardianship_by_school ON want_guardianship (school_n)",
    ]

    /// Whether a row that the roster does not name is gone: not where a skipped row spoke of it in a school that stays.
    private static let isMeant: SQL = """
        NOT (source_id IN (SELECT source_id FROM spared_person) AND school_id IN (\(Roster.Spared.openSchools)))
        """

    /// Who is here no longer, among the schools that the roster speaks of.
    static let gone: [SQL] = [
        """
        CREATE TABLE gone_pupil AS
        SELECT school_id, id FROM before_pupil
        WHERE left_on IS NULL AND source_id IS NOT NULL AND school_id IN (SELECT id FROM want_school)
            AND \(isMeant)
        EXCEPT SELECT school_id, id FROM want_pupil
        """,
        """
        CREATE TABLE gone_staff AS
        SELECT school_id, id FROM before_staff
        WHERE left_on IS NULL AND source_id IS NOT NULL AND school_id IN (SELECT id FROM want_school)
            AND \(isMeant)
        EXCEPT SELECT school_id, id FROM want_staff
        """,
        // Ties that people made by hand, of pupils that no roster named, are not the roster's to end.
        """
        CREATE TABLE gone_guardianship AS
        SELECT g.school_id, g.pupil_id, g.guardian_id
        FROM before_guardianship g
        JOIN before_pupil p ON p.school_id = g.school_id AND p.id = g.pupil_id
        JOIN before_guardian a ON a.id = g.guardian_id
        WHERE g.ended_on IS NULL AND p.source_id IS NOT NULL AND a.source_id IS NOT NULL
            AND g.school_id IN (SELECT id FROM want_school)
        EXCEPT SELECT school_id, pupil_id, guardian_id FROM want_guardianship
        EXCEPT SELECT school_id, pupil_id, guardian_id FROM spared_tie
        """,
        """
        CREATE TABLE gone_class_teacher AS
        SELECT t.school_id, t.class_id, t.staff_id
        FROM before_class_teacher t
        JOIN before_class c ON c.school_id = t.school_id AND c.id = t.class_id
        WHERE t.ended_on IS NULL AND c.source_id IS NOT NULL AND t.school_id IN (SELECT id FROM want_school)
        EXCEPT SELECT school_id, class_id, staff_id FROM want_class_teacher
        EXCEPT SELECT school_id, class_id, staff_id FROM spared_teacher
        """,
        """
        CREATE TABLE gone_guardian AS
        SELECT id FROM before_guardian
        WHERE left_on IS NULL AND source_id IS NOT NULL AND source_id NOT IN (SELECT source_id FROM spared_person)
        EXCEPT SELECT id FROM want_guardian
        EXCEPT SELECT guardian_id FROM before_guardianship
            WHERE ended_on IS NULL AND school_id NOT IN (SELECT id FROM want_school)
        EXCEPT SELECT guardian_id FROM spared_tie
        """,
        "CREATE INDEX gone_pupil_by_school ON gone_pupil (school_id)",
        "CREATE INDEX gone_staff_by_school ON gone_staff (school_id)",
        "CREATE INDEX gone_guardianship_by_school ON gone_guardianship (school_id)",
        "CREATE INDEX gone_class_teacher_by_school ON gone_class_teacher (school_id)",
    ]
}
