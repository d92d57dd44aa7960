import Foundation
import Store
import Testing

@testable import Kehou

/// Every kind of error: the mistake, and where the report must say it is. Nothing is written.
@Suite(.database) struct RosterErrorTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let code: String
        let place: String
        let roster: SmallRoster

        init(_ code: String, _ place: String, _ roster: SmallRoster) {
            self.code = code
            self.place = place
            self.roster = roster
        }

        var testDescription: String { code + " " + place }
    }

    static let good = SmallRoster()

    static let inRows = [
        Mistake("missing_value", "orgs.csv:2 name", good.replacing("青岛市", in: "orgs.csv", with: "")),
        Mistake("missing_value", "users.csv:3 familyName", good.replacing("小红,王", in: "users.csv", with: "小红,")),
        Mistake("missing_value", "users.csv:2 sourcedId", good.replacing("\np1,", in: "users.csv", with: "\n,")),
        Mistake(
            "missing_value", "classes.csv:2 classType",
            good.replacing("homeroom,,s1,\nc2", in: "classes.csv", with: ",,s1,\nc2")),
        Mistake(
            "date_wrong", "enrollments.csv:2 beginDate",
            good.replacing("p1,student,,2025-09-01", in: "enrollments.csv", with: "p1,student,,2025-02-30")),
        Mistake(
            "date_wrong", "roles.csv:2 beginDate",
            good.replacing("p1,primary,student,2025-09-01", in: "roles.csv", with: "p1,primary,student,1.9.2025")),
        Mistake(
            "date_wrong", "orgs.csv:3 dateLastModified", good.replacing("d1,,,", in: "orgs.csv", with: "d1,,gestern,")),
        Mistake(
            "choice_wrong", "users.csv:2 status", good.replacing("p1,,,true", in: "users.csv", with: "p1,present,,true")
        ),
        Mistake(
            "choice_wrong", "users.csv:2 enabledUser", good.replacing("p1,,,true", in: "users.csv", with: "p1,,,maybe")),
        Mistake(
            "choice_wrong", "classes.csv:2 classType",
            good.replacing("三年级1班,03,,,homeroom", in: "classes.csv", with: "三年级1班,03,,,crowd")),
        Mistake(
            "choice_wrong", "orgs.csv:5 metadata.kehou.setting",
            good.replacing("public,urban", in: "orgs.csv", with: "public,seaside")),
        Mistake(
            "ends_before_start", "enrollments.csv:2 endDate",
            good.replacing("p1,student,,2025-09-01,", in: "enrollments.csv", with: "p1,student,,2025-09-01,2025-08-31")),
        Mistake(
            "ends_before_start", "roles.csv:2 endDate",
            good.replacing(
                "p1,primary,student,2025-09-01,", in: "roles.csv", with: "p1,primary,student,2025-09-01,2025-08-31")),
        Mistake(
            "date_wrong", "orgs.csv:3 dateLastModified",
            good.replacing("d1,,,", in: "orgs.csv", with: "d1,,2026-09-01T25:99:99Z,")),
        Mistake(
            "choice_wrong", "roles.csv:2 role",
            good.replacing("p1,primary,student", in: "roles.csv", with: "p1,primary,studnt")),
        Mistake(
            "choice_wrong", "users.csv:2 role",
            SmallRoster.v11.replacing("p1,,,true,s1,student", in: "users.csv", with: "p1,,,true,s1,pupil")),
        Mistake(
            "choice_wrong", "enrollments.csv:2 role",
            good.replacing("s1,p1,student", in: "enrollments.csv", with: "s1,p1,pupil")),
        Mistake("choice_wrong", "orgs.csv:5 type", good.replacing("school,,d1", in: "orgs.csv", with: "scholl,,d1")),
        Mistake(
            "choice_wrong", "orgs.csv:3 type",
            good.replacing("district,370202", in: "orgs.csv", with: "distrikt,370202")),
        Mistake(
            "code_twice", "orgs.csv:4 identifier", good.replacing("370212,city", in: "orgs.csv", with: "370202,city")),
        Mistake("wrong_count", "users.csv:2 ", good.replacing("secret-one", in: "users.csv", with: "secret,one")),
        Mistake(
            "stray_quote", "users.csv:2 agentSourcedIds", good.replacing("\"g1,g2\"", in: "users.csv", with: "\"g1\"x")),
        Mistake("bare_quote", "users.csv:2 givenName", good.replacing("小明", in: "users.csv", with: "小\"明")),
        Mistake("bare_quote", "orgs.csv:5 name", good.replacing("海风小学", in: "orgs.csv", with: " \"海风小学\"")),
        Mistake("control_byte", "users.csv:2 givenName", good.replacing("小明", in: "users.csv", with: "小\u{1}明")),
        Mistake(
            "value_too_long", "users.csv:2 givenName",
            good.replacing("小明", in: "users.csv", with: String(repeating: "长", count: 2000))),
        Mistake("id_twice", "users.csv:10 sourcedId", good.adding("t1,,,true,t9,二,重,,,,,,", to: "users.csv")),
        Mistake("id_twice", "orgs.csv:7 sourcedId", good.adding("s1,,,又一所,school,,d1,,", to: "orgs.csv")),
        Mistake("id_twice", "roles.csv:10 sourcedId", good.adding("r1,,,t1,secondary,aide,,,s1", to: "roles.csv")),
        Mistake(
            "id_twice", "enrollments.csv:6 sourcedId", good.adding("e1,,,c1,s1,t2,teacher,,,", to: "enrollments.csv")),
    ]

    /// A NUL, which neither engine's texts hold, in one cell of each file.
    static let nuls = [
        Mistake("control_byte", "manifest.csv:3 value", good.replacing("1.2", in: "manifest.csv", with: "1.\u{0}2")),
        Mistake("control_byte", "orgs.csv:5 name", good.replacing("海风", in: "orgs.csv", with: "海\u{0}风")),
        Mistake("control_byte", "users.csv:2 givenName", good.replacing("小明", in: "users.csv", with: "小\u{0}明")),
        Mistake("control_byte", "users.csv:2 sourcedId", good.replacing("\np1,", in: "users.csv", with: "\np\u{0}1,")),
        Mistake("control_byte", "users.csv:2 grades", good.replacing(",03,", in: "users.csv", with: ",0\u{0}3,")),
        Mistake(
            "control_byte", "classes.csv:2 title", good.replacing("三年级1班", in: "classes.csv", with: "三\u{0}年级1班")),
        Mistake(
            "control_byte", "roles.csv:2 role",
            good.replacing("p1,primary,student", in: "roles.csv", with: "p1,primary,stu\u{0}")),
        Mistake(
            "control_byte", "enrollments.csv:2 role",
            good.replacing("p1,student", in: "enrollments.csv", with: "p1,stu\u{0}dent")),
        Mistake(
            "control_byte", "academicSessions.csv:2 title",
            inATerm("y1").replacing("2025-2026", in: "academicSessions.csv", with: "2025\u{0}")),
        Mistake("control_byte", "courses.csv:2 title", withCourse("语\u{0}文")),
    ]

    static let betweenRows = [
        Mistake(
            "points_nowhere", "orgs.csv:5 parentSourcedId",
            good.replacing("school,,d1", in: "orgs.csv", with: "school,,d9")),
        Mistake(
            "points_nowhere", "classes.csv:2 schoolSourcedId",
            good.replacing("homeroom,,s1,\nc2", in: "classes.csv", with: "homeroom,,s9,\nc2")),
        Mistake(
            "points_nowhere", "users.csv:2 agentSourcedIds", good.replacing("g1,g2", in: "users.csv", with: "g1,g9")),
        Mistake(
            "points_nowhere", "roles.csv:2 userSourcedId", good.replacing("r1,,,p1", in: "roles.csv", with: "r1,,,p9")),
        Mistake(
            "points_nowhere", "roles.csv:2 orgSourcedId",
            good.replacing("2025-09-01,,s1\nr2", in: "roles.csv", with: "2025-09-01,,s9\nr2")),
        Mistake(
            "points_nowhere", "enrollments.csv:2 classSourcedId",
            good.replacing("e1,,,c1", in: "enrollments.csv", with: "e1,,,c9")),
        Mistake(
            "points_nowhere", "enrollments.csv:2 userSourcedId",
            good.replacing("s1,p1", in: "enrollments.csv", with: "s1,p9")),
        Mistake(
            "points_nowhere", "enrollments.csv:2 schoolSourcedId",
            good.replacing("s1,p1", in: "enrollments.csv", with: "s9,p1")),
        Mistake(
            "points_nowhere", "users.csv:2 orgSourcedIds",
            SmallRoster.v11.replacing("p1,,,true,s1", in: "users.csv", with: "p1,,,true,s9")),
        Mistake("points_nowhere", "classes.csv:2 termSourcedIds", inATerm("y1,y9")),
        Mistake(
            "loop", "orgs.csv:2 parentSourcedId",
            good.replacing("local,370200,", in: "orgs.csv", with: "local,370200,d1")),
    ]

    static let wholeFiles = [
        Mistake(
            "column_missing", "users.csv:1 givenName", good.replacing("givenName", in: "users.csv", with: "firstName")),
        Mistake("column_twice", "orgs.csv:1 name", good.replacing("name,type", in: "orgs.csv", with: "name,name")),
        Mistake(
            "unclosed_quote", "enrollments.csv:6 ", good.adding("e9,,,\"c1,s1,p1,student,,,", to: "enrollments.csv")),
        Mistake("file_missing", "users.csv:0 ", without("users.csv")),
        Mistake("file_missing", "roles.csv:0 ", without("roles.csv")),
        Mistake("file_missing", "courses.csv:0 ", good.adding("file.courses,bulk", to: "manifest.csv")),
        Mistake("delta", "users.csv:0 ", good.adding("file.users,delta", to: "manifest.csv")),
        Mistake("not_csv", "classes.csv:1 ", good.replacing("sourcedId", in: "classes.csv", with: "PNG\u{0}\u{1}")),
        Mistake("not_csv", "classes.csv:1 ", with("classes.csv", Array("<html><body>404</body></html>".utf8))),
        Mistake("not_csv", "users.csv:1 ", with("users.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])),
        Mistake("file_empty", "users.csv:1 ", emptyUsers),
        Mistake("separator", "users.csv:1 ", good.replacing(",", in: "users.csv", with: ";")),
        Mistake("separator", "orgs.csv:1 ", good.replacing(",", in: "orgs.csv", with: "\t")),
        Mistake("utf16", "classes.csv:1 ", with("classes.csv", [0xFF, 0xFE, 0x73, 0x00])),
        Mistake("gbk", "classes.csv:2 ", with("classes.csv", inGBK(good["classes.csv"]))),
    ]

    @Test(arguments: inRows + betweenRows + wholeFiles)
    func anErrorIsNamedAndNothingIsWritten(_ mistake: Mistake) async throws {
        let store = try await Database.fresh(.sqlite)
        let report = try await Roster.Import(store).run(mistake.roster)
        let found = report.errors.map { "\($0.code) \($0.file):\($0.line) \($0.column)" }
        #expect(found.contains("\(mistake.code) \(mistake.place)"), "\(found)")
        #expect(report.outcome == .refused)
        #expect(try await registryCounts(store).values.allSatisfy { $0 == 0 })
    }

    /// One mistake, one error: a school that is wrong is no reason to complain about each of its pupils, nor a file that
    /// cannot be read about the others.
    @Test(
        arguments: inRows.filter { "\($0.code) \($0.place)" != "missing_value users.csv:2 sourcedId" }
            + wholeFiles.filter { ["not_csv", "file_empty", "separator"].contains($0.code) })
    func oneMistakeIsOneError(_ mistake: Mistake) async throws {
        let store = try await Database.fresh(.sqlite)
        let report = try await Roster.Import(store).run(mistake.roster)
        #expect(report.errors.count == 1, "\(report.errors.map { "\($0.code) \($0.file):\($0.line) \($0.column)" })")
    }

    @Test(arguments: [false, true]) func eachRowOfALoopIsNamed(skips: Bool) async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = Self.good
            .adding("s3,,,甲校,school,,s4,,", to: "orgs.csv")
            .adding("s4,,,乙校,school,,s3,,", to: "orgs.csv")
        let report = try await Roster.Import(store, skipping: skips).run(roster)
        #expect(report.errors.map { "\($0.code) \($0.file):\($0.line)" } == ["loop orgs.csv:7", "loop orgs.csv:8"])
        #expect(report.count(.error) == 2)
        #expect(report.outcome == (skips ? .written : .refused))
    }

    @Test(arguments: Engine.tested) func goodRowsAreWrittenAndTheRestListed(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let roster = Self.good
            .replacing("g2,,,true", in: "users.csv", with: "g2,,yesterday,true")
            .replacing("p3,,,true", in: "users.csv", with: "p3,,,perhaps")
        let report = try await Roster.Import(store, skipping: true).run(roster)
        #expect(report.outcome == .written)
        #expect(report.errors.map(\.line) == [4, 6])
        let leaning = report.dependents.map { "\($0.file):\($0.line)" }
        #expect(Set(leaning) == ["users.csv:2", "users.csv:7", "roles.csv:4", "roles.csv:6", "enrollments.csv:4"])
        let counts = try await registryCounts(store)
        #expect(counts["pupil"] == 2)
        #expect(counts["guardian"] == 1)
        #expect(counts["guardianship"] == 2)
    }

    @Test(arguments: Engine.tested) func aNULInAnyFileIsNamedAndCanBeSkipped(engine: Engine) async throws {
        for mistake in Self.nuls {
            let store = try await Database.fresh(engine)
            let refused = try await Roster.Import(store).run(mistake.roster)
            let found = refused.errors.map { "\($0.code) \($0.file):\($0.line) \($0.column)" }
            #expect(found.contains("\(mistake.code) \(mistake.place)"), "\(found)")
            #expect(refused.outcome == .refused)
            let skipped = try await Roster.Import(store, skipping: true).run(mistake.roster)
            #expect(skipped.outcome == .written, "\(mistake)")
            #expect(try await registryCounts(store)["school"] ?? 0 > 0)
        }
    }

    /// A file that was read in part cannot be skipped over: who is missing from it would count as gone.
    @Test func brokenFilesAreNeverSkipped() async throws {
        for mistake in Self.wholeFiles {
            let store = try await Database.fresh(.sqlite)
            let report = try await Roster.Import(store, skipping: true).run(mistake.roster)
            #expect(report.outcome == .refused)
        }
    }

    @Test func errorsAreCountedBeyondWhatIsListed() async throws {
        let store = try await Database.fresh(.sqlite)
        var roster = Self.good
        roster["users.csv"] += (0..<12_000).map { "x\($0),,,true,x,,名,,,,,,\n" }.joined()
        let report = try await Roster.Import(store).run(roster)
        #expect(report.count(.error) == 12_000)
        #expect(report.errors.count == Roster.ProblemLog.keptPerKind)
    }

    /// The terms of a school year, and the first class in some of them.
    private static func inATerm(_ terms: String) -> SmallRoster {
        var roster = good.replacing("homeroom,,s1,\nc2", in: "classes.csv", with: "homeroom,,s1,\"\(terms)\"\nc2")
        roster["academicSessions.csv"] = """
            sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear
            y1,,,2025-2026,schoolYear,2025-09-01,2026-07-10,,2026

            """
        return roster
    }

    private static func withCourse(_ title: String) -> SmallRoster {
        var roster = good
        roster["courses.csv"] = """
            sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId
            k1,,,,\(title),,03,s1

            """
        return roster
    }

    private static var emptyUsers: SmallRoster {
        var roster = SmallRoster.v11
        roster["users.csv"] = ""
        return roster
    }

    private static func without(_ file: String) -> SmallRoster {
        var roster = good
        roster.files[file] = nil
        return roster
    }

    private static func with(_ file: String, _ bytes: [UInt8]) -> SmallRoster {
        var roster = good
        roster.files[file] = bytes
        return roster
    }

    /// The text with its Chinese as GBK would have it: pairs of high bytes. Which characters they are does not matter.
    static func inGBK(_ text: String) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar -> [UInt8] in
            scalar.isASCII ? [UInt8(scalar.value)] : [0xC8, UInt8(0xA1 + scalar.value % 0x5D)]
        }
    }
}
