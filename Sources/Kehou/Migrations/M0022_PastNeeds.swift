import Store

/// What was answered in a need survey before what stands: an answer that is overwritten is kept, with who gave it and when, and
/// who replaced it and when.
extension Migration {
    static let m0022PastNeeds = Migration(
        number: 22, name: "past_needs",
        statements: [
            """
            CREATE TABLE need_answer_past (
                school_id \(.id) NOT NULL,
                term_id \(.id) NOT NULL,
                pupil_id \(.id) NOT NULL,
                id \(.id) NOT NULL,
                grade \(.int) NOT NULL CHECK (grade BETWEEN 0 AND 9),
                days \(.int) NOT NULL CHECK (days BETWEEN 0 AND 31),
                ends_at \(.int) CHECK (ends_at BETWEEN 0 AND 1439),
                interests \(.int) NOT NULL CHECK (interests >= 0),
                answered_at \(.instant) NOT NULL,
                account_id \(.id) NOT NULL,
                replaced_at \(.instant) NOT NULL,
                replaced_by \(.id) NOT NULL,
                PRIMARY KEY (school_id, term_id, pupil_id, id),
                FOREIGN KEY (school_id, pupil_id) REFERENCES pupil (school_id, id),
                CHECK ((days = 0) = (ends_at IS NULL))
            )\(.tableEnd)
            """
        ])
}
