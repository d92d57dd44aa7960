import Store

/// Which account stands for which guardian, and how families get in: one-time codes, paper codes, claims; what guardians
/// may not see, what they agreed to, and whom the invitation reached.
///
/// Codes are kept as keyed digests only. A code, a challenge and a guardian's account are looked up by that value alone, so
/// each such table is keyed by it and has no foreign key to what a school owns.
extension Migration {
    static let m0007Families = Migration(
        number: 7, name: "families", statements: accounts + codes + claims + consents)

    private static let accounts: [SQL] = [
        """
        CREATE TABLE guardian_account (
            guardian_id \(.id) NOT NULL PRIMARY KEY,
            account_id \(.id) NOT NULL,
            via \(.text) NOT NULL CHECK (via IN ('mobile', 'claim')),
            since \(.instant) NOT NULL
        )\(.tableEnd)
        """,
        "CREATE INDEX guardian_account_by_account ON guardian_account (account_id)",
        """
        CREATE TABLE guardian_restriction (
            school_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            guardian_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            from_date \(.text) NOT NULL,
            until_date \(.text) CHECK (until_date IS NULL OR until_date >= from_date),
            made_at \(.instant) NOT NULL,
            made_by \(.id) NOT NULL,
            lifted_at \(.instant),
            lifted_by \(.id),
            PRIMARY KEY (school_id, pupil_id, guardian_id, id),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
            CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
        )\(.tableEnd)
        """,
    ]

    private static let codes: [SQL] = [
        """
        CREATE TABLE one_time_code (
            challenge \(.text) NOT NULL PRIMARY KEY,
            mobile_index \(.bytes) NOT NULL,
            code_digest \(.bytes) NOT NULL,
            tries \(.int) NOT NULL,
            made_at \(.instant) NOT NULL,
            expires_at \(.instant) NOT NULL,
            used_at \(.instant)
        )\(.tableEnd)
        """,
        "CREATE INDEX one_time_code_by_end ON one_time_code (expires_at)",
        """
        CREATE TABLE paper_code (
            digest \(.bytes) NOT NULL PRIMARY KEY,
            school_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            printed_at \(.instant) NOT NULL,
            printed_by \(.id) NOT NULL,
            expires_on \(.text) NOT NULL,
            uses \(.int) NOT NULL,
            voided_at \(.instant)
        )\(.tableEnd)
        """,
        "CREATE INDEX paper_code_by_pupil ON paper_code (school_id, pupil_id, printed_at)",
        """
        CREATE TABLE paper_code_use (
            digest \(.bytes) NOT NULL,
            account_id \(.id) NOT NULL,
            used_at \(.instant) NOT NULL,
            PRIMARY KEY (digest, account_id)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE family_reach (
            school_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            how \(.text) NOT NULL CHECK (how IN ('signed_in', 'code_page')),
            at \(.instant) NOT NULL,
            PRIMARY KEY (school_id, pupil_id, how),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id)
        )\(.tableEnd)
        """,
    ]

    /// A claim is somebody with a paper code whose mobile no roster knows. An ending is one guardian's request to the office
    /// to end another's tie: no guardian ends another's.
    private static let claims: [SQL] = [
        """
        CREATE TABLE guardian_claim (
            school_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            account_id \(.id) NOT NULL,
            name \(.text) NOT NULL CHECK (name <> ''),
            relation \(.text) NOT NULL CHECK (relation IN ('parent', 'relative', 'guardian')),
            mobile_sealed \(.bytes) NOT NULL,
            mobile_key \(.text) NOT NULL,
            mobile_index \(.bytes) NOT NULL,
            state \(.text) NOT NULL CHECK (state IN ('waiting', 'confirmed', 'refused')),
            made_at \(.instant) NOT NULL,
            decided_at \(.instant),
            decided_by \(.id),
            guardian_id \(.id),
            PRIMARY KEY (school_id, id),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
            CHECK ((decided_at IS NULL) = (state = 'waiting')),
            CHECK ((guardian_id IS NULL) = (state <> 'confirmed'))
        )\(.tableEnd)
        """,
        """
        CREATE UNIQUE INDEX guardian_claim_waiting ON guardian_claim (school_id, pupil_id, account_id)
        WHERE state = 'waiting'
        """,
        "CREATE INDEX guardian_claim_by_state ON guardian_claim (school_id, state, id)",
        "CREATE INDEX guardian_claim_by_account ON guardian_claim (account_id, state)",
        "CREATE INDEX guardian_claim_by_mobile ON guardian_claim (mobile_index, state)",
        """
        CREATE TABLE guardianship_ending (
            school_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            guardian_id \(.id) NOT NULL,
            account_id \(.id) NOT NULL,
            state \(.text) NOT NULL CHECK (state IN ('waiting', 'ended', 'kept')),
            made_at \(.instant) NOT NULL,
            decided_at \(.instant),
            decided_by \(.id),
            PRIMARY KEY (school_id, id),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
            CHECK ((decided_at IS NULL) = (state = 'waiting'))
        )\(.tableEnd)
        """,
        """
        CREATE UNIQUE INDEX guardianship_ending_waiting ON guardianship_ending (school_id, pupil_id, guardian_id)
        WHERE state = 'waiting'
        """,
        "CREATE INDEX guardianship_ending_by_state ON guardianship_ending (school_id, state, id)",
    ]

    /// At most one consent of a kind is in force for a pupil, whichever guardian gave it; withdrawn ones stay as history.
    private static let consents: [SQL] = [
        """
        CREATE TABLE consent (
            school_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            kind \(.text) NOT NULL,
            version \(.int) NOT NULL CHECK (version >= 1),
            given_at \(.instant) NOT NULL,
            given_by \(.id) NOT NULL,
            withdrawn_at \(.instant),
            withdrawn_by \(.id),
            PRIMARY KEY (school_id, pupil_id, id),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
            CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
        )\(.tableEnd)
        """,
        """
        CREATE UNIQUE INDEX consent_in_force ON consent (school_id, pupil_id, kind)
        WHERE withdrawn_at IS NULL
        """,
    ]
}
