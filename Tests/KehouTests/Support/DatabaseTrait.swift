import Foundation
import Store
import Testing

@testable import Kehou

/// A database of its own for each test: `@Suite(.database)`, then `try await Database.fresh(engine)` in a test with
/// `arguments: Engine.tested`. On SQLite a temporary file, on PostgreSQL a schema; both are gone when the test ends.
struct DatabaseTrait: TestTrait, SuiteTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Gate.shared.enter()
        let database = Database()
        let result: Result<Void, any Error>
        do {
            try await Database.$current.withValue(database, operation: function)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await database.drop()
        await Gate.shared.leave()
        try result.get()
    }
}

extension Trait where Self == DatabaseTrait {
    static var database: DatabaseTrait { DatabaseTrait() }
}

extension Engine {
    /// Both, unless `KEHOU_TEST_SQLITE_ONLY=1`.
    static var tested: [Engine] {
        ProcessInfo.processInfo.environment["KEHOU_TEST_SQLITE_ONLY"] == "1" ? [.sqlite] : [.sqlite, .postgres]
    }
}

/// The databases of one test.
actor Database {
    @TaskLocal fileprivate static var current: Database?

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private var stores: [Store] = []
    private var schemas: [(url: String, name: String)] = []
    private var files: [String] = []

    /// A store with every migration on a database nobody else uses.
    static func fresh(_ engine: Engine, options: StoreOptions = .tested) async throws -> Store {
        try await open(url(engine), options: options)
    }

    /// The URL of a database nobody else uses; several stores may be opened on it.
    static func url(_ engine: Engine) async throws -> String {
        try await owner().make(engine)
    }

    /// A store with every migration, closed when the test ends.
    static func open(_ url: String, options: StoreOptions = .tested) async throws -> Store {
        let store = try await Store.open(url, options: options)
        try await owner().keep(store)
        try await store.migrate(Migration.all)
        return store
    }

    private static func owner() throws -> Database {
        guard let current else { throw Missing(description: "the suite lacks the trait .database") }
        return current
    }

    private func keep(_ store: Store) {
        stores.append(store)
    }

    private func make(_ engine: Engine) async throws -> String {
        let name = "test_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        guard engine == .postgres else {
            let file = FileManager.default.temporaryDirectory.appending(path: name + ".sqlite").path
            files.append(file)
            try await Template.shared.file().write(to: URL(filePath: file))
            return "sqlite:" + file
        }
        guard let server = ProcessInfo.processInfo.environment["KEHOU_TEST_POSTGRES"] else {
            throw Missing(
                description: "KEHOU_TEST_POSTGRES is not set: run scripts/with-postgres swift test, "
                    + "or set KEHOU_TEST_SQLITE_ONLY=1 to leave PostgreSQL out")
        }
        let url = server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(name)"
        let store = try await Store.open(url, options: .tested)
        stores.append(store)
        try await store.write { db in try db.run("CREATE SCHEMA \(unsafe: name)") }
        schemas.append((url, name))
        return url
    }

    /// Leftovers do no harm and an error here would hide the test's own, so none is thrown.
    fileprivate func drop() async {
        for store in stores { await store.close() }
        for (url, name) in schemas {
            guard let store = try? await Store.open(url, options: .tested) else { continue }
            _ = try? await store.write { db in try db.run("DROP SCHEMA \(unsafe: name) CASCADE") }
            await store.close()
        }
        for file in files {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + suffix) }
        }
    }
}

extension StoreOptions {
    /// Few connections, because many tests run at once.
    static var tested: StoreOptions {
        var options = StoreOptions()
        options.connections = 4
        options.readers = 2
        return options
    }
}

/// Lets some tests have databases at a time: the server takes a limited number of connections.
private actor Gate {
    static let shared = Gate()

    private var free = 6
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// A SQLite file with every migration, made once; tests begin with a copy of it.
private actor Template {
    static let shared = Template()

    private var making: Task<Data, any Error>?

    func file() async throws -> Data {
        if let making { return try await making.value }
        let making = Task {
            let url = FileManager.default.temporaryDirectory.appending(path: "template_\(UUID().uuidString).sqlite")
            let store = try await Store.open("sqlite:" + url.path)
            try await store.migrate(Migration.all)
            await store.close()
            defer { try? FileManager.default.removeItem(at: url) }
            return try Data(contentsOf: url)
        }
        self.making = making
        return try await making.value
    }
}
