import Store

/// Provincial bounds, and policies of a city (`district_id` NULL) and its districts.
///
/// A NULL among a district's values means: as the city has it. City-wide reference tables.
extension Migration {
    static let m0004Policy = Migration(
        number: 4,
        name: "policy",
        statements: [bounds, policy, sections, seasons, extras] + indexes
    )

    private static let bounds: SQL = """
        CREATE TABLE provincial_bounds (
            code \(.text) NOT NULL PRIMARY KEY,
            name \(.text) NOT NULL,
            source \(.text) NOT NULL,
            effective_from \(.text) NOT NULL,
            fee_at_most_rural \(.int) NOT NULL,
            fee_at_most_urban \(.int) NOT NULL,
            pay_at_least \(.int) NOT NULL,
            imported_at \(.instant) NOT NULL
        )\(.tableEnd)
        """

    private static let policy: SQL = """
        CREATE TABLE policy (
            id \(.id) NOT NULL PRIMARY KEY,
            city_id \(.id) NOT NULL REFERENCES city (id),
            district_id \(.id) REFERENCES district (id),
            version \(.int) NOT NULL CHECK (version > 0),
            state \(.text) NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved')),
            revision \(.int) NOT NULL,
            effective_from \(.text),
            class_hours_per_day \(.int),
            primary_class_hour \(.int),
            junior_class_hour \(.int),
            second_threshold \(.int),
            is_late_care_required \(.flag) CHECK (is_late_care_required IN (0, 1)),
            late_care_until \(.int),
            evening_limit \(.int),
            noon_start \(.int),
            noon_end \(.int),
            fee_ceiling_urban \(.int) CHECK (fee_ceiling_urban >= 0),
            fee_ceiling_rural \(.int) CHECK (fee_ceiling_rural >= 0),
            pay_floor \(.int) CHECK (pay_floor >= 0),
            pupils_per_adult \(.int),
            categories_to_offer \(.int),
            submit_by \(.text),
            approve_by \(.text),
            ready_by \(.text),
            created_at \(.instant) NOT NULL,
            submitted_at \(.instant),
            submitted_by \(.id),
            decided_at \(.instant),
            decided_by \(.id),
            comment \(.text),
            CHECK (effective_from IS NOT NULL OR state IN ('draft', 'returned'))
        )\(.tableEnd)
        """

    private static let sections: SQL = """
        CREATE TABLE policy_section (
            policy_id \(.id) NOT NULL REFERENCES policy (id),
            section \(.text) NOT NULL,
            body \(.text) NOT NULL CHECK (body <> ''),
            PRIMARY KEY (policy_id, section)
        )\(.tableEnd)
        """

    private static let seasons: SQL = """
        CREATE TABLE policy_season (
            policy_id \(.id) NOT NULL REFERENCES policy (id),
            ordinal \(.int) NOT NULL,
            name \(.text) NOT NULL,
            from_day \(.text) NOT NULL,
            through_day \(.text) NOT NULL,
            off_work_at \(.int) NOT NULL,
            PRIMARY KEY (policy_id, ordinal)
        )\(.tableEnd)
        """

    /// Sections beyond the six (with a code) and statements to sign (without).
    private static let extras: SQL = """
        CREATE TABLE policy_extra (
            policy_id \(.id) NOT NULL REFERENCES policy (id),
            ordinal \(.int) NOT NULL,
            code \(.text),
            body \(.text) NOT NULL CHECK (body <> ''),
            is_required \(.flag) NOT NULL CHECK (is_required IN (0, 1)),
            PRIMARY KEY (policy_id, ordinal)
        )\(.tableEnd)
        """

    private static let indexes: [SQL] = [
        "CREATE UNIQUE INDEX policy_version_of_city ON policy (city_id, version) WHERE district_id IS NULL",
        "CREATE UNIQUE INDEX policy_version_of_district ON policy (district_id, version) WHERE district_id IS NOT NULL",
        // At most one version of a place is being worked on.
        """
        CREATE UNIQUE INDEX policy_open_of_city ON policy (city_id)
        WHERE district_id IS NULL AND state <> 'approved'
        """,
        """
        CREATE UNIQUE INDEX policy_open_of_district ON policy (district_id)
        WHERE district_id IS NOT NULL AND state <> 'approved'
        """,
        "CREATE INDEX policy_by_city ON policy (city_id, state, effective_from)",
    ]
}
