import Store

extension Enrolment {
    /// A window as anybody reads it: when, and why it was made longer.
    struct WindowNotice: Codable, Sendable {
        let title: Text
        let text: Text
        let tone: String
        let notes: [Note]

        struct Note: Codable, Sendable {
            let at: Instant
            let text: String
        }

        init(_ window: Window, at now: Instant, _ language: Language, _ db: DB) throws {
            let state = window.state(at: now)
            title = Text("enrolment.public.\(state.rawValue)", texts: ["term": window.term.title])
            text = Text(
                "enrolment.public.times",
                ["opens": window.opens.display(in: language), "closes": window.closes.display(in: language)])
            tone = state == .open ? "good" : "plain"
            notes = try Window.extensions(of: window.school, in: window.term.id, db).map {
                Note(at: $0.madeAt, text: $0.note)
            }
        }
    }

    /// A school's public page: its plan, and when its families are asked.
    struct PublicSchoolPage: Page {
        static let template = "public/school"
        let name: String
        let place: Text
        let href: String
        let notice: String
        let term: Text
        let views: [SchoolCalendar.TermChoice.View]
        let since: Text
        let view: Plans.PlanView?
        let window: WindowNotice?
        /// Where the reader applies: a guardian's form, or the way in for whoever has not signed in.
        let applyHref: String?
        let breadcrumbs: [Link]

        init(_ input: Plans.SchoolInput, _ caller: Caller, _ db: DB) throws {
            let id = input.school
            let school = try Plans.SchoolPage(input, caller, db)
            (name, place, href, term) = (school.name, school.place, school.href, school.term)
            (notice, views) = (school.notice, school.views)
            (since, view, breadcrumbs) = (school.since, school.view, school.breadcrumbs)
            window = try Window.current(of: [id], at: caller.now, db)[id].map {
                try WindowNotice($0, at: caller.now, caller.language, db)
            }
            let form = caller.role == .guardian ? "/family/application" : nil
            applyHref = caller.account == nil ? "/sign-in/code" : form
        }
    }
}

extension Enrolment.PublicSchoolPage {
    /// What the page is made of: that of the plan's page, and each window that is not over with what the clock says of it. A word
    /// on a longer window comes with another revision.
    static func ground(_ input: Plans.SchoolInput, at now: Instant, _ db: DB) throws -> [Column] {
        try Plans.SchoolPage.ground(input, on: now.localDate, db)
            + db.columns(
                """
                SELECT w.term_id, w.revision, w.opens_at, w.closes_at, t.school_year, t.ordinal,
                    CASE WHEN w.opens_at > \(now) THEN 0 WHEN w.closes_at > \(now) THEN 1 ELSE 2 END
                FROM enrolment_window w
                JOIN term t ON t.id = w.term_id
                WHERE w.school_id = \(input.school) AND t.ends_on >= \(now.localDate)
                ORDER BY w.opens_at
                """)
    }
}
