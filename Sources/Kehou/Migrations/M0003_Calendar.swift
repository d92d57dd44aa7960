import Store

/// Holiday schedules (of the whole country), a city's terms, and single-day changes.
///
/// All of it is small and read by everybody, so these are city-wide reference tables, a school's changes included: a city
/// of 1,200 schools makes some ten thousand of them a year.
extension Migration {
    static let m0003Calendar = Migration(
        number: 3,
        name: "calendar",
        statements: holidays + terms + changes
    )

    private static let holidays: [SQL] = [
        """
        CREATE TABLE holiday_year (
            year \(.int) NOT NULL PRIMARY KEY CHECK (year BETWEEN 1950 AND 2999),
            papers \(.text) NOT NULL,
            imported_at \(.instant) NOT NULL
        )\(.tableEnd)
        """,
        """
        CREATE TABLE holiday_day (
            year \(.int) NOT NULL REFERENCES holiday_year (year),
            date \(.text) NOT NULL,
            name \(.text) NOT NULL CHECK (name <> ''),
            is_off \(.flag) NOT NULL CHECK (is_off IN (0, 1)),
            runs_weekday \(.int) CHECK (runs_weekday BETWEEN 1 AND 5),
            PRIMARY KEY (year, date),
            CHECK (runs_weekday IS NULL OR is_off = 0)
        )\(.tableEnd)
        """,
    ]

    private static let terms: [SQL] = [
        """
        CREATE TABLE term (
            id \(.id) NOT NULL PRIMARY KEY,
            city_id \(.id) NOT NULL REFERENCES city (id),
            school_year \(.int) NOT NULL,
            ordinal \(.int) NOT NULL CHECK (ordinal IN (1, 2)),
            starts_on \(.text) NOT NULL,
            ends_on \(.text) NOT NULL,
            opened_at \(.instant),
            UNIQUE (city_id, school_year, ordinal),
            CHECK (starts_on < ends_on)
        )\(.tableEnd)
        """
    ]

    /// One change in force per place and day; withdrawn ones stay as history.
    private static let changes: [SQL] = [
        """
        CREATE TABLE calendar_change (
            id \(.id) NOT NULL PRIMARY KEY,
            city_id \(.id) NOT NULL REFERENCES city (id),
            district_id \(.id) REFERENCES district (id),
            school_id \(.id) REFERENCES school (id),
            layer \(.text) NOT NULL CHECK (layer IN ('city', 'district', 'school')),
            date \(.text) NOT NULL,
            kind \(.text) NOT NULL CHECK (kind IN
                ('holiday', 'closure', 'sports_day', 'early_dismissal', 'make_up', 'timetable')),
            reason \(.text) NOT NULL CHECK (reason <> ''),
            has_service \(.flag) NOT NULL CHECK (has_service IN (0, 1)),
            runs_weekday \(.int) CHECK (runs_weekday BETWEEN 1 AND 5),
            ends_early_at \(.int) CHECK (ends_early_at BETWEEN 0 AND 1439),
            made_at \(.instant) NOT NULL,
            made_by \(.id),
            withdrawn_at \(.instant),
            withdrawn_by \(.id),
            CHECK ((district_id IS NULL) = (layer = 'city')),
            CHECK ((school_id IS NULL) = (layer <> 'school')),
            CHECK ((ends_early_at IS NULL) = (kind <> 'early_dismissal'))
        )\(.tableEnd)
        """,
        """
        CREATE UNIQUE INDEX calendar_change_of_city ON calendar_change (city_id, date)
        WHERE layer = 'city' AND withdrawn_at IS NULL
        """,
        """
        CREATE UNIQUE INDEX calendar_change_of_district ON calendar_change (district_id, date)
        WHERE layer = 'district' AND withdrawn_at IS NULL
        """,
        """
        CREATE UNIQUE INDEX calendar_change_of_school ON calendar_change (school_id, date)
        WHERE layer = 'school' AND withdrawn_at IS NULL
        """,
        "CREATE INDEX calendar_change_by_date ON calendar_change (city_id, date, layer)",
    ]
}
