import Store

/// Who and where: city, districts, schools, classes, pupils, guardians, staff, and the log of roster imports.
///
/// City, district and school are small and city-wide (reference tables). What a school owns starts its primary key with
/// `school_id`. A guardian belongs to the city, not to a school, so no foreign key ties `guardianship` to `guardian`: the
/// two would lie on different nodes once the tables are distributed by school. For the same reason a guardian's
/// `source_id` is indexed but not UNIQUE; one import at a time per city keeps it so.
extension Migration {
    static let m0001Registry = Migration(
        number: 1,
        name: "registry",
        statements: places + classes + pupils + guardians + staff + imports
    )

    private static let places: [SQL] = [
        """
        CREATE TABLE city (
            id \(.id) NOT NULL PRIMARY KEY,
            source_id \(.text) UNIQUE,
            name \(.text) NOT NULL CHECK (name <> ''),
            name_en \(.text)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE district (
            id \(.id) NOT NULL PRIMARY KEY,
            city_id \(.id) NOT NULL REFERENCES city (id),
            source_id \(.text),
            code \(.text),
            name \(.text) NOT NULL CHECK (name <> ''),
            name_en \(.text),
            UNIQUE (city_id, source_id),
            UNIQUE (city_id, code),
            UNIQUE (city_id, id)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE school (
            id \(.id) NOT NULL PRIMARY KEY,
            city_id \(.id) NOT NULL,
            district_id \(.id) NOT NULL,
            source_id \(.text),
            code \(.text),
            name \(.text) NOT NULL CHECK (name <> ''),
            name_en \(.text),
            ownership \(.text) NOT NULL CHECK (ownership IN ('public', 'private')),
            setting \(.text) NOT NULL CHECK (setting IN ('urban', 'rural')),
            stage \(.text) NOT NULL CHECK (stage IN ('primary', 'junior', 'nine_year')),
            phone \(.text),
            address \(.text),
            closed_on \(.text),
            FOREIGN KEY (city_id, district_id) REFERENCES district (city_id, id),
            UNIQUE (city_id, source_id)
        )\(.tableEnd)
        """,
        "CREATE INDEX school_by_district ON school (district_id, name, id)",
        """
        CREATE TABLE campus (
            school_id \(.id) NOT NULL REFERENCES school (id),
            id \(.id) NOT NULL,
            source_id \(.text),
            name \(.text) NOT NULL CHECK (name <> ''),
            address \(.text),
            closed_on \(.text),
            PRIMARY KEY (school_id, id),
            UNIQUE (school_id, source_id)
        )\(.tableEnd)
        """,
    ]

    private static let classes: [SQL] = [
        """
        CREATE TABLE class (
            school_id \(.id) NOT NULL REFERENCES school (id),
            id \(.id) NOT NULL,
            campus_id \(.id),
            source_id \(.text),
            name \(.text) NOT NULL CHECK (name <> ''),
            grade \(.int) NOT NULL CHECK (grade BETWEEN 1 AND 9),
            is_homeroom \(.flag) NOT NULL CHECK (is_homeroom IN (0, 1)),
            closed_on \(.text),
            PRIMARY KEY (school_id, id),
            FOREIGN KEY (school_id, campus_id) REFERENCES campus (school_id, id),
            UNIQUE (school_id, source_id)
        )\(.tableEnd)
        """,
        "CREATE INDEX class_by_grade ON class (school_id, grade, name, id)",
    ]

    private static let pupils: [SQL] = [
        """
        CREATE TABLE pupil (
            school_id \(.id) NOT NULL REFERENCES school (id),
            id \(.id) NOT NULL,
            person_id \(.id) NOT NULL,
            source_id \(.text),
            name \(.text) NOT NULL CHECK (name <> ''),
            class_id \(.id),
            grade \(.int) CHECK (grade BETWEEN 1 AND 9),
            number_hmac \(.bytes),
            number_last4 \(.text),
            left_on \(.text),
            PRIMARY KEY (school_id, id),
            FOREIGN KEY (school_id, class_id) REFERENCES class (school_id, id),
            UNIQUE (school_id, source_id),
            CHECK ((number_hmac IS NULL) = (number_last4 IS NULL))
        )\(.tableEnd)
        """,
        "CREATE INDEX pupil_by_class ON pupil (school_id, class_id, name, id)",
        "CREATE INDEX pupil_by_name ON pupil (school_id, name, id)",
        "CREATE INDEX pupil_by_person ON pupil (person_id)",
    ]

