import Store

extension Commands {
    /// Gives somebody who has an account one more appointment.
    ///
    /// - Parameters: `from` and `until` as YYYY-MM-DD; today and open-ended where they are nil. `until` is the last day.
    /// - Throws: `account.none`, `account.role_unknown`, `appointment.*`, `date.wrong`.
    package static func appoint(
        userName: String, role roleWords: String, place words: String, from: String?, until: String?,
        _ options: Options
    ) async throws {
        let role = try role(roleWords)
        let (from, until) = (try from.map(day), try until.map(day))
        let app = try await app(options)
        let now = app.clock.now()
        try await app.store.write { db in
            let account = try account(userName, db)
            let starts = from ?? now.localDate
            if let until, until < starts { throw Fault.invalid("appointment.until_wrong") }
            let (place, label) = try place(words, for: role, db)
            let held = try Registry.Appointment.all(of: account, db).contains {
                $0.role == role && $0.place == place && ($0.until ?? starts) >= starts
            }
            guard !held else { throw Fault.conflict("appointment.held") }
            try Registry.Appointment(
                account: account, role: role, place: place, label: label, from: starts, until: until
            ).insert(db)
            try Audit(command: "account.appoint", at: now, subject: "account=\(account)").write(db)
        }
        say("\(userName): \(role.rawValue) at \(words)")
        await app.store.close()
    }

    /// Ends an appointment at once, or with a later day; what was done under it stays, and the audit tells when it was given.
    ///
    /// - Throws: `account.none`, `appointment.none`, `date.wrong`.
    package static func endAppointment(
        userName: String, appointment: String, on words: String?, _ options: Options
    ) async throws {
        let last = try words.map(day)
        let app = try await app(options)
        let now = app.clock.now()
        try await app.store.write { db in
            let account = try account(userName, db)
            let found = try Registry.Appointment.all(of: account, db).first { "\($0.id)" == appointment }
            guard let found else { throw Fault.invalid("appointment.none", ["id": appointment]) }
            try Registry.Appointment.end(found.id, of: account, on: last ?? now.localDate.adding(days: -1), db)
            try Audit(command: "account.end", at: now, subject: "account=\(account) appointment=\(found.id)").write(db)
        }
        say("\(userName): appointment \(appointment) ended")
        await app.store.close()
    }

    /// Prints every appointment of an account, past ones too: id, role, kind and id of the place, from, until.
    package static func showAccount(userName: String, _ options: Options) async throws {
        let app = try await app(options)
        let rows = try await app.store.read { db in try Registry.Appointment.all(of: account(userName, db), db) }
        for row in rows {
            let until = row.until.map(\.description) ?? "-"
            print("\(row.id)\t\(row.role.rawValue)\t\(row.place.kind.rawValue) \(row.place.id)\t\(row.from)\t\(until)")
        }
        await app.store.close()
    }

    private static func account(_ userName: String, _ db: DB) throws -> ID<Caller.Account> {
        guard let account = try Registry.Account.find(userName: userName, db) else {
            throw Fault.invalid("account.none", ["name": userName])
        }
        return account
    }

    private static func day(_ words: String) throws -> LocalDate {
        guard let day = LocalDate(words) else { throw Fault.invalid("appointment.date_wrong", ["date": words]) }
        return day
    }
}

extension Registry.Appointment: FromRow {
    init(_ row: Row) throws {
        self.init(
            account: try row["account_id"], id: try row["id"], role: try row["role"],
            place: Place(kind: try row["place_kind"], id: try row["place_id"]), label: try row["place_label"],
            from: try row["from_date"], until: try row["until_date"])
    }

    /// Everything an account ever was, in the order it was given.
    static func all(of account: ID<Caller.Account>, _ db: DB) throws -> [Registry.Appointment] {
        try db.all(
            """
            SELECT account_id, id, role, place_kind, place_id, place_label, from_date, until_date
            FROM appointment
            WHERE account_id = \(account)
            ORDER BY id
            """)
    }
}
