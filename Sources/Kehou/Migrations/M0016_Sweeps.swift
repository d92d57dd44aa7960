import Store

/// What the hourly sweep finds its rows by.
extension Migration {
    static let m0016Sweeps = Migration(
        number: 16, name: "sweeps",
        statements: [
            "CREATE INDEX session_by_end ON session (ends_at)",
            "CREATE INDEX sign_in_guess_by_time ON sign_in_guess (last_at)",
            "CREATE INDEX guardian_claim_by_decision ON guardian_claim (decided_at) WHERE state = 'refused'",
        ])
}
