import Store

/// Signs that families may have been pressed, and the one anonymous question.
///
/// Clause 1d. Nothing here leads to a person: a signal is a school and numbers; `answer_place` counts under a keyed digest that is
/// new every half hour and is deleted within hours. Of the question, `pressure_question` holds three sums in one row, so that no row
/// tells which of them moved last; `pressure_question_spent` holds keyed tokens of those who have answered, in no order, until
/// the question is over: then they are deleted, and the secret without which none can be made again.
extension Migration {
    static let m0014Pressure = Migration(number: 14, name: "pressure", statements: signals + questions)

    private static let signals: [SQL] = [
        """
        CREATE TABLE pressure_setting (
            city_id \(.id) NOT NULL PRIMARY KEY REFERENCES city (id),
            full_minutes \(.int) NOT NULL CHECK (full_minutes BETWEEN 1 AND 1440),
            full_pupils \(.int) NOT NULL CHECK (full_pupils BETWEEN 2 AND 100),
            staff_percent \(.int) NOT NULL CHECK (staff_percent BETWEEN 1 AND 100),
            staff_answers \(.int) NOT NULL CHECK (staff_answers BETWEEN 2 AND 1000),
            place_answers \(.int) NOT NULL CHECK (place_answers BETWEEN 2 AND 1000),
            same_percent \(.int) NOT NULL CHECK (same_percent BETWEEN 50 AND 100),
            same_answers \(.int) NOT NULL CHECK (same_answers BETWEEN 2 AND 100),
            set_at \(.instant) NOT NULL,
            set_by \(.id)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE pressure_signal (
            school_id \(.id) NOT NULL REFERENCES school (id),
            term_id \(.id) NOT NULL REFERENCES term (id),
            kind \(.text) NOT NULL CHECK (kind IN ('full', 'staff', 'place', 'same')),
            district_id \(.id) NOT NULL REFERENCES district (id),
            cases \(.int) NOT NULL CHECK (cases > 0),
            answers \(.int) NOT NULL CHECK (answers > 0),
            extent \(.int) NOT NULL CHECK (extent >= 0),
            first_at \(.instant) NOT NULL,
            changed_at \(.instant) NOT NULL,
            outcome \(.text) CHECK (outcome IN ('harmless', 'talked', 'inspection')),
            followed_at \(.instant),
            followed_by \(.id),
            PRIMARY KEY (school_id, term_id, kind),
            CHECK ((outcome IS NULL) = (followed_at IS NULL))
        )\(.tableEnd)
        """,
        "CREATE INDEX pressure_signal_by_district ON pressure_signal (district_id, term_id)",
        """
        CREATE TABLE answer_place (
            school_id \(.id) NOT NULL,
            term_id \(.id) NOT NULL,
            since \(.instant) NOT NULL,
            place \(.bytes) NOT NULL,
            answers \(.int) NOT NULL CHECK (answers > 0),
            PRIMARY KEY (school_id, term_id, since, place)
        )\(.tableEnd)
        """,
    ]

    private static let questions: [SQL] = [
        """
        CREATE TABLE pressure_question (
            school_id \(.id) NOT NULL REFERENCES school (id),
            term_id \(.id) NOT NULL REFERENCES term (id),
            opens_at \(.instant) NOT NULL,
            closes_at \(.instant) NOT NULL,
            free \(.int) NOT NULL CHECK (free >= 0),
            unsure \(.int) NOT NULL CHECK (unsure >= 0),
            pressed \(.int) NOT NULL CHECK (pressed >= 0),
            secret \(.bytes),
            shown_at \(.instant),
            PRIMARY KEY (school_id, term_id),
            CHECK (opens_at < closes_at),
            CHECK (shown_at IS NULL OR secret IS NULL)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE pressure_question_spent (
            school_id \(.id) NOT NULL,
            term_id \(.id) NOT NULL,
            token \(.bytes) NOT NULL,
            PRIMARY KEY (school_id, term_id, token),
            FOREIGN KEY (school_id, term_id) REFERENCES pressure_question (school_id, term_id)
        )\(.tableEndByKey)
        """,
    ]
}
