import Store

extension Roster {
    /// What is worth a look in a roster that may well be imported, found once it is known what it comes to; and which good rows
    /// are left out for want of a skipped one.
    struct Warnings: Sendable {
        /// One question to the staging file. `rows` gives `line` and `value`.
        private struct Question: Sendable {
            var severity = Problem.Severity.warning
            let code: String
            let file: File
            let column: String
            let rows: SQL
        }

        let staging: Staging
        let rolesInUsers: Bool
        /// Whether bad rows were skipped, so that good ones may lean on them.
        let hasSkipped: Bool

        /// The findings of one question: the first of them, and how many there are.
        struct Found: Sendable {
            let problems: [Problem]
            let total: Int
        }

        func all() async throws -> [Found] {
            var found: [Found] = []
            let about = Self.aboutClasses + Self.aboutFamilies + Self.aboutNumbers + [aboutRoles]
            for question in about + (hasSkipped ? aboutLostRoles : []) {
                found.append(try await ask(question))
            }
            return found
        }

        private func ask(_ question: Question) async throws -> Found {
            try await staging.store.read { db in
                let rows = try db.all(
                    "SELECT line, value FROM (\(question.rows)) ORDER BY line LIMIT \(ProblemLog.keptPerKind)",
                    as: Row.self)
                let problems = try rows.map { row in
                    Problem(
                        severity: question.severity, file: question.file.name, line: try row["line"],
                        column: question.column, code: question.code, arguments: ["value": try row["value"]])
                }
                // Most questions find nothing, and none is asked twice.
                guard rows.count == ProblemLog.keptPerKind else { return Found(problems: problems, total: rows.count) }
                let total = try db.value("SELECT COUNT(*) FROM (\(question.rows))", as: Int.self)
                return Found(problems: problems, total: total ?? rows.count)
            }
        }

        private static let aboutClasses = [
            // In a college, a youth palace, or at the district itself; `role_not_in_school` is the same for people.
            Question(
                code: "class_not_in_school", file: .classes, column: "schoolSourcedId",
                rows: """
                    SELECT c.line, c.org AS value
                    FROM class c
                    WHERE c.gone = 0
                        AND NOT EXISTS (SELECT 1 FROM org o JOIN place p ON p.org_n = o.n WHERE o.source_id = c.org)
                    """),
            Question(
                code: "class_subject", file: .classes, column: "classType",
                rows: """
                    SELECT c.line, c.title AS value FROM class_place p JOIN class c ON c.n = p.n
                    WHERE p.homeroom = 0 AND p.n NOT IN (SELECT n FROM stand_in)
                    """),
            Question(
                code: "class_taken", file: .classes, column: "classType",
                rows:
                    "SELECT c.line, c.title AS value FROM want_class w JOIN class c ON c.n = w.n WHERE w.is_homeroom = 0"
            ),
            Question(
                code: "class_no_grade", file: .classes, column: "grades",
                rows: """
                    SELECT c.line, c.title AS value FROM class_place p JOIN class c ON c.n = p.n
                    WHERE p.homeroom = 1 AND p.grade IS NULL AND p.n NOT IN (SELECT n FROM want_class)
                    """),
            Question(
                code: "class_grade_outside", file: .classes, column: "grades",
                rows: """
                    SELECT c.line, c.title AS value FROM class_place p JOIN class c ON c.n = p.n
                    WHERE p.grade = 0 AND (p.homeroom = 1 OR p.n IN (SELECT class_n FROM class_of))
                    """),
            Question(
                code: "other_school", file: .enrollments, column: "schoolSourcedId",
                rows: """
                    SELECT e.line, e.org AS value
                    FROM enrolment e
                    JOIN enrolment_link l ON l.n = e.n
                    JOIN class c ON c.n = l.class_n
                    WHERE c.org <> e.org AND EXISTS (SELECT 1 FROM want_class w WHERE w.n = c.n)
                    """),
        ]

