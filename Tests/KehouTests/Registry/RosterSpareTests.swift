import Foundation
import Store
import Testing

@testable import Kehou

/// What a skipped row spoke of stays as it was.
@Suite(.database) struct RosterSpareTests {
    static let good = SmallRoster()

    /// One damaged row each; without it nothing differs from the small roster.
    static let damages: [(name: String, roster: SmallRoster)] = [
        ("pupil", good.replacing("p1,,,true", in: "users.csv", with: "p1,,not-a-date,true")),
        ("pupil, short", good.replacing(",03,secret-one", in: "users.csv", with: ",03")),
        ("pupil without id", good.replacing("\np1,,,true", in: "users.csv", with: "\n,,,true")),
        ("guardian", good.replacing("g2,,,true", in: "users.csv", with: "g2,,soon,true")),
        ("guardian who names the tie", good.replacing("g3,,,true", in: "users.csv", with: "g3,,soon,true")),
        ("teacher", good.replacing("t1,,,true", in: "users.csv", with: "t1,,soon,true")),
        ("role of a pupil", good.replacing("r1,,,p1", in: "roles.csv", with: "r1,,soon,p1")),
        ("role of a pupil, short", good.replacing("r1,,,p1", in: "roles.csv", with: "r1,,p1")),
        ("role of a pupil, misspelt", good.replacing("p1,primary,student", in: "roles.csv", with: "p1,primary,studnt")),
        ("role of a guardian", good.replacing("r6,,,g3", in: "roles.csv", with: "r6,,soon,g3")),
        ("role of a teacher", good.replacing("r7,,,t1", in: "roles.csv", with: "r7,,soon,t1")),
        ("enrolment of a pupil", good.replacing("e1,,,c1", in: "enrollments.csv", with: "e1,,soon,c1")),
        ("enrolment of a pupil, short", good.replacing("e1,,,c1", in: "enrollments.csv", with: "e1,,c1")),
        ("enrolment of a teacher", good.replacing("e4,,,c1", in: "enrollments.csv", with: "e4,,soon,c1")),
        ("class", good.replacing("c1,,,三", in: "classes.csv", with: "c1,,soon,三")),
        ("only class of a school", good.replacing("c3,,,七", in: "classes.csv", with: "c3,,soon,七")),
        ("school", good.replacing("s2,,,山", in: "orgs.csv", with: "s2,,soon,山")),
        ("district", good.replacing("d2,,,崂", in: "orgs.csv", with: "d2,,soon,崂")),
        ("code twice", good.replacing("370212,city", in: "orgs.csv", with: "370202,city")),
    ]

    @Test(arguments: Engine.tested) func aSkippedRowLeavesNobodyGoneAndNothingChanged(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        _ = try await Roster.Import(store).run(Self.good)
        for (name, roster) in Self.damages {
            let report = try await Roster.Import(store, skipping: true).run(roster)
            #expect(report.outcome == .written, "\(name)")
            #expect(report.count(.error) > 0, "\(name)")
            #expect(report.changes == 0, "\(name): \(report.kinds)")
            #expect(try await departures(store) == 0, "\(name)")
        }
        #expect(try await Roster.Import(store).run(Self.good).changes == 0)
    }

    @Test(arguments: [
        ("p1,,,true", "p1,,soon,true"), ("g3,,,true", "g3,,soon,true"), ("t1,,,true", "t1,,soon,true"),
        ("p1,,,true,s1,student", "p1,,,true,s1,studnt"),
    ]) func theSameInOneRoster11(_ text: String, _ other: String) async throws {
        let store = try await Database.fresh(.sqlite)
        _ = try await Roster.Import(store).run(SmallRoster.v11)
        let report = try await Roster.Import(store, skipping: true).run(
            SmallRoster.v11.replacing(text, in: "users.csv", with: other))
        #expect(report.count(.error) > 0)
        #expect(report.changes == 0, "\(report.kinds)")
        #expect(try await departures(store) == 0)
    }

