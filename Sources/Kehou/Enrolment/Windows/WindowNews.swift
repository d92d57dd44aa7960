import Store

extension Enrolment {
    /// Every family of a school hears that the window has opened: at the hour itself, whoever set it and whenever.
    struct WindowNews: Codable, Sendable {
        let school: ID<Registry.School>
        let term: ID<SchoolCalendar.Term>
        /// As it was set: one that was moved to another hour has another job. An earlier version of the program noted the revision alone.
        let opens: Instant?
        let revision: Int

        /// Written in the transaction that sets the window.
        static func enqueue(
            _ school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>, at now: Instant, _ db: DB
        ) throws {
            guard let window = try Window.find(of: school, in: term, db) else { return }
            try Job.enqueue(
                "enrolment.window_opens",
                payload: WindowNews(school: school, term: term, opens: window.opens, revision: window.revision),
                place: Place(kind: .school, id: school.rawValue), notBefore: window.opens, at: now, db)
        }

        static let jobs: [Job.Handler] = [
            Job.Handler(
                "enrolment.window_opens",
                inside: { (news: WindowNews, run, _, db) in
                    // Of two jobs for one hour, on two servers, the second waits here and then finds the mailing.
                    _ = try db.value(
                        """
                        SELECT 1
                        FROM enrolment_window
                        WHERE school_id = \(news.school) AND term_id = \(news.term)\(.forUpdate)
                        """, as: Int.self)
                    guard let window = try Window.find(of: news.school, in: news.term, db), news.isOf(window),
                        window.state(at: run.now) == .open, try !isTold(window, db)
                    else { return }
                    try Messages.send(
                        .windowOpened, toAll: try Enrolment.families(of: news.school, db),
                        texts: ["closes": .date(window.closes.localDate), "term": window.term.title],
                        link: "/family/application", from: Place(kind: .school, id: news.school.rawValue),
                        mailing: Messages.Mailing.Sender(account: nil), at: run.now, db)
                })
        ]

        /// A window that was only made longer is still the one.
        private func isOf(_ window: Window) -> Bool {
            opens.map { $0 == window.opens } ?? (revision == window.revision)
        }

        /// Moved away and back, a window has two jobs for one hour.
        private static func isTold(_ window: Window, _ db: DB) throws -> Bool {
            try db.value(
                """
                SELECT 1
                FROM mailing
                WHERE place_kind = 'school' AND place_id = \(window.school) AND template = 'window_opened'
                    AND sent_at >= \(window.opens)
                LIMIT 1
                """, as: Int.self) != nil
        }
    }

    /// Every guardian of a school's pupils, each once.
    static func families(of school: ID<Registry.School>, _ db: DB) throws -> [Messages.Reader] {
        try db.values(
            """
            SELECT DISTINCT s.guardian_id
            FROM guardianship s
            JOIN pupil p ON p.school_id = s.school_id AND p.id = s.pupil_id
            WHERE s.school_id = \(school) AND s.ended_on IS NULL AND p.left_on IS NULL
            ORDER BY s.guardian_id
            """, as: ID<Registry.Guardian>.self
        ).map(Messages.Reader.guardian)
    }
}
