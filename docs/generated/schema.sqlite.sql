CREATE TABLE city (
    id INTEGER NOT NULL PRIMARY KEY,
    source_id TEXT UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    name_en TEXT
) STRICT;
CREATE TABLE district (
    id INTEGER NOT NULL PRIMARY KEY,
    city_id INTEGER NOT NULL REFERENCES city (id),
    source_id TEXT,
    code TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    name_en TEXT,
    UNIQUE (city_id, source_id),
    UNIQUE (city_id, code),
    UNIQUE (city_id, id)
) STRICT;
CREATE TABLE school (
    id INTEGER NOT NULL PRIMARY KEY,
    city_id INTEGER NOT NULL,
    district_id INTEGER NOT NULL,
    source_id TEXT,
    code TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    name_en TEXT,
    ownership TEXT NOT NULL CHECK (ownership IN ('public', 'private')),
    setting TEXT NOT NULL CHECK (setting IN ('urban', 'rural')),
    stage TEXT NOT NULL CHECK (stage IN ('primary', 'junior', 'nine_year')),
    phone TEXT,
    address TEXT,
    closed_on TEXT,
    FOREIGN KEY (city_id, district_id) REFERENCES district (city_id, id),
    UNIQUE (city_id, source_id)
) STRICT;
CREATE INDEX school_by_district ON school (district_id, name, id);
CREATE TABLE campus (
    school_id INTEGER NOT NULL REFERENCES school (id),
    id INTEGER NOT NULL,
    source_id TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    address TEXT,
    closed_on TEXT,
    PRIMARY KEY (school_id, id),
    UNIQUE (school_id, source_id)
) STRICT;
CREATE TABLE class (
    school_id INTEGER NOT NULL REFERENCES school (id),
    id INTEGER NOT NULL,
    campus_id INTEGER,
    source_id TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 9),
    is_homeroom INTEGER NOT NULL CHECK (is_homeroom IN (0, 1)),
    closed_on TEXT,
    PRIMARY KEY (school_id, id),
    FOREIGN KEY (school_id, campus_id) REFERENCES campus (school_id, id),
    UNIQUE (school_id, source_id)
) STRICT;
CREATE INDEX class_by_grade ON class (school_id, grade, name, id);
CREATE TABLE pupil (
    school_id INTEGER NOT NULL REFERENCES school (id),
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    source_id TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    class_id INTEGER,
    grade INTEGER CHECK (grade BETWEEN 1 AND 9),
    number_hmac BLOB,
    number_last4 TEXT,
    left_on TEXT,
    PRIMARY KEY (school_id, id),
    FOREIGN KEY (school_id, class_id) REFERENCES class (school_id, id),
    UNIQUE (school_id, source_id),
    CHECK ((number_hmac IS NULL) = (number_last4 IS NULL))
) STRICT;
CREATE INDEX pupil_by_class ON pupil (school_id, class_id, name, id);
CREATE INDEX pupil_by_name ON pupil (school_id, name, id);
CREATE INDEX pupil_by_person ON pupil (person_id);
CREATE TABLE guardian (
    id INTEGER NOT NULL PRIMARY KEY,
    city_id INTEGER NOT NULL REFERENCES city (id),
    source_id TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    mobile_sealed BLOB,
    mobile_key TEXT,
    mobile_index BLOB,
    left_on TEXT,
    CHECK ((mobile_sealed IS NULL) = (mobile_key IS NULL) AND (mobile_sealed IS NULL) = (mobile_index IS NULL))
) STRICT;
CREATE INDEX guardian_by_source ON guardian (city_id, source_id);
CREATE INDEX guardian_by_mobile ON guardian (mobile_index);
CREATE TABLE guardianship (
    school_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    guardian_id INTEGER NOT NULL,
    relation TEXT NOT NULL CHECK (relation IN ('parent', 'relative', 'guardian')),
    ended_on TEXT,
    PRIMARY KEY (school_id, pupil_id, guardian_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id)
) STRICT;
CREATE INDEX guardianship_by_guardian ON guardianship (guardian_id, school_id, pupil_id);
CREATE TABLE staff (
    school_id INTEGER NOT NULL REFERENCES school (id),
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    source_id TEXT,
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('teacher', 'principal', 'administrator', 'aide')),
    mobile_sealed BLOB,
    mobile_key TEXT,
    mobile_index BLOB,
    left_on TEXT,
    PRIMARY KEY (school_id, id),
    UNIQUE (school_id, source_id),
    CHECK ((mobile_sealed IS NULL) = (mobile_key IS NULL) AND (mobile_sealed IS NULL) = (mobile_index IS NULL))
) STRICT;
CREATE INDEX staff_by_name ON staff (school_id, name, id);
CREATE INDEX staff_by_mobile ON staff (mobile_index);
CREATE TABLE class_teacher (
    school_id INTEGER NOT NULL,
    class_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
    ended_on TEXT,
    PRIMARY KEY (school_id, class_id, staff_id),
    FOREIGN KEY (school_id, class_id) REFERENCES class (school_id, id),
    FOREIGN KEY (school_id, staff_id) REFERENCES staff (school_id, id)
) STRICT;
CREATE INDEX class_teacher_by_staff ON class_teacher (school_id, staff_id);
CREATE TABLE protection_key (
    id TEXT NOT NULL PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE import_run (
    id INTEGER NOT NULL PRIMARY KEY,
    city_id INTEGER NOT NULL REFERENCES city (id),
    file_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    started_at INTEGER NOT NULL,
    heartbeat_at INTEGER NOT NULL,
    finished_at INTEGER,
    schools_done INTEGER NOT NULL,
    schools_total INTEGER NOT NULL,
    report TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX import_run_running ON import_run (city_id) WHERE state = 'running';
CREATE INDEX import_run_by_city ON import_run (city_id, started_at);

CREATE TABLE account (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE TABLE account_user_name (
    user_name TEXT NOT NULL PRIMARY KEY CHECK (user_name <> ''),
    account_id INTEGER NOT NULL
) STRICT;
CREATE TABLE account_mobile (
    mobile_index BLOB NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL
) STRICT;
CREATE TABLE appointment (
    account_id INTEGER NOT NULL REFERENCES account (id),
    id INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('bureau', 'districtOfficer', 'inspector', 'auditor', 'principal',
        'office', 'teacher', 'volunteer', 'venue', 'body', 'guardian')),
    place_kind TEXT NOT NULL CHECK (place_kind IN ('city', 'district', 'school', 'venue', 'body', 'family')),
    place_id INTEGER NOT NULL,
    place_label TEXT,
    from_date TEXT NOT NULL,
    until_date TEXT CHECK (until_date IS NULL OR until_date >= from_date),
    PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX appointment_by_place ON appointment (place_kind, place_id, role);
CREATE TABLE session (
    token_digest TEXT NOT NULL PRIMARY KEY,
    id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    appointment_id INTEGER,
    device TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_account ON session (account_id, seen_at);
CREATE TABLE sign_in_guess (
    subject TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    free_at INTEGER NOT NULL
) STRICT;
CREATE TABLE audit (
    place_kind TEXT NOT NULL,
    place_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    account_id INTEGER,
    appointment_id INTEGER,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'read', 'refused')),
    code TEXT,
    PRIMARY KEY (place_kind, place_id, id)
) STRICT;
CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE holiday_year (
    year INTEGER NOT NULL PRIMARY KEY CHECK (year BETWEEN 1950 AND 2999),
    papers TEXT NOT NULL,
    imported_at INTEGER NOT NULL
) STRICT;
CREATE TABLE holiday_day (
    year INTEGER NOT NULL REFERENCES holiday_year (year),
    date TEXT NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    is_off INTEGER NOT NULL CHECK (is_off IN (0, 1)),
    runs_weekday INTEGER CHECK (runs_weekday BETWEEN 1 AND 5),
    PRIMARY KEY (year, date),
    CHECK (runs_weekday IS NULL OR is_off = 0)
) STRICT;
CREATE TABLE term (
    id INTEGER NOT NULL PRIMARY KEY,
    city_id INTEGER NOT NULL REFERENCES city (id),
    school_year INTEGER NOT NULL,
    ordinal INTEGER NOT NULL CHECK (ordinal IN (1, 2)),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    opened_at INTEGER,
    UNIQUE (city_id, school_year, ordinal),
    CHECK (starts_on < ends_on)
) STRICT;
CREATE TABLE calendar_change (
    id INTEGER NOT NULL PRIMARY KEY,
    city_id INTEGER NOT NULL REFERENCES city (id),
    district_id INTEGER REFERENCES district (id),
    school_id INTEGER REFERENCES school (id),
    layer TEXT NOT NULL CHECK (layer IN ('city', 'district', 'school')),
    date TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('holiday', 'closure', 'sports_day', 'early_dismissal', 'make_up', 'timetable')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    has_service INTEGER NOT NULL CHECK (has_service IN (0, 1)),
    runs_weekday INTEGER CHECK (runs_weekday BETWEEN 1 AND 5),
    ends_early_at INTEGER CHECK (ends_early_at BETWEEN 0 AND 1439),
    made_at INTEGER NOT NULL,
    made_by INTEGER,
    withdrawn_at INTEGER,
    withdrawn_by INTEGER,
    CHECK ((district_id IS NULL) = (layer = 'city')),
    CHECK ((school_id IS NULL) = (layer <> 'school')),
    CHECK ((ends_early_at IS NULL) = (kind <> 'early_dismissal'))
) STRICT;
CREATE UNIQUE INDEX calendar_change_of_city ON calendar_change (city_id, date)
WHERE layer = 'city' AND withdrawn_at IS NULL;
CREATE UNIQUE INDEX calendar_change_of_district ON calendar_change (district_id, date)
WHERE layer = 'district' AND withdrawn_at IS NULL;
CREATE UNIQUE INDEX calendar_change_of_school ON calendar_change (school_id, date)
WHERE layer = 'school' AND withdrawn_at IS NULL;
CREATE INDEX calendar_change_by_date ON calendar_change (city_id, date, layer);

CREATE TABLE provincial_bounds (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    effective_from TEXT NOT NULL,
    fee_at_most_rural INTEGER NOT NULL,
    fee_at_most_urban INTEGER NOT NULL,
    pay_at_least INTEGER NOT NULL,
    imported_at INTEGER NOT NULL
) STRICT;
CREATE TABLE policy (
    id INTEGER NOT NULL PRIMARY KEY,
    city_id INTEGER NOT NULL REFERENCES city (id),
    district_id INTEGER REFERENCES district (id),
    version INTEGER NOT NULL CHECK (version > 0),
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved')),
    revision INTEGER NOT NULL,
    effective_from TEXT,
    class_hours_per_day INTEGER,
    primary_class_hour INTEGER,
    junior_class_hour INTEGER,
    second_threshold INTEGER,
    is_late_care_required INTEGER CHECK (is_late_care_required IN (0, 1)),
    late_care_until INTEGER,
    evening_limit INTEGER,
    noon_start INTEGER,
    noon_end INTEGER,
    fee_ceiling_urban INTEGER CHECK (fee_ceiling_urban >= 0),
    fee_ceiling_rural INTEGER CHECK (fee_ceiling_rural >= 0),
    pay_floor INTEGER CHECK (pay_floor >= 0),
    pupils_per_adult INTEGER,
    categories_to_offer INTEGER,
    submit_by TEXT,
    approve_by TEXT,
    ready_by TEXT,
    created_at INTEGER NOT NULL,
    submitted_at INTEGER,
    submitted_by INTEGER,
    decided_at INTEGER,
    decided_by INTEGER,
    comment TEXT,
    CHECK (effective_from IS NOT NULL OR state IN ('draft', 'returned'))
) STRICT;
CREATE TABLE policy_section (
    policy_id INTEGER NOT NULL REFERENCES policy (id),
    section TEXT NOT NULL,
    body TEXT NOT NULL CHECK (body <> ''),
    PRIMARY KEY (policy_id, section)
) STRICT;
CREATE TABLE policy_season (
    policy_id INTEGER NOT NULL REFERENCES policy (id),
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    from_day TEXT NOT NULL,
    through_day TEXT NOT NULL,
    off_work_at INTEGER NOT NULL,
    PRIMARY KEY (policy_id, ordinal)
) STRICT;
CREATE TABLE policy_extra (
    policy_id INTEGER NOT NULL REFERENCES policy (id),
    ordinal INTEGER NOT NULL,
    code TEXT,
    body TEXT NOT NULL CHECK (body <> ''),
    is_required INTEGER NOT NULL CHECK (is_required IN (0, 1)),
    PRIMARY KEY (policy_id, ordinal)
) STRICT;
CREATE UNIQUE INDEX policy_version_of_city ON policy (city_id, version) WHERE district_id IS NULL;
CREATE UNIQUE INDEX policy_version_of_district ON policy (district_id, version) WHERE district_id IS NOT NULL;
CREATE UNIQUE INDEX policy_open_of_city ON policy (city_id)
WHERE district_id IS NULL AND state <> 'approved';
CREATE UNIQUE INDEX policy_open_of_district ON policy (district_id)
WHERE district_id IS NOT NULL AND state <> 'approved';
CREATE INDEX policy_by_city ON policy (city_id, state, effective_from);

CREATE TABLE plan (
    school_id INTEGER NOT NULL REFERENCES school (id),
    id INTEGER NOT NULL,
    term_id INTEGER NOT NULL REFERENCES term (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    state TEXT NOT NULL CHECK (state IN
        ('draft', 'submitted', 'returned', 'approved', 'published', 'superseded')),
    revision INTEGER NOT NULL,
    document TEXT NOT NULL,
    report TEXT NOT NULL,
    failed_must INTEGER NOT NULL,
    failed_should INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_by INTEGER,
    submit_by TEXT,
    approve_by TEXT,
    submitted_at INTEGER,
    submitted_by INTEGER,
    decided_at INTEGER,
    decided_by INTEGER,
    note TEXT,
    published_at INTEGER,
    published_by INTEGER,
    superseded_at INTEGER,
    PRIMARY KEY (school_id, id),
    UNIQUE (school_id, term_id, version),
    CHECK (state NOT IN ('submitted', 'approved', 'published', 'superseded') OR submitted_at IS NOT NULL),
    CHECK (state NOT IN ('published', 'superseded') OR published_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX plan_open ON plan (school_id, term_id)
WHERE state IN ('draft', 'submitted', 'returned', 'approved');
CREATE UNIQUE INDEX plan_published ON plan (school_id, term_id) WHERE state = 'published';
CREATE INDEX plan_by_term ON plan (term_id, state, failed_must, failed_should);
CREATE TABLE plan_reason (
    school_id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    rule TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (school_id, plan_id, rule),
    FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id)
) STRICT;
CREATE TABLE plan_comment (
    school_id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    section TEXT NOT NULL,
    body TEXT NOT NULL CHECK (body <> ''),
    made_at INTEGER NOT NULL,
    made_by INTEGER,
    answer TEXT CHECK (answer <> ''),
    answered_at INTEGER,
    answered_by INTEGER,
    PRIMARY KEY (school_id, plan_id, id),
    FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id),
    CHECK ((answer IS NULL) = (answered_at IS NULL))
) STRICT;
CREATE TABLE plan_rescue (
    school_id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    account_id INTEGER,
    at INTEGER NOT NULL,
    base_revision INTEGER NOT NULL,
    document TEXT NOT NULL,
    settled_at INTEGER,
    PRIMARY KEY (school_id, plan_id, id),
    FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id)
) STRICT;

CREATE TABLE job (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind <> ''),
    payload TEXT NOT NULL,
    place_kind TEXT NOT NULL,
    place_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead', 'dismissed')),
    tries INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    lease INTEGER,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    fault TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    CHECK ((state = 'running') = (lease IS NOT NULL)),
    CHECK ((state IN ('waiting', 'running')) = (finished_at IS NULL))
) STRICT;
CREATE INDEX job_due ON job (due_at, id) WHERE state IN ('waiting', 'running');
CREATE INDEX job_dead ON job (place_kind, place_id, id) WHERE state = 'dead';
CREATE INDEX job_finished ON job (finished_at) WHERE state IN ('done', 'dismissed');
CREATE TABLE message (
    reader_kind TEXT NOT NULL CHECK (reader_kind IN ('account', 'guardian')),
    reader_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    place_kind TEXT NOT NULL,
    place_id INTEGER NOT NULL,
    template TEXT NOT NULL CHECK (template <> ''),
    need TEXT NOT NULL CHECK (need IN ('plain', 'mustKnow')),
    is_urgent INTEGER NOT NULL CHECK (is_urgent IN (0, 1)),
    arguments TEXT NOT NULL,
    link TEXT,
    sent_at INTEGER NOT NULL,
    read_at INTEGER,
    acknowledged_at INTEGER,
    reminded INTEGER NOT NULL,
    exhausted_at INTEGER,
    PRIMARY KEY (reader_kind, reader_id, id),
    CHECK (acknowledged_at IS NULL OR read_at IS NOT NULL)
) STRICT;
CREATE INDEX message_unread ON message (reader_kind, reader_id, id) WHERE read_at IS NULL;
CREATE INDEX message_by_place ON message (place_kind, place_id, sent_at, id);
CREATE INDEX message_open ON message (place_kind, place_id, id)
WHERE need = 'mustKnow' AND acknowledged_at IS NULL;
CREATE TABLE delivery (
    place_kind TEXT NOT NULL,
    place_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    message_id INTEGER,
    reader_kind TEXT,
    reader_id INTEGER,
    channel TEXT NOT NULL CHECK (channel IN ('wecom', 'sms', 'mail')),
    state TEXT NOT NULL CHECK (state IN ('sent', 'recorded')),
    address TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (place_kind, place_id, id)
) STRICT;
CREATE INDEX delivery_by_message ON delivery (message_id);
CREATE TABLE mail_address (
    account_id INTEGER NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    sealed_key TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;
CREATE TABLE quiet_hours (
    city_id INTEGER NOT NULL PRIMARY KEY REFERENCES city (id),
    quiet_from INTEGER NOT NULL CHECK (quiet_from BETWEEN 0 AND 1440),
    quiet_until INTEGER NOT NULL CHECK (quiet_until BETWEEN 0 AND 1440),
    must_from INTEGER NOT NULL CHECK (must_from BETWEEN 0 AND 1440),
    must_until INTEGER NOT NULL CHECK (must_until BETWEEN 0 AND 1440)
) STRICT;

CREATE TABLE guardian_account (
    guardian_id INTEGER NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL,
    via TEXT NOT NULL CHECK (via IN ('mobile', 'claim')),
    since INTEGER NOT NULL
) STRICT;
CREATE INDEX guardian_account_by_account ON guardian_account (account_id);
CREATE TABLE guardian_restriction (
    school_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    guardian_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    from_date TEXT NOT NULL,
    until_date TEXT CHECK (until_date IS NULL OR until_date >= from_date),
    made_at INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    lifted_at INTEGER,
    lifted_by INTEGER,
    PRIMARY KEY (school_id, pupil_id, guardian_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
) STRICT;
CREATE TABLE one_time_code (
    challenge TEXT NOT NULL PRIMARY KEY,
    mobile_index BLOB NOT NULL,
    code_digest BLOB NOT NULL,
    tries INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX one_time_code_by_end ON one_time_code (expires_at);
CREATE TABLE paper_code (
    digest BLOB NOT NULL PRIMARY KEY,
    school_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    printed_at INTEGER NOT NULL,
    printed_by INTEGER NOT NULL,
    expires_on TEXT NOT NULL,
    uses INTEGER NOT NULL,
    voided_at INTEGER
) STRICT;
CREATE INDEX paper_code_by_pupil ON paper_code (school_id, pupil_id, printed_at);
CREATE TABLE paper_code_use (
    digest BLOB NOT NULL,
    account_id INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (digest, account_id)
) STRICT;
CREATE TABLE family_reach (
    school_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('signed_in', 'code_page')),
    at INTEGER NOT NULL,
    PRIMARY KEY (school_id, pupil_id, how),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id)
) STRICT;
CREATE TABLE guardian_claim (
    school_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    relation TEXT NOT NULL CHECK (relation IN ('parent', 'relative', 'guardian')),
    mobile_sealed BLOB NOT NULL,
    mobile_key TEXT NOT NULL,
    mobile_index BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'confirmed', 'refused')),
    made_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by INTEGER,
    guardian_id INTEGER,
    PRIMARY KEY (school_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((decided_at IS NULL) = (state = 'waiting')),
    CHECK ((guardian_id IS NULL) = (state <> 'confirmed'))
) STRICT;
CREATE UNIQUE INDEX guardian_claim_waiting ON guardian_claim (school_id, pupil_id, account_id)
WHERE state = 'waiting';
CREATE INDEX guardian_claim_by_state ON guardian_claim (school_id, state, id);
CREATE INDEX guardian_claim_by_account ON guardian_claim (account_id, state);
CREATE INDEX guardian_claim_by_mobile ON guardian_claim (mobile_index, state);
CREATE TABLE guardianship_ending (
    school_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    guardian_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'ended', 'kept')),
    made_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by INTEGER,
    PRIMARY KEY (school_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((decided_at IS NULL) = (state = 'waiting'))
) STRICT;
CREATE UNIQUE INDEX guardianship_ending_waiting ON guardianship_ending (school_id, pupil_id, guardian_id)
WHERE state = 'waiting';
CREATE INDEX guardianship_ending_by_state ON guardianship_ending (school_id, state, id);
CREATE TABLE consent (
    school_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    given_at INTEGER NOT NULL,
    given_by INTEGER NOT NULL,
    withdrawn_at INTEGER,
    withdrawn_by INTEGER,
    PRIMARY KEY (school_id, pupil_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX consent_in_force ON consent (school_id, pupil_id, kind)
WHERE withdrawn_at IS NULL;

CREATE TABLE enrolment_window (
    school_id INTEGER NOT NULL REFERENCES school (id),
    term_id INTEGER NOT NULL REFERENCES term (id),
    opens_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    offer TEXT NOT NULL,
    plan_id INTEGER,
    set_at INTEGER NOT NULL,
    set_by INTEGER,
    PRIMARY KEY (school_id, term_id),
    CHECK (opens_at < closes_at)
) STRICT;
CREATE INDEX enrolment_window_by_close ON enrolment_window (term_id, closes_at);
CREATE TABLE enrolment_extension (
    school_id INTEGER NOT NULL,
    term_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    note TEXT NOT NULL CHECK (note <> ''),
    made_at INTEGER NOT NULL,
    made_by INTEGER,
    PRIMARY KEY (school_id, term_id, id),
    FOREIGN KEY (school_id, term_id) REFERENCES enrolment_window (school_id, term_id),
    CHECK (closed_at < closes_at)
) STRICT;
CREATE TABLE application (
    school_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    term_id INTEGER NOT NULL REFERENCES term (id),
    number TEXT NOT NULL,
    joins INTEGER NOT NULL CHECK (joins IN (0, 1)),
    homework_only INTEGER NOT NULL CHECK (homework_only IN (0, 1)),
    takes_effect_on TEXT NOT NULL,
    submitted_at INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    guardian_id INTEGER,
    via TEXT NOT NULL CHECK (via IN ('family', 'paper')),
    asked_by TEXT CHECK (asked_by <> ''),
    asked_on TEXT,
    PRIMARY KEY (school_id, pupil_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((via = 'paper') = (asked_by IS NOT NULL) AND (via = 'paper') = (asked_on IS NOT NULL))
) STRICT;
CREATE INDEX application_by_number ON application (school_id, number);
CREATE TABLE application_day (
    school_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    application_id INTEGER NOT NULL,
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 5),
    leaves_at INTEGER NOT NULL CHECK (leaves_at BETWEEN 0 AND 1439),
    is_late_care INTEGER NOT NULL CHECK (is_late_care IN (0, 1)),
    PRIMARY KEY (school_id, pupil_id, application_id, weekday),
    FOREIGN KEY (school_id, pupil_id, application_id) REFERENCES application (school_id, pupil_id, id)
) STRICT;
CREATE TABLE application_current (
    school_id INTEGER NOT NULL,
    term_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    application_id INTEGER NOT NULL,
    class_id INTEGER NOT NULL,
    joins INTEGER NOT NULL CHECK (joins IN (0, 1)),
    days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 31),
    PRIMARY KEY (school_id, term_id, pupil_id),
    FOREIGN KEY (school_id, pupil_id, application_id) REFERENCES application (school_id, pupil_id, id),
    CHECK ((joins = 1) = (days > 0))
) STRICT;
CREATE INDEX application_current_by_class ON application_current (school_id, term_id, class_id, joins);
CREATE TABLE application_receipt (
    account_id INTEGER NOT NULL,
    form_id INTEGER NOT NULL,
    number TEXT NOT NULL,
    submitted_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, form_id)
) STRICT;
CREATE TABLE application_draft (
    account_id INTEGER NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    answers TEXT NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;
CREATE TABLE collector (
    school_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    relation TEXT NOT NULL CHECK (relation IN ('grandparent', 'relative', 'neighbour', 'carer', 'other')),
    mobile_sealed BLOB NOT NULL,
    mobile_key TEXT NOT NULL,
    mobile_index BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    added_by INTEGER NOT NULL,
    ended_at INTEGER,
    ended_by INTEGER,
    PRIMARY KEY (school_id, pupil_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;
CREATE TABLE care_note (
    school_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('food', 'drug', 'asthma', 'seizure', 'movement', 'other')),
    note TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    written_by INTEGER NOT NULL,
    PRIMARY KEY (school_id, pupil_id, kind),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id)
) STRICT;
CREATE TABLE coverage (
    school_id INTEGER NOT NULL REFERENCES school (id),
    term_id INTEGER NOT NULL REFERENCES term (id),
    class_id INTEGER NOT NULL,
    pupils INTEGER NOT NULL CHECK (pupils >= 0),
    asked INTEGER NOT NULL CHECK (asked >= 0),
    declined INTEGER NOT NULL CHECK (declined >= 0),
    monday INTEGER NOT NULL CHECK (monday >= 0),
    tuesday INTEGER NOT NULL CHECK (tuesday >= 0),
    wednesday INTEGER NOT NULL CHECK (wednesday >= 0),
    thursday INTEGER NOT NULL CHECK (thursday >= 0),
    friday INTEGER NOT NULL CHECK (friday >= 0),
    PRIMARY KEY (school_id, term_id, class_id)
) STRICT;
CREATE INDEX coverage_by_term ON coverage (term_id, school_id);
CREATE TABLE room_capacity (
    school_id INTEGER NOT NULL REFERENCES school (id),
    term_id INTEGER NOT NULL REFERENCES term (id),
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 5),
    places INTEGER NOT NULL CHECK (places >= 0),
    set_at INTEGER NOT NULL,
    set_by INTEGER,
    PRIMARY KEY (school_id, term_id, weekday)
) STRICT;
CREATE TABLE room_task (
    school_id INTEGER NOT NULL REFERENCES school (id),
    id INTEGER NOT NULL,
    district_id INTEGER NOT NULL REFERENCES district (id),
    term_id INTEGER NOT NULL REFERENCES term (id),
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 5),
    joining INTEGER NOT NULL,
    places INTEGER NOT NULL,
    raised_at INTEGER NOT NULL,
    due_on TEXT NOT NULL,
    owner TEXT NOT NULL CHECK (owner IN ('school', 'district')),
    owned_by INTEGER,
    escalated_at INTEGER,
    measure TEXT CHECK (measure IN ('more_rooms', 'other_venue', 'more_staff', 'staggered', 'fits_again')),
    settled_at INTEGER,
    settled_by INTEGER,
    PRIMARY KEY (school_id, id),
    CHECK ((settled_at IS NULL) = (measure IS NULL)),
    CHECK ((escalated_at IS NULL) = (owner = 'school'))
) STRICT;
CREATE UNIQUE INDEX room_task_open ON room_task (school_id, term_id, weekday)
WHERE settled_at IS NULL;
CREATE INDEX room_task_by_district ON room_task (district_id, owner, settled_at, due_on);
CREATE TABLE enrolment_setting (
    city_id INTEGER NOT NULL PRIMARY KEY REFERENCES city (id),
    room_task_days INTEGER NOT NULL CHECK (room_task_days BETWEEN 1 AND 30),
    set_at INTEGER NOT NULL,
    set_by INTEGER
) STRICT;
CREATE TABLE class_reminder (
    school_id INTEGER NOT NULL,
    term_id INTEGER NOT NULL REFERENCES term (id),
    class_id INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    sent_by INTEGER NOT NULL,
    families INTEGER NOT NULL,
    PRIMARY KEY (school_id, term_id, class_id),
    FOREIGN KEY (school_id, class_id) REFERENCES class (school_id, id)
) STRICT;
CREATE TABLE need_survey (
    school_id INTEGER NOT NULL REFERENCES school (id),
    term_id INTEGER NOT NULL REFERENCES term (id),
    opens_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    set_by INTEGER,
    PRIMARY KEY (school_id, term_id),
    CHECK (opens_at < closes_at)
) STRICT;
CREATE TABLE need_answer (
    school_id INTEGER NOT NULL,
    term_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    grade INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 9),
    days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 31),
    ends_at INTEGER CHECK (ends_at BETWEEN 0 AND 1439),
    interests INTEGER NOT NULL CHECK (interests >= 0),
    answered_at INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    PRIMARY KEY (school_id, term_id, pupil_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((days = 0) = (ends_at IS NULL))
) STRICT;
CREATE TABLE aid_flag (
    school_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('left_behind', 'migrant_family', 'special_need', 'fee_waiver')),
    set_at INTEGER NOT NULL,
    set_by INTEGER NOT NULL,
    ended_at INTEGER,
    ended_by INTEGER,
    PRIMARY KEY (school_id, pupil_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX aid_flag_in_force ON aid_flag (school_id, pupil_id, kind)
WHERE ended_at IS NULL;

CREATE TABLE mailing (
    place_kind TEXT NOT NULL,
    place_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    template TEXT NOT NULL CHECK (template <> ''),
    need TEXT NOT NULL CHECK (need IN ('plain', 'mustKnow')),
    arguments TEXT NOT NULL,
    readers INTEGER NOT NULL CHECK (readers >= 0),
    sent_at INTEGER NOT NULL,
    sent_by INTEGER,
    PRIMARY KEY (place_kind, place_id, id)
) STRICT;
ALTER TABLE message ADD COLUMN mailing_id INTEGER;
CREATE INDEX message_by_mailing ON message (mailing_id, read_at) WHERE mailing_id IS NOT NULL;
CREATE INDEX delivery_by_time ON delivery (at);
CREATE INDEX account_mobile_by_account ON account_mobile (account_id);
CREATE TABLE reader_setting (
    account_id INTEGER NOT NULL PRIMARY KEY,
    language TEXT CHECK (language IS NULL OR language IN ('zh-Hans', 'en')),
    channels TEXT NOT NULL,
    quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 1440),
    quiet_until INTEGER CHECK (quiet_until BETWEEN 0 AND 1440),
    set_at INTEGER NOT NULL,
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
) STRICT;