    /// Only what the skipped row spoke of stays: everybody else is imported as ever.
    @Test(arguments: Engine.tested) func othersChangeAndLeaveBesideASkippedRow(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        _ = try await Roster.Import(store).run(Self.good)
        let roster = Self.good
            .replacing("p1,,,true", in: "users.csv", with: "p1,,soon,true")
            .replacing("小红,王", in: "users.csv", with: "晓红,王")
            .replacing("p3,,,true", in: "users.csv", with: "p3,tobedeleted,,true")
        let report = try await Roster.Import(store, skipping: true).run(roster)
        #expect(report.counts(of: .pupil) == Roster.Counts(changed: 1, gone: 1))
        #expect(report.counts(of: .guardian).gone == 1)
        let left = try await store.read { db in
            try db.values("SELECT source_id FROM pupil WHERE left_on IS NOT NULL", as: String.self)
        }
        #expect(left == ["p3"])
    }

    @Test func aPupilWhoseMainRoleWasSkippedStaysInTheirSchool() async throws {
        let store = try await Database.fresh(.sqlite)
        _ = try await Roster.Import(store).run(Self.good)
        let roster = Self.good
            .replacing("r1,,,p1", in: "roles.csv", with: "r1,,soon,p1")
            .adding("r9,,,p1,secondary,student,,,s2", to: "roles.csv")
        let report = try await Roster.Import(store, skipping: true).run(roster)
        for kind in [Roster.Kind.pupil, .guardian, .guardianship, .schoolClass] {
            #expect(report.counts(of: kind).changes == 0, "\(kind)")
        }
    }

    @Test func whoAGoodRowCallsGoneIsGoneThoughAnotherRowWasSkipped() async throws {
        let store = try await Database.fresh(.sqlite)
        _ = try await Roster.Import(store).run(Self.good)
        let roster = Self.good
            .replacing("p2,,,true", in: "users.csv", with: "p2,tobedeleted,,true")
            .replacing("e2,,,c2", in: "enrollments.csv", with: "e2,,soon,c2")
        let report = try await Roster.Import(store, skipping: true).run(roster)
        #expect(report.counts(of: .pupil).gone == 1)
        #expect(report.counts(of: .guardianship).gone == 1)
        #expect(report.counts(of: .schoolClass).gone == 0)
    }

    /// What is stored stays, so nobody is told that it is left out; where nothing is stored it is.
    @Test(arguments: [false, true]) func ofThoseWhoStayNothingIsMissing(isThere: Bool) async throws {
        let store = try await Database.fresh(.sqlite)
        if isThere { _ = try await Roster.Import(store).run(Self.good) }
        let roster = Self.good
            .replacing("r1,,,p1", in: "roles.csv", with: "r1,,soon,p1")
            .replacing("g3,,,true", in: "users.csv", with: "g3,,soon,true")
        let report = try await Roster.Import(store, skipping: true).run(roster)
        let found = report.warnings.map { "\($0.code) \($0.file):\($0.line)" }
        #expect(found == (isThere ? [] : ["pupil_no_guardian users.csv:4", "guardian_no_pupil users.csv:6"]))
        #expect(try await registryCounts(store)["guardian"] == (isThere ? 3 : 1))
    }

    @Test func aRosterLeftWithoutSchoolListsWhatWasFound() async throws {
        let store = try await Database.fresh(.sqlite)
        let loop = Self.good.replacing("local,370200,", in: "orgs.csv", with: "local,370200,d1")
        let skipped = try await Roster.Import(store, skipping: true).run(loop)
        #expect(skipped.outcome == .refused)
        #expect(Set(skipped.errors.map(\.code)) == ["loop", "no_school"])
        #expect(!skipped.dependents.isEmpty)
        let clubs = try await Roster.Import(store).run(
            Self.good.replacing(",school,", in: "orgs.csv", with: ",ext:club,"))
        #expect(clubs.outcome == .refused)
        #expect(clubs.errors.map(\.code) == ["no_school"])
        #expect(clubs.warnings.contains { $0.code == "org_outside" })
        #expect(try await registryCounts(store).values.allSatisfy { $0 == 0 })
    }

    /// How many rows say that somebody or something is here no longer.
    private func departures(_ store: Store) async throws -> Int {
        try await store.read { db in
            var count = 0
            for (table, column) in [
                ("pupil", "left_on"), ("guardian", "left_on"), ("staff", "left_on"), ("class", "closed_on"),
                ("school", "closed_on"), ("guardianship", "ended_on"), ("class_teacher", "ended_on"),
            ] {
                count +=
                    try db.value(
                        "SELECT COUNT(*) FROM \(unsafe: table) WHERE \(unsafe: column) IS NOT NULL", as: Int.self) ?? 0
            }
            return count
        }
    }
}
