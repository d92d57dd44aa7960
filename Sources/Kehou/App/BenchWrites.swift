import Foundation
import Store

extension Commands {
    /// What one row of the table of durable writes says.
    private struct WriteFigure: Encodable {
        let engine: String
        let callers: Int
        /// Writes acknowledged a second, each durable before its acknowledgement.
        let perSecond: Int
        /// Milliseconds.
        let median: Double
        let p99: Double
    }

    /// Measures durable single-row writes through `Store` at several numbers of callers, on the database of the options.
    ///
    /// Prints one JSON object a line. The table it fills is made and dropped by the measurement.
    package static func benchWrites(_ options: Options, callers: [Int], seconds: Double) async throws {
        let settings = try await Settings.read(flags: options.flags, file: options.config).0
        let store = try await Store.open(settings.database)
        try await store.write { db in
            try db.run("CREATE TABLE IF NOT EXISTS bench_write (id BIGINT NOT NULL PRIMARY KEY, note TEXT NOT NULL)")
        }
        for count in callers {
            let figure = try await measure(store, callers: count, seconds: seconds)
            print(String(decoding: try JSONEncoder().encode(figure), as: UTF8.self))
        }
        try await store.write { db in try db.run("DROP TABLE bench_write") }
        await store.close()
    }

    private static func measure(_ store: Store, callers: Int, seconds: Double) async throws -> WriteFigure {
        let clock = ContinuousClock()
        let started = clock.now
        let end = started.advanced(by: .seconds(seconds))
        let times = try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<callers {
                group.addTask {
                    var mine: [Double] = []
                    while clock.now < end {
                        let before = clock.now
                        let id = ID<WriteFigure>.next()
                        try await store.write { db in
                            try db.run("INSERT INTO bench_write (id, note) VALUES (\(id), 'a row as short as most')")
                        }
                        mine.append(before.duration(to: clock.now) / .milliseconds(1))
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
        let elapsed = started.duration(to: clock.now) / .seconds(1)
        return WriteFigure(
            engine: store.engine == .sqlite ? "sqlite" : "postgres", callers: callers,
            perSecond: Int(Double(times.count) / elapsed), median: times[times.count / 2],
            p99: times[min(times.count - 1, times.count * 99 / 100)])
    }
}