        private static let aboutFamilies = [
            Question(
                code: "enrolment_not_pupil", file: .enrollments, column: "userSourcedId",
                rows: """
                    SELECT e.line, e.person AS value
                    FROM enrolment e
                    JOIN enrolment_link l ON l.n = e.n
                    JOIN class_place c ON c.n = l.class_n
                    JOIN person p ON p.n = l.person_n
                    WHERE e.kind = \(RoleKind.student.rawValue) AND e.over = 0 AND p.gone = 0
                        AND NOT EXISTS (SELECT 1 FROM home h WHERE h.person_n = l.person_n)
                        AND NOT EXISTS (SELECT 1 FROM spared_person s WHERE s.source_id = p.source_id)
                    """),
            Question(
                code: "pupil_class_elsewhere", file: .users, column: "",
                rows: """
                    SELECT p.line, p.source_id AS value
                    FROM want_pupil w
                    JOIN home h ON h.person_n = w.n
                    JOIN person p ON p.n = w.n
                    WHERE h.school_n <> w.school_n
                    """),
            Question(
                code: "pupil_no_class", file: .users, column: "",
                rows: """
                    SELECT p.line, p.source_id AS value FROM want_pupil w JOIN person p ON p.n = w.n
                    WHERE w.class_id IS NULL
                    """),
            Question(
                code: "pupil_no_guardian", file: .users, column: "agentSourcedIds",
                rows: """
                    SELECT p.line, p.source_id AS value FROM want_pupil w JOIN person p ON p.n = w.n
                    WHERE NOT EXISTS (SELECT 1 FROM pair WHERE pair.pupil_n = w.n)
                        AND (w.school_id, w.id) NOT IN (SELECT school_id, pupil_id FROM spared_tie)
                    """),
            Question(
                code: "tie_struck", file: .users, column: "agentSourcedIds",
                rows: """
                    SELECT p.line, g.source_id AS value
                    FROM pair
                    JOIN want_guardian a ON a.n = pair.guardian_n
                    JOIN want_pupil w ON w.n = pair.pupil_n
                    JOIN person p ON p.n = w.n
                    JOIN person g ON g.n = a.n
                    WHERE EXISTS (SELECT 1 FROM struck_tie)
                        AND EXISTS (
                            SELECT 1 FROM struck_tie x WHERE x.person_id = w.person_id AND x.guardian_id = a.id)
                    """),
            Question(
                code: "pupil_several_classes", file: .users, column: "",
                rows: """
                    SELECT p.line, p.source_id AS value
                    FROM class_of o
                    JOIN class_place c ON c.n = o.class_n
                    JOIN person p ON p.n = o.person_n
                    WHERE o.found > 1 AND c.homeroom = 1
                    """),
            Question(
                code: "pupil_grade_outside", file: .users, column: "grades",
                rows: """
                    SELECT p.line, p.source_id AS value FROM home h JOIN person p ON p.n = h.person_n
                    WHERE p.gone = 0 AND p.grade = 0 AND NOT EXISTS (SELECT 1 FROM want_pupil w WHERE w.n = p.n)
                    """),
            // Not of those who stay for all that, as skipped rows or pupils of schools that the roster does not name keep them.
            Question(
                code: "guardian_no_pupil", file: .users, column: "agentSourcedIds",
                rows: """
                    SELECT p.line, p.source_id AS value FROM family f JOIN person p ON p.n = f.person_n
                    WHERE p.gone = 0 AND NOT EXISTS (SELECT 1 FROM want_guardian w WHERE w.n = f.person_n)
                        AND NOT EXISTS (
                            SELECT 1 FROM before_guardian b
                            WHERE b.source_id = p.source_id AND b.left_on IS NULL
                                AND b.id NOT IN (SELECT id FROM gone_guardian))
                    """),
        ]

        private static let aboutNumbers = [
            Question(
                code: "number_twice", file: .users, column: "identifier",
                rows: """
                    SELECT p.line, p.source_id AS value
                    FROM want_pupil w
                    JOIN person p ON p.n = w.n
                    JOIN (
                        SELECT p.number_hmac, MIN(p.line) AS first
                        FROM want_pupil w
                        JOIN person p ON p.n = w.n
                        WHERE p.number_hmac IS NOT NULL
                        GROUP BY p.number_hmac
                        HAVING COUNT(DISTINCT p.n) > 1
                    ) d ON d.number_hmac = p.number_hmac AND p.line > d.first
                    """)
        ]

        /// People of whom a role was skipped and who are nobody here without it, and their classes. In OneRoster 1.1 the row
        /// that holds the role is theirs, and listed already.
        private var aboutLostRoles: [Question] {
            let people = Question(
                severity: .dependent, code: "role_skipped", file: .users, column: "sourcedId",
                rows: """
                    SELECT p.line, p.source_id AS value
                    FROM lost_role x
                    JOIN person p ON p.n = x.n
                    WHERE NOT EXISTS (SELECT 1 FROM want_pupil w WHERE w.n = x.n)
                        AND NOT EXISTS (SELECT 1 FROM want_guardian w WHERE w.n = x.n)
                        AND x.n NOT IN (SELECT n FROM want_staff)
                    """)
            let enrolments = Question(
                severity: .dependent, code: "role_skipped", file: .enrollments, column: "userSourcedId",
                rows: """
                    SELECT e.line, e.person AS value
                    FROM enrolment_link l
                    JOIN enrolment e ON e.n = l.n
                    JOIN class_place c ON c.n = l.class_n
                    WHERE l.person_n IN (SELECT n FROM lost_role) AND e.over = 0
                        AND (e.kind = \(RoleKind.student.rawValue)
                                AND NOT EXISTS (SELECT 1 FROM want_pupil w WHERE w.n = l.person_n)
                            OR e.kind BETWEEN \(RoleKind.teacher.rawValue) AND \(RoleKind.aide.rawValue)
                                AND NOT EXISTS (
                                    SELECT 1 FROM want_staff s WHERE s.school_n = c.school_n AND s.n = l.person_n))
                    """)
            return rolesInUsers ? [enrolments] : [people, enrolments]
        }

        /// Pupils and staff of a district office, a college or the city, who are nobody's here.
        private var aboutRoles: Question {
            Question(
                code: "role_not_in_school", file: rolesInUsers ? .users : .roles,
                column: rolesInUsers ? "orgSourcedIds" : "orgSourcedId",
                rows: """
                    SELECT r.line, r.org AS value
                    FROM role r
                    JOIN org o ON o.source_id = r.org
                    WHERE r.kind <= \(RoleKind.aide.rawValue)
                        AND NOT EXISTS (SELECT 1 FROM place WHERE place.org_n = o.n)
                    """)
        }
    }
}
