import Store

/// What is left of a draft that its school threw away, and the texts that reached it too late or waited beside it.
///
/// The draft's own row goes, so that its term is free for another; these texts cannot refer to it.
extension Migration {
    static let m0019PlanDiscards = Migration(
        number: 19, name: "plan_discards",
        statements: [
            """
            CREATE TABLE plan_discard (
                school_id \(.id) NOT NULL REFERENCES school (id),
                plan_id \(.id) NOT NULL,
                term_id \(.id) NOT NULL REFERENCES term (id),
                at \(.instant) NOT NULL,
                account_id \(.id),
                PRIMARY KEY (school_id, plan_id)
            )\(.tableEnd)
            """,
            """
            CREATE TABLE plan_leftover (
                school_id \(.id) NOT NULL,
                plan_id \(.id) NOT NULL,
                id \(.id) NOT NULL,
                account_id \(.id),
                at \(.instant) NOT NULL,
                document \(.text) NOT NULL,
                settled_at \(.instant),
                PRIMARY KEY (school_id, plan_id, id),
                FOREIGN KEY (school_id, plan_id) REFERENCES plan_discard (school_id, plan_id)
            )\(.tableEnd)
            """,
        ])
}
