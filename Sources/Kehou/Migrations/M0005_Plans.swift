import Store

/// School plans in versions, the reasons their approval gave, comments bound to sections, and texts kept from conflicts.
///
/// School-owned, so every key starts with `school_id`. The document is one JSON text; the columns beside it are what
/// lists filter and sort by. At most one version of a school and term is being worked on, and one is in force.
extension Migration {
    static let m0005Plans = Migration(number: 5, name: "plans", statements: versions + remarks)

    private static let versions: [SQL] = [
        """
        CREATE TABLE plan (
            school_id \(.id) NOT NULL REFERENCES school (id),
            id \(.id) NOT NULL,
            term_id \(.id) NOT NULL REFERENCES term (id),
            version \(.int) NOT NULL CHECK (version >= 1),
            state \(.text) NOT NULL CHECK (state IN
                ('draft', 'submitted', 'returned', 'approved', 'published', 'superseded')),
            revision \(.int) NOT NULL,
            document \(.text) NOT NULL,
            report \(.text) NOT NULL,
            failed_must \(.int) NOT NULL,
            failed_should \(.int) NOT NULL,
            unknown \(.int) NOT NULL,
            checked_at \(.instant) NOT NULL,
            created_at \(.instant) NOT NULL,
            saved_at \(.instant) NOT NULL,
            saved_by \(.id),
            submit_by \(.text),
            approve_by \(.text),
            submitted_at \(.instant),
            submitted_by \(.id),
            decided_at \(.instant),
            decided_by \(.id),
            note \(.text),
            published_at \(.instant),
            published_by \(.id),
            superseded_at \(.instant),
            PRIMARY KEY (school_id, id),
            UNIQUE (school_id, term_id, version),
            CHECK (state NOT IN ('submitted', 'approved', 'published', 'superseded') OR submitted_at IS NOT NULL),
            CHECK (state NOT IN ('published', 'superseded') OR published_at IS NOT NULL)
        )\(.tableEnd)
        """,
        """
        CREATE UNIQUE INDEX plan_open ON plan (school_id, term_id)
        WHERE state IN ('draft', 'submitted', 'returned', 'approved')
        """,
        "CREATE UNIQUE INDEX plan_published ON plan (school_id, term_id) WHERE state = 'published'",
        "CREATE INDEX plan_by_term ON plan (term_id, state, failed_must, failed_should)",
    ]

    private static let remarks: [SQL] = [
        """
        CREATE TABLE plan_reason (
            school_id \(.id) NOT NULL,
            plan_id \(.id) NOT NULL,
            rule \(.text) NOT NULL,
            reason \(.text) NOT NULL CHECK (reason <> ''),
            PRIMARY KEY (school_id, plan_id, rule),
            FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE plan_comment (
            school_id \(.id) NOT NULL,
            plan_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            section \(.text) NOT NULL,
            body \(.text) NOT NULL CHECK (body <> ''),
            made_at \(.instant) NOT NULL,
            made_by \(.id),
            answer \(.text) CHECK (answer <> ''),
            answered_at \(.instant),
            answered_by \(.id),
            PRIMARY KEY (school_id, plan_id, id),
            FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id),
            CHECK ((answer IS NULL) = (answered_at IS NULL))
        )\(.tableEnd)
        """,
        """
        CREATE TABLE plan_rescue (
            school_id \(.id) NOT NULL,
            plan_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            account_id \(.id),
            at \(.instant) NOT NULL,
            base_revision \(.int) NOT NULL,
            document \(.text) NOT NULL,
            settled_at \(.instant),
            PRIMARY KEY (school_id, plan_id, id),
            FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id)
        )\(.tableEnd)
        """,
    ]
}
