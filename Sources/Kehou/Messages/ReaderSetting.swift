import Store

extension Messages {
    /// How one person wants to be told. The inbox always has everything; what must be known goes over every channel in the end.
    struct ReaderSetting: Sendable, FromRow {
        /// The language's code; the city's where nil.
        let language: String?
        /// The channels for plain messages, the one to try first at the head.
        let ways: [Way]
        /// The person's own night, in place of the city's, for plain messages.
        let quiet: QuietHours?

        static let usual = ReaderSetting(language: nil, ways: Way.allCases, quiet: nil)

        init(language: String?, ways: [Way], quiet: QuietHours?) {
            self.language = language
            self.ways = ways
            self.quiet = quiet
        }

        init(_ row: Row) throws {
            language = try row["language"]
            let words: String = try row["channels"]
            ways = words.split(separator: " ").compactMap { Way(rawValue: String($0)) }
            let from: TimeOfDay? = try row["quiet_from"]
            let until: TimeOfDay? = try row["quiet_until"]
            quiet = if let from, let until { QuietHours(from: from, until: until) } else { nil }
        }

        static func of(_ account: ID<Caller.Account>, _ db: DB) throws -> ReaderSetting {
            try db.first(
                """
                SELECT language, channels, quiet_from, quiet_until
                FROM reader_setting
                WHERE account_id = \(account)
                """, as: ReaderSetting.self) ?? .usual
        }

        func set(_ account: ID<Caller.Account>, at now: Instant, _ db: DB) throws {
            try db.run(
                """
                INSERT INTO reader_setting (account_id, language, channels, quiet_from, quiet_until, set_at)
                VALUES (\(account), \(language), \(ways.map(\.rawValue).joined(separator: " ")), \(quiet?.from),
                    \(quiet?.until), \(now))
                ON CONFLICT (account_id) DO UPDATE
                SET language = excluded.language, channels = excluded.channels, quiet_from = excluded.quiet_from,
                    quiet_until = excluded.quiet_until, set_at = excluded.set_at
                """)
        }

        /// The channels in the order in which they are tried.
        func order(for need: Template.Need, of available: [Way]) -> [Way] {
            let wanted = ways.filter(available.contains)
            guard need == .mustKnow else { return wanted }
            return wanted + available.filter { !wanted.contains($0) }
        }
    }
}
