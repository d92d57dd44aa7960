import Store

extension Enrolment {
    /// That a guardian agrees to one kind of data being kept, in one version of its text. Any guardian gives it and any takes it
    /// back; what was given and withdrawn stays as history.
    struct Consent: Sendable, FromRow {
        enum Kind: String, Choice {
            /// Allergies and needs of a child, for those on duty.
            case careNotes = "care_notes"

            static let prefix = "consent.kind"

            /// The version of the text in force; a new one asks again. The text is `consent.<kind>.text.<version>`.
            var version: Int { 1 }
            var text: Text { Text("consent.\(rawValue).text.\(version)") }
        }

        let kind: Kind
        let version: Int
        let givenAt: Instant
        let withdrawnAt: Instant?

        init(_ row: Row) throws {
            kind = try row["kind"]
            version = try row["version"]
            givenAt = try row["given_at"]
            withdrawnAt = try row["withdrawn_at"]
        }

        /// Whether data of a kind may be kept and shown now: given for the text in force, and not taken back.
        static func isInForce(
            _ kind: Kind, of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ db: DB
        ) throws -> Bool {
            try db.value(
                """
                SELECT COUNT(*)
                FROM consent
                WHERE school_id = \(school) AND pupil_id = \(pupil) AND kind = \(kind)
                    AND version = \(kind.version) AND withdrawn_at IS NULL
                """, as: Int.self) != 0
        }

        /// A pupil's consents, newest first.
        static func all(of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ db: DB) throws -> [Consent] {
            try db.all(
                """
                SELECT kind, version, given_at, withdrawn_at
                FROM consent
                WHERE school_id = \(school) AND pupil_id = \(pupil)
                ORDER BY id DESC
                """)
        }

        /// Gives consent to the text in force; where it is given already, nothing happens.
        ///
        /// - Throws: `consent.text_changed` where the guardian read another version.
        static func give(
            _ kind: Kind, version: Int, of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>,
            by account: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws {
            guard version == kind.version else { throw Fault.conflict("consent.text_changed") }
            guard try !isInForce(kind, of: pupil, in: school, db) else { return }
            try withdraw(kind, of: pupil, in: school, by: account, at: now, db)
            try db.run(
                """
                INSERT INTO consent (school_id, pupil_id, id, kind, version, given_at, given_by)
                VALUES (\(school), \(pupil), \(ID<Consent>.next()), \(kind), \(version), \(now), \(account))
                """)
        }

        /// Takes consent back, whichever guardian gave it; what was kept under it is erased.
        static func withdraw(
            _ kind: Kind, of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>,
            by account: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws {
            try db.run(
                """
                UPDATE consent SET withdrawn_at = \(now), withdrawn_by = \(account)
                WHERE school_id = \(school) AND pupil_id = \(pupil) AND kind = \(kind) AND withdrawn_at IS NULL
                """)
            switch kind {
            case .careNotes: try CareNote.erase(of: pupil, in: school, db)
            }
        }
    }
}
