import Store

extension Enrolment {
    /// The one kind message to families that have not answered. Once a class and term, so that nobody is pressed.
    enum Reminder {
        struct Pupil: Sendable, FromRow {
            let id: ID<Registry.Pupil>
            let name: String

            init(_ row: Row) throws {
                id = try row["id"]
                name = try row["name"]
            }
        }

        /// Rides `pupil_by_class`; a class has some fifty.
        static func unanswered(
            _ input: ClassInput, _ term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [Pupil] {
            try db.all(
                """
                SELECT p.id, p.name
                FROM pupil p
                WHERE p.school_id = \(input.school) AND p.class_id = \(input.class) AND p.left_on IS NULL
                    AND NOT EXISTS (
                        SELECT 1
                        FROM application_current c
                        WHERE c.school_id = p.school_id AND c.term_id = \(term) AND c.pupil_id = p.id)
                ORDER BY p.name, p.id
                LIMIT 200
                """)
        }

        static func sent(_ input: ClassInput, _ term: ID<SchoolCalendar.Term>, _ db: DB) throws -> Instant? {
            try db.value(
                """
                SELECT sent_at
                FROM class_reminder
                WHERE school_id = \(input.school) AND term_id = \(term) AND class_id = \(input.class)
                """, as: Instant.self)
        }

        /// - Returns: how many families it went to.
        /// - Throws: `enrolment.not_open`, `enrolment.reminded_already`, `enrolment.nobody_to_remind` (conflict).
        static func send(_ input: ClassInput, _ caller: Caller, _ db: DB) throws -> Int {
            let room = try Registry.SchoolClass.all(in: input.school, db).first { $0.id == input.class }
            guard room != nil else { throw Fault.notFound() }
            guard let window = try Window.current(of: [input.school], at: caller.now, db)[input.school],
                window.state(at: caller.now) == .open
            else { throw Fault.conflict("enrolment.not_open") }
            let open = try unanswered(input, window.term.id, db)
            guard !open.isEmpty else { throw Fault.conflict("enrolment.nobody_to_remind") }
            let written = try db.run(
                """
                INSERT INTO class_reminder (school_id, term_id, class_id, sent_at, sent_by, families)
                VALUES (\(input.school), \(window.term.id), \(input.class), \(caller.now), \(caller.requireAccount()),
                    \(open.count))
                ON CONFLICT (school_id, term_id, class_id) DO NOTHING
                """)
            guard written == 1 else { throw Fault.conflict("enrolment.reminded_already") }
            let guardians = try db.values(
                """
                SELECT DISTINCT guardian_id
                FROM guardianship
                WHERE school_id = \(input.school) AND \(column: "pupil_id", isIn: open.map(\.id)) AND ended_on IS NULL
                ORDER BY guardian_id
                """, as: ID<Registry.Guardian>.self)
            try Messages.send(
                .answerAwaited, toAll: guardians.map(Messages.Reader.guardian),
                ["closes": window.closes.localDate.description], link: "/family/application",
                from: Place(kind: .school, id: input.school.rawValue),
                mailing: Messages.Mailing.Sender(account: caller.account), at: caller.now, db)
            return open.count
        }
    }
}
