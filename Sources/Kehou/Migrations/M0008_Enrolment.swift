import Store

/// Windows, applications and their days, drafts, collectors, care notes, the roll's counts, room tasks, need surveys and the
/// aid office's flags.
///
/// Clauses 1d and 1e: an application says yes or no and nothing else. No column here holds why, or a paper, or a state in which
/// basic care was not given; `ApplicationSchemaTests` reads these tables and fails where one appears.
///
/// School-owned tables start their keys with `school_id`, account-owned ones (drafts, receipts) with `account_id`; no foreign
/// key ties the two.
extension Migration {
    static let m0008Enrolment = Migration(
        number: 8, name: "enrolment", statements: windows + applications + families + counts + surveys + flags)

    /// A window's state follows from the clock and is stored nowhere. `offer` is what the published plan `plan_id` offers, in
    /// short, so that a submission need not read the plan.
    private static let windows: [SQL] = [
        """
        CREATE TABLE enrolment_window (
            school_id \(.id) NOT NULL REFERENCES school (id),
            term_id \(.id) NOT NULL REFERENCES term (id),
            opens_at \(.instant) NOT NULL,
            closes_at \(.instant) NOT NULL,
            revision \(.int) NOT NULL,
            offer \(.text) NOT NULL,
            plan_id \(.id),
            set_at \(.instant) NOT NULL,
            set_by \(.id),
            PRIMARY KEY (school_id, term_id),
            CHECK (opens_at < closes_at)
        )\(.tableEnd)
        """,
        "CREATE INDEX enrolment_window_by_close ON enrolment_window (term_id, closes_at)",
        """
        CREATE TABLE enrolment_extension (
            school_id \(.id) NOT NULL,
            term_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            closed_at \(.instant) NOT NULL,
            closes_at \(.instant) NOT NULL,
            note \(.text) NOT NULL CHECK (note <> ''),
            made_at \(.instant) NOT NULL,
            made_by \(.id),
            PRIMARY KEY (school_id, term_id, id),
            FOREIGN KEY (school_id, term_id) REFERENCES enrolment_window (school_id, term_id),
            CHECK (closed_at < closes_at)
        )\(.tableEnd)
        """,
    ]

    /// Every submission is a row that nobody changes; `application_current` points at the one that stands. Its `days` are bits,
    /// Monday the lowest, so that counts move by what changed without reading the days again.
    private static let applications: [SQL] = [
        """
        CREATE TABLE application (
            school_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            term_id \(.id) NOT NULL REFERENCES term (id),
            number \(.text) NOT NULL,
            joins \(.flag) NOT NULL CHECK (joins IN (0, 1)),
            homework_only \(.flag) NOT NULL CHECK (homework_only IN (0, 1)),
            takes_effect_on \(.text) NOT NULL,
            submitted_at \(.instant) NOT NULL,
            account_id \(.id) NOT NULL,
            guardian_id \(.id),
            via \(.text) NOT NULL CHECK (via IN ('family', 'paper')),
            asked_by \(.text) CHECK (asked_by <> ''),
            asked_on \(.text),
            PRIMARY KEY (school_id, pupil_id, id),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
            CHECK ((via = 'paper') = (asked_by IS NOT NULL) AND (via = 'paper') = (asked_on IS NOT NULL))
        )\(.tableEnd)
        """,
        "CREATE INDEX application_by_number ON application (school_id, number)",
        """
        CREATE TABLE application_day (
            school_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            application_id \(.id) NOT NULL,
            weekday \(.int) NOT NULL CHECK (weekday BETWEEN 1 AND 5),
            leaves_at \(.int) NOT NULL CHECK (leaves_at BETWEEN 0 AND 1439),
            is_late_care \(.flag) NOT NULL CHECK (is_late_care IN (0, 1)),
            PRIMARY KEY (school_id, pupil_id, application_id, weekday),
            FOREIGN KEY (school_id, pupil_id, application_id) REFERENCES application (school_id, pupil_id, id)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE application_current (
            school_id \(.id) NOT NULL,
            term_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            application_id \(.id) NOT NULL,
            class_id \(.id) NOT NULL,
            joins \(.flag) NOT NULL CHECK (joins IN (0, 1)),
            days \(.int) NOT NULL CHECK (days BETWEEN 0 AND 31),
            PRIMARY KEY (school_id, term_id, pupil_id),
            FOREIGN KEY (school_id, pupil_id, application_id) REFERENCES application (school_id, pupil_id, id),
            CHECK ((joins = 1) = (days > 0))
        )\(.tableEnd)
        """,
        "CREATE INDEX application_current_by_class ON application_current (school_id, term_id, class_id, joins)",
    ]

