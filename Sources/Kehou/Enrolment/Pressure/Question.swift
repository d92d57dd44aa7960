import Store

extension Enrolment.Pressure {
    /// 一问: after a window's close, to every guardian of the school: were you pressed? Answered once, by nobody in particular.
    ///
    /// An answer adds one to one of three sums that stand in one row, and leaves a token that says who may not answer again and
    /// not what they said. The sums are read only when the question is over, so that nobody can watch them move; the tokens are
    /// deleted then, with the secret that they were made with.
    struct Question: Sendable, FromRow {
        enum Answer: String, Choice {
            /// Wholly of our own will.
            case free
            case unsure
            case pressed

            static let prefix = "pressure.answer"
        }

        /// How long a question stays open.
        static let days = 14

        let school: ID<Registry.School>
        let schoolName: PlaceName
        let term: ID<SchoolCalendar.Term>
        let closes: Instant
        /// Gone once the question is over.
        private let secret: [UInt8]?

        init(_ row: Row) throws {
            school = try row["school_id"]
            schoolName = try PlaceName(row, "school_name")
            term = try row["term_id"]
            closes = try row["closes_at"]
            secret = try row["secret"]
        }
    }
}

extension Enrolment.Pressure.Question {
    typealias Pressure = Enrolment.Pressure
    typealias Question = Enrolment.Pressure.Question

    /// Asks every guardian of a school, once a term: a window that is opened again later asks nobody twice.
    static func open(_ home: Registry.School, _ window: Enrolment.Window, at now: Instant, _ db: DB) throws {
        let closes = now.adding(seconds: Int64(days) * 86_400)
        let secret = (0..<32).map { _ in UInt8.random(in: 0...255) }
        let isNew = try db.run(
            """
            INSERT INTO pressure_question (school_id, term_id, opens_at, closes_at, free, unsure, pressed, secret)
            VALUES (\(home.id), \(window.term.id), \(now), \(closes), 0, 0, 0, \(secret))
            ON CONFLICT (school_id, term_id) DO NOTHING
            """)
        guard isNew == 1 else { return }
        let place = Place(kind: .school, id: home.id.rawValue)
        try Job.enqueue(
            "enrolment.question_over", payload: Over(school: home.id, term: window.term.id), place: place,
            notBefore: closes, at: now, db)
        try Messages.send(
            .pressureQuestion, toAll: try Enrolment.families(of: home.id, db), ["school": home.name],
            texts: ["closes": .date(closes.localDate)], link: "/family/question", from: place, at: now, db)
    }

    /// The questions that a guardian may answer now: of the schools of their confirmed children.
    static func open(for account: ID<Caller.Account>, at now: Instant, _ db: DB) throws -> [Question] {
        let children = try Registry.FamilyAccount.children(of: account, on: now.localDate, db).filter(\.isConfirmed)
        return try open(in: Set(children.map(\.school)), at: now, db)
    }

    /// The questions of some schools that are open now.
    static func open(
        in schools: Set<ID<Registry.School>>, at now: Instant, _ db: DB
    ) throws -> [Question] {
        try db.all(
            """
            SELECT q.school_id, s.name AS school_name, s.name_en AS school_name_en, q.term_id, q.closes_at, q.secret
            FROM pressure_question q
            JOIN school s ON s.id = q.school_id
            WHERE \(column: "q.school_id", isIn: schools) AND q.opens_at <= \(now) AND q.closes_at > \(now)
                AND q.secret IS NOT NULL
            ORDER BY q.school_id, q.term_id
            """)
    }

    /// Whether somebody's token has been spent.
    func isAnswered(_ token: [UInt8], _ db: DB) throws -> Bool {
        try db.value(
            """
            SELECT 1
            FROM pressure_question_spent
            WHERE school_id = \(school) AND term_id = \(term) AND token = \(token)
            """, as: Int.self) != nil
    }

    /// What stands for an account in this question: keyed, so that the database alone leads to nobody, and made with the
    /// question's own secret, so that nothing does once it is over.
    func token(of account: ID<Caller.Account>, _ protection: Protection) -> [UInt8] {
        let own = (secret ?? []).map(padded(hexDigits:)).joined()
        return protection.digest(ofCounted: "\(school) \(term) \(account) \(own)", for: "pressure-question")
    }

    /// Counts one answer.
    ///
    /// - Returns: false where the token was spent before; nothing is counted then.
    func count(_ answer: Answer, _ token: [UInt8], _ db: DB) throws -> Bool {
        let isNew = try db.run(
            """
            INSERT INTO pressure_question_spent (school_id, term_id, token)
            VALUES (\(school), \(term), \(token))
            ON CONFLICT (school_id, term_id, token) DO NOTHING
            """)
        guard isNew == 1 else { return false }
        try db.run(
            """
            UPDATE pressure_question
            SET free = free + \(answer == .free ? 1 : 0), unsure = unsure + \(answer == .unsure ? 1 : 0),
                pressed = pressed + \(answer == .pressed ? 1 : 0)
            WHERE school_id = \(school) AND term_id = \(term)
            """)
        return true
    }
}

extension Enrolment.Pressure.Question {
    /// The end of a question.
    struct Over: Codable, Sendable {
        let school: ID<Registry.School>
        let term: ID<SchoolCalendar.Term>

        static let jobs: [Job.Handler] = [
            Job.Handler(
                "enrolment.question_over", inside: { (over: Over, run, _, db) in try over.end(at: run.now, db) })
        ]

        /// Forgets who has answered. With the last question that is open in the district all of its sums are shown, at one go: were
        /// they shown one after the other, what was added would tell a single school's.
        func end(at now: Instant, _ db: DB) throws {
            try db.run("DELETE FROM pressure_question_spent WHERE school_id = \(school) AND term_id = \(term)")
            try db.run(
                "UPDATE pressure_question SET secret = NULL WHERE school_id = \(school) AND term_id = \(term)")
            let district = try Registry.School.find(school, db).districtID
            let others: SQL =
                "school_id IN (SELECT id FROM school WHERE district_id = \(district)) AND term_id = \(term)"
            let open = try db.value(
                "SELECT COUNT(*) FROM pressure_question WHERE \(others) AND secret IS NOT NULL", as: Int.self)
            guard open == 0 else { return }
            try db.run("UPDATE pressure_question SET shown_at = \(now) WHERE \(others) AND shown_at IS NULL")
        }
    }
}
