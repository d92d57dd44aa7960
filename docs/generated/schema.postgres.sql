CREATE TABLE city (
    id BIGINT NOT NULL PRIMARY KEY,
    source_id TEXT COLLATE "C" UNIQUE,
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    name_en TEXT COLLATE "C"
);
CREATE TABLE district (
    id BIGINT NOT NULL PRIMARY KEY,
    city_id BIGINT NOT NULL REFERENCES city (id),
    source_id TEXT COLLATE "C",
    code TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    name_en TEXT COLLATE "C",
    UNIQUE (city_id, source_id),
    UNIQUE (city_id, code),
    UNIQUE (city_id, id)
);
CREATE TABLE school (
    id BIGINT NOT NULL PRIMARY KEY,
    city_id BIGINT NOT NULL,
    district_id BIGINT NOT NULL,
    source_id TEXT COLLATE "C",
    code TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    name_en TEXT COLLATE "C",
    ownership TEXT COLLATE "C" NOT NULL CHECK (ownership IN ('public', 'private')),
    setting TEXT COLLATE "C" NOT NULL CHECK (setting IN ('urban', 'rural')),
    stage TEXT COLLATE "C" NOT NULL CHECK (stage IN ('primary', 'junior', 'nine_year')),
    phone TEXT COLLATE "C",
    address TEXT COLLATE "C",
    closed_on TEXT COLLATE "C",
    FOREIGN KEY (city_id, district_id) REFERENCES district (city_id, id),
    UNIQUE (city_id, source_id)
);
CREATE INDEX school_by_district ON school (district_id, name, id);
CREATE TABLE campus (
    school_id BIGINT NOT NULL REFERENCES school (id),
    id BIGINT NOT NULL,
    source_id TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    address TEXT COLLATE "C",
    closed_on TEXT COLLATE "C",
    PRIMARY KEY (school_id, id),
    UNIQUE (school_id, source_id)
);
CREATE TABLE class (
    school_id BIGINT NOT NULL REFERENCES school (id),
    id BIGINT NOT NULL,
    campus_id BIGINT,
    source_id TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    grade BIGINT NOT NULL CHECK (grade BETWEEN 1 AND 9),
    is_homeroom BIGINT NOT NULL CHECK (is_homeroom IN (0, 1)),
    closed_on TEXT COLLATE "C",
    PRIMARY KEY (school_id, id),
    FOREIGN KEY (school_id, campus_id) REFERENCES campus (school_id, id),
    UNIQUE (school_id, source_id)
);
CREATE INDEX class_by_grade ON class (school_id, grade, name, id);
CREATE TABLE pupil (
    school_id BIGINT NOT NULL REFERENCES school (id),
    id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    source_id TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    class_id BIGINT,
    grade BIGINT CHECK (grade BETWEEN 1 AND 9),
    number_hmac BYTEA,
    number_last4 TEXT COLLATE "C",
    left_on TEXT COLLATE "C",
    PRIMARY KEY (school_id, id),
    FOREIGN KEY (school_id, class_id) REFERENCES class (school_id, id),
    UNIQUE (school_id, source_id),
    CHECK ((number_hmac IS NULL) = (number_last4 IS NULL))
);
CREATE INDEX pupil_by_class ON pupil (school_id, class_id, name, id);
CREATE INDEX pupil_by_name ON pupil (school_id, name, id);
CREATE INDEX pupil_by_person ON pupil (person_id);
CREATE TABLE guardian (
    id BIGINT NOT NULL PRIMARY KEY,
    city_id BIGINT NOT NULL REFERENCES city (id),
    source_id TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    mobile_sealed BYTEA,
    mobile_key TEXT COLLATE "C",
    mobile_index BYTEA,
    left_on TEXT COLLATE "C",
    CHECK ((mobile_sealed IS NULL) = (mobile_key IS NULL) AND (mobile_sealed IS NULL) = (mobile_index IS NULL))
);
CREATE INDEX guardian_by_source ON guardian (city_id, source_id);
CREATE INDEX guardian_by_mobile ON guardian (mobile_index);
CREATE TABLE guardianship (
    school_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    guardian_id BIGINT NOT NULL,
    relation TEXT COLLATE "C" NOT NULL CHECK (relation IN ('parent', 'relative', 'guardian')),
    ended_on TEXT COLLATE "C",
    PRIMARY KEY (school_id, pupil_id, guardian_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id)
);
CREATE INDEX guardianship_by_guardian ON guardianship (guardian_id, school_id, pupil_id);
CREATE TABLE staff (
    school_id BIGINT NOT NULL REFERENCES school (id),
    id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    source_id TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('teacher', 'principal', 'administrator', 'aide')),
    mobile_sealed BYTEA,
    mobile_key TEXT COLLATE "C",
    mobile_index BYTEA,
    left_on TEXT COLLATE "C",
    PRIMARY KEY (school_id, id),
    UNIQUE (school_id, source_id),
    CHECK ((mobile_sealed IS NULL) = (mobile_key IS NULL) AND (mobile_sealed IS NULL) = (mobile_index IS NULL))
);
CREATE INDEX staff_by_name ON staff (school_id, name, id);
CREATE INDEX staff_by_mobile ON staff (mobile_index);
CREATE TABLE class_teacher (
    school_id BIGINT NOT NULL,
    class_id BIGINT NOT NULL,
    staff_id BIGINT NOT NULL,
    is_primary BIGINT NOT NULL CHECK (is_primary IN (0, 1)),
    ended_on TEXT COLLATE "C",
    PRIMARY KEY (school_id, class_id, staff_id),
    FOREIGN KEY (school_id, class_id) REFERENCES class (school_id, id),
    FOREIGN KEY (school_id, staff_id) REFERENCES staff (school_id, id)
);
CREATE INDEX class_teacher_by_staff ON class_teacher (school_id, staff_id);
CREATE TABLE protection_key (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    fingerprint BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE import_run (
    id BIGINT NOT NULL PRIMARY KEY,
    city_id BIGINT NOT NULL REFERENCES city (id),
    file_name TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    started_at BIGINT NOT NULL,
    heartbeat_at BIGINT NOT NULL,
    finished_at BIGINT,
    schools_done BIGINT NOT NULL,
    schools_total BIGINT NOT NULL,
    report TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX import_run_running ON import_run (city_id) WHERE state = 'running';
CREATE INDEX import_run_by_city ON import_run (city_id, started_at);

CREATE TABLE account (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    password TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE TABLE account_user_name (
    user_name TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (user_name <> ''),
    account_id BIGINT NOT NULL
);
CREATE TABLE account_mobile (
    mobile_index BYTEA NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL
);
CREATE TABLE appointment (
    account_id BIGINT NOT NULL REFERENCES account (id),
    id BIGINT NOT NULL,
    role TEXT COLLATE "C" NOT NULL CHECK (role IN ('bureau', 'districtOfficer', 'inspector', 'auditor', 'principal',
        'office', 'teacher', 'volunteer', 'venue', 'body', 'guardian')),
    place_kind TEXT COLLATE "C" NOT NULL CHECK (place_kind IN ('city', 'district', 'school', 'venue', 'body', 'family')),
    place_id BIGINT NOT NULL,
    place_label TEXT COLLATE "C",
    from_date TEXT COLLATE "C" NOT NULL,
    until_date TEXT COLLATE "C" CHECK (until_date IS NULL OR until_date >= from_date),
    PRIMARY KEY (account_id, id)
);
CREATE INDEX appointment_by_place ON appointment (place_kind, place_id, role);
CREATE TABLE session (
    token_digest TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    appointment_id BIGINT,
    device TEXT COLLATE "C" NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX session_by_account ON session (account_id, seen_at);
CREATE TABLE sign_in_guess (
    subject TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    free_at BIGINT NOT NULL
);
CREATE TABLE audit (
    place_kind TEXT COLLATE "C" NOT NULL,
    place_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account_id BIGINT,
    appointment_id BIGINT,
    action TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('done', 'read', 'refused')),
    code TEXT COLLATE "C",
    PRIMARY KEY (place_kind, place_id, id)
);
CREATE TABLE installation (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE holiday_year (
    year BIGINT NOT NULL PRIMARY KEY CHECK (year BETWEEN 1950 AND 2999),
    papers TEXT COLLATE "C" NOT NULL,
    imported_at BIGINT NOT NULL
);
CREATE TABLE holiday_day (
    year BIGINT NOT NULL REFERENCES holiday_year (year),
    date TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    is_off BIGINT NOT NULL CHECK (is_off IN (0, 1)),
    runs_weekday BIGINT CHECK (runs_weekday BETWEEN 1 AND 5),
    PRIMARY KEY (year, date),
    CHECK (runs_weekday IS NULL OR is_off = 0)
);
CREATE TABLE term (
    id BIGINT NOT NULL PRIMARY KEY,
    city_id BIGINT NOT NULL REFERENCES city (id),
    school_year BIGINT NOT NULL,
    ordinal BIGINT NOT NULL CHECK (ordinal IN (1, 2)),
    starts_on TEXT COLLATE "C" NOT NULL,
    ends_on TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT,
    UNIQUE (city_id, school_year, ordinal),
    CHECK (starts_on < ends_on)
);
CREATE TABLE calendar_change (
    id BIGINT NOT NULL PRIMARY KEY,
    city_id BIGINT NOT NULL REFERENCES city (id),
    district_id BIGINT REFERENCES district (id),
    school_id BIGINT REFERENCES school (id),
    layer TEXT COLLATE "C" NOT NULL CHECK (layer IN ('city', 'district', 'school')),
    date TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN
        ('holiday', 'closure', 'sports_day', 'early_dismissal', 'make_up', 'timetable')),
    reason TEXT COLLATE "C" NOT NULL CHECK (reason <> ''),
    has_service BIGINT NOT NULL CHECK (has_service IN (0, 1)),
    runs_weekday BIGINT CHECK (runs_weekday BETWEEN 1 AND 5),
    ends_early_at BIGINT CHECK (ends_early_at BETWEEN 0 AND 1439),
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    withdrawn_at BIGINT,
    withdrawn_by BIGINT,
    CHECK ((district_id IS NULL) = (layer = 'city')),
    CHECK ((school_id IS NULL) = (layer <> 'school')),
    CHECK ((ends_early_at IS NULL) = (kind <> 'early_dismissal'))
);
CREATE UNIQUE INDEX calendar_change_of_city ON calendar_change (city_id, date)
WHERE layer = 'city' AND withdrawn_at IS NULL;
CREATE UNIQUE INDEX calendar_change_of_district ON calendar_change (district_id, date)
WHERE layer = 'district' AND withdrawn_at IS NULL;
CREATE UNIQUE INDEX calendar_change_of_school ON calendar_change (school_id, date)
WHERE layer = 'school' AND withdrawn_at IS NULL;
CREATE INDEX calendar_change_by_date ON calendar_change (city_id, date, layer);

CREATE TABLE provincial_bounds (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    effective_from TEXT COLLATE "C" NOT NULL,
    fee_at_most_rural BIGINT NOT NULL,
    fee_at_most_urban BIGINT NOT NULL,
    pay_at_least BIGINT NOT NULL,
    imported_at BIGINT NOT NULL
);
CREATE TABLE policy (
    id BIGINT NOT NULL PRIMARY KEY,
    city_id BIGINT NOT NULL REFERENCES city (id),
    district_id BIGINT REFERENCES district (id),
    version BIGINT NOT NULL CHECK (version > 0),
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved')),
    revision BIGINT NOT NULL,
    effective_from TEXT COLLATE "C",
    class_hours_per_day BIGINT,
    primary_class_hour BIGINT,
    junior_class_hour BIGINT,
    second_threshold BIGINT,
    is_late_care_required BIGINT CHECK (is_late_care_required IN (0, 1)),
    late_care_until BIGINT,
    evening_limit BIGINT,
    noon_start BIGINT,
    noon_end BIGINT,
    fee_ceiling_urban BIGINT CHECK (fee_ceiling_urban >= 0),
    fee_ceiling_rural BIGINT CHECK (fee_ceiling_rural >= 0),
    pay_floor BIGINT CHECK (pay_floor >= 0),
    pupils_per_adult BIGINT,
    categories_to_offer BIGINT,
    submit_by TEXT COLLATE "C",
    approve_by TEXT COLLATE "C",
    ready_by TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    submitted_at BIGINT,
    submitted_by BIGINT,
    decided_at BIGINT,
    decided_by BIGINT,
    comment TEXT COLLATE "C",
    CHECK (effective_from IS NOT NULL OR state IN ('draft', 'returned'))
);
CREATE TABLE policy_section (
    policy_id BIGINT NOT NULL REFERENCES policy (id),
    section TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL CHECK (body <> ''),
    PRIMARY KEY (policy_id, section)
);
CREATE TABLE policy_season (
    policy_id BIGINT NOT NULL REFERENCES policy (id),
    ordinal BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    from_day TEXT COLLATE "C" NOT NULL,
    through_day TEXT COLLATE "C" NOT NULL,
    off_work_at BIGINT NOT NULL,
    PRIMARY KEY (policy_id, ordinal)
);
CREATE TABLE policy_extra (
    policy_id BIGINT NOT NULL REFERENCES policy (id),
    ordinal BIGINT NOT NULL,
    code TEXT COLLATE "C",
    body TEXT COLLATE "C" NOT NULL CHECK (body <> ''),
    is_required BIGINT NOT NULL CHECK (is_required IN (0, 1)),
    PRIMARY KEY (policy_id, ordinal)
);
CREATE UNIQUE INDEX policy_version_of_city ON policy (city_id, version) WHERE district_id IS NULL;
CREATE UNIQUE INDEX policy_version_of_district ON policy (district_id, version) WHERE district_id IS NOT NULL;
CREATE UNIQUE INDEX policy_open_of_city ON policy (city_id)
WHERE district_id IS NULL AND state <> 'approved';
CREATE UNIQUE INDEX policy_open_of_district ON policy (district_id)
WHERE district_id IS NOT NULL AND state <> 'approved';
CREATE INDEX policy_by_city ON policy (city_id, state, effective_from);

CREATE TABLE plan (
    school_id BIGINT NOT NULL REFERENCES school (id),
    id BIGINT NOT NULL,
    term_id BIGINT NOT NULL REFERENCES term (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    state TEXT COLLATE "C" NOT NULL CHECK (state IN
        ('draft', 'submitted', 'returned', 'approved', 'published', 'superseded')),
    revision BIGINT NOT NULL,
    document TEXT COLLATE "C" NOT NULL,
    report TEXT COLLATE "C" NOT NULL,
    failed_must BIGINT NOT NULL,
    failed_should BIGINT NOT NULL,
    unknown BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by BIGINT,
    submit_by TEXT COLLATE "C",
    approve_by TEXT COLLATE "C",
    submitted_at BIGINT,
    submitted_by BIGINT,
    decided_at BIGINT,
    decided_by BIGINT,
    note TEXT COLLATE "C",
    published_at BIGINT,
    published_by BIGINT,
    superseded_at BIGINT,
    PRIMARY KEY (school_id, id),
    UNIQUE (school_id, term_id, version),
    CHECK (state NOT IN ('submitted', 'approved', 'published', 'superseded') OR submitted_at IS NOT NULL),
    CHECK (state NOT IN ('published', 'superseded') OR published_at IS NOT NULL)
);
CREATE UNIQUE INDEX plan_open ON plan (school_id, term_id)
WHERE state IN ('draft', 'submitted', 'returned', 'approved');
CREATE UNIQUE INDEX plan_published ON plan (school_id, term_id) WHERE state = 'published';
CREATE INDEX plan_by_term ON plan (term_id, state, failed_must, failed_should);
CREATE TABLE plan_reason (
    school_id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    rule TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (school_id, plan_id, rule),
    FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id)
);
CREATE TABLE plan_comment (
    school_id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    section TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL CHECK (body <> ''),
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    answer TEXT COLLATE "C" CHECK (answer <> ''),
    answered_at BIGINT,
    answered_by BIGINT,
    PRIMARY KEY (school_id, plan_id, id),
    FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id),
    CHECK ((answer IS NULL) = (answered_at IS NULL))
);
CREATE TABLE plan_rescue (
    school_id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    account_id BIGINT,
    at BIGINT NOT NULL,
    base_revision BIGINT NOT NULL,
    document TEXT COLLATE "C" NOT NULL,
    settled_at BIGINT,
    PRIMARY KEY (school_id, plan_id, id),
    FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id)
);

CREATE TABLE job (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind <> ''),
    payload TEXT COLLATE "C" NOT NULL,
    place_kind TEXT COLLATE "C" NOT NULL,
    place_id BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead', 'dismissed')),
    tries BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lease BIGINT,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    fault TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    CHECK ((state = 'running') = (lease IS NOT NULL)),
    CHECK ((state IN ('waiting', 'running')) = (finished_at IS NULL))
);
CREATE INDEX job_due ON job (due_at, id) WHERE state IN ('waiting', 'running');
CREATE INDEX job_dead ON job (place_kind, place_id, id) WHERE state = 'dead';
CREATE INDEX job_finished ON job (finished_at) WHERE state IN ('done', 'dismissed');
CREATE TABLE message (
    reader_kind TEXT COLLATE "C" NOT NULL CHECK (reader_kind IN ('account', 'guardian')),
    reader_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    place_kind TEXT COLLATE "C" NOT NULL,
    place_id BIGINT NOT NULL,
    template TEXT COLLATE "C" NOT NULL CHECK (template <> ''),
    need TEXT COLLATE "C" NOT NULL CHECK (need IN ('plain', 'mustKnow')),
    is_urgent BIGINT NOT NULL CHECK (is_urgent IN (0, 1)),
    arguments TEXT COLLATE "C" NOT NULL,
    link TEXT COLLATE "C",
    sent_at BIGINT NOT NULL,
    read_at BIGINT,
    acknowledged_at BIGINT,
    reminded BIGINT NOT NULL,
    exhausted_at BIGINT,
    PRIMARY KEY (reader_kind, reader_id, id),
    CHECK (acknowledged_at IS NULL OR read_at IS NOT NULL)
);
CREATE INDEX message_unread ON message (reader_kind, reader_id, id) WHERE read_at IS NULL;
CREATE INDEX message_by_place ON message (place_kind, place_id, sent_at, id);
CREATE INDEX message_open ON message (place_kind, place_id, id)
WHERE need = 'mustKnow' AND acknowledged_at IS NULL;
CREATE TABLE delivery (
    place_kind TEXT COLLATE "C" NOT NULL,
    place_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    message_id BIGINT,
    reader_kind TEXT COLLATE "C",
    reader_id BIGINT,
    channel TEXT COLLATE "C" NOT NULL CHECK (channel IN ('wecom', 'sms', 'mail')),
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('sent', 'recorded')),
    address TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (place_kind, place_id, id)
);
CREATE INDEX delivery_by_message ON delivery (message_id);
CREATE TABLE mail_address (
    account_id BIGINT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    sealed_key TEXT COLLATE "C" NOT NULL,
    since BIGINT NOT NULL
);
CREATE TABLE quiet_hours (
    city_id BIGINT NOT NULL PRIMARY KEY REFERENCES city (id),
    quiet_from BIGINT NOT NULL CHECK (quiet_from BETWEEN 0 AND 1440),
    quiet_until BIGINT NOT NULL CHECK (quiet_until BETWEEN 0 AND 1440),
    must_from BIGINT NOT NULL CHECK (must_from BETWEEN 0 AND 1440),
    must_until BIGINT NOT NULL CHECK (must_until BETWEEN 0 AND 1440)
);