    private static let guardians: [SQL] = [
        """
        CREATE TABLE guardian (
            id \(.id) NOT NULL PRIMARY KEY,
            city_id \(.id) NOT NULL REFERENCES city (id),
            source_id \(.text),
            name \(.text) NOT NULL CHECK (name <> ''),
            mobile_sealed \(.bytes),
            mobile_key \(.text),
            mobile_index \(.bytes),
            left_on \(.text),
            CHECK ((mobile_sealed IS NULL) = (mobile_key IS NULL) AND (mobile_sealed IS NULL) = (mobile_index IS NULL))
        )\(.tableEnd)
        """,
        "CREATE INDEX guardian_by_source ON guardian (city_id, source_id)",
        "CREATE INDEX guardian_by_mobile ON guardian (mobile_index)",
        """
        CREATE TABLE guardianship (
            school_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            guardian_id \(.id) NOT NULL,
            relation \(.text) NOT NULL CHECK (relation IN ('parent', 'relative', 'guardian')),
            ended_on \(.text),
            PRIMARY KEY (school_id, pupil_id, guardian_id),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id)
        )\(.tableEnd)
        """,
        "CREATE INDEX guardianship_by_guardian ON guardianship (guardian_id, school_id, pupil_id)",
    ]

    private static let staff: [SQL] = [
        """
        CREATE TABLE staff (
            school_id \(.id) NOT NULL REFERENCES school (id),
            id \(.id) NOT NULL,
            person_id \(.id) NOT NULL,
            source_id \(.text),
            name \(.text) NOT NULL CHECK (name <> ''),
            kind \(.text) NOT NULL CHECK (kind IN ('teacher', 'principal', 'administrator', 'aide')),
            mobile_sealed \(.bytes),
            mobile_key \(.text),
            mobile_index \(.bytes),
            left_on \(.text),
            PRIMARY KEY (school_id, id),
            UNIQUE (school_id, source_id),
            CHECK ((mobile_sealed IS NULL) = (mobile_key IS NULL) AND (mobile_sealed IS NULL) = (mobile_index IS NULL))
        )\(.tableEnd)
        """,
        "CREATE INDEX staff_by_name ON staff (school_id, name, id)",
        "CREATE INDEX staff_by_mobile ON staff (mobile_index)",
        """
        CREATE TABLE class_teacher (
            school_id \(.id) NOT NULL,
            class_id \(.id) NOT NULL,
            staff_id \(.id) NOT NULL,
            is_primary \(.flag) NOT NULL CHECK (is_primary IN (0, 1)),
            ended_on \(.text),
            PRIMARY KEY (school_id, class_id, staff_id),
            FOREIGN KEY (school_id, class_id) REFERENCES class (school_id, id),
            FOREIGN KEY (school_id, staff_id) REFERENCES staff (school_id, id)
        )\(.tableEnd)
        """,
        "CREATE INDEX class_teacher_by_staff ON class_teacher (school_id, staff_id)",
    ]

    /// `protection_key` holds a fingerprint of each key in use, so that a wrong key is refused instead of silently making
    /// every look-up miss. At most one import of a city runs at a time; one whose heartbeat stopped may be taken over.
    private static let imports: [SQL] = [
        """
        CREATE TABLE protection_key (
            id \(.text) NOT NULL PRIMARY KEY,
            fingerprint \(.bytes) NOT NULL,
            created_at \(.instant) NOT NULL
        )\(.tableEnd)
        """,
        """
        CREATE TABLE import_run (
            id \(.id) NOT NULL PRIMARY KEY,
            city_id \(.id) NOT NULL REFERENCES city (id),
            file_name \(.text) NOT NULL,
            state \(.text) NOT NULL CHECK (state IN ('running', 'done', 'failed')),
            started_at \(.instant) NOT NULL,
            heartbeat_at \(.instant) NOT NULL,
            finished_at \(.instant),
            schools_done \(.int) NOT NULL,
            schools_total \(.int) NOT NULL,
            report \(.text) NOT NULL
        )\(.tableEnd)
        """,
        "CREATE UNIQUE INDEX import_run_running ON import_run (city_id) WHERE state = 'running'",
        "CREATE INDEX import_run_by_city ON import_run (city_id, started_at)",
    ]
}