ALTER TABLE coverage ADD COLUMN reached INTEGER NOT NULL DEFAULT 0 CHECK (reached >= 0);
UPDATE coverage
SET reached = (
    SELECT COUNT(*)
    FROM pupil p
    WHERE p.school_id = coverage.school_id AND COALESCE(p.class_id, 0) = coverage.class_id
        AND p.left_on IS NULL AND EXISTS (
            SELECT 1 FROM family_reach r WHERE r.school_id = p.school_id AND r.pupil_id = p.id));

CREATE TABLE import_run_next (
    id INTEGER NOT NULL PRIMARY KEY,
    city_id INTEGER NOT NULL REFERENCES city (id),
    file_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    job_id INTEGER,
    holder INTEGER,
    started_at INTEGER NOT NULL,
    heartbeat_at INTEGER NOT NULL,
    finished_at INTEGER,
    step TEXT CHECK (step IN ('reading', 'checking', 'comparing', 'writing')),
    step_began_at INTEGER,
    step_done INTEGER NOT NULL,
    step_total INTEGER NOT NULL,
    fault TEXT,
    report TEXT NOT NULL,
    CHECK ((state IN ('waiting', 'running')) = (finished_at IS NULL))
) STRICT;
INSERT INTO import_run_next (id, city_id, file_name, state, started_at, heartbeat_at, finished_at, step_done,
    step_total, report)
