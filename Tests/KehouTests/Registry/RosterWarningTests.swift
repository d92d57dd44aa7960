import Foundation
import Store
import Testing

@testable import Kehou

/// What is listed and counted, and bars nothing.
@Suite(.database) struct RosterWarningTests {
    static let good = SmallRoster()

    static let warnings = [
        RosterErrorTests.Mistake(
            "org_outside", "orgs.csv:7 type", good.adding("u1,,,海洋大学,ext:college,,city,,", to: "orgs.csv")),
        RosterErrorTests.Mistake(
            "org_outside", "orgs.csv:7 type", good.adding("u1,,,海洋大学,College,,city,,", to: "orgs.csv")),
        RosterErrorTests.Mistake(
            "org_outside", "orgs.csv:7 type", good.adding("u1,,,少年宫,youth palace,,d1,,", to: "orgs.csv")),
        RosterErrorTests.Mistake(
            "role_not_in_school", "roles.csv:10 orgSourcedId",
            good.adding("u1,,,海洋大学,college,,city,,", to: "orgs.csv").adding(
                "r9,,,t2,secondary,teacher,,,u1", to: "roles.csv")),
        RosterErrorTests.Mistake(
            "class_not_in_school", "classes.csv:2 schoolSourcedId",
            good.replacing("homeroom,,s1,\nc2", in: "classes.csv", with: "homeroom,,d1,\nc2")),
        RosterErrorTests.Mistake(
            "role_outside", "roles.csv:10 role", good.adding("r9,,,t2,secondary,professor,,,s2", to: "roles.csv")),
        RosterErrorTests.Mistake(
            "role_outside", "enrollments.csv:6 role",
            good.adding("e9,,,c2,s1,p1,ext:prefect,,,", to: "enrollments.csv")),
        RosterErrorTests.Mistake(
            "enrolment_not_pupil", "enrollments.csv:6 userSourcedId",
            good.adding("e9,,,c2,s1,g1,student,,,", to: "enrollments.csv")),
        RosterErrorTests.Mistake(
            "pupil_class_elsewhere", "users.csv:3 ",
            good.replacing("e2,,,c2,s1,p2", in: "enrollments.csv", with: "e2,,,c3,s2,p2")),
        RosterErrorTests.Mistake(
            "code_odd", "orgs.csv:3 identifier", good.replacing("370202,city", in: "orgs.csv", with: "37-02-02/x,city")),
        RosterErrorTests.Mistake(
            "role_not_in_school", "roles.csv:10 orgSourcedId",
            good.adding("r9,,,t2,secondary,teacher,,,d2", to: "roles.csv")),
        RosterErrorTests.Mistake(
            "role_not_in_school", "roles.csv:10 orgSourcedId",
            good.adding("u1,,,海洋大学,ext:college,,city,,", to: "orgs.csv").adding(
                "r9,,,t2,secondary,teacher,,,u1", to: "roles.csv")),
        RosterErrorTests.Mistake(
            "grade_odd", "users.csv:2 grades", good.replacing("\"g1,g2\",03", in: "users.csv", with: "\"g1,g2\",abc")),
        RosterErrorTests.Mistake(
            "own_agent", "users.csv:2 agentSourcedIds", good.replacing("g1,g2", in: "users.csv", with: "g1,p1")),
        RosterErrorTests.Mistake(
            "number_twice", "users.csv:3 identifier",
            good.replacing("G370202201501015678", in: "users.csv", with: "G370202201701011234")),
        RosterErrorTests.Mistake(
            "district_taken", "orgs.csv:0 type",
            good.replacing("school,,d1", in: "orgs.csv", with: "school,,city")),
        RosterErrorTests.Mistake(
            "city_taken", "orgs.csv:0 type",
            good.replacing("city,,,青岛市,local,370200,,,\n", in: "orgs.csv", with: "").replacing(
                ",city,,", in: "orgs.csv", with: ",,,")),
        RosterErrorTests.Mistake(
            "pupil_no_class", "users.csv:4 ",
            good.replacing("e3,,,c3,s2,p3,student,,2025-09-01,\n", in: "enrollments.csv", with: "")),
        RosterErrorTests.Mistake(
            "pupil_no_guardian", "users.csv:3 agentSourcedIds", good.replacing(",g1,05", in: "users.csv", with: ",,05")),
        RosterErrorTests.Mistake(
            "guardian_no_pupil", "users.csv:7 agentSourcedIds",
            good.replacing("13900003333,p3", in: "users.csv", with: "13900003333,").replacing(
                "g3,07", in: "users.csv", with: "g1,07")),
        RosterErrorTests.Mistake(
            "column_unknown", "classes.csv:1 colour",
            good.replacing(
                "sourcedId,status,dateLastModified,title", in: "classes.csv",
                with: "sourcedId,colour,dateLastModified,title")),
        RosterErrorTests.Mistake(
            "class_subject", "classes.csv:5 classType", good.adding("c9,,,三年级数学,03,,,scheduled,,s1,", to: "classes.csv")
        ),
        RosterErrorTests.Mistake(
            "class_taken", "classes.csv:4 classType",
            good.replacing("七年级1班,07,,,homeroom", in: "classes.csv", with: "七年级1班,07,,,scheduled")),
        RosterErrorTests.Mistake(
            "class_no_grade", "classes.csv:5 grades", good.adding("c9,,,兴趣班,,,,homeroom,,s1,", to: "classes.csv")),
        RosterErrorTests.Mistake(
            "class_grade_outside", "classes.csv:5 grades", good.adding("c9,,,大班,KG,,,homeroom,,s1,", to: "classes.csv")),
        RosterErrorTests.Mistake(
            "class_several_grades", "classes.csv:2 grades",
            good.replacing("三年级1班,03", in: "classes.csv", with: "三年级1班,\"03,04\"")),
        RosterErrorTests.Mistake(
            "pupil_several_classes", "users.csv:2 ",
            good.adding("e9,,,c2,s1,p1,student,,2024-09-01,", to: "enrollments.csv")),
        RosterErrorTests.Mistake(
            "other_school", "enrollments.csv:2 schoolSourcedId",
            good.replacing("c1,s1,p1", in: "enrollments.csv", with: "c1,s2,p1")),
        RosterErrorTests.Mistake(
            "mobile_odd", "users.csv:5 sms", good.replacing("13800001111", in: "users.csv", with: "ask the office")),
        RosterErrorTests.Mistake(
            "ownership_taken", "orgs.csv:0 metadata.kehou.ownership",
            good.replacing("public,urban", in: "orgs.csv", with: ",urban")),
        RosterErrorTests.Mistake(
            "setting_taken", "orgs.csv:0 metadata.kehou.setting",
            good.replacing("public,urban", in: "orgs.csv", with: "public,")),
        RosterErrorTests.Mistake("stage_unknown", "orgs.csv:7 ", good.adding("s3,,,新学校,school,,d1,,", to: "orgs.csv")),
        RosterErrorTests.Mistake(
            "called_absent", "users.csv:0 ", good.adding("file.users,absent", to: "manifest.csv")),
        RosterErrorTests.Mistake(
            "version_unknown", "manifest.csv:0 ", good.replacing("1.2", in: "manifest.csv", with: "9.9")),
    ]

