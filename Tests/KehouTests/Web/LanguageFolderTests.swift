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
}
