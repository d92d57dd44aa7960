import Store

extension Enrolment {
    /// 报名: one submission for one child, kept as it was made. The newest stands; nobody changes or deletes one.
    struct Application: Sendable, FromRow {
        /// How it reached the school.
        enum Via: String, Choice {
            case family, paper
            static let prefix = "enrolment.via"
        }

        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let id: ID<Application>
        let term: ID<SchoolCalendar.Term>
        let number: String
        let joins: Bool
        let homeworkOnly: Bool
        /// The first session it holds for.
        let takesEffect: LocalDate
        let submittedAt: Instant
        /// Who sent it: a guardian, or the office for a paper.
        let account: ID<Caller.Account>
        /// On whose behalf; nil while a guardian's claim awaits the office.
        let guardian: ID<Registry.Guardian>?
        let via: Via
        /// Of a paper: who asked for it to be entered, and the day on the paper.
        let askedBy: String?
        let askedOn: LocalDate?

        init(_ row: Row) throws {
            school = try row["school_id"]
            pupil = try row["pupil_id"]
            id = try row["id"]
            term = try row["term_id"]
            number = try row["number"]
            joins = try row["joins"]
            homeworkOnly = try row["homework_only"]
            takesEffect = try row["takes_effect_on"]
            submittedAt = try row["submitted_at"]
            account = try row["account_id"]
            guardian = try row["guardian_id"]
            via = try row["via"]
            askedBy = try row["asked_by"]
            askedOn = try row["asked_on"]
        }

        static let columns: SQL = """
            a.school_id, a.pupil_id, a.id, a.term_id, a.number, a.joins, a.homework_only, a.takes_effect_on, a.submitted_at,
            a.account_id, a.guardian_id, a.via, a.asked_by, a.asked_on
            """
    }
}

extension Enrolment.Application {
    typealias Application = Enrolment.Application

    /// The answer that stands for a child in a term, if there is one. By primary keys and in one statement: every page and every form
    /// sent asks for it, child by child.
    static func current(
        of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>, _ db: DB
    ) throws -> (application: Application, answer: Enrolment.Answer)? {
        let rows = try db.all(
            """
            SELECT \(columns), d.application_id, d.weekday, d.leaves_at, d.is_late_care
            FROM application_current c
            JOIN application a ON a.school_id = c.school_id AND a.pupil_id = c.pupil_id AND a.id = c.application_id
            LEFT JOIN application_day d
                ON d.school_id = a.school_id AND d.pupil_id = a.pupil_id AND d.application_id = a.id
            WHERE c.school_id = \(school) AND c.term_id = \(term) AND c.pupil_id = \(pupil)
            ORDER BY d.weekday
            """, as: Row.self)
        guard let application = try rows.first.map(Application.init) else { return nil }
        let days = application.joins ? try rows.map { try DayRow($0).day } : []
        return (application, Enrolment.Answer(days: days, homeworkOnly: application.homeworkOnly))
    }

    /// What was said for a child in a term, the newest first, with who said it: both guardians see all of it. A page at a time.
    ///
    /// - Parameter account: only what this one sent.
    static func history(
        of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>,
        by account: ID<Caller.Account>? = nil, after id: ID<Application>? = nil, limit: Int = Registry.pageSize,
        _ db: DB
    ) throws -> [(application: Application, answer: Enrolment.Answer, by: String)] {
        let older = id.map { id -> SQL in "AND a.id < \(id)" } ?? ""
        let rows = try db.all(
            """
            SELECT \(columns), account.name AS account_name, guardian.name AS guardian_name
            FROM application a
            LEFT JOIN account ON account.id = a.account_id
            LEFT JOIN guardian ON guardian.id = a.guardian_id
            WHERE \(said(of: pupil, in: school, term, by: account)) \(older)
            ORDER BY a.id DESC
            LIMIT \(limit)
            """, as: Row.self)
        let found = try rows.map(Application.init)
        let days = try days(of: pupil, in: school, found.map(\.id), db)
        return try zip(found, rows).map { application, row in
            let name = try row["guardian_name"] as String? ?? row["account_name"] as String?
            return (
                application, Enrolment.Answer(days: days[application.id] ?? [], homeworkOnly: application.homeworkOnly),
                name ?? ""
            )
        }
    }

    /// How many answers the whole history has.
    static func count(
        of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>,
        by account: ID<Caller.Account>? = nil, _ db: DB
    ) throws -> Int {
        try db.value(
            "SELECT COUNT(*) FROM application a WHERE \(said(of: pupil, in: school, term, by: account))", as: Int.self)
            ?? 0
    }

    private static func said(
        of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>,
        by account: ID<Caller.Account>?
    ) -> SQL {
        let own = account.map { account -> SQL in "AND a.account_id = \(account)" } ?? ""
        return "a.school_id = \(school) AND a.pupil_id = \(pupil) AND a.term_id = \(term) \(own)"
    }

    static func find(
        _ id: ID<Application>, of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ db: DB
    ) throws -> Application? {
        try newest(of: pupil, in: school, where: "a.id = \(id)", db)
    }

    /// The answer that a form with this receipt number gave for a child.
    static func numbered(
        _ number: String, of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ db: DB
    ) throws -> Application? {
        try newest(of: pupil, in: school, where: "a.number = \(number)", db)
    }

    private static func newest(
        of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, where isMeant: SQL, _ db: DB
    ) throws -> Application? {
        try db.first(
            """
            SELECT \(columns)
            FROM application a
            WHERE a.school_id = \(school) AND a.pupil_id = \(pupil) AND \(isMeant)
            ORDER BY a.id DESC
            LIMIT 1
            """)
    }

    func answer(_ db: DB) throws -> Enrolment.Answer {
        let days = try db.all(
            """
            SELECT application_id, weekday, leaves_at, is_late_care
            FROM application_day
            WHERE school_id = \(school) AND pupil_id = \(pupil) AND application_id = \(id)
            ORDER BY weekday
            """, as: DayRow.self)
        return Enrolment.Answer(days: days.map(\.day), homeworkOnly: homeworkOnly)
    }

    private static func days(
        of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ applications: [ID<Application>], _ db: DB
    ) throws -> [ID<Application>: [Enrolment.Answer.Day]] {
        let rows = try db.all(
            """
            SELECT application_id, weekday, leaves_at, is_late_care
            FROM application_day
            WHERE school_id = \(school) AND pupil_id = \(pupil) AND \(column: "application_id", isIn: applications)
            ORDER BY application_id, weekday
            """, as: DayRow.self)
        return Dictionary(grouping: rows, by: \.application).mapValues { $0.map(\.day) }
    }

    private struct DayRow: FromRow {
        let application: ID<Application>
        let day: Enrolment.Answer.Day

        init(_ row: Row) throws {
            application = try row["application_id"]
            day = Enrolment.Answer.Day(
                weekday: try row["weekday"], leaves: try row["leaves_at"], isLateCare: try row["is_late_care"])
        }
    }
}