    @Test(arguments: warnings) func aWarningIsListedAndBarsNothing(_ warning: RosterErrorTests.Mistake) async throws {
        let store = try await Database.fresh(.sqlite)
        let report = try await Roster.Import(store).run(warning.roster)
        let found = report.warnings.map { "\($0.code) \($0.file):\($0.line) \($0.column)" }
        #expect(found.contains("\(warning.code) \(warning.place)"), "\(found)")
        #expect(report.errors.isEmpty, "\(report.errors)")
        #expect(report.outcome == .written)
    }

    @Test func aGoodRosterWarnsOfNothing() async throws {
        let store = try await Database.fresh(.sqlite)
        let report = try await Roster.Import(store).run(Self.good)
        #expect(report.warnings.isEmpty, "\(report.warnings)")
    }

    @Test(arguments: Engine.tested, ["college", "ext:college"])
    func whatPointsOutsideSchoolsIsPassedOver(engine: Engine, type: String) async throws {
        let store = try await Database.fresh(engine)
        let roster = Self.good
            .adding("u1,,,海洋大学,\(type),,city,,", to: "orgs.csv")
            .adding("c9,,,一班,03,,,homeroom,,u1,", to: "classes.csv")
            .adding("r9,,,t2,secondary,teacher,,,u1", to: "roles.csv")
            .adding("e9,,,c9,u1,t2,teacher,,,", to: "enrollments.csv")
        let report = try await Roster.Import(store).run(roster)
        #expect(report.errors.isEmpty, "\(report.errors)")
        #expect(report.warnings.map(\.code) == ["class_not_in_school", "org_outside", "role_not_in_school"])
        #expect(report.outcome == .written)
        #expect(try await registryCounts(store) == RosterImportTests.small)
    }

