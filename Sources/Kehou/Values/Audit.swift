import Store

/// One row of the audit log: who did what to whom, with ids only, so that erasing a person breaks nothing.
struct Audit: Sendable {
    enum Outcome: String, Choice {
        case done, read, refused
        static let prefix = "audit"
    }

    let at: Instant
    let account: Int64?
    let appointment: Int64?
    /// The endpoint's name or the command's, such as `plans.submit`.
    let action: String
    /// Ids from the path, `school=3 plan=7`.
    let subject: String
    /// The organisation whose chain the row belongs to.
    let place: Place?
    let outcome: Outcome
    /// The fault's code when refused.
    let code: String?

    init(
        _ action: String, by caller: Caller, subject: String, place: Place?, outcome: Outcome, code: String? = nil
    ) {
        at = caller.now
        account = caller.account?.rawValue
        appointment = caller.current?.id.rawValue
        self.action = action
        self.subject = subject
        self.place = place ?? caller.current?.place
        self.outcome = outcome
        self.code = code
    }

    /// A row for something a command did, with nobody signed in.
    init(command: String, at: Instant, subject: String, place: Place? = nil) {
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
        _ = try db.run(
            """
            INSERT INTO audit (place_kind, place_id, id, at, account_id, appointment_id, action, subject, outcome, code)
            VALUES (\(place?.kind.rawValue ?? "none"), \(place?.id ?? 0), \(ID<Audit>.next()), \(at), \(account),
                \(appointment), \(action), \(subject), \(outcome), \(code))
            """)
    }
}