SELECT id, city_id, file_name, state, started_at, heartbeat_at,
    CASE WHEN state = 'running' THEN NULL ELSE COALESCE(finished_at, heartbeat_at) END, 0, 0, report
FROM import_run;
DROP TABLE import_run;
ALTER TABLE import_run_next RENAME TO import_run;
CREATE UNIQUE INDEX import_run_running ON import_run (city_id) WHERE state = 'running';
CREATE INDEX import_run_by_city ON import_run (city_id, started_at);
CREATE TABLE import_piece (
    run_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    key_id TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (run_id, number)
) STRICT;

CREATE TABLE pressure_setting (
    city_id INTEGER NOT NULL PRIMARY KEY REFERENCES city (id),
    full_minutes INTEGER NOT NULL CHECK (full_minutes BETWEEN 1 AND 1440),
    full_pupils INTEGER NOT NULL CHECK (full_pupils BETWEEN 2 AND 100),
    staff_percent INTEGER NOT NULL CHECK (staff_percent BETWEEN 1 AND 100),
    staff_answers INTEGER NOT NULL CHECK (staff_answers BETWEEN 2 AND 1000),
    place_answers INTEGER NOT NULL CHECK (place_answers BETWEEN 2 AND 1000),
    same_percent INTEGER NOT NULL CHECK (same_percent BETWEEN 50 AND 100),
    same_answers INTEGER NOT NULL CHECK (same_answers BETWEEN 2 AND 100),
    set_at INTEGER NOT NULL,
    set_by INTEGER
) STRICT;
CREATE TABLE pressure_signal (
    school_id INTEGER NOT NULL REFERENCES school (id),
    term_id INTEGER NOT NULL REFERENCES term (id),
    kind TEXT NOT NULL CHECK (kind IN ('full', 'staff', 'place', 'same')),
    district_id INTEGER NOT NULL REFERENCES district (id),
    cases INTEGER NOT NULL CHECK (cases > 0),
    answers INTEGER NOT NULL CHECK (answers > 0),
    extent INTEGER NOT NULL CHECK (extent >= 0),
    first_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('harmless', 'talked', 'inspection')),
    followed_at INTEGER,
    followed_by INTEGER,
    PRIMARY KEY (school_id, term_id, kind),
    CHECK ((outcome IS NULL) = (followed_at IS NULL))
) STRICT;
CREATE INDEX pressure_signal_by_district ON pressure_signal (district_id, term_id);
CREATE TABLE answer_place (
    school_id INTEGER NOT NULL,
    term_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    place BLOB NOT NULL,
    answers INTEGER NOT NULL CHECK (answers > 0),
    PRIMARY KEY (school_id, term_id, since, place)
) STRICT;
CREATE TABLE pressure_question (
    school_id INTEGER NOT NULL REFERENCES school (id),
    term_id INTEGER NOT NULL REFERENCES term (id),
    opens_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    free INTEGER NOT NULL CHECK (free >= 0),
    unsure INTEGER NOT NULL CHECK (unsure >= 0),
    pressed INTEGER NOT NULL CHECK (pressed >= 0),
    secret BLOB,
    shown_at INTEGER,
    PRIMARY KEY (school_id, term_id),
    CHECK (opens_at < closes_at),
    CHECK (shown_at IS NULL OR secret IS NULL)
) STRICT;
CREATE TABLE pressure_question_spent (
    school_id INTEGER NOT NULL,
    term_id INTEGER NOT NULL,
    token BLOB NOT NULL,
    PRIMARY KEY (school_id, term_id, token),
    FOREIGN KEY (school_id, term_id) REFERENCES pressure_question (school_id, term_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_move (
    school_id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('draft', 'submitted', 'returned', 'approved', 'published', 'superseded')),
    at INTEGER NOT NULL,
    account_id INTEGER,
    note TEXT,
    PRIMARY KEY (school_id, plan_id, n),
    FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id)
) STRICT;
INSERT INTO plan_move (school_id, plan_id, n, state, at, account_id)
SELECT school_id, id, 1, 'submitted', submitted_at, submitted_by FROM plan WHERE submitted_at IS NOT NULL;
INSERT INTO plan_move (school_id, plan_id, n, state, at, account_id, note)
SELECT school_id, id, 2, CASE WHEN state = 'returned' THEN 'returned' ELSE 'approved' END, decided_at,
    decided_by, note
