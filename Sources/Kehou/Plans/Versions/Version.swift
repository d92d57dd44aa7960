import Foundation
import Store

extension Plans {
    /// One version of a school's plan for a term, with its dates and the answers of the rules when last checked.
    struct Version: Sendable, FromRow {
        let school: ID<Registry.School>
        let id: ID<Version>
        let term: ID<SchoolCalendar.Term>
        /// 1, 2, 3 within school and term.
        let number: Int
        let state: State
        /// Grows with every change, so that two people at once notice each other.
        let revision: Int
        let plan: Plan
        let report: Report
        let checkedAt: Instant
        let createdAt: Instant
        let savedAt: Instant
        /// Whoever saved last; nothing where no account did.
        let savedBy: ID<Caller.Account>?
        /// The district's dates when it was handed in (or last checked).
        let submitBy: LocalDate?
        let approveBy: LocalDate?
        /// When it was handed in for the first time.
        let submittedAt: Instant?
        /// The last decision, if none was asked for since; each stands in `Move`.
        let decidedAt: Instant?
        /// The district's word with that decision.
        let note: String?
        let publishedAt: Instant?
        let supersededAt: Instant?

        static let columns: SQL = """
            plan.school_id, plan.id, plan.term_id, plan.version, plan.state, plan.revision, plan.document, plan.report,
            plan.checked_at, plan.created_at, plan.saved_at, plan.saved_by, plan.submit_by, plan.approve_by,
            plan.submitted_at, plan.decided_at, plan.note, plan.published_at, plan.superseded_at
            """

        init(_ row: Row) throws {
            school = try row["school_id"]
            id = try row["id"]
            term = try row["term_id"]
            number = try row["version"]
            state = try row["state"]
            revision = try row["revision"]
            plan = try Plan(json: row["document"])
            report = try Report(json: row["report"])
            checkedAt = try row["checked_at"]
            createdAt = try row["created_at"]
            savedAt = try row["saved_at"]
            savedBy = try row["saved_by"]
            submitBy = try row["submit_by"]
            approveBy = try row["approve_by"]
            submittedAt = try row["submitted_at"]
            decidedAt = try row["decided_at"]
            note = try row["note"]
            publishedAt = try row["published_at"]
            supersededAt = try row["superseded_at"]
        }
    }
}

extension Plans.Version {
    typealias Version = Plans.Version

    func submission(today: LocalDate) -> Plans.Punctuality {
        .of(due: submitBy, done: submittedAt?.localDate, today: today)
    }

    /// Only a plan that was handed in can be decided late.
    func decision(today: LocalDate) -> Plans.Punctuality {
        submittedAt == nil
            ? .noDate : .of(due: approveBy, done: state.isAgreed ? decidedAt?.localDate : nil, today: today)
    }

    /// - Throws: `notFound`, also for a version of another school.
    static func find(_ id: ID<Version>, of school: ID<Registry.School>, _ db: DB) throws -> Version {
        let found = try db.first(
            "SELECT \(columns) FROM plan WHERE school_id = \(school) AND id = \(id)", as: Version.self)
        guard let found else { throw Fault.notFound() }
        return found
    }

    /// All versions of a school, the newest first: a handful each term.
    static func all(of school: ID<Registry.School>, _ db: DB) throws -> [Version] {
        try db.all("SELECT \(columns) FROM plan WHERE school_id = \(school) ORDER BY created_at DESC, id DESC")
    }

    /// The version being worked on, if there is one. Rides `plan_open`.
    static func open(
        of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, _ db: DB
    ) throws -> Version? {
        try db.first(
            """
            SELECT \(columns)
            FROM plan
            WHERE school_id = \(school) AND term_id = \(term)
                AND state IN ('draft', 'submitted', 'returned', 'approved')
            """)
    }

    /// What families may read: the published version of a term, or else of the latest term before it that has one.
    static func published(
        of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>? = nil,
        before later: SchoolCalendar.Term? = nil, _ db: DB
    ) throws -> Version? {
        let place: SQL =
            (term.map { "AND plan.term_id = \($0)" } ?? "") + (later.map { "AND term.starts_on < \($0.starts)" } ?? "")
        return try db.first(
            """
            SELECT \(columns)
            FROM plan
            JOIN term ON term.id = plan.term_id
            WHERE plan.school_id = \(school) AND plan.state = 'published' \(place)
            ORDER BY term.starts_on DESC
            LIMIT 1
            """)
    }

    /// Each term's published version that a reader may look at, the one to show first: that of the running term or the next; where
    /// all are over, the last one.
    static func shown(of school: ID<Registry.School>, on day: LocalDate, _ db: DB) throws -> [Version] {
        let ahead = try db.all(
            """
            SELECT \(columns)
            FROM plan
            JOIN term ON term.id = plan.term_id
            WHERE plan.school_id = \(school) AND plan.state = 'published' AND term.ends_on >= \(day)
            ORDER BY term.starts_on
            """, as: Version.self)
        return try ahead.isEmpty ? [published(of: school, db)].compactMap { $0 } : ahead
    }

    /// The last version the district agreed to before this one, of the same term or else of the nearest one before it: what a diff
    /// compares with. The next term's may have been agreed to while this term's is written anew.
    func lastAgreed(_ db: DB) throws -> Version? {
        try db.first(
            """
            SELECT \(Self.columns)
            FROM plan
            JOIN term ON term.id = plan.term_id
            JOIN term own ON own.id = \(term)
            WHERE plan.school_id = \(school) AND plan.state IN ('approved', 'published', 'superseded')
                AND (term.starts_on < own.starts_on OR (plan.term_id = own.id AND plan.id < \(id)))
            ORDER BY term.starts_on DESC, plan.id DESC
            LIMIT 1
            """)
    }
}

extension Plans.Plan {
    init(json: String) throws {
        self = try JSONDecoder().decode(Plans.Plan.self, from: Data(json.utf8))
    }

    /// The stored form: keys sorted, so that equal plans are equal texts.
    var json: String {
        get throws { try Plans.json(self) }
    }
}

extension Plans.Report {
    init(json: String) throws {
        self = try JSONDecoder().decode(Plans.Report.self, from: Data(json.utf8))
    }

    var json: String {
        get throws { try Plans.json(self) }
    }
}

extension Plans {
    fileprivate static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
