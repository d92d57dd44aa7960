import Foundation

/// The files of this checkout, wherever the tests are run from.
enum Checkout {
    static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
    static let data = root.appending(path: "Data").path
}

extension Checkout {
    /// The Swift sources of the program, by path below the root.
    static func sources() throws -> [(path: String, text: String)] {
        try files("Sources", "swift")
    }

    /// The scripts of the pages, as one text.
    static func scripts() throws -> String {
        try files("Public/js", "js").map(\.text).joined()
    }

    private static func files(_ folder: String, _ ending: String) throws -> [(path: String, text: String)] {
        let place = root.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: place.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".\(ending)") }.sorted().map {
            ("\(folder)/\($0)", try String(contentsOf: place.appending(path: $0), encoding: .utf8))
        }
    }
}
