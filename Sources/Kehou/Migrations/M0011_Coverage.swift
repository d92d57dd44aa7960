import Store

/// Families reached stand beside the other counts of a class, so that a city's board need not count its pupils.
extension Migration {
    static let m0011Coverage = Migration(
        number: 11, name: "coverage",
        statements: [
            "ALTER TABLE coverage ADD COLUMN reached \(.int) NOT NULL DEFAULT 0 CHECK (reached >= 0)",
            """
            UPDATE coverage
            SET reached = (
                SELECT COUNT(*)
                FROM pupil p
                WHERE p.school_id = coverage.school_id AND COALESCE(p.class_id, 0) = coverage.class_id
                    AND p.left_on IS NULL AND EXISTS (
                        SELECT 1 FROM family_reach r WHERE r.school_id = p.school_id AND r.pupil_id = p.id))
            """,
        ])
}
