import Store

/// Which account of an office ended a guardian's tie to a pupil; nothing where the roster no longer named it. What an office
/// decided no roster takes back.
extension Migration {
    static let m0021EndedTies = Migration(
        number: 21, name: "ended_ties",
        statements: [
            "ALTER TABLE guardianship ADD COLUMN ended_by \(.id)",
            """
            UPDATE guardianship
            SET ended_by = (
                SELECT MAX(e.decided_by)
                FROM guardianship_ending e
                WHERE e.school_id = guardianship.school_id AND e.pupil_id = guardianship.pupil_id
                    AND e.guardian_id = guardianship.guardian_id AND e.state = 'ended')
            WHERE ended_on IS NOT NULL
            """,
        ])
}
