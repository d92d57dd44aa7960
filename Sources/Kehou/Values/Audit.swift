import Store

/// One row of the audit log: who did what to whom, with ids only, so that erasing a person breaks nothing.
struct Audit: Sendable {
    enum Outcome: String, Choice {
        case done, read, refused
        static let prefix = "audit"
    }

    let id: ID<Audit>
    let at: Instant
    var account: Int64?
    let appointment: Int64?
    /// The endpoint's name or the command's, such as `plans.submit`.
    let action: String
    /// Ids from the path, `school=3 plan=7`.
    let subject: String
    /// The organisation whose chain the row belongs to.
    let place: Place?
    var outcome: Outcome
    /// The fault's code when refused.
    var code: String?

    init(
        _ action: String, by caller: Caller, subject: String, place: Place?, outcome: Outcome, code: String? = nil
    ) {
        id = .next()
        at = caller.now
        account = caller.account?.rawValue
        appointment = caller.current?.id.rawValue
        self.action = action
        self.subject = subject
        self.place = place ?? caller.current?.place
        self.outcome = outcome
        self.code = code
    }

    /// A row for what nobody may be found by: neither who nor at what time of the day.
    init(anonymous action: String, on day: LocalDate, outcome: Outcome, code: String? = nil) {
        id = .somewhen(on: day)
        at = Instant(day)
        account = nil
        appointment = nil
        self.action = action
        subject = ""
        place = nil
        self.outcome = outcome
        self.code = code
    }

    /// A row for something a command did, with nobody signed in.
    init(command: String, at: Instant, subject: String, place: Place? = nil) {
        id = .next()
        self.at = at
        account = nil
        appointment = nil
        action = command
        self.subject = subject
        self.place = place
        outcome = .done
        code = nil
    }

    func write(_ db: DB) throws {
        try db.later(
            """
            INSERT INTO audit (place_kind, place_id, id, at, account_id, appointment_id, action, subject, outcome, code)
            VALUES (\(place?.kind.rawValue ?? "none"), \(place?.id ?? 0), \(id), \(at), \(account),
                \(appointment), \(action), \(subject), \(outcome), \(code))
            """)
    }
}
