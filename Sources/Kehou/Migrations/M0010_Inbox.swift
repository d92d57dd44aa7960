import Store

/// What the inbox and its senders need beside the messages: what was sent to many at once, so that readers can be counted, and
/// how a person wants to be told.
extension Migration {
    static let m0010Inbox = Migration(
        number: 10, name: "inbox",
        statements: [
            """
            CREATE TABLE mailing (
                place_kind \(.text) NOT NULL,
                place_id \(.id) NOT NULL,
                id \(.id) NOT NULL,
                template \(.text) NOT NULL CHECK (template <> ''),
                need \(.text) NOT NULL CHECK (need IN ('plain', 'mustKnow')),
                arguments \(.text) NOT NULL,
                readers \(.int) NOT NULL CHECK (readers >= 0),
                sent_at \(.instant) NOT NULL,
                sent_by \(.id),
                PRIMARY KEY (place_kind, place_id, id)
            )\(.tableEnd)
            """,
            "ALTER TABLE message ADD COLUMN mailing_id \(.id)",
            "CREATE INDEX message_by_mailing ON message (mailing_id, read_at) WHERE mailing_id IS NOT NULL",
            // A school's list of what was sent and what went wrong is read newest first; a city counts the last days.
            "CREATE INDEX delivery_by_time ON delivery (at)",
            // From an account to its mobile, as when a message goes out.
            "CREATE INDEX account_mobile_by_account ON account_mobile (account_id)",
            """
            CREATE TABLE reader_setting (
                account_id \(.id) NOT NULL PRIMARY KEY,
                language \(.text) CHECK (language IS NULL OR language IN ('zh-Hans', 'en')),
                channels \(.text) NOT NULL,
                quiet_from \(.int) CHECK (quiet_from BETWEEN 0 AND 1440),
                quiet_until \(.int) CHECK (quiet_until BETWEEN 0 AND 1440),
                set_at \(.instant) NOT NULL,
                CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
            )\(.tableEnd)
            """,
        ])
}
