import Store

extension Registry {
    /// Somebody who can sign in. What they may do comes from their appointments, never from the account.
    struct Account: Sendable, FromRow {
        let id: ID<Caller.Account>
        let name: String
        /// A digest by ``Passwords``.
        let password: String

        static let shortestPassword = 10

        init(id: ID<Caller.Account> = .next(), name: String, password: String) {
            self.id = id
            self.name = name
            self.password = password
        }

        init(_ row: Row) throws {
            id = try row["id"]
            name = try row["name"]
            password = try row["password"]
        }

        /// User names are compared without case or outer spaces.
        static func plain(_ userName: String) -> String {
            userName.lowercased().filter { !$0.isWhitespace }
        }

        /// The open account behind a user name or, where given, a mobile's blind index.
        static func signingIn(as userName: String, mobile: [UInt8]?, _ db: DB) throws -> Account? {
            let byName = try db.first(
                """
                SELECT a.id, a.name, a.password
                FROM account_user_name n
                JOIN account a ON a.id = n.account_id
                WHERE n.user_name = \(plain(userName)) AND a.closed_at IS NULL
                """, as: Account.self)
            guard byName == nil, let mobile else { return byName }
            return try find(mobile: mobile, db)
        }

        /// Writes a new account with its ways in.
        ///
        /// - Throws: `account.user_name_taken`, `account.mobile_taken`, `account.user_name_wrong`.
        func insert(userName: String, mobile: [UInt8]? = nil, at now: Instant, _ db: DB) throws {
            let plain = Self.plain(userName)
            guard (2...40).contains(plain.utf8.count), Int(plain) == nil else {
                throw Fault.invalid(field: "userName", "account.user_name_wrong")
            }
            try insertRow(at: now, db)
            let named = try db.run(
                """
                INSERT INTO account_user_name (user_name, account_id)
                VALUES (\(plain), \(id))
                ON CONFLICT (user_name) DO NOTHING
                """)
            guard named == 1 else { throw Fault.invalid(field: "userName", "account.user_name_taken") }
            if let mobile { try insert(mobile, db) }
        }

        /// Writes a new account that is entered by codes to its mobile only: no user name, and no password that opens it.
        ///
        /// - Throws: `account.mobile_taken`.
        static func insertWithoutPassword(name: String, mobile: [UInt8], at now: Instant, _ db: DB) throws -> Account {
            let account = Account(name: name, password: Passwords.unusable)
            try account.insertRow(at: now, db)
            try account.insert(mobile, db)
            return account
        }

        /// The open account of a mobile.
        static func find(mobile: [UInt8], _ db: DB) throws -> Account? {
            try db.first(
                """
                SELECT a.id, a.name, a.password
                FROM account_mobile m
                JOIN account a ON a.id = m.account_id
                WHERE m.mobile_index = \(mobile) AND a.closed_at IS NULL
                """, as: Account.self)
        }

        private func insertRow(at now: Instant, _ db: DB) throws {
            try db.run(
                """
                INSERT INTO account (id, name, password, created_at)
                VALUES (\(id), \(name), \(password), \(now))
                """)
        }

        private func insert(_ mobile: [UInt8], _ db: DB) throws {
            let reached = try db.run(
                """
                INSERT INTO account_mobile (mobile_index, account_id)
                VALUES (\(mobile), \(id))
                ON CONFLICT (mobile_index) DO NOTHING
                """)
            guard reached == 1 else { throw Fault.invalid(field: "mobile", "account.mobile_taken") }
        }

        /// - Throws: `notFound`, also for a closed one.
        static func find(_ id: ID<Caller.Account>, _ db: DB) throws -> Account {
            let found = try db.first(
                "SELECT id, name, password FROM account WHERE id = \(id) AND closed_at IS NULL", as: Account.self)
            guard let found else { throw Fault.notFound() }
            return found
        }

        /// - Throws: `account.password_short`, in the field `password`.
        static func checkLength(of password: String) throws {
            guard password.count >= shortestPassword else {
                throw Fault(
                    kind: .invalid, code: "account.password_short", arguments: ["least": "\(shortestPassword)"],
                    fields: [FieldFault("password", "account.password_short", ["least": "\(shortestPassword)"])])
            }
        }

        /// Sets a new password digest and ends every session but the one that asked.
        static func change(
            password digest: String, of account: ID<Caller.Account>, keeping session: String?, _ db: DB
        ) throws {
            try db.run("UPDATE account SET password = \(digest) WHERE id = \(account)")
            try Session.endAll(of: account, but: session, db)
        }

        static func find(userName: String, _ db: DB) throws -> ID<Caller.Account>? {
            try db.value(
                "SELECT account_id FROM account_user_name WHERE user_name = \(plain(userName))",
                as: ID<Caller.Account>.self)
        }
    }
}
