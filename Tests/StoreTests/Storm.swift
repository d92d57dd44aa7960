import Foundation

/// A process that writes as fast as it can, to be killed.
struct Storm {
    private let child: Child
    private let output: FileHandle

    init(url: String, round: Int, callers: Int) throws {
        let pipe = Pipe()
        child = try Child(
            [Self.program, url, String(round), String(callers)], output: pipe.fileHandleForWriting.fileDescriptor)
        output = pipe.fileHandleForReading
        // The child alone may hold it open, or reading would not end with its death.
        try pipe.fileHandleForWriting.close()
    }

    /// The program is built beside the tests.
    private static var program: String {
        get throws {
            let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(filePath: tests).deletingLastPathComponent().appending(path: "StormChild").path
        }
    }

    /// Reads acknowledgements until there are so many, kills the process, and reads what it had written before it died.
    ///
    /// - Returns: every acknowledged number.
    func kill(after count: Int) async -> [Int64] {
        let numbers = await withCheckedContinuation { continuation in
            Thread {
                var text = Data()
                var lines = 0
                var isKilled = false
                while case let more = output.availableData, !more.isEmpty {
                    text += more
                    lines += more.count(where: { $0 == UInt8(ascii: "\n") })
                    if lines >= count, !isKilled {
                        isKilled = true
                        Foundation.kill(child.process, SIGKILL)
                    }
                }
                continuation.resume(
                    returning: String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { Int64($0) })
            }.start()
        }
        _ = await child.end()
        return numbers
    }
}