CREATE TABLE guardian_account (
    guardian_id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL,
    via TEXT COLLATE "C" NOT NULL CHECK (via IN ('mobile', 'claim')),
    since BIGINT NOT NULL
);
CREATE INDEX guardian_account_by_account ON guardian_account (account_id);
CREATE TABLE guardian_restriction (
    school_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    guardian_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    from_date TEXT COLLATE "C" NOT NULL,
    until_date TEXT COLLATE "C" CHECK (until_date IS NULL OR until_date >= from_date),
    made_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL,
    lifted_at BIGINT,
    lifted_by BIGINT,
    PRIMARY KEY (school_id, pupil_id, guardian_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
CREATE TABLE one_time_code (
    challenge TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    mobile_index BYTEA NOT NULL,
    code_digest BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX one_time_code_by_end ON one_time_code (expires_at);
CREATE TABLE paper_code (
    digest BYTEA NOT NULL PRIMARY KEY,
    school_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    printed_at BIGINT NOT NULL,
    printed_by BIGINT NOT NULL,
    expires_on TEXT COLLATE "C" NOT NULL,
    uses BIGINT NOT NULL,
    voided_at BIGINT
);
CREATE INDEX paper_code_by_pupil ON paper_code (school_id, pupil_id, printed_at);
CREATE TABLE paper_code_use (
    digest BYTEA NOT NULL,
    account_id BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (digest, account_id)
);
CREATE TABLE family_reach (
    school_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    how TEXT COLLATE "C" NOT NULL CHECK (how IN ('signed_in', 'code_page')),
    at BIGINT NOT NULL,
    PRIMARY KEY (school_id, pupil_id, how),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id)
);
CREATE TABLE guardian_claim (
    school_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    relation TEXT COLLATE "C" NOT NULL CHECK (relation IN ('parent', 'relative', 'guardian')),
    mobile_sealed BYTEA NOT NULL,
    mobile_key TEXT COLLATE "C" NOT NULL,
    mobile_index BYTEA NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'confirmed', 'refused')),
    made_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by BIGINT,
    guardian_id BIGINT,
    PRIMARY KEY (school_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((decided_at IS NULL) = (state = 'waiting')),
    CHECK ((guardian_id IS NULL) = (state <> 'confirmed'))
);
CREATE UNIQUE INDEX guardian_claim_waiting ON guardian_claim (school_id, pupil_id, account_id)
WHERE state = 'waiting';
CREATE INDEX guardian_claim_by_state ON guardian_claim (school_id, state, id);
CREATE INDEX guardian_claim_by_account ON guardian_claim (account_id, state);
CREATE INDEX guardian_claim_by_mobile ON guardian_claim (mobile_index, state);
CREATE TABLE guardianship_ending (
    school_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    guardian_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'ended', 'kept')),
    made_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by BIGINT,
    PRIMARY KEY (school_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((decided_at IS NULL) = (state = 'waiting'))
);
CREATE UNIQUE INDEX guardianship_ending_waiting ON guardianship_ending (school_id, pupil_id, guardian_id)
WHERE state = 'waiting';
CREATE INDEX guardianship_ending_by_state ON guardianship_ending (school_id, state, id);
CREATE TABLE consent (
    school_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    given_at BIGINT NOT NULL,
    given_by BIGINT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by BIGINT,
    PRIMARY KEY (school_id, pupil_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE UNIQUE INDEX consent_in_force ON consent (school_id, pupil_id, kind)
WHERE withdrawn_at IS NULL;

CREATE TABLE enrolment_window (
    school_id BIGINT NOT NULL REFERENCES school (id),
    term_id BIGINT NOT NULL REFERENCES term (id),
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    offer TEXT COLLATE "C" NOT NULL,
    plan_id BIGINT,
    set_at BIGINT NOT NULL,
    set_by BIGINT,
    PRIMARY KEY (school_id, term_id),
    CHECK (opens_at < closes_at)
);
CREATE INDEX enrolment_window_by_close ON enrolment_window (term_id, closes_at);
CREATE TABLE enrolment_extension (
    school_id BIGINT NOT NULL,
    term_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    note TEXT COLLATE "C" NOT NULL CHECK (note <> ''),
    made_at BIGINT NOT NULL,
    made_by BIGINT,
    PRIMARY KEY (school_id, term_id, id),
    FOREIGN KEY (school_id, term_id) REFERENCES enrolment_window (school_id, term_id),
    CHECK (closed_at < closes_at)
);
CREATE TABLE application (
    school_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    term_id BIGINT NOT NULL REFERENCES term (id),
    number TEXT COLLATE "C" NOT NULL,
    joins BIGINT NOT NULL CHECK (joins IN (0, 1)),
    homework_only BIGINT NOT NULL CHECK (homework_only IN (0, 1)),
    takes_effect_on TEXT COLLATE "C" NOT NULL,
    submitted_at BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    guardian_id BIGINT,
    via TEXT COLLATE "C" NOT NULL CHECK (via IN ('family', 'paper')),
    asked_by TEXT COLLATE "C" CHECK (asked_by <> ''),
    asked_on TEXT COLLATE "C",
    PRIMARY KEY (school_id, pupil_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((via = 'paper') = (asked_by IS NOT NULL) AND (via = 'paper') = (asked_on IS NOT NULL))
);
CREATE INDEX application_by_number ON application (school_id, number);
CREATE TABLE application_day (
    school_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    application_id BIGINT NOT NULL,
    weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 5),
    leaves_at BIGINT NOT NULL CHECK (leaves_at BETWEEN 0 AND 1439),
    is_late_care BIGINT NOT NULL CHECK (is_late_care IN (0, 1)),
    PRIMARY KEY (school_id, pupil_id, application_id, weekday),
    FOREIGN KEY (school_id, pupil_id, application_id) REFERENCES application (school_id, pupil_id, id)
);
CREATE TABLE application_current (
    school_id BIGINT NOT NULL,
    term_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    application_id BIGINT NOT NULL,
    class_id BIGINT NOT NULL,
    joins BIGINT NOT NULL CHECK (joins IN (0, 1)),
    days BIGINT NOT NULL CHECK (days BETWEEN 0 AND 31),
    PRIMARY KEY (school_id, term_id, pupil_id),
    FOREIGN KEY (school_id, pupil_id, application_id) REFERENCES application (school_id, pupil_id, id),
    CHECK ((joins = 1) = (days > 0))
);
CREATE INDEX application_current_by_class ON application_current (school_id, term_id, class_id, joins);
CREATE TABLE application_receipt (
    account_id BIGINT NOT NULL,
    form_id BIGINT NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    submitted_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, form_id)
);
CREATE TABLE application_draft (
    account_id BIGINT NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    answers TEXT COLLATE "C" NOT NULL,
    saved_at BIGINT NOT NULL
);
CREATE TABLE collector (
    school_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    relation TEXT COLLATE "C" NOT NULL CHECK (relation IN ('grandparent', 'relative', 'neighbour', 'carer', 'other')),
    mobile_sealed BYTEA NOT NULL,
    mobile_key TEXT COLLATE "C" NOT NULL,
    mobile_index BYTEA NOT NULL,
    added_at BIGINT NOT NULL,
    added_by BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by BIGINT,
    PRIMARY KEY (school_id, pupil_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE TABLE care_note (
    school_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('food', 'drug', 'asthma', 'seizure', 'movement', 'other')),
    note TEXT COLLATE "C" NOT NULL,
    written_at BIGINT NOT NULL,
    written_by BIGINT NOT NULL,
    PRIMARY KEY (school_id, pupil_id, kind),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id)
);
CREATE TABLE coverage (
    school_id BIGINT NOT NULL REFERENCES school (id),
    term_id BIGINT NOT NULL REFERENCES term (id),
    class_id BIGINT NOT NULL,
    pupils BIGINT NOT NULL CHECK (pupils >= 0),
    asked BIGINT NOT NULL CHECK (asked >= 0),
    declined BIGINT NOT NULL CHECK (declined >= 0),
    monday BIGINT NOT NULL CHECK (monday >= 0),
    tuesday BIGINT NOT NULL CHECK (tuesday >= 0),
    wednesday BIGINT NOT NULL CHECK (wednesday >= 0),
    thursday BIGINT NOT NULL CHECK (thursday >= 0),
    friday BIGINT NOT NULL CHECK (friday >= 0),
    PRIMARY KEY (school_id, term_id, class_id)
);
CREATE INDEX coverage_by_term ON coverage (term_id, school_id);
CREATE TABLE room_capacity (
    school_id BIGINT NOT NULL REFERENCES school (id),
    term_id BIGINT NOT NULL REFERENCES term (id),
    weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 5),
    places BIGINT NOT NULL CHECK (places >= 0),
    set_at BIGINT NOT NULL,
    set_by BIGINT,
    PRIMARY KEY (school_id, term_id, weekday)
);
CREATE TABLE room_task (
    school_id BIGINT NOT NULL REFERENCES school (id),
    id BIGINT NOT NULL,
    district_id BIGINT NOT NULL REFERENCES district (id),
    term_id BIGINT NOT NULL REFERENCES term (id),
    weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 5),
    joining BIGINT NOT NULL,
    places BIGINT NOT NULL,
    raised_at BIGINT NOT NULL,
    due_on TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL CHECK (owner IN ('school', 'district')),
    owned_by BIGINT,
    escalated_at BIGINT,
    measure TEXT COLLATE "C" CHECK (measure IN ('more_rooms', 'other_venue', 'more_staff', 'staggered', 'fits_again')),
    settled_at BIGINT,
    settled_by BIGINT,
    PRIMARY KEY (school_id, id),
    CHECK ((settled_at IS NULL) = (measure IS NULL)),
    CHECK ((escalated_at IS NULL) = (owner = 'school'))
);
CREATE UNIQUE INDEX room_task_open ON room_task (school_id, term_id, weekday)
WHERE settled_at IS NULL;
CREATE INDEX room_task_by_district ON room_task (district_id, owner, settled_at, due_on);
CREATE TABLE enrolment_setting (
    city_id BIGINT NOT NULL PRIMARY KEY REFERENCES city (id),
    room_task_days BIGINT NOT NULL CHECK (room_task_days BETWEEN 1 AND 30),
    set_at BIGINT NOT NULL,
    set_by BIGINT
);
CREATE TABLE class_reminder (
    school_id BIGINT NOT NULL,
    term_id BIGINT NOT NULL REFERENCES term (id),
    class_id BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    sent_by BIGINT NOT NULL,
    families BIGINT NOT NULL,
    PRIMARY KEY (school_id, term_id, class_id),
    FOREIGN KEY (school_id, class_id) REFERENCES class (school_id, id)
);
CREATE TABLE need_survey (
    school_id BIGINT NOT NULL REFERENCES school (id),
    term_id BIGINT NOT NULL REFERENCES term (id),
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    set_by BIGINT,
    PRIMARY KEY (school_id, term_id),
    CHECK (opens_at < closes_at)
);
CREATE TABLE need_answer (
    school_id BIGINT NOT NULL,
    term_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    grade BIGINT NOT NULL CHECK (grade BETWEEN 0 AND 9),
    days BIGINT NOT NULL CHECK (days BETWEEN 0 AND 31),
    ends_at BIGINT CHECK (ends_at BETWEEN 0 AND 1439),
    interests BIGINT NOT NULL CHECK (interests >= 0),
    answered_at BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    PRIMARY KEY (school_id, term_id, pupil_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((days = 0) = (ends_at IS NULL))
);
CREATE TABLE aid_flag (
    school_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('left_behind', 'migrant_family', 'special_need', 'fee_waiver')),
    set_at BIGINT NOT NULL,
    set_by BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by BIGINT,
    PRIMARY KEY (school_id, pupil_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX aid_flag_in_force ON aid_flag (school_id, pupil_id, kind)
WHERE ended_at IS NULL;

CREATE TABLE mailing (
    place_kind TEXT COLLATE "C" NOT NULL,
    place_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    template TEXT COLLATE "C" NOT NULL CHECK (template <> ''),
    need TEXT COLLATE "C" NOT NULL CHECK (need IN ('plain', 'mustKnow')),
    arguments TEXT COLLATE "C" NOT NULL,
    readers BIGINT NOT NULL CHECK (readers >= 0),
    sent_at BIGINT NOT NULL,
    sent_by BIGINT,
    PRIMARY KEY (place_kind, place_id, id)
);
ALTER TABLE message ADD COLUMN mailing_id BIGINT;
CREATE INDEX message_by_mailing ON message (mailing_id, read_at) WHERE mailing_id IS NOT NULL;
CREATE INDEX delivery_by_time ON delivery (at);
CREATE INDEX account_mobile_by_account ON account_mobile (account_id);
CREATE TABLE reader_setting (
    account_id BIGINT NOT NULL PRIMARY KEY,
    language TEXT COLLATE "C" CHECK (language IS NULL OR language IN ('zh-Hans', 'en')),
    channels TEXT COLLATE "C" NOT NULL,
    quiet_from BIGINT CHECK (quiet_from BETWEEN 0 AND 1440),
    quiet_until BIGINT CHECK (quiet_until BETWEEN 0 AND 1440),
    set_at BIGINT NOT NULL,
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
);

ALTER TABLE coverage ADD COLUMN reached BIGINT NOT NULL DEFAULT 0 CHECK (reached >= 0);
UPDATE coverage
SET reached = (
    SELECT COUNT(*)
    FROM pupil p
    WHERE p.school_id = coverage.school_id AND COALESCE(p.class_id, 0) = coverage.class_id
        AND p.left_on IS NULL AND EXISTS (
            SELECT 1 FROM family_reach r WHERE r.school_id = p.school_id AND r.pupil_id = p.id));

CREATE TABLE import_run_next (
    id BIGINT NOT NULL PRIMARY KEY,
    city_id BIGINT NOT NULL REFERENCES city (id),
    file_name TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    job_id BIGINT,
    holder BIGINT,
    started_at BIGINT NOT NULL,
    heartbeat_at BIGINT NOT NULL,
    finished_at BIGINT,
    step TEXT COLLATE "C" CHECK (step IN ('reading', 'checking', 'comparing', 'writing')),
    step_began_at BIGINT,
    step_done BIGINT NOT NULL,
    step_total BIGINT NOT NULL,
    fault TEXT COLLATE "C",
    report TEXT COLLATE "C" NOT NULL,
    CHECK ((state IN ('waiting', 'running')) = (finished_at IS NULL))
);
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
    run_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    stored_at BIGINT NOT NULL,
    PRIMARY KEY (run_id, number)
);

CREATE TABLE pressure_setting (
    city_id BIGINT NOT NULL PRIMARY KEY REFERENCES city (id),
    full_minutes BIGINT NOT NULL CHECK (full_minutes BETWEEN 1 AND 1440),
    full_pupils BIGINT NOT NULL CHECK (full_pupils BETWEEN 2 AND 100),
    staff_percent BIGINT NOT NULL CHECK (staff_percent BETWEEN 1 AND 100),
    staff_answers BIGINT NOT NULL CHECK (staff_answers BETWEEN 2 AND 1000),
    place_answers BIGINT NOT NULL CHECK (place_answers BETWEEN 2 AND 1000),
    same_percent BIGINT NOT NULL CHECK (same_percent BETWEEN 50 AND 100),
    same_answers BIGINT NOT NULL CHECK (same_answers BETWEEN 2 AND 100),
    set_at BIGINT NOT NULL,
    set_by BIGINT
);
CREATE TABLE pressure_signal (
    school_id BIGINT NOT NULL REFERENCES school (id),
    term_id BIGINT NOT NULL REFERENCES term (id),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('full', 'staff', 'place', 'same')),
    district_id BIGINT NOT NULL REFERENCES district (id),
    cases BIGINT NOT NULL CHECK (cases > 0),
    answers BIGINT NOT NULL CHECK (answers > 0),
    extent BIGINT NOT NULL CHECK (extent >= 0),
    first_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    outcome TEXT COLLATE "C" CHECK (outcome IN ('harmless', 'talked', 'inspection')),
    followed_at BIGINT,
    followed_by BIGINT,
    PRIMARY KEY (school_id, term_id, kind),
    CHECK ((outcome IS NULL) = (followed_at IS NULL))
);
CREATE INDEX pressure_signal_by_district ON pressure_signal (district_id, term_id);
CREATE TABLE answer_place (
    school_id BIGINT NOT NULL,
    term_id BIGINT NOT NULL,
    since BIGINT NOT NULL,
    place BYTEA NOT NULL,
    answers BIGINT NOT NULL CHECK (answers > 0),
    PRIMARY KEY (school_id, term_id, since, place)
);
CREATE TABLE pressure_question (
    school_id BIGINT NOT NULL REFERENCES school (id),
    term_id BIGINT NOT NULL REFERENCES term (id),
    opens_at BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    free BIGINT NOT NULL CHECK (free >= 0),
    unsure BIGINT NOT NULL CHECK (unsure >= 0),
    pressed BIGINT NOT NULL CHECK (pressed >= 0),
    secret BYTEA,
    shown_at BIGINT,
    PRIMARY KEY (school_id, term_id),
    CHECK (opens_at < closes_at),
    CHECK (shown_at IS NULL OR secret IS NULL)
);
CREATE TABLE pressure_question_spent (
    school_id BIGINT NOT NULL,
    term_id BIGINT NOT NULL,
    token BYTEA NOT NULL,
    PRIMARY KEY (school_id, term_id, token),
    FOREIGN KEY (school_id, term_id) REFERENCES pressure_question (school_id, term_id)
);