    /// The class is left out, so nobody is told that it decides where its pupils belong.
    @Test(arguments: ["college", "youth palace", "district"])
    func aClassOutsideSchoolsIsListedAndDecidesNothing(type: String) async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = Self.good
            .adding("u1,,,别处,\(type),,city,,", to: "orgs.csv")
            .replacing("homeroom,,s2,", in: "classes.csv", with: "homeroom,,u1,")
        let report = try await Roster.Import(store).run(roster)
        let found = report.warnings.map { "\($0.code) \($0.file):\($0.line) \($0.column)" }
        #expect(found.contains("class_not_in_school classes.csv:4 schoolSourcedId"), "\(found)")
        #expect(found.contains("pupil_no_class users.csv:4 "), "\(found)")
        #expect(!found.contains { $0.hasPrefix("other_school") }, "\(found)")
        #expect(report.findings.first { $0.code == "class_not_in_school" }?.count == 1)
        #expect(try await registryCounts(store)["class"] == 2)
    }

    /// Without homerooms the class that most of a pupil's classmates share stands in.
    @Test func theLargestSubjectClassStandsIn() async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = Self.good
            .replacing("homeroom", in: "classes.csv", with: "scheduled")
            .adding("c8,,,书法,03,,,scheduled,,s1,", to: "classes.csv")
            .adding("e8,,,c8,s1,p1,student,,,", to: "enrollments.csv")
            .adding("e9,,,c1,s1,p2,student,,,", to: "enrollments.csv")
        let report = try await Roster.Import(store).run(roster)
        let taken = try await store.read { db in
            try db.values("SELECT source_id FROM class WHERE is_homeroom = 0 ORDER BY source_id", as: String.self)
        }
        #expect(taken == ["c1", "c3"])
        #expect(report.warnings.filter { $0.code == "class_taken" }.count == 2)
        #expect(try await registryCounts(store)["pupil"] == 3)
    }

    @Test func passwordsAndDemographicsAreNeverStoredAndTheReportSaysSo() async throws {
        let store = try await Database.fresh(.sqlite)
        var roster = Self.good
        roster["demographics.csv"] = "sourcedId,status,dateLastModified,birthDate,sex\np1,,,2016-05-04,female\n"
        let report = try await Roster.Import(store).run(roster)
        #expect(report.neverStored.contains("users.csv: password"))
        #expect(report.neverStored.contains("demographics.csv: birthDate"))
        #expect(try await !everything(in: store).contains { $0.contains("secret-one") || $0.contains("2016-05-04") })
    }

    @Test func nothingPersonalLiesInTheClear() async throws {
        let store = try await Database.fresh(.sqlite)
        _ = try await Roster.Import(store).run(Self.good)
        let texts = try await everything(in: store)
        for secret in ["13800001111", "13800002222", "G370202201701011234", "370202201701011234"] {
            #expect(!texts.contains { $0.contains(secret) })
        }
    }

    @Test func everyProblemHasItsWords() throws {
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        let mistakes =
            RosterErrorTests.inRows + RosterErrorTests.betweenRows + RosterErrorTests.wholeFiles + Self.warnings
        for language in languages.all {
            for mistake in mistakes {
                #expect(language.texts["roster.problem.\(mistake.code)"] != nil, "\(mistake.code)")
            }
        }
    }

    /// Every text and blob of every table, as text.
    private func everything(in store: Store) async throws -> [String] {
        try await store.read { db in
            let tables = try db.values("SELECT name FROM sqlite_schema WHERE type = 'table'", as: String.self)
            return try tables.flatMap { table in
                try db.all("SELECT * FROM \(unsafe: table)", as: Row.self).flatMap { row in
                    try (0..<row.count).map { index in
                        switch try row.value(at: index) as Column {
                        case .text(let text): text
                        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
                        default: ""
                        }
                    }
                }
            }
        }
    }
}
