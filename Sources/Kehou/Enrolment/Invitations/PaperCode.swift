import Store

extension Enrolment {
    /// The code on the slip that a pupil takes home: it opens this one pupil, once for each guardian, until it expires.
    ///
    /// Twelve letters and digits out of 24 that nobody mistakes for each other, 55 bits. Only a keyed digest is stored, so a lost
    /// slip cannot be printed again: printing makes new codes, and those that nobody used yet no longer open anything.
    struct PaperCode: Sendable, FromRow {
        static let letters = Array("ACDEFGHJKMNPQRTVWXY34679")
        static let length = 12
        /// More guardians than any child has; a slip that lies about stops working.
        static let mostUses = 6
        static let days = 30

        let digest: [UInt8]
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let expiresOn: LocalDate
        let uses: Int
        let voidedAt: Instant?

        init(_ row: Row) throws {
            digest = try row["digest"]
            school = try row["school_id"]
            pupil = try row["pupil_id"]
            expiresOn = try row["expires_on"]
            uses = try row["uses"]
            voidedAt = try row["voided_at"]
        }

        /// What people type, in the one spelling that is digested: capitals, no blanks or dashes.
        static func plain(_ typed: String) -> String {
            typed.uppercased().filter { $0.isLetter || $0.isNumber }
        }

        /// In groups of four, for reading aloud and typing.
        static func grouped(_ code: String) -> String {
            stride(from: 0, to: code.count, by: 4).map { String(code.dropFirst($0).prefix(4)) }.joined(separator: "-")
        }

        /// - Throws: `paper_code.wrong`, `.expired`, `.voided`, `.used_up`.
        static func find(_ typed: String, _ protection: Protection, on day: LocalDate, _ db: DB) throws -> PaperCode {
            let digest = digest(plain(typed), protection)
            let found = try db.first(
                """
                SELECT digest, school_id, pupil_id, expires_on, uses, voided_at
                FROM paper_code
                WHERE digest = \(digest)
                """, as: PaperCode.self)
            guard let found else { throw Fault.invalid(field: "code", "paper_code.wrong") }
            guard found.voidedAt == nil else { throw Fault.invalid(field: "code", "paper_code.voided") }
            guard found.expiresOn >= day else { throw Fault.invalid(field: "code", "paper_code.expired") }
            guard found.uses < mostUses else { throw Fault.invalid(field: "code", "paper_code.used_up") }
            return found
        }

        /// New codes for pupils of a school, in their order, and an end to the unused old ones.
        static func print(
            for pupils: [ID<Registry.Pupil>], in school: ID<Registry.School>, until day: LocalDate,
            by account: ID<Caller.Account>, _ protection: Protection, at now: Instant, _ db: DB
        ) throws -> [String] {
            try db.run(
                """
                UPDATE paper_code SET voided_at = \(now)
                WHERE school_id = \(school) AND \(column: "pupil_id", isIn: pupils) AND uses = 0 AND voided_at IS NULL
                """)
            let codes = pupils.map { _ in
                String((0..<length).map { _ in letters[Int.random(in: 0..<letters.count)] })
            }
            try db.insert(
                into: "paper_code",
                columns: ["digest", "school_id", "pupil_id", "printed_at", "printed_by", "expires_on", "uses"],
                rows: zip(pupils, codes).map { pupil, code in
                    [digest(code, protection), school, pupil, now, account, day, 0] as [any ColumnValue]
                })
            return codes
        }

        /// How many slips of these pupils are out that nobody has used: what printing again would end.
        static func unused(
            of pupils: [ID<Registry.Pupil>], in school: ID<Registry.School>, on day: LocalDate, _ db: DB
        ) throws -> Int {
            try db.value(
                """
                SELECT COUNT(*)
                FROM paper_code
                WHERE school_id = \(school) AND \(column: "pupil_id", isIn: pupils) AND uses = 0 AND voided_at IS NULL
                    AND expires_on >= \(day)
                """, as: Int.self) ?? 0
        }

        /// Notes that an account used the code.
        ///
        /// - Returns: false where it had done so before; then nothing is counted.
        func use(by account: ID<Caller.Account>, at now: Instant, _ db: DB) throws -> Bool {
            let first = try db.run(
                """
                INSERT INTO paper_code_use (digest, account_id, used_at)
                VALUES (\(digest), \(account), \(now))
                ON CONFLICT (digest, account_id) DO NOTHING
                """)
            guard first == 1 else { return false }
            let counted = try db.run(
                "UPDATE paper_code SET uses = uses + 1 WHERE digest = \(digest) AND uses < \(Self.mostUses)")
            guard counted == 1 else { throw Fault.invalid(field: "code", "paper_code.used_up") }
            return true
        }

        private static func digest(_ plain: String, _ protection: Protection) -> [UInt8] {
            protection.digest(ofCode: plain, for: "paper")
        }
    }
}
