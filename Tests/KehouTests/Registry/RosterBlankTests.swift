import Store
import Testing

@testable import Kehou

/// A cell that shows nothing is empty, whatever characters it holds; white space around a value is none of it.
@Suite(.database) struct RosterBlankTests {
    static let good = SmallRoster()

    static let blanks = [
        " ", "\u{3000}", "\u{A0}", "\u{200B}", "\u{FEFF}", "\u{2028}", "\u{85}", "\u{AD}", "\u{7F}", "\u{3164}",
        " \u{3000}\u{200B} ",
    ]

    @Test(arguments: blanks) func aRequiredValueThatShowsNothingIsMissing(blank: String) async throws {
        let store = try await Database.fresh(.sqlite)
        let roster = Self.good
            .replacing("小红,王", in: "users.csv", with: "小红,\(blank)")
            .replacing("海风小学", in: "orgs.csv", with: blank)
        let report = try await Roster.Import(store).run(roster)
        let found = report.errors.map { "\($0.code) \($0.file):\($0.line) \($0.column)" }
        #expect(found == ["missing_value orgs.csv:5 name", "missing_value users.csv:3 familyName"])
        #expect(report.outcome == .refused)
    }

    @Test(arguments: Engine.tested) func whiteSpaceAroundAValueIsNoneOfIt(engine: Engine) async throws {
        let store = try await Database.fresh(engine)
        let roster = Self.good
            .replacing("小红,王", in: "users.csv", with: "\u{A0}小红,\u{3000}王 \u{3000}")
            .replacing("g1,g2", in: "users.csv", with: "g1,\u{3000}g2\u{A0},\u{200B}")
            .replacing("e2,,,c2,", in: "enrollments.csv", with: "e2,,,\u{3000}c2\u{2003},")
        let report = try await Roster.Import(store).run(roster)
        #expect(report.errors.isEmpty, "\(report.errors)")
        let name = try await store.read { db in
            try db.value("SELECT name FROM pupil WHERE source_id = 'p2'", as: String.self)
        }
        #expect(name == "王小红")
        #expect(try await Roster.Import(store).run(Self.good).changes == 0)
    }

    @Test func whatStandsInsideAValueStays() {
        #expect("\u{3000}王\u{3000}小\u{A0}".withoutBlanks == "王\u{3000}小")
        #expect("\u{2003}O'Neil  Ó\u{2003}".withoutBlanks == "O'Neil  Ó")
        #expect("می\u{200C}".withoutBlanks == "می\u{200C}")
        #expect("\u{3000}\u{200B}\u{2800}".withoutBlanks == "")
        #expect("".withoutBlanks == "")
    }
}
