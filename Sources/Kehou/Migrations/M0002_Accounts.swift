import Store

/// Who may sign in, as what, and what they did: accounts, appointments, sessions, slowed guessing, the audit log.
///
/// Account-owned tables start their keys with `account_id`. User name, mobile and session token are unique across the
/// city, so each has a look-up table keyed by that value alone and can be distributed by it.
extension Migration {
    static let m0002Accounts = Migration(number: 2, name: "accounts", statements: accounts + traces)

    private static let accounts: [SQL] = [
        """
        CREATE TABLE account (
            id \(.id) NOT NULL PRIMARY KEY,
            name \(.text) NOT NULL CHECK (name <> ''),
            password \(.text) NOT NULL,
            created_at \(.instant) NOT NULL,
            closed_at \(.instant)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE account_user_name (
            user_name \(.text) NOT NULL PRIMARY KEY CHECK (user_name <> ''),
            account_id \(.id) NOT NULL
        )\(.tableEnd)
        """,
        """
        CREATE TABLE account_mobile (
            mobile_index \(.bytes) NOT NULL PRIMARY KEY,
            account_id \(.id) NOT NULL
        )\(.tableEnd)
        """,
        """
        CREATE TABLE appointment (
            account_id \(.id) NOT NULL REFERENCES account (id),
            id \(.id) NOT NULL,
            role \(.text) NOT NULL CHECK (role IN ('bureau', 'districtOfficer', 'inspector', 'auditor', 'principal',
                'office', 'teacher', 'volunteer', 'venue', 'body', 'guardian')),
            place_kind \(.text) NOT NULL CHECK (place_kind IN ('city', 'district', 'school', 'venue', 'body', 'family')),
            place_id \(.id) NOT NULL,
            place_label \(.text),
            from_date \(.text) NOT NULL,
            until_date \(.text) CHECK (until_date IS NULL OR until_date >= from_date),
            PRIMARY KEY (account_id, id)
        )\(.tableEnd)
        """,
        "CREATE INDEX appointment_by_place ON appointment (place_kind, place_id, role)",
        """
        CREATE TABLE session (
            token_digest \(.text) NOT NULL PRIMARY KEY,
            id \(.id) NOT NULL,
            account_id \(.id) NOT NULL,
            appointment_id \(.id),
            device \(.text) NOT NULL,
            started_at \(.instant) NOT NULL,
            seen_at \(.instant) NOT NULL,
            ends_at \(.instant) NOT NULL
        )\(.tableEnd)
        """,
        "CREATE INDEX session_by_account ON session (account_id, seen_at)",
        """
        CREATE TABLE sign_in_guess (
            subject \(.text) NOT NULL PRIMARY KEY,
            count \(.int) NOT NULL,
            last_at \(.instant) NOT NULL,
            free_at \(.instant) NOT NULL
        )\(.tableEnd)
        """,
    ]

    private static let traces: [SQL] = [
        """
        CREATE TABLE audit (
            place_kind \(.text) NOT NULL,
            place_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            at \(.instant) NOT NULL,
            account_id \(.id),
            appointment_id \(.id),
            action \(.text) NOT NULL,
            subject \(.text) NOT NULL,
            outcome \(.text) NOT NULL CHECK (outcome IN ('done', 'read', 'refused')),
            code \(.text),
            PRIMARY KEY (place_kind, place_id, id)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE installation (
            name \(.text) NOT NULL PRIMARY KEY,
            value \(.text) NOT NULL
        )\(.tableEnd)
        """,
    ]
}
