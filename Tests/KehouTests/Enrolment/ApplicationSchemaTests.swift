import Foundation
import Store
import Testing

@testable import Kehou

/// Clauses 1d and 1e, held by reading what is there: an application has nowhere to put a reason, a proof or a file, and basic care
/// has no state in which it was not given.
@Suite(.database) struct ApplicationSchemaTests {
    /// Words that no column, allowed value or input field of the application may hold.
    static let forbidden = [
        "reason", "why", "proof", "prove", "document", "attachment", "attach", "upload", "file", "evidence",
        "certificate",
        "photo", "image", "scan", "refus", "reject", "denied", "deny", "waitlist", "waiting", "approv", "income",
    ]
    static let tables = [
        "enrolment_window", "enrolment_extension", "application", "application_day", "application_current",
        "application_receipt", "application_draft", "collector", "care_note", "coverage", "room_task", "need_survey",
        "need_answer", "need_answer_past",
    ]

    @Test func noTableOfTheApplicationHasAPlaceForIt() async throws {
        let store = try await Database.fresh(.sqlite)
        for table in Self.tables {
            let text = try await store.read { db in
                try db.values(
                    "SELECT sql FROM sqlite_master WHERE tbl_name = \(table) AND sql IS NOT NULL", as: String.self)
            }
            #expect(!text.isEmpty, "\(table) is gone from the list's point of view")
            #expect(Self.found(in: text.joined(separator: "\n")) == [], "\(table)")
        }
    }

    @Test func everyTableOfTheMigrationIsLookedAt() async throws {
        let store = try await Database.fresh(.sqlite)
        let all = try await store.read { db in
            try db.values("SELECT name FROM sqlite_master WHERE type = 'table'", as: String.self)
        }
        let own = all.filter { name in
            ["application", "enrolment_", "need_", "collector", "care_note"].contains { name.hasPrefix($0) }
        }
        #expect(Set(own).subtracting(Self.tables) == ["enrolment_setting"])
    }

    @Test func noEndpointOfTheApplicationTakesIt() {
        let endpoints =
            Enrolment.applicationEndpoints + Enrolment.paperEndpoints + Enrolment.surveyEndpoints
            + Enrolment.windowEndpoints
        for endpoint in endpoints {
            let fields = Self.fields(of: endpoint.input)
            #expect(fields.flatMap { Self.found(in: $0) } == [], "\(endpoint.name)")
            #expect(!fields.contains("binary"), "\(endpoint.name) takes a file")
        }
    }

    @Test func theTestWouldFindOne() {
        #expect(Self.found(in: "refusal_reason") == ["reason", "refus"])
        #expect(Self.fields(of: Shape.of(Tempting.self)).contains("proofUpload"))
        #expect(Self.fields(of: Shape.of(Tempting.self)).contains("binary"))
    }

    private struct Tempting: Codable {
        struct Inner: Codable { let proofUpload: UploadField? }
        let children: [Inner]
    }

    private static func found(in text: String) -> [String] {
        let text = text.lowercased()
        return forbidden.filter(text.contains)
    }

    /// Every field name, allowed word and format of an input, however deep.
    private static func fields(of shape: Shape) -> [String] {
        switch shape {
        case .text(let format, let choices): choices + [format].compactMap { $0 }
        case .array(let inner), .optional(let inner): fields(of: inner)
        case .object(let members): members.flatMap { [$0.name] + fields(of: $0.shape) }
        case .integer, .number, .flag, .any: []
        }
    }
}
