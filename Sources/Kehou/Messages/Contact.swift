import Store

extension Messages {
    /// Where a reader can be found outside the inbox, and how they want to be.
    struct Contact: Sendable {
        let mobile: Protection.SealedMobile?
        let mail: Protection.SealedText?
        let setting: ReaderSetting
        let city: ID<Registry.City>?

        /// By primary keys and `guardian_by_mobile`, `staff_by_mobile`.
        static func of(_ reader: Reader, _ db: DB) throws -> Contact {
            switch reader {
            case .guardian(let id): return try of(id, db)
            case .account(let id):
                return Contact(
                    mobile: try mobile(of: id, db), mail: try mail(of: id, db), setting: try ReaderSetting.of(id, db),
                    city: nil)
            }
        }

        /// In one statement: most messages go to guardians.
        private static func of(_ guardian: ID<Registry.Guardian>, _ db: DB) throws -> Contact {
            let row = try db.first(
                """
                SELECT g.city_id, g.mobile_sealed, g.mobile_key, g.mobile_index, m.sealed, m.sealed_key,
                    s.language, s.channels, s.quiet_from, s.quiet_until
                FROM guardian g
                LEFT JOIN guardian_account a ON a.guardian_id = g.id
                LEFT JOIN mail_address m ON m.account_id = a.account_id
                LEFT JOIN reader_setting s ON s.account_id = a.account_id
                WHERE g.id = \(guardian)
                """, as: Row.self)
            guard let row else { throw Fault.notFound() }
            let sealed: [UInt8]? = try row["sealed"]
            let channels: String? = try row["channels"]
            return Contact(
                mobile: try Protection.SealedMobile(row),
                mail: try sealed.map { Protection.SealedText(bytes: $0, key: try row["sealed_key"]) },
                setting: channels == nil ? .usual : try ReaderSetting(row), city: try row["city_id"])
        }

        /// An account keeps only the index of its mobile; the number is the roster's.
        private static func mobile(of account: ID<Caller.Account>, _ db: DB) throws -> Protection.SealedMobile? {
            let index = try db.value(
                "SELECT mobile_index FROM account_mobile WHERE account_id = \(account)", as: [UInt8].self)
            guard let index else { return nil }
            let row = try db.first(
                """
                SELECT mobile_sealed, mobile_key, mobile_index
                FROM staff
                WHERE mobile_index = \(index)
                UNION ALL
                SELECT mobile_sealed, mobile_key, mobile_index
                FROM guardian
                WHERE mobile_index = \(index)
                LIMIT 1
                """, as: Row.self)
            return try row.flatMap { try Protection.SealedMobile($0) }
        }

        static let mailPurpose = "mail"

        static func mail(of account: ID<Caller.Account>, _ db: DB) throws -> Protection.SealedText? {
            let row = try db.first(
                "SELECT sealed, sealed_key FROM mail_address WHERE account_id = \(account)", as: Row.self)
            return try row.map { Protection.SealedText(bytes: try $0["sealed"], key: try $0["sealed_key"]) }
        }

        /// Writes a person's mail address down, or forgets it.
        static func set(
            mail: Protection.SealedText?, of account: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws {
            guard let mail else {
                try db.run("DELETE FROM mail_address WHERE account_id = \(account)")
                return
            }
            try db.run(
                """
                INSERT INTO mail_address (account_id, sealed, sealed_key, since)
                VALUES (\(account), \(mail.bytes), \(mail.key), \(now))
                ON CONFLICT (account_id) DO UPDATE
                SET sealed = excluded.sealed, sealed_key = excluded.sealed_key, since = excluded.since
                """)
        }

        /// The channels that reach this reader, in the order in which they are tried, each with the address it uses.
        func ways(
            for need: Template.Need, _ channels: Channels, _ protection: Protection
        ) throws -> [(way: Way, address: Address)] {
            try setting.order(for: need, of: channels.ways).compactMap { way in
                switch way {
                case .wecom, .sms: try mobile.map { (way, .mobile(try protection.open($0))) }
                case .mail:
                    try mail.flatMap { MailAddress(try protection.open($0, for: Self.mailPurpose)) }
                        .map { (way, .mail($0)) }
                }
            }
        }
    }
}
