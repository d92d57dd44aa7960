import Store

extension Registry.FamilyAccount {
    typealias Guardian = Registry.Guardian
    typealias Account = Registry.Account

    /// Whether a mobile may be sent a one-time code: a guardian of a present pupil has it, or somebody whose claim waits.
    ///
    /// Nobody else has a way in: there is no registration by oneself.
    static func isKnown(_ mobile: [UInt8], _ db: DB) throws -> Bool {
        if try !guardians(withMobile: mobile, db).isEmpty { return true }
        return try db.value(
            "SELECT COUNT(*) FROM guardian_claim WHERE mobile_index = \(mobile) AND state = 'waiting'", as: Int.self)
            != 0
    }

    /// The account of somebody who proved that a mobile is theirs, made on first use, standing for every guardian whom the
    /// roster gives this mobile.
    ///
    /// The roster rules: a guardian whose mobile it changed goes over to the account of the new one, and leaves the old one's.
    /// - Parameter name: for a new account that no roster row names.
    static func enter(with mobile: [UInt8], name: String?, at now: Instant, _ db: DB) throws -> Account {
        let guardians = try guardians(withMobile: mobile, db)
        guard
            let account = try Account.find(mobile: mobile, db)
                ?? (guardians.first?.name ?? name).map({
                    try Account.insertWithoutPassword(name: $0, mobile: mobile, at: now, db)
                })
        else { throw Fault.notFound() }
        try db.run(
            """
            DELETE FROM guardian_account
            WHERE account_id = \(account.id) AND via = 'mobile' AND guardian_id IN (
                SELECT g.id
                FROM guardian_account a
                JOIN guardian g ON g.id = a.guardian_id
                WHERE a.account_id = \(account.id) AND (g.mobile_index IS NULL OR g.mobile_index NOT IN (
                    SELECT mobile_index FROM account_mobile WHERE account_id = \(account.id))))
            """)
        for guardian in guardians { try link(guardian.id, to: account.id, via: .mobile, at: now, db) }
        try appoint(account.id, at: now, db)
        return account
    }

    /// Makes the account act as a guardian, with its first children's names for a label.
    static func appoint(_ account: ID<Caller.Account>, at now: Instant, _ db: DB) throws {
        let names = try children(of: account, on: now.localDate, db).map(\.name)
        let label = names.prefix(2).joined(separator: "\u{3001}") + (names.count > 2 ? " +\(names.count - 2)" : "")
        let current = try Registry.Appointment.current(of: account, on: now.localDate, db)
        guard let own = current.first(where: { $0.role == .guardian }) else {
            return try Registry.Appointment(
                account: account, role: .guardian, place: Place(kind: .family, id: account.rawValue), label: label,
                from: now.localDate
            ).insert(db)
        }
        try db.run("UPDATE appointment SET place_label = \(label) WHERE account_id = \(account) AND id = \(own.id)")
    }

    /// Whether an account has duties beside its family. Such a one is entered with its password: a text message to a mobile
    /// must not open what staff may do.
    static func hasDuties(_ account: ID<Caller.Account>, on day: LocalDate, _ db: DB) throws -> Bool {
        try Registry.Appointment.current(of: account, on: day, db).contains { $0.role != .guardian }
    }

    /// Guardians of present pupils who have this mobile. Rides `guardian_by_mobile`.
    private static func guardians(withMobile mobile: [UInt8], _ db: DB) throws -> [Guardian] {
        try Guardian.all(withMobile: mobile, db).filter { try !Guardian.pupils(of: $0.id, db).isEmpty }
    }
}
