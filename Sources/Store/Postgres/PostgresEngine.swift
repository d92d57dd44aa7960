/// PostgreSQL: some threads that take jobs from one queue, a connection each.
final class PostgresEngine: Backend {
    let engine = Engine.postgres

    private let jobs: JobQueue
    private let threads = Threads()

    private init(_ options: StoreOptions) {
        jobs = JobQueue(limit: options.acquireTimeout)
    }

    /// Starts the threads. They connect when there is something to do, so the server need not be there yet.
    static func open(url: String, _ options: StoreOptions) async throws -> PostgresEngine {
        let engine = PostgresEngine(options)
        let jobs = engine.jobs
        for number in 1...max(1, options.connections) {
            try await engine.threads.start("kehou-postgres-\(number)") {
            } work: {
                PostgresWorker(url: url, options, jobs).run()
            }
        }
        return engine
    }

    func submit(_ job: Job) {
        jobs.push(job)
    }

    func settings() async throws -> StoreSettings {
        try await withCheckedThrowingContinuation { continuation in
            submit(
                Job(kind: .read) { db in
                    let names = [
                        "fsync", "synchronous_commit", "full_page_writes", "server_version", "statement_timeout",
                    ]
                    var values: [String: String] = [:]
                    let sql: SQL = "SELECT name, setting FROM pg_settings WHERE \(column: "name", isIn: names)"
                    try db.each(sql) { row in values[try row["name"]] = try row["setting"] as String }
                    let settings = StoreSettings(engine: .postgres, values: values)
                    return { continuation.resume(returning: settings) }
                } fail: {
                    continuation.resume(throwing: $0)
                })
        }
    }

    func close() async {
        abandon()
        await threads.join()
    }

    func abandon() {
        jobs.close()
    }
}
