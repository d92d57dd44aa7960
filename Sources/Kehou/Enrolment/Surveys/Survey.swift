import Store

extension Enrolment {
    /// 需求调查: three questions before term, so that the school plans rooms and clubs for the families it has. It binds nobody.
    struct Survey: Sendable, FromRow {
        let school: ID<Registry.School>
        let term: ID<SchoolCalendar.Term>
        let opens: Instant
        let closes: Instant

        init(_ row: Row) throws {
            school = try row["school_id"]
            term = try row["term_id"]
            opens = try row["opens_at"]
            closes = try row["closes_at"]
        }

        func isOpen(at now: Instant) -> Bool { opens <= now && now < closes }

        static func find(
            of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> Survey? {
            try db.first(
                """
                SELECT school_id, term_id, opens_at, closes_at
                FROM need_survey
                WHERE school_id = \(school) AND term_id = \(term)
                """)
        }

        /// The surveys of some schools that are open now, in the order in which they opened.
        static func open(
            in schools: some Sequence<ID<Registry.School>>, at now: Instant, _ db: DB
        ) throws -> [Survey] {
            try db.all(
                """
                SELECT school_id, term_id, opens_at, closes_at
                FROM need_survey
                WHERE \(column: "school_id", isIn: Set(schools)) AND opens_at <= \(now) AND closes_at > \(now)
                ORDER BY opens_at, school_id, term_id
                """)
        }

        static func set(
            _ school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>, opens: Instant, closes: Instant,
            by account: ID<Caller.Account>?, at now: Instant, _ db: DB
        ) throws {
            guard closes > opens, closes > now else { throw Fault.invalid(field: "closesOn", "enrolment.survey_past") }
            try db.run(
                """
                INSERT INTO need_survey (school_id, term_id, opens_at, closes_at, set_at, set_by)
                VALUES (\(school), \(term), \(opens), \(closes), \(now), \(account))
                ON CONFLICT (school_id, term_id) DO UPDATE
                SET opens_at = excluded.opens_at, closes_at = excluded.closes_at, set_at = excluded.set_at,
                    set_by = excluded.set_by
                """)
        }
    }

    /// One child's three answers: days, end time, interests.
    struct Need: Hashable, Sendable, FromRow {
        let days: Weekdays
        /// How long one would stay; nothing where no day is wanted.
        let ends: TimeOfDay?
        let interests: Set<Plans.Category>

        init(days: Weekdays, ends: TimeOfDay?, interests: Set<Plans.Category>) {
            self.days = days
            self.ends = days == .none ? nil : ends
            self.interests = interests
        }

        init(_ row: Row) throws {
            days = Weekdays(bits: try row["days"])
            ends = try row["ends_at"]
            let bits: Int = try row["interests"]
            interests = Set(Plans.Category.allCases.enumerated().filter { bits & 1 << $0.offset != 0 }.map(\.element))
        }

        /// Stands in a form, so that the form can tell what it was made from: equal for equal answers.
        var mark: String { "\(days.bits).\(ends?.description ?? "").\(interestBits)" }

        static let unanswered = "none"

        /// Days, end time and interests, for people.
        var text: Text {
            guard let ends else { return Text("enrolment.survey.nothing") }
            let days = Text.list(days.all.map { Text("value.weekday.\($0.rawValue)") })
            let liked = Text.list(Plans.Category.allCases.filter(interests.contains).map(\.label))
            return interests.isEmpty
                ? Text("enrolment.need_days", texts: ["days": days], ["time": "\(ends)"])
                : Text("enrolment.need_liked", texts: ["days": days, "interests": liked], ["time": "\(ends)"])
        }

        /// In the order of `Plans.Category`, the first the lowest. New categories go to the end.
        var interestBits: Int {
            Plans.Category.allCases.enumerated().reduce(0) { interests.contains($1.element) ? $0 | 1 << $1.offset : $0 }
        }

        /// What stands for a child, and who said it.
        ///
        /// - Parameter isHeld: whether nobody else may change it until the transaction ends; for those that will.
        static func find(
            of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>,
            isHeld: Bool = false, _ db: DB
        ) throws -> (need: Need, author: ID<Caller.Account>)? {
            let hold: SQL = isHeld ? .forUpdate : ""
            return try db.first(
                """
                SELECT days, ends_at, interests, account_id
                FROM need_answer
                WHERE school_id = \(school) AND term_id = \(term) AND pupil_id = \(pupil)
                \(hold)
                """, as: Row.self
            ).map { (try Need($0), try $0["account_id"]) }
        }
    }
}

extension Enrolment.Need? {
    /// What a form says that it was made from: the answer's mark, or `none`.
    var seen: String { self?.mark ?? Enrolment.Need.unanswered }
}
