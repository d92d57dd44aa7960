import Store

/// Jobs that outlive a request, messages to persons, what went out for them, and when it may.
///
/// A message is its reader's, so its key starts with the reader. What went out belongs to the place that sent, so that an
/// office sees its own. A job that runs holds a lease: `due_at` is then the moment at which another server may take over.
extension Migration {
    static let m0006Messages = Migration(number: 6, name: "messages", statements: jobs + messages + ways)

    private static let jobs: [SQL] = [
        """
        CREATE TABLE job (
            id \(.id) NOT NULL PRIMARY KEY,
            kind \(.text) NOT NULL CHECK (kind <> ''),
            payload \(.text) NOT NULL,
            place_kind \(.text) NOT NULL,
            place_id \(.id) NOT NULL,
            state \(.text) NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead', 'dismissed')),
            tries \(.int) NOT NULL,
            due_at \(.instant) NOT NULL,
            lease \(.id),
            done \(.int) NOT NULL,
            total \(.int) NOT NULL,
            fault \(.text),
            created_at \(.instant) NOT NULL,
            finished_at \(.instant),
            CHECK ((state = 'running') = (lease IS NOT NULL)),
            CHECK ((state IN ('waiting', 'running')) = (finished_at IS NULL))
        )\(.tableEnd)
        """,
        "CREATE INDEX job_due ON job (due_at, id) WHERE state IN ('waiting', 'running')",
        "CREATE INDEX job_dead ON job (place_kind, place_id, id) WHERE state = 'dead'",
        "CREATE INDEX job_finished ON job (finished_at) WHERE state IN ('done', 'dismissed')",
    ]

    private static let messages: [SQL] = [
        """
        CREATE TABLE message (
            reader_kind \(.text) NOT NULL CHECK (reader_kind IN ('account', 'guardian')),
            reader_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            place_kind \(.text) NOT NULL,
            place_id \(.id) NOT NULL,
            template \(.text) NOT NULL CHECK (template <> ''),
            need \(.text) NOT NULL CHECK (need IN ('plain', 'mustKnow')),
            is_urgent \(.flag) NOT NULL CHECK (is_urgent IN (0, 1)),
            arguments \(.text) NOT NULL,
            link \(.text),
            sent_at \(.instant) NOT NULL,
            read_at \(.instant),
            acknowledged_at \(.instant),
            reminded \(.int) NOT NULL,
            exhausted_at \(.instant),
            PRIMARY KEY (reader_kind, reader_id, id),
            CHECK (acknowledged_at IS NULL OR read_at IS NOT NULL)
        )\(.tableEnd)
        """,
        "CREATE INDEX message_unread ON message (reader_kind, reader_id, id) WHERE read_at IS NULL",
        "CREATE INDEX message_by_place ON message (place_kind, place_id, sent_at, id)",
        """
        CREATE INDEX message_open ON message (place_kind, place_id, id)
        WHERE need = 'mustKnow' AND acknowledged_at IS NULL
        """,
    ]

    /// `delivery.id` is the job's: a job that is run again cannot leave a second row.
    private static let ways: [SQL] = [
        """
        CREATE TABLE delivery (
            place_kind \(.text) NOT NULL,
            place_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            message_id \(.id),
            reader_kind \(.text),
            reader_id \(.id),
            channel \(.text) NOT NULL CHECK (channel IN ('wecom', 'sms', 'mail')),
            state \(.text) NOT NULL CHECK (state IN ('sent', 'recorded')),
            address \(.text) NOT NULL,
            body \(.text) NOT NULL,
            at \(.instant) NOT NULL,
            PRIMARY KEY (place_kind, place_id, id)
        )\(.tableEnd)
        """,
        "CREATE INDEX delivery_by_message ON delivery (message_id)",
        """
        CREATE TABLE mail_address (
            account_id \(.id) NOT NULL PRIMARY KEY,
            sealed \(.bytes) NOT NULL,
            sealed_key \(.text) NOT NULL,
            since \(.instant) NOT NULL
        )\(.tableEnd)
        """,
        """
        CREATE TABLE quiet_hours (
            city_id \(.id) NOT NULL PRIMARY KEY REFERENCES city (id),
            quiet_from \(.int) NOT NULL CHECK (quiet_from BETWEEN 0 AND 1440),
            quiet_until \(.int) NOT NULL CHECK (quiet_until BETWEEN 0 AND 1440),
            must_from \(.int) NOT NULL CHECK (must_from BETWEEN 0 AND 1440),
            must_until \(.int) NOT NULL CHECK (must_until BETWEEN 0 AND 1440)
        )\(.tableEnd)
        """,
    ]
}
