import Store

extension Enrolment {
    /// What the people on duty must know to look after a child: an allergy, a need. One short note per kind, only while a
    /// guardian's consent is in force; taking the consent back erases the notes.
    struct CareNote: Hashable, Sendable, FromRow {
        enum Kind: String, Choice {
            case food, drug, asthma, seizure, movement, other
            static let prefix = "enrolment.care_kind"
        }

        let kind: Kind
        let note: String

        static let longest = 100

        init(kind: Kind, note: String) {
            self.kind = kind
            self.note = note
        }

        init(_ row: Row) throws {
            kind = try row["kind"]
            note = try row["note"]
        }

        /// A child's notes; none without a consent in force.
        static func all(of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ db: DB) throws -> [CareNote] {
            guard try Consent.isInForce(.careNotes, of: pupil, in: school, db) else { return [] }
            return try db.all(
                """
                SELECT kind, note
                FROM care_note
                WHERE school_id = \(school) AND pupil_id = \(pupil)
                ORDER BY kind
                """)
        }

        /// Puts these in the place of the child's notes.
        static func replace(
            _ notes: [CareNote], of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>,
            by account: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws {
            try erase(of: pupil, in: school, db)
            for note in notes {
                try db.run(
                    """
                    INSERT INTO care_note (school_id, pupil_id, kind, note, written_at, written_by)
                    VALUES (\(school), \(pupil), \(note.kind), \(note.note), \(now), \(account))
                    """)
            }
        }

        /// Leaves nothing behind, as the law on personal data asks.
        static func erase(of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ db: DB) throws {
            try db.run("DELETE FROM care_note WHERE school_id = \(school) AND pupil_id = \(pupil)")
        }
    }
}
