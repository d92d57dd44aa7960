import Foundation
import Store
import Synchronization

extension Enrolment {
    /// The days in which a school asks its families for a term. Opened and closed by the clock: nobody presses a button, and
    /// speed earns nothing. After the close the same page takes newcomers and late answers, from the next session.
    struct Window: Sendable {
        /// Follows from the clock, so it is never stored.
        enum State: String, Choice {
            case ahead, open, closed
            static let prefix = "enrolment.window_state"
        }

        let school: ID<Registry.School>
        let term: SchoolCalendar.Term
        let opens: Instant
        let closes: Instant
        /// Grows with every change, so that two people at once notice each other.
        let revision: Int
        let offer: Offer
        /// The plan that the offer was taken from, and the one families may read now.
        let plan: ID<Plans.Version>?
        let publishedPlan: ID<Plans.Version>?

        func state(at now: Instant) -> State { now < opens ? .ahead : now < closes ? .open : .closed }

        /// The school published another plan since the offer was written down.
        var isStale: Bool { plan != publishedPlan }
    }

    /// A window that was made longer, and why, for everybody to read.
    struct Extension: Sendable, FromRow {
        let closed: Instant
        let closes: Instant
        let note: String
        let madeAt: Instant

        /// Characters of the public note.
        static let longest = 200

        init(_ row: Row) throws {
            closed = try row["closed_at"]
            closes = try row["closes_at"]
            note = try row["note"]
            madeAt = try row["made_at"]
        }
    }
}

extension Enrolment.Window: FromRow {
    typealias Window = Enrolment.Window

    static let columns: SQL = """
        w.school_id, w.opens_at, w.closes_at, w.revision, w.offer, w.plan_id,
        t.id, t.school_year, t.ordinal, t.starts_on, t.ends_on, t.opened_at,
        (SELECT p.id FROM plan p
            WHERE p.school_id = w.school_id AND p.term_id = w.term_id AND p.state = 'published') AS published_plan
        """

    init(_ row: Row) throws {
        school = try row["school_id"]
        term = try SchoolCalendar.Term(row)
        opens = try row["opens_at"]
        closes = try row["closes_at"]
        revision = try row["revision"]
        offer = try Enrolment.Offer(json: row["offer"])
        plan = try row["plan_id"]
        publishedPlan = try row["published_plan"]
    }

    /// - Returns: nil where the school has not set one for the term.
    static func find(
        of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, _ db: DB
    ) throws -> Window? {
        try db.first(
            """
            SELECT \(columns)
            FROM enrolment_window w
            JOIN term t ON t.id = w.term_id
            WHERE w.school_id = \(school) AND w.term_id = \(term)
            """)
    }

    /// A school's windows of terms that are not over.
    static func notOver(of school: ID<Registry.School>, at now: Instant, _ db: DB) throws -> [Window] {
        try db.all(
            """
            SELECT \(columns)
            FROM enrolment_window w
            JOIN term t ON t.id = w.term_id
            WHERE w.school_id = \(school) AND t.ends_on >= \(now.localDate)
            ORDER BY w.opens_at
            """)
    }

    /// Each school's window that a family should see now: of the terms that are not over, the latest that has opened, or else
    /// the first to open. One query by primary key, however many schools.
    static func current(
        of schools: some Sequence<ID<Registry.School>>, at now: Instant, _ db: DB
    ) throws -> [ID<Registry.School>: Window] {
        let windows = try db.all(
            """
            SELECT \(columns)
            FROM enrolment_window w
            JOIN term t ON t.id = w.term_id
            WHERE \(column: "w.school_id", isIn: Set(schools)) AND t.ends_on >= \(now.localDate)
            ORDER BY w.opens_at
            """, as: Window.self)
        return Dictionary(grouping: windows, by: \.school).compactMapValues { windows in
            windows.last { $0.state(at: now) != .ahead } ?? windows.first
        }
    }

    static func extensions(
        of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, _ db: DB
    ) throws -> [Enrolment.Extension] {
        try db.all(
            """
            SELECT closed_at, closes_at, note, made_at
            FROM enrolment_extension
            WHERE school_id = \(school) AND term_id = \(term)
            ORDER BY id DESC
            """)
    }
}

extension Enrolment.Offer {
    /// Offers by their stored text: every page and every form of a family reads its school's, and they seldom change.
    private static let known = Mutex<[String: Enrolment.Offer]>([:])
    /// Those of a city and a half; then it starts again from nothing.
    private static let mostKnown = 2000

    init(json: String) throws {
        if let known = Self.known.withLock({ $0[json] }) {
            self = known
            return
        }
        let read = try JSONDecoder().decode(Enrolment.Offer.self, from: Data(json.utf8))
        Self.known.withLock { known in
            if known.count >= Self.mostKnown { known = [:] }
            known[json] = read
        }
        self = read
    }

    /// The stored form: keys sorted, so that equal offers are equal texts.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
