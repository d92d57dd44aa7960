import Store
import Testing

@testable import Kehou

/// What an office decided about a guardian stands whatever the next roster says, and goes with the child to its next school.
@Suite(.database) struct RosterDecisionTests {
    /// `p1` in the second school's class.
    static let moved = SmallRoster()
        .replacing(
            "r1,,,p1,primary,student,2025-09-01,,s1", in: "roles.csv", with: "r1,,,p1,primary,student,2025-09-01,,s2"
        )
        .replacing("e1,,,c1,s1,p1", in: "enrollments.csv", with: "e1,,,c3,s2,p1")

    private struct Here {
        let store: Store
        let pupil: Registry.Pupil
        let guardian: ID<Registry.Guardian>

        func number(_ sql: SQL) async throws -> Int {
            try await store.read { db in try db.value(sql, as: Int.self) ?? 0 }
        }

        func ties() async throws -> [String] {
            try await store.read { db in
                try db.values(
                    """
                    SELECT p.source_id || ' ' || s.source_id || ' ' || g.source_id || ' ' || COALESCE(t.ended_on, '')
                    FROM guardianship t
                    JOIN pupil p ON p.school_id = t.school_id AND p.id = t.pupil_id
                    JOIN school s ON s.id = t.school_id
                    JOIN guardian g ON g.id = t.guardian_id
                    WHERE p.source_id = 'p1'
                    ORDER BY s.source_id, g.source_id
                    """, as: String.self)
            }
        }
    }

    /// A city of the small roster, with `p1` and the second of its guardians.
    private func city(_ engine: Engine) async throws -> Here {
        let store = try await Database.fresh(engine)
        _ = try await Roster.Import(store).run(SmallRoster())
        return try await store.read { db in
            let found = try db.first(
                """
                SELECT t.school_id, t.pupil_id, g.id
                FROM guardian g
                JOIN guardianship t ON t.guardian_id = g.id
                WHERE g.source_id = 'g2'
                """, as: Row.self)
            let row = try #require(found)
            return Here(
                store: store, pupil: try Registry.Pupil.find(row["pupil_id"], in: row["school_id"], db),
                guardian: try row["id"])
        }
    }

    private func endTie(_ here: Here) async throws {
        let (pupil, guardian) = (here.pupil, here.guardian)
        try await here.store.write { db in
            let now = Instant(try day("2026-03-02"))
            try Enrolment.Ending.ask(for: guardian, of: pupil.id, in: pupil.schoolID, by: 7, at: now, db)
            for ending in try Enrolment.Ending.waiting(in: pupil.schoolID, db) {
                try ending.decide(.ended, by: 8, at: now, db)
            }
        }
    }

    @Test(arguments: Engine.tested) func aTieThatTheOfficeEndedStaysEnded(engine: Engine) async throws {
        let here = try await city(engine)
        try await endTie(here)
        let again = try await Roster.Import(here.store).run(SmallRoster())
        #expect(
            again.changes == 0 && again.warnings.contains { $0.code == "tie_struck" && "\($0.reason)".contains("g2") })
        #expect(try await here.ties() == ["p1 s1 g1 ", "p1 s1 g2 2026-03-02"])
        _ = try await Roster.Import(here.store).run(Self.moved)
        #expect(
            try await here.ties().filter { $0.contains(" s2 ") } == ["p1 s2 g1 "], "nor does it come with the school")
        _ = try await Roster.Import(here.store).run(SmallRoster())
        #expect(try await here.ties().filter { $0.hasSuffix(" ") } == ["p1 s1 g1 "], "nor with the way back")
    }

    /// The office may make somebody a guardian again; then the roster's row is theirs as before.
    @Test(arguments: Engine.tested) func anOfficeMayTakeItsDecisionBack(engine: Engine) async throws {
        let here = try await city(engine)
        try await endTie(here)
        let guardian = here.guardian
        try await here.store.write { db in
            try db.run("UPDATE guardianship SET ended_on = NULL, ended_by = NULL WHERE guardian_id = \(guardian)")
        }
        let report = try await Roster.Import(here.store).run(SmallRoster())
        #expect(report.changes == 0 && !report.warnings.contains { $0.code == "tie_struck" })
        #expect(try await here.ties() == ["p1 s1 g1 ", "p1 s1 g2 "])
    }

    @Test(arguments: Engine.tested) func aRestrictionGoesWithTheChild(engine: Engine) async throws {
        let here = try await city(engine)
        let (pupil, guardian) = (here.pupil, here.guardian)
        try await here.store.write { db in
            let now = Instant(try day("2026-03-01"))
            for until in [nil, try day("2026-03-01")] {
                try Enrolment.Restriction.set(
                    on: guardian, of: pupil.id, in: pupil.schoolID, from: try day("2026-03-01"), until: until, by: 8,
                    at: now, db)
            }
        }
        for _ in 1...2 {
            _ = try await Roster.Import(here.store).run(Self.moved)
            let kept = try await here.number(
                """
                SELECT COUNT(*)
                FROM guardian_restriction r
                JOIN pupil p ON p.school_id = r.school_id AND p.id = r.pupil_id
                JOIN school s ON s.id = r.school_id
                WHERE s.source_id = 's2' AND p.source_id = 'p1' AND r.guardian_id = \(guardian) AND r.lifted_at IS NULL
                    AND r.until_date IS NULL
                """)
            #expect(kept == 1)
            #expect(
                try await here.number("SELECT COUNT(*) FROM guardian_restriction") == 3, "what is over stays behind")
        }
    }

    /// Of schools whose pupils moved, and of no others, everything is counted anew.
    @Test(arguments: Engine.tested) func whereMoversCameAndWentIsCountedAnew(engine: Engine) async throws {
        let here = try await city(engine)
        let waiting: SQL = "SELECT COUNT(*) FROM job WHERE kind = 'registry.pupils_changed'"
        _ = try await Roster.Import(here.store).run(SmallRoster())
        #expect(try await here.number(waiting) == 0)
        _ = try await Roster.Import(here.store).run(Self.moved)
        #expect(try await here.number(waiting) == 2)
    }
}
