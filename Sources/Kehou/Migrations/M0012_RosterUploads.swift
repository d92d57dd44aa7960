import Store

/// A roster that was uploaded waits in the database, sealed and in pieces, until a job has imported it; the log of imports says
/// how far each is.
extension Migration {
    static let m0012RosterUploads = Migration(number: 12, name: "roster_uploads", statements: log + pieces)

    /// The log is made anew, since SQLite cannot change a CHECK: a new state, and steps in place of counted schools.
    private static let log: [SQL] = [
        """
        CREATE TABLE import_run_next (
            id \(.id) NOT NULL PRIMARY KEY,
            city_id \(.id) NOT NULL REFERENCES city (id),
            file_name \(.text) NOT NULL,
            state \(.text) NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
            job_id \(.id),
            holder \(.id),
            started_at \(.instant) NOT NULL,
            heartbeat_at \(.instant) NOT NULL,
            finished_at \(.instant),
            step \(.text) CHECK (step IN ('reading', 'checking', 'comparing', 'writing')),
            step_began_at \(.instant),
            step_done \(.int) NOT NULL,
            step_total \(.int) NOT NULL,
            fault \(.text),
            report \(.text) NOT NULL,
            CHECK ((state IN ('waiting', 'running')) = (finished_at IS NULL))
        )\(.tableEnd)
        """,
        """
        INSERT INTO import_run_next (id, city_id, file_name, state, started_at, heartbeat_at, finished_at, step_done,
            step_total, report)
        SELECT id, city_id, file_name, state, started_at, heartbeat_at,
            CASE WHEN state = 'running' THEN NULL ELSE COALESCE(finished_at, heartbeat_at) END, 0, 0, report
        FROM import_run
        """,
        "DROP TABLE import_run",
        "ALTER TABLE import_run_next RENAME TO import_run",
        "CREATE UNIQUE INDEX import_run_running ON import_run (city_id) WHERE state = 'running'",
        "CREATE INDEX import_run_by_city ON import_run (city_id, started_at)",
    ]

    private static let pieces: [SQL] = [
        """
        CREATE TABLE import_piece (
            run_id \(.id) NOT NULL,
            number \(.int) NOT NULL,
            bytes \(.bytes) NOT NULL,
            key_id \(.text) NOT NULL,
            stored_at \(.instant) NOT NULL,
            PRIMARY KEY (run_id, number)
        )\(.tableEnd)
        """
    ]
}