FROM plan
WHERE decided_at IS NOT NULL;
INSERT INTO plan_move (school_id, plan_id, n, state, at, account_id)
SELECT school_id, id, 3, 'published', published_at, published_by FROM plan WHERE published_at IS NOT NULL;
INSERT INTO plan_move (school_id, plan_id, n, state, at)
SELECT school_id, id, 4, 'superseded', superseded_at FROM plan WHERE superseded_at IS NOT NULL;

CREATE INDEX session_by_end ON session (ends_at);
CREATE INDEX sign_in_guess_by_time ON sign_in_guess (last_at);
CREATE INDEX guardian_claim_by_decision ON guardian_claim (decided_at) WHERE state = 'refused';

CREATE TABLE calendar_mark (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    mark INTEGER NOT NULL
) STRICT;
INSERT INTO calendar_mark (one, mark) VALUES (1, 1);

CREATE TABLE plan_discard (
    school_id INTEGER NOT NULL REFERENCES school (id),
    plan_id INTEGER NOT NULL,
    term_id INTEGER NOT NULL REFERENCES term (id),
    at INTEGER NOT NULL,
    account_id INTEGER,
    PRIMARY KEY (school_id, plan_id)
) STRICT;
CREATE TABLE plan_leftover (
    school_id INTEGER NOT NULL,
    plan_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    account_id INTEGER,
    at INTEGER NOT NULL,
    document TEXT NOT NULL,
    settled_at INTEGER,
    PRIMARY KEY (school_id, plan_id, id),
    FOREIGN KEY (school_id, plan_id) REFERENCES plan_discard (school_id, plan_id)
) STRICT;

ALTER TABLE plan_comment ADD COLUMN revision INTEGER;

ALTER TABLE guardianship ADD COLUMN ended_by INTEGER;
UPDATE guardianship
SET ended_by = (
    SELECT MAX(e.decided_by)
    FROM guardianship_ending e
    WHERE e.school_id = guardianship.school_id AND e.pupil_id = guardianship.pupil_id
        AND e.guardian_id = guardianship.guardian_id AND e.state = 'ended')
WHERE ended_on IS NOT NULL;

CREATE TABLE need_answer_past (
    school_id INTEGER NOT NULL,
    term_id INTEGER NOT NULL,
    pupil_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    grade INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 9),
    days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 31),
    ends_at INTEGER CHECK (ends_at BETWEEN 0 AND 1439),
    interests INTEGER NOT NULL CHECK (interests >= 0),
    answered_at INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    replaced_at INTEGER NOT NULL,
    replaced_by INTEGER NOT NULL,
    PRIMARY KEY (school_id, term_id, pupil_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((days = 0) = (ends_at IS NULL))
) STRICT;
