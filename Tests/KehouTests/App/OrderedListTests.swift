import Foundation
import Testing

/// The one ordered list of ARCHITECTURE.md: a folder of Sources/Kehou names only folders to its left.
@Suite struct OrderedListTests {
    static let order = [
        "Migrations", "Values", "Web", "Registry", "Messages", "SchoolCalendar", "Staffing", "Plans", "Clubs",
        "Enrolment", "Placement", "Duty", "Day", "Pay", "Online", "Voices", "Supervision", "Demo", "App",
    ]

    /// What every folder may use: an endpoint that opens transactions itself is handed the App; features add commands.
    static let everywhere: Set = ["App", "Commands"]

    @Test func everyFolderIsOnTheList() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
        #expect(Set(folders.filter { !$0.hasPrefix(".") }).subtracting(Self.order) == [])
    }

    @Test func aFolderNamesOnlyFoldersToItsLeft() throws {
        let files = try Self.files()
        let breaches = Self.breaches(in: files)
        #expect(!files.isEmpty)
        #expect(breaches == [], "\(breaches.joined(separator: "\n"))")
    }

    @Test func aBreachIsFound() {
        let plans = SourceFile(folder: "Plans", path: "Plans.swift", text: "enum Plans {}\n")
        let good = SourceFile(folder: "Registry", path: "A.swift", text: "// Plans come later\nlet a = \"Plans\"\n")
        let bad = SourceFile(folder: "Registry", path: "B.swift", text: "let a = 1\nlet b: Plans.Policy? = nil\n")
        #expect(Self.breaches(in: [plans, good]) == [])
        #expect(Self.breaches(in: [plans, bad]) == ["B.swift:2 names Plans, of Plans"])
        #expect(Self.breaches(in: [plans, SourceFile(folder: "App", path: "C.swift", text: bad.text)]) == [])
    }

    struct SourceFile {
        let folder: String
        let path: String
        let text: String
    }

    static var sources: URL {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        return here.appending(path: "../../../Sources/Kehou").standardizedFileURL
    }

    static func files() throws -> [SourceFile] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path).sorted()
        return try paths.filter { $0.hasSuffix(".swift") }.map { path in
            SourceFile(
                folder: String(path.prefix { $0 != "/" }), path: path,
                text: try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            )
        }
    }

    /// Each use of a type that is declared at the top level of a folder further to the right.
    static func breaches(in files: [SourceFile]) -> [String] {
        let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        var owner: [String: String] = [:]
        for file in files {
            for line in file.text.split(separator: "\n") {
                if let name = declared(by: line), !everywhere.contains(name) { owner[name] = file.folder }
            }
        }
        return files.flatMap { file in
            file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line in
                names(in: line).compactMap { name in
                    guard let folder = owner[name], let there = place[folder], let here = place[file.folder],
                        there > here
                    else { return nil }
                    return "\(file.path):\(number + 1) names \(name), of \(folder)"
                }
            }
        }
    }

    /// The name of the type that a line declares at the top level.
    private static func declared(by line: Substring) -> String? {
        guard line.first != " " else { return nil }
        var words = line.split(separator: " ", maxSplits: 6)[...]
        while let word = words.first, ["public", "package", "final", "indirect"].contains(word) { words.removeFirst() }
        guard let kind = words.popFirst(), ["enum", "struct", "class", "actor", "protocol", "typealias"].contains(kind)
        else { return nil }
        return words.first.map { String($0.prefix { $0.isLetter || $0.isNumber }) }
    }

    /// The capitalised names of a line that stand alone: not in a comment, a plain string, or after a dot.
    private static func names(in line: Substring) -> Set<String> {
        let trimmed = line.drop { $0 == " " }
        guard !trimmed.hasPrefix("//") else { return [] }
        let code = trimmed.replacing(/"[^"\\]*"/, with: "\"\"").replacing(/\/\/.*/, with: "")
        let found = code.matches(of: /(?:^|[^\w.])([A-Z]\w*)/)
        return Set(found.map { String($0.output.1) })
    }
}