    /// A receipt's key is the form that was sent: sent twice, it is answered with the same number.
    private static let families: [SQL] = [
        """
        CREATE TABLE application_receipt (
            account_id \(.id) NOT NULL,
            form_id \(.id) NOT NULL,
            number \(.text) NOT NULL,
            submitted_at \(.instant) NOT NULL,
            PRIMARY KEY (account_id, form_id)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE application_draft (
            account_id \(.id) NOT NULL PRIMARY KEY,
            revision \(.int) NOT NULL,
            answers \(.text) NOT NULL,
            saved_at \(.instant) NOT NULL
        )\(.tableEnd)
        """,
        """
        CREATE TABLE collector (
            school_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            name \(.text) NOT NULL CHECK (name <> ''),
            relation \(.text) NOT NULL CHECK (relation IN ('grandparent', 'relative', 'neighbour', 'carer', 'other')),
            mobile_sealed \(.bytes) NOT NULL,
            mobile_key \(.text) NOT NULL,
            mobile_index \(.bytes) NOT NULL,
            added_at \(.instant) NOT NULL,
            added_by \(.id) NOT NULL,
            ended_at \(.instant),
            ended_by \(.id),
            PRIMARY KEY (school_id, pupil_id, id),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
            CHECK ((ended_at IS NULL) = (ended_by IS NULL))
        )\(.tableEnd)
        """,
        """
        CREATE TABLE care_note (
            school_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            kind \(.text) NOT NULL CHECK (kind IN ('food', 'drug', 'asthma', 'seizure', 'movement', 'other')),
            note \(.text) NOT NULL,
            written_at \(.instant) NOT NULL,
            written_by \(.id) NOT NULL,
            PRIMARY KEY (school_id, pupil_id, kind),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id)
        )\(.tableEnd)
        """,
    ]

