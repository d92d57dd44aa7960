import Foundation
import Testing

@testable import Kehou

@Suite struct LanguageFolderTests {
    @Test func aMissingFolderIsNamedInAPlainSentence() async throws {
        try await withFolder { folder in
            let fault = #expect(throws: Fault.self) { try Languages.load(in: folder) }
            #expect(fault?.code == "language.missing")
            let words = fault.map { Commands.words(for: $0) } ?? ""
            #expect(words.contains(folder.appending(path: "zh-Hans").path), "\(words)")
            #expect(!words.contains("NSCocoaErrorDomain"))
        }
    }

    /// Every number of an English text as 1: no `1 schools`, no `1 comment wait`.
    @Test func oneIsSaidOfOneAlone() throws {
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        let english = try #require(languages.named("en"))
        var wrong: [String] = []
        for (key, text) in english.texts where text.contains("{") {
            // Names and dates become 1 as well: `The id 1 stands twice`.
            let said = english.text(key) { $0.contains(":") ? nil : "1" }
            wrong += Self.wrongBehindOne(said).map { "\(key): \($0)" }
        }
        #expect(wrong == [], "\(wrong.sorted().joined(separator: "\n"))")
    }

    @Test(
        arguments: [
            ("This holds for the 1 schools of 1.", ["schools"]), ("1 service days", ["days"]), ("1 people", ["people"]),
            ("1 comment wait for an answer", ["1 comment wait"]), ("1 row is wrong, 1 skipped", []),
            ("1 of your texts met a change and are kept", ["1 of your texts met a change and are"]),
            ("The id 1 stands twice", []), ("about 1 s left", []), ("Applications for 1 are open", []),
        ] as [(String, [String])])
    func whatIsSaidOfManyIsFoundBehindOne(text: String, wrong: [String]) {
        #expect(Self.wrongBehindOne(text) == wrong)
    }

    /// Words behind a 1 that end in s and are no plural.
    private static let singular: Set<String> = [
        "is", "has", "was", "stands", "joins", "counts", "unpacks", "belongs", "lies", "allows", "asks", "waits", "s",
        "class", "yes",
    ]

    private static func wrongBehindOne(_ text: String) -> [String] {
        let words = text.matches(of: /\b1 (?:(?:new|other|more|service) )?([a-z]+)/).map { String($0.output.1) }
        let nouns = words.filter { ["people", "children"].contains($0) || $0.hasSuffix("s") && !singular.contains($0) }
        let verbs = text.matches(of: /^1 [^,.;:]*\b(?:are|were|have|do|wait|meet)\b/).map { String($0.output) }
        return nouns + verbs
    }
}
