/// PostgreSQL: some threads on one queue, a connection each.
final class PostgresEngine: Backend {
    let engine = Engine.postgres

    init(url: String, _ options: StoreOptions) {}
    func submit(_ job: Job) { job.fail(StoreError.unavailable("not built yet")) }
    func settings() async throws -> StoreSettings { throw StoreError.unavailable("not built yet") }
    func close() async {}
    func abandon() {}
}
