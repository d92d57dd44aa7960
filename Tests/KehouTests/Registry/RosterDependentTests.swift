import Foundation
import Store
import Testing

@testable import Kehou

/// Good rows that are left out because they lean on a skipped one are listed, each with its file and line.
@Suite(.database) struct RosterDependentTests {
    static let good = SmallRoster()

    /// A row of roles.csv with a mistake in it, and the good rows that are worth nothing without it.
    struct Mistake: Sendable {
        let row: String
        let wrong: String
        let place: String
        let leaning: Set<String>

        init(_ row: String, _ wrong: String, _ place: String, _ leaning: Set<String>) {
            self.row = row
            self.wrong = wrong
            self.place = place
            self.leaning = leaning
        }
    }

    static let mistakes = [
        Mistake("r1,,,p1", "r1,,soon,p1", "roles.csv:2", ["users.csv:2", "enrollments.csv:2"]),
        Mistake("r1,,,p1", "r1,,p1", "roles.csv:2", ["users.csv:2", "enrollments.csv:2"]),
        Mistake("r1,,,p1", "r1,,,", "roles.csv:2", ["users.csv:2", "enrollments.csv:2"]),
        Mistake("r7,,,t1,primary", "r7,,,t1,primry", "roles.csv:8", ["users.csv:8", "enrollments.csv:5"]),
        Mistake("r8,,,t2", "r8,,soon,t2", "roles.csv:9", ["users.csv:9"]),
        // The ties of a family stand in users.csv, and are enough.
        Mistake("r5,,,g2", "r5,,soon,g2", "roles.csv:6", []),
    ]

    @Test(arguments: mistakes, [false, true])
    func whoseRoleWasSkippedIsListed(mistake: Mistake, isThere: Bool) async throws {
        let store = try await Database.fresh(.sqlite)
        if isThere { _ = try await Roster.Import(store).run(Self.good) }
        let roster = Self.good.replacing(mistake.row, in: "roles.csv", with: mistake.wrong)
        let report = try await Roster.Import(store, skipping: true).run(roster)
        #expect(report.outcome == .written)
        #expect(report.errors.map { "\($0.file):\($0.line)" } == [mistake.place])
        #expect(Set(report.dependents.map { "\($0.file):\($0.line)" }) == mistake.leaning)
        #expect(report.dependents.allSatisfy { $0.code == "role_skipped" })
        #expect(report.count(.dependent) == mistake.leaning.count)
    }

    @Test func whoIsSomebodyWithoutTheSkippedRoleIsNotListed() async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = Self.good.adding("r9,,soon,t1,secondary,aide,,,s2", to: "roles.csv")
        let report = try await Roster.Import(store, skipping: true).run(roster)
        #expect(report.count(.error) == 1)
        #expect(report.dependents.isEmpty, "\(report.dependents)")
    }

    /// The school itself cannot be read: its people have no other role, and no class.
    @Test func whoLosesTheirSchoolIsListed() async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = Self.good.replacing("s2,,,山", in: "orgs.csv", with: "s2,,soon,山")
        let report = try await Roster.Import(store, skipping: true).run(roster)
        let leaning = report.dependents.filter { $0.code == "role_skipped" }.map { "\($0.file):\($0.line)" }
        #expect(leaning == ["users.csv:4", "users.csv:7", "users.csv:9"])
        #expect(report.dependents.contains { $0.file == "enrollments.csv" && $0.line == 4 })
    }
}
