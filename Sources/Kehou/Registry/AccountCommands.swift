import Foundation
import Store

extension Commands {
    /// What `kehou account add` is told.
    package struct NewAccount: Sendable {
        package var userName: String
        package var name: String
        package var role: String
        /// `city`, `district`, `school`, and the place's id or exact name.
        package var place: String
        package var password: String

        package init(userName: String, name: String, role: String, place: String, password: String) {
            self.userName = userName
            self.name = name
            self.role = role
            self.place = place
            self.password = password
        }
    }

    /// Makes an account with its first appointment: the way the first officer of a city gets in.
    ///
    /// - Throws: `account.*`, `appointment.place_wrong`, `appointment.place_unknown`, `account.role_unknown`.
    package static func addAccount(_ new: NewAccount, _ options: Options) async throws {
        let role = try role(new.role)
        try Registry.Account.checkLength(of: new.password)
        let app = try await app(options)
        let digest = try await app.passwords.digest(new.password)
        let account = Registry.Account(name: new.name, password: digest)
        let now = app.clock.now()
        try await app.store.write { db in
            try account.insert(userName: new.userName, at: now, db)
            let (place, label) = try place(new.place, for: role, db)
            try Registry.Appointment(
                account: account.id, role: role, place: place, label: label, from: now.localDate
            ).insert(db)
            try Audit(command: "account.add", at: now, subject: "account=\(account.id)").write(db)
        }
        say("account \(new.userName) (\(account.id)): \(role.rawValue) at \(new.place)")
        await app.store.close()
    }

    /// Sets a new password and ends every session of the account.
    ///
    /// - Throws: `account.none`, `account.password_short`.
    package static func resetAccount(userName: String, password: String, _ options: Options) async throws {
        try Registry.Account.checkLength(of: password)
        let app = try await app(options)
        let digest = try await app.passwords.digest(password)
        let now = app.clock.now()
        try await app.store.write { db in
            guard let account = try Registry.Account.find(userName: userName, db) else {
                throw Fault.invalid("account.none", ["name": userName])
            }
            try Registry.Account.change(password: digest, of: account, keeping: nil, db)
            try Audit(command: "account.reset", at: now, subject: "account=\(account)").write(db)
        }
        say("account \(userName): new password set, all sessions ended")
        await app.store.close()
    }

    static func role(_ words: String) throws -> Role {
        guard let role = Role(rawValue: words) else {
            let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault.invalid("account.role_unknown", ["role": words, "known": known])
        }
        return role
    }

    /// The place a role is held at, by id or exact name; a venue or a body, which no roster lists, by the name it is to have.
    static func place(_ words: String, for role: Role, _ db: DB) throws -> (Place, label: String?) {
        for kind in role.places {
            let table: SQL
            switch kind {
            case .city: table = "city"
            case .district: table = "district"
            case .school: table = "school"
            case .venue, .body, .family: continue
            }
            let found = try db.values(
                "SELECT id FROM \(table) WHERE name = \(words) OR id = \(Int64(words) ?? 0) ORDER BY id", as: Int64.self
            )
            guard found.count <= 1 else {
                throw Fault.invalid(
                    "appointment.place_twice", ["place": words, "ids": found.map(String.init).joined(separator: ", ")])
            }
            if let id = found.first { return (Place(kind: kind, id: id), nil) }
        }
        if let kind = role.places.first(where: { [.venue, .body].contains($0) }), !words.isEmpty {
            let known = try db.value(
                "SELECT place_id FROM appointment WHERE place_kind = \(kind) AND place_label = \(words) LIMIT 1",
                as: Int64.self)
            return (Place(kind: kind, id: known ?? ID<Place>.next().rawValue), words)
        }
        throw Fault.invalid("appointment.place_unknown", ["place": words])
    }
}