CREATE TABLE plan_move (
    school_id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    n BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN
        ('draft', 'submitted', 'returned', 'approved', 'published', 'superseded')),
    at BIGINT NOT NULL,
    account_id BIGINT,
    note TEXT COLLATE "C",
    PRIMARY KEY (school_id, plan_id, n),
    FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id)
);
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
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    mark BIGINT NOT NULL
);
INSERT INTO calendar_mark (one, mark) VALUES (1, 1);

CREATE TABLE plan_discard (
    school_id BIGINT NOT NULL REFERENCES school (id),
    plan_id BIGINT NOT NULL,
    term_id BIGINT NOT NULL REFERENCES term (id),
    at BIGINT NOT NULL,
    account_id BIGINT,
    PRIMARY KEY (school_id, plan_id)
);
CREATE TABLE plan_leftover (
    school_id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    account_id BIGINT,
    at BIGINT NOT NULL,
    document TEXT COLLATE "C" NOT NULL,
    settled_at BIGINT,
    PRIMARY KEY (school_id, plan_id, id),
    FOREIGN KEY (school_id, plan_id) REFERENCES plan_discard (school_id, plan_id)
);

ALTER TABLE plan_comment ADD COLUMN revision BIGINT;

ALTER TABLE guardianship ADD COLUMN ended_by BIGINT;
UPDATE guardianship
SET ended_by = (
    SELECT MAX(e.decided_by)
    FROM guardianship_ending e
    WHERE e.school_id = guardianship.school_id AND e.pupil_id = guardianship.pupil_id
        AND e.guardian_id = guardianship.guardian_id AND e.state = 'ended')
WHERE ended_on IS NOT NULL;

CREATE TABLE need_answer_past (
    school_id BIGINT NOT NULL,
    term_id BIGINT NOT NULL,
    pupil_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    grade BIGINT NOT NULL CHECK (grade BETWEEN 0 AND 9),
    days BIGINT NOT NULL CHECK (days BETWEEN 0 AND 31),
    ends_at BIGINT CHECK (ends_at BETWEEN 0 AND 1439),
    interests BIGINT NOT NULL CHECK (interests >= 0),
    answered_at BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL,
    replaced_by BIGINT NOT NULL,
    PRIMARY KEY (school_id, term_id, pupil_id, id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
    CHECK ((days = 0) = (ends_at IS NULL))
);
