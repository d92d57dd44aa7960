import Store

extension Enrolment {
    /// A form being sent: the answers of one family for some of its children, together or not at all.
    ///
    /// *Cost*: for a child some five statements, all by primary key: the one that stands is read, two rows sets are added, the
    /// pointer moves, and its class's counts move by the difference. For a first answer one more counts the place it came from.
    struct Submission: Sendable {
        /// One child's part.
        struct Part: Sendable {
            let school: ID<Registry.School>
            let pupil: ID<Registry.Pupil>
            let classID: ID<Registry.SchoolClass>?
            let guardian: ID<Registry.Guardian>?
            let window: Window
            let answer: Answer
            /// What the form was made from.
            let seen: Seen
        }

        enum Seen: Sendable, Equatable {
            /// The form showed this answer, or none; another one that came meanwhile is a conflict.
            case application(ID<Application>?)
            /// A caller that looks at nothing: the last answer stands.
            case any
        }

        /// A paper that the office enters.
        struct Paper: Sendable {
            let askedBy: String
            let askedOn: LocalDate
        }

        let form: ID<Submission>
        let parts: [Part]
        let account: ID<Caller.Account>
        var paper: Paper?
        /// Where a family's own form came from, to be counted.
        var place: Pressure.AnswerPlace?
        let now: Instant
    }

    /// 回执: what a family keeps.
    struct Receipt: Sendable {
        let form: ID<Submission>
        let number: String
        /// The form had been sent before and nothing was written now.
        let isRepeated: Bool
    }
}

extension Enrolment.Submission {
    typealias Application = Enrolment.Application

    /// Writes all answers.
    ///
    /// *Throws*: `enrolment.not_open` (conflict) before a window opens; `enrolment.changed_meanwhile` (conflict) where another
    /// answer came since the form was shown; nothing is written then.
    func send(_ db: DB) throws -> Enrolment.Receipt {
        let number = Enrolment.ReceiptNumber(form, year: now.localDate.year).description
        let isNew = try db.run(
            """
            INSERT INTO application_receipt (account_id, form_id, number, submitted_at)
            VALUES (\(account), \(form), \(number), \(now))
            ON CONFLICT (account_id, form_id) DO NOTHING
            """)
        guard isNew == 1 else {
            let first = try db.value(
                "SELECT number FROM application_receipt WHERE account_id = \(account) AND form_id = \(form)",
                as: String.self)
            return Enrolment.Receipt(form: form, number: first ?? number, isRepeated: true)
        }
        var counts = Enrolment.CoverageChange()
        // Always in one order, so that two families with two children each cannot wait for each other.
        var first: [Part] = []
        for part in parts.sorted(by: { ($0.school, $0.pupil) < ($1.school, $1.pupil) }) {
            if try write(part, number, &counts, db) == nil { first.append(part) }
        }
        try counts.apply(db)
        try countPlaces(of: first, db)
        for window in Set(counts.moved).compactMap({ key in parts.first { $0.school == key.school }?.window }) {
            try Enrolment.RoomTask.check(window, at: now, db)
        }
        return Enrolment.Receipt(form: form, number: number, isRepeated: false)
    }

    /// A family counts once a school and only when it answers for the first time, while the window is open.
    private func countPlaces(of parts: [Part], _ db: DB) throws {
        guard let place else { return }
        let open = parts.filter { $0.window.state(at: now) == .open }
        for (school, parts) in Dictionary(grouping: open, by: \.school).sorted(by: { $0.key < $1.key }) {
            try place.count(school, parts[0].window.term.id, db)
        }
    }

    /// - Returns: the answer that stood before.
    private func write(
        _ part: Part, _ number: String, _ counts: inout Enrolment.CoverageChange, _ db: DB
    ) throws -> Enrolment.StandingAnswer? {
        guard part.window.state(at: now) != .ahead else { throw Fault.conflict("enrolment.not_open") }
        let old = try Enrolment.StandingAnswer.find(part.pupil, in: part.school, part.window.term.id, db)
        if case .application(let seen) = part.seen, seen != old?.application {
            throw Fault.conflict("enrolment.changed_meanwhile")
        }
        let id = ID<Application>.next()
        try insert(part, id, number, takesEffect: part.window.takesEffect(at: now, db), db)
        let new = Enrolment.StandingAnswer(
            application: id, classID: part.classID ?? 0, joins: part.answer.joins, days: part.answer.weekdays)
        guard try new.replace(old, part, db) else {
            // Two first answers at the same moment: the slower one is asked to look at the other.
            throw Fault.conflict("enrolment.changed_meanwhile")
        }
        counts.move(from: old, to: new, part.school, part.window.term.id)
        return old
    }

    private func insert(
        _ part: Part, _ id: ID<Application>, _ number: String, takesEffect: LocalDate, _ db: DB
    ) throws {
        let via: Application.Via = paper == nil ? .family : .paper
        try db.later(
            """
            INSERT INTO application (school_id, pupil_id, id, term_id, number, joins, homework_only, takes_effect_on,
                submitted_at, account_id, guardian_id, via, asked_by, asked_on)
            VALUES (\(part.school), \(part.pupil), \(id), \(part.window.term.id), \(number), \(part.answer.joins),
                \(part.answer.homeworkOnly), \(takesEffect), \(now), \(account), \(part.guardian), \(via),
                \(paper?.askedBy), \(paper?.askedOn))
            """)
        guard part.answer.joins else { return }
        let rows = part.answer.days.map { day -> SQL in
            "(\(part.school), \(part.pupil), \(id), \(day.weekday), \(day.leaves), \(day.isLateCare))"
        }
        try db.later(
            """
            INSERT INTO application_day (school_id, pupil_id, application_id, weekday, leaves_at, is_late_care)
            VALUES \(SQL.joined(rows, ", "))
            """)
    }
}

extension Enrolment.Submission.Part {
    /// Whether a form that was sent under this number has said the same of the child, or could not say it any more: another
    /// answer came since.
    func stands(under number: String, _ db: DB) throws -> Bool {
        if let sent = try Enrolment.Application.numbered(number, of: pupil, in: school, db) {
            return try sent.answer(db) == answer
        }
        guard case .application(let seen) = self.seen else { return false }
        return try Enrolment.StandingAnswer.find(pupil, in: school, window.term.id, db)?.application != seen
    }
}