    /// `class_id` 0 is "no class". The rows move by what each submission changed, in its own transaction; a recount puts
    /// right what a new roster moved.
    private static let counts: [SQL] = [
        """
        CREATE TABLE coverage (
            school_id \(.id) NOT NULL REFERENCES school (id),
            term_id \(.id) NOT NULL REFERENCES term (id),
            class_id \(.id) NOT NULL,
            pupils \(.int) NOT NULL CHECK (pupils >= 0),
            asked \(.int) NOT NULL CHECK (asked >= 0),
            declined \(.int) NOT NULL CHECK (declined >= 0),
            monday \(.int) NOT NULL CHECK (monday >= 0),
            tuesday \(.int) NOT NULL CHECK (tuesday >= 0),
            wednesday \(.int) NOT NULL CHECK (wednesday >= 0),
            thursday \(.int) NOT NULL CHECK (thursday >= 0),
            friday \(.int) NOT NULL CHECK (friday >= 0),
            PRIMARY KEY (school_id, term_id, class_id)
        )\(.tableEnd)
        """,
        "CREATE INDEX coverage_by_term ON coverage (term_id, school_id)",
        """
        CREATE TABLE room_capacity (
            school_id \(.id) NOT NULL REFERENCES school (id),
            term_id \(.id) NOT NULL REFERENCES term (id),
            weekday \(.int) NOT NULL CHECK (weekday BETWEEN 1 AND 5),
            places \(.int) NOT NULL CHECK (places >= 0),
            set_at \(.instant) NOT NULL,
            set_by \(.id),
            PRIMARY KEY (school_id, term_id, weekday)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE room_task (
            school_id \(.id) NOT NULL REFERENCES school (id),
            id \(.id) NOT NULL,
            district_id \(.id) NOT NULL REFERENCES district (id),
            term_id \(.id) NOT NULL REFERENCES term (id),
            weekday \(.int) NOT NULL CHECK (weekday BETWEEN 1 AND 5),
            joining \(.int) NOT NULL,
            places \(.int) NOT NULL,
            raised_at \(.instant) NOT NULL,
            due_on \(.text) NOT NULL,
            owner \(.text) NOT NULL CHECK (owner IN ('school', 'district')),
            owned_by \(.id),
            escalated_at \(.instant),
            measure \(.text) CHECK (measure IN ('more_rooms', 'other_venue', 'more_staff', 'staggered', 'fits_again')),
            settled_at \(.instant),
            settled_by \(.id),
            PRIMARY KEY (school_id, id),
            CHECK ((settled_at IS NULL) = (measure IS NULL)),
            CHECK ((escalated_at IS NULL) = (owner = 'school'))
        )\(.tableEnd)
        """,
        """
        CREATE UNIQUE INDEX room_task_open ON room_task (school_id, term_id, weekday)
        WHERE settled_at IS NULL
        """,
        "CREATE INDEX room_task_by_district ON room_task (district_id, owner, settled_at, due_on)",
        """
        CREATE TABLE enrolment_setting (
            city_id \(.id) NOT NULL PRIMARY KEY REFERENCES city (id),
            room_task_days \(.int) NOT NULL CHECK (room_task_days BETWEEN 1 AND 30),
            set_at \(.instant) NOT NULL,
            set_by \(.id)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE class_reminder (
            school_id \(.id) NOT NULL,
            term_id \(.id) NOT NULL REFERENCES term (id),
            class_id \(.id) NOT NULL,
            sent_at \(.instant) NOT NULL,
            sent_by \(.id) NOT NULL,
            families \(.int) NOT NULL,
            PRIMARY KEY (school_id, term_id, class_id),
            FOREIGN KEY (school_id, class_id) REFERENCES class (school_id, id)
        )\(.tableEnd)
        """,
    ]

    private static let surveys: [SQL] = [
        """
        CREATE TABLE need_survey (
            school_id \(.id) NOT NULL REFERENCES school (id),
            term_id \(.id) NOT NULL REFERENCES term (id),
            opens_at \(.instant) NOT NULL,
            closes_at \(.instant) NOT NULL,
            set_at \(.instant) NOT NULL,
            set_by \(.id),
            PRIMARY KEY (school_id, term_id),
            CHECK (opens_at < closes_at)
        )\(.tableEnd)
        """,
        """
        CREATE TABLE need_answer (
            school_id \(.id) NOT NULL,
            term_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            grade \(.int) NOT NULL CHECK (grade BETWEEN 0 AND 9),
            days \(.int) NOT NULL CHECK (days BETWEEN 0 AND 31),
            ends_at \(.int) CHECK (ends_at BETWEEN 0 AND 1439),
            interests \(.int) NOT NULL CHECK (interests >= 0),
            answered_at \(.instant) NOT NULL,
            account_id \(.id) NOT NULL,
            PRIMARY KEY (school_id, term_id, pupil_id),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
            CHECK ((days = 0) = (ends_at IS NULL))
        )\(.tableEnd)
        """,
    ]

    /// From the school's own register, never from the family (clause 1e).
    private static let flags: [SQL] = [
        """
        CREATE TABLE aid_flag (
            school_id \(.id) NOT NULL,
            pupil_id \(.id) NOT NULL,
            id \(.id) NOT NULL,
            kind \(.text) NOT NULL CHECK (kind IN ('left_behind', 'migrant_family', 'special_need', 'fee_waiver')),
            set_at \(.instant) NOT NULL,
            set_by \(.id) NOT NULL,
            ended_at \(.instant),
            ended_by \(.id),
            PRIMARY KEY (school_id, pupil_id, id),
            FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
            CHECK ((ended_at IS NULL) = (ended_by IS NULL))
        )\(.tableEnd)
        """,
        """
        CREATE UNIQUE INDEX aid_flag_in_force ON aid_flag (school_id, pupil_id, kind)
        WHERE ended_at IS NULL
        """,
    ]
}
