import Store

/// Every move of a version of a plan, so that a plan handed in anew keeps its first date and what the district once wrote.
///
/// `n` is the revision that the move led to, so it grows with them. What is known of versions that moved before there was
/// this table is taken over; they have made at least as many moves, so no later `n` meets theirs.
extension Migration {
    static let m0015PlanMoves = Migration(
        number: 15, name: "plan_moves",
        statements: [
            """
            CREATE TABLE plan_move (
                school_id \(.id) NOT NULL,
                plan_id \(.id) NOT NULL,
                n \(.int) NOT NULL,
                state \(.text) NOT NULL CHECK (state IN
                    ('draft', 'submitted', 'returned', 'approved', 'published', 'superseded')),
                at \(.instant) NOT NULL,
                account_id \(.id),
                note \(.text),
                PRIMARY KEY (school_id, plan_id, n),
                FOREIGN KEY (school_id, plan_id) REFERENCES plan (school_id, id)
            )\(.tableEnd)
            """,
            """
            INSERT INTO plan_move (school_id, plan_id, n, state, at, account_id)
            SELECT school_id, id, 1, 'submitted', submitted_at, submitted_by FROM plan WHERE submitted_at IS NOT NULL
            """,
            """
            INSERT INTO plan_move (school_id, plan_id, n, state, at, account_id, note)
            SELECT school_id, id, 2, CASE WHEN state = 'returned' THEN 'returned' ELSE 'approved' END, decided_at,
                decided_by, note
            FROM plan
            WHERE decided_at IS NOT NULL
            """,
            """
            INSERT INTO plan_move (school_id, plan_id, n, state, at, account_id)
            SELECT school_id, id, 3, 'published', published_at, published_by FROM plan WHERE published_at IS NOT NULL
            """,
            """
            INSERT INTO plan_move (school_id, plan_id, n, state, at)
            SELECT school_id, id, 4, 'superseded', superseded_at FROM plan WHERE superseded_at IS NOT NULL
            """,
        ])
}
