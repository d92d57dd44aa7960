import Foundation
import Store
import Testing

@testable import Kehou

/// The second roster of a city: who is new, who changed, who is gone, who came back.
@Suite(.database) struct RosterChangeTests {
    static let good = SmallRoster()

    private func after(_ roster: SmallRoster, _ engine: Engine) async throws -> (Store, Roster.Report) {
        let store = try await Database.fresh(engine)
        _ = try await Roster.Import(store).run(Self.good)
        let tried = try await Roster.Import(store, dryRun: true).run(roster)
        let report = try await Roster.Import(store).run(roster)
        #expect(report.errors.isEmpty, "\(report.errors)")
        #expect(tried.kinds.map(\.counts) == report.kinds.map(\.counts))
        let again = try await Roster.Import(store).run(roster)
        #expect(again.changes == 0, "\(again.kinds)")
        return (store, report)
    }

    private func texts(_ sql: SQL, _ store: Store) async throws -> [String?] {
        try await store.read { db in try db.values(sql, as: String?.self) }
    }

    @Test(arguments: Engine.tested) func namesClassesAndMobilesAreUpdated(engine: Engine) async throws {
        let roster = Self.good
            .replacing("小红,王", in: "users.csv", with: "晓红,王")
            .replacing("e2,,,c2", in: "enrollments.csv", with: "e2,,,c1")
            .replacing("13800001111", in: "users.csv", with: "13811112222")
            .replacing("五年级2班", in: "classes.csv", with: "五年级3班")
            .replacing("t1,primary,teacher", in: "roles.csv", with: "t1,primary,principal")
            .replacing("海风小学", in: "orgs.csv", with: "海风路小学")
        let (store, report) = try await after(roster, engine)
        for kind in [Roster.Kind.pupil, .guardian, .schoolClass, .staff, .school] {
            #expect(report.counts(of: kind).changed == 1, "\(kind)")
        }
        #expect(try await texts("SELECT name FROM pupil WHERE source_id = 'p2'", store) == ["王晓红"])
        #expect(
            try await texts(
                "SELECT c.source_id FROM pupil p JOIN class c ON c.school_id = p.school_id AND c.id = p.class_id WHERE p.source_id = 'p2'",
                store) == ["c1"])
        let found = try await store.read { db in
            try Registry.Guardian.all(withMobile: Roster.Import.protection.index(of: Mobile("13811112222")!), db)
        }
        #expect(found.map(\.name) == ["李芳"])
    }

    @Test(arguments: Engine.tested) func whoIsNoLongerNamedHasLeft(engine: Engine) async throws {
        let roster = Self.good
            .replacing("p3,,,true,p3,乐,欧阳,G370212201301014321,,,g3,07,\n", in: "users.csv", with: "")
            .replacing("g3,,,true,g3,梅,欧阳,,,13900003333,p3,,\n", in: "users.csv", with: "")
            .replacing("r3,,,p3,primary,student,2025-09-01,,s2\n", in: "roles.csv", with: "")
            .replacing("r6,,,g3,primary,relative,,,s2\n", in: "roles.csv", with: "")
            .replacing("e3,,,c3,s2,p3,student,,2025-09-01,\n", in: "enrollments.csv", with: "")
        let (store, report) = try await after(roster, engine)
        #expect(report.counts(of: .pupil).gone == 1)
        #expect(report.counts(of: .guardian).gone == 1)
        #expect(report.counts(of: .guardianship).gone == 1)
        #expect(try await registryCounts(store) == RosterImportTests.small)
        #expect(try await texts("SELECT left_on FROM pupil WHERE source_id = 'p3'", store) == ["2026-03-02"])
        #expect(try await texts("SELECT left_on FROM guardian WHERE source_id = 'g3'", store) == ["2026-03-02"])
        #expect(try await texts("SELECT left_on FROM guardian WHERE source_id = 'g1'", store) == [nil])
        let back = try await Roster.Import(store).run(Self.good)
        #expect(back.counts(of: .pupil).changed == 1)
        #expect(try await texts("SELECT left_on FROM pupil WHERE source_id = 'p3'", store) == [nil])
        #expect(try await texts("SELECT ended_on FROM guardianship WHERE ended_on IS NOT NULL", store) == [])
    }

    @Test(arguments: Engine.tested) func toBeDeletedMeansLeft(engine: Engine) async throws {
        let roster = Self.good
            .replacing("p2,,,true", in: "users.csv", with: "p2,tobedeleted,,true")
            .replacing("t1,,,true", in: "users.csv", with: "t1,tobedeleted,,true")
            .replacing("c2,,,五年级2班", in: "classes.csv", with: "c2,tobedeleted,,五年级2班")
        let (store, report) = try await after(roster, engine)
        #expect(report.counts(of: .pupil).gone == 1)
        #expect(report.counts(of: .staff).gone == 1)
        #expect(report.counts(of: .schoolClass).gone == 1)
        #expect(report.counts(of: .classTeacher).gone == 1)
        #expect(try await texts("SELECT closed_on FROM class WHERE source_id = 'c2'", store) == ["2026-03-02"])
    }

    @Test(arguments: Engine.tested) func aTransferMakesARowForTheSamePerson(engine: Engine) async throws {
        let roster = Self.good
            .replacing("e2,,,c2,s1,p2", in: "enrollments.csv", with: "e2,,,c3,s2,p2")
            .replacing("p2,primary,student,2025-09-01,,s1", in: "roles.csv", with: "p2,primary,student,2025-09-01,,s2")
        let (store, report) = try await after(roster, engine)
        #expect(report.counts(of: .pupil) == Roster.Counts(new: 1, gone: 1, unchanged: 2))
        let rows = try await store.read { db in
            try db.all(
                "SELECT \(Registry.Pupil.columns) FROM pupil WHERE source_id = 'p2' ORDER BY left_on IS NULL",
                as: Registry.Pupil.self)
        }
        #expect(rows.count == 2)
        #expect(Set(rows.map(\.personID)).count == 1)
        #expect(rows.map { $0.leftOn == nil } == [false, true])
        let guardians = try await store.read { db in
            try Registry.Guardian.all(of: rows[1].id, in: rows[1].schoolID, db).map(\.name)
        }
        #expect(guardians == ["李芳"])
    }

    @Test func aSchoolThatIsNotNamedStaysAsItIs() async throws {
        let roster = Self.good
            .replacing("s2,,,山脚学校,school,,d2,private,rural\n", in: "orgs.csv", with: "")
            .replacing("c3,,,七年级1班,07,,,homeroom,,s2,\n", in: "classes.csv", with: "")
            .replacing("r3,,,p3,primary,student,2025-09-01,,s2\n", in: "roles.csv", with: "")
            .replacing("r6,,,g3,primary,relative,,,s2\n", in: "roles.csv", with: "")
            .replacing("r8,,,t2,primary,principal,,,s2\n", in: "roles.csv", with: "")
            .replacing("e3,,,c3,s2,p3,student,,2025-09-01,\n", in: "enrollments.csv", with: "")
        let (store, report) = try await after(roster, .sqlite)
        #expect(report.changes == 0, "\(report.kinds)")
        #expect(report.warnings.contains { $0.code == "school_absent" })
        #expect(try await texts("SELECT source_id FROM pupil WHERE left_on IS NOT NULL", store) == [])
    }

    @Test func aClosedSchoolTakesItsPeopleWithIt() async throws {
        let roster = Self.good.replacing("s2,,,山脚学校", in: "orgs.csv", with: "s2,tobedeleted,,山脚学校")
        let (store, report) = try await after(roster, .sqlite)
        #expect(report.counts(of: .school).gone == 1)
        #expect(report.counts(of: .pupil).gone == 1)
        #expect(try await texts("SELECT closed_on FROM school WHERE source_id = 's2'", store) == ["2026-03-02"])
    }

    @Test func anotherCitysRosterMustBeAskedFor() async throws {
        let store = try await Database.fresh(.sqlite)
        _ = try await Roster.Import(store).run(Self.good)
        let other = Self.good.replacing("city", in: "orgs.csv", with: "elsewhere")
        let fault = await #expect(throws: Fault.self) { try await Roster.Import(store).run(other) }
        #expect(fault?.code == "roster.which_city")
        #expect(try await registryCounts(store) == RosterImportTests.small)
    }

    @Test(arguments: Engine.tested) func aSecondImportIsKeptOutUntilTheFirstIsDead(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        _ = try await Roster.Import(store).run(Self.good)
        try await store.write { db in try db.run("UPDATE import_run SET state = 'running', finished_at = NULL") }
        let changed = Self.good.replacing("小红", in: "users.csv", with: "晓红")
        let fault = await #expect(throws: Fault.self) { try await Roster.Import(store).run(changed) }
        #expect(fault?.code == "roster.running")
        #expect(try await texts("SELECT name FROM pupil WHERE source_id = 'p2'", store) == ["王小红"])
        try await store.write { db in try db.run("UPDATE import_run SET heartbeat_at = 0") }
        #expect(try await Roster.Import(store).run(changed).counts(of: .pupil).changed == 1)
    }

    @Test func theWrongKeysAreRefused() async throws {
        let store = try await Database.fresh(.sqlite)
        _ = try await Roster.Import(store).run(Self.good)
        let job = Roster.Import(
            store: store, protection: Protection(.random()), clock: .fixed(Instant(Roster.Import.today)))
        let fault = await #expect(throws: Fault.self) { try await job.run(Self.good) }
        #expect(fault?.code == "protection.wrong_key")
    }
}
