import Foundation
import Store

/// The process that the storm test kills: `StormChild URL ROUND CALLERS` writes numbers until it is killed, each in two
/// tables in one transaction, and prints a number only when its write was acknowledged.
@main
struct Main {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let round = Int64(arguments[2]), let callers = Int(arguments[3]) else {
            FileHandle.standardError.write(Data("usage: StormChild URL ROUND CALLERS\n".utf8))
            exit(2)
        }
        let store = try await Store.open(arguments[1])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<Int64(callers) {
                group.addTask { try await storm(store, from: (round << 40) + (caller << 24)) }
            }
            try await group.waitForAll()
        }
    }

    private static func storm(_ store: Store, from first: Int64) async throws {
        for number in first... {
            try await store.write { db in
                try db.run("INSERT INTO left_half (number) VALUES (\(number))")
                try db.run("INSERT INTO right_half (number) VALUES (\(number))")
            }
            // One system call, so that lines of several threads are never mixed; not buffered, so that none is lost.
            let line = Array("\(number)\n".utf8)
            guard write(STDOUT_FILENO, line, line.count) == line.count else { return }
        }
    }
}
