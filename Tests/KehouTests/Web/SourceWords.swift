/// What stands between quotation marks in the sources, and the words around, looked at once: asking a text of two megabytes for each of
/// fifteen hundred keys took minutes.
struct SourceWords {
    /// Every run between two quotation marks.
    private(set) var quoted: Set<String> = []
    /// Of those with an interpolation, what stands before the first: `fault.` of `"fault.\(code)"`.
    private(set) var heads: Set<String> = []
    /// What is quoted after `prefix = `.
    private(set) var prefixes: Set<String> = []
    /// Names and words.
    private(set) var words: Set<String> = []

    init(_ text: String) {
        var isPrefix = false
        for bytes in text.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false) {
            let run = String(decoding: bytes, as: UTF8.self)
            quoted.insert(run)
            if isPrefix { prefixes.insert(run) }
            isPrefix = run.utf8.suffix(9).elementsEqual("prefix = ".utf8)
            if let end = Self.interpolation(bytes) { heads.insert(String(decoding: bytes[..<end], as: UTF8.self)) }
        }
        words = Set(
            text.utf8.split { !Self.isWord($0) }.map { String(decoding: $0, as: UTF8.self) })
    }

    private static func interpolation(_ bytes: Substring.UTF8View) -> Substring.UTF8View.Index? {
        zip(bytes.indices, bytes.indices.dropFirst()).first { place, next in
            bytes[place] == UInt8(ascii: "\\") && bytes[next] == UInt8(ascii: "(")
        }?.0
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
