import Foundation
import Store
import Testing

@testable import Kehou

/// `manifest.csv` says whether the roster is complete; it is read by the names of its columns, as every other file is.
@Suite(.database) struct RosterManifestTests {
    static let headers = [
        "propertyName,value", "value,propertyName", "\u{FEFF}VALUE,PropertyName", "\"value\",\"propertyName\"",
        "source,value,propertyName",
    ]

    /// The manifest of the small roster with its columns as a header orders them.
    static func roster(_ header: String, _ properties: [(String, String)] = []) -> SmallRoster {
        let columns = header.filter { $0 != "\u{FEFF}" && $0 != "\"" }.lowercased().split(separator: ",")
        let all = [("manifest.version", "1.0"), ("oneroster.version", "1.2"), ("file.orgs", "bulk")] + properties
        let rows = all.map { name, value in
            columns.map { $0 == "propertyname" ? name : $0 == "value" ? value : "" }.joined(separator: ",")
        }
        var roster = SmallRoster()
        roster["manifest.csv"] = ([header] + rows).joined(separator: "\r\n") + "\r\n"
        return roster
    }

    @Test(arguments: headers, Engine.tested)
    func aDeltaIsToldInWhateverColumnItStands(header: String, engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let report = try await Roster.Import(store).run(Self.roster(header, [("file.users", "delta")]))
        #expect(report.errors.map { "\($0.code) \($0.file)" } == ["delta users.csv"])
        #expect(report.outcome == .refused)
        #expect(try await registryCounts(store).values.allSatisfy { $0 == 0 })
    }

    @Test(arguments: headers, Engine.tested)
    func aCompleteRosterOfAKnownVersionIsNotWarnedOf(header: String, engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let report = try await Roster.Import(store).run(Self.roster(header))
        #expect(report.errors.isEmpty)
        #expect(!report.warnings.contains { $0.code == "version_unknown" }, "\(report.warnings)")
        #expect(report.outcome == .written)
    }

    @Test(arguments: ["propertyName", "value"], Engine.tested)
    func aColumnThatIsMissingIsNamed(column: String, engine: Engine) async throws {
        let header = "propertyName,value".replacingOccurrences(of: column, with: "other")
        let store = try await Database.fresh(engine)
        let report = try await Roster.Import(store, skipping: true).run(Self.roster(header))
        let found = report.errors.map { "\($0.code) \($0.file):\($0.line) \($0.column)" }
        #expect(found == ["column_missing manifest.csv:1 \(column)"])
        #expect(report.outcome == .refused)
    }

    /// It may be the one that says delta.
    @Test(arguments: ["file.orgs", "file.orgs,bulk,all"], Engine.tested)
    func aRowWithoutItsValueIsAnErrorAsInOtherFiles(row: String, engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let roster = SmallRoster().adding(row, to: "manifest.csv")
        let report = try await Roster.Import(store).run(roster)
        #expect(report.errors.map { "\($0.code) \($0.file):\($0.line)" } == ["wrong_count manifest.csv:5"])
        #expect(report.outcome == .refused)
        #expect(try await registryCounts(store).values.allSatisfy { $0 == 0 })
        #expect(try await Roster.Import(store, skipping: true).run(roster).outcome == .written)
    }

    /// OneRoster 1.1 has no roles.csv that could be missing, wherever in the roster the manifest stands.
    @Test(arguments: [false, true]) func whatIsMissingOf11IsTheColumn(skips: Bool) async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = SmallRoster.v11.replacing("orgSourcedIds,role,", in: "users.csv", with: "orgSourcedIds,job,")
        let inOrder = try await Roster.Import(store, skipping: skips).run(roster)
        let manifestLast = try await withFolder { folder in
            let path = folder.appending(path: "roster.zip").path
            let files = roster.files.sorted { $0.key != "manifest.csv" && $1.key == "manifest.csv" }
            try ZipFile.write(files.map { ($0.key, $0.value) }, to: path)
            return try await Roster.Import(store, skipping: skips).run(path)
        }
        for report in [inOrder, manifestLast] {
            let found = report.errors.map { "\($0.code) \($0.file):\($0.line) \($0.column)" }
            #expect(found == ["column_missing users.csv:1 role"])
            #expect(report.version == "1.1")
            #expect(report.outcome == .refused)
        }
        #expect(try await registryCounts(store).values.allSatisfy { $0 == 0 })
    }

    @Test func bothColumnsOf11AreNamed() async throws {
        let store = try await Database.fresh(.sqlite)
        var roster = SmallRoster().replacing("oneroster.version,1.2", in: "manifest.csv", with: "oneroster.version,1.1")
        // With roles.csv beside them the files themselves decide.
        #expect(try await Roster.Import(store, dryRun: true).run(roster).errors.isEmpty)
        roster.files["roles.csv"] = nil
        let report = try await Roster.Import(store).run(roster)
        let found = report.errors.map { "\($0.code) \($0.file):\($0.line) \($0.column)" }
        #expect(found == ["column_missing users.csv:1 orgSourcedIds", "column_missing users.csv:1 role"])
    }
}
