import CPostgres

/// Statements that travel together: those whose outcome nobody waits for are kept back until one is run whose outcome somebody
/// does, or the COMMIT, and go with it in one exchange.
///
/// Order is kept, and an error of one that was kept back is thrown where it is found out; the transaction is over then anyhow.
extension PostgresConnection {
    struct Queued {
        enum What {
            case text(String)
            case prepared(PostgresStatement, PostgresParameters)
        }

        let what: What
    }

    /// A statement for the next exchange.
    func later(_ sql: SQL) throws {
        let rendered = try sql.rendered(for: .postgres)
        let parameters = PostgresParameters(rendered.values)
        queued.append(Queued(what: .prepared(try prepared(rendered.text, parameters.types, sql), parameters)))
    }

    /// Sends what was kept back.
    func flush() throws {
        guard let last = queued.popLast() else { return }
        _ = try exchange(last)
    }

    /// Sends what was kept back and one more.
    ///
    /// - Returns: what the server says to the last.
    func exchange(_ last: Queued) throws -> PostgresResult {
        let all = queued + [last]
        queued = []
        guard PQenterPipelineMode(link) == 1 else { throw broken() }
        var isSent = true
        for statement in all { isSent = isSent && send(statement) }
        guard isSent, PQpipelineSync(link) == 1 else { throw broken() }
        var results: [PostgresResult] = []
        for _ in all {
            var result: OpaquePointer?
            while let next = PQgetResult(link) {
                PQclear(result)
                result = next
            }
            results.append(PostgresResult(result))
            if PQstatus(link) == CONNECTION_BAD { break }
        }
        while let end = PQgetResult(link) {
            let isSync = PQresultStatus(end) == PGRES_PIPELINE_SYNC
            PQclear(end)
            if isSync { break }
        }
        PQexitPipelineMode(link)
        // The first that failed says why; those after it were not run.
        for result in results { _ = try checked(result) }
        guard results.count == all.count, let answer = results.last else { throw broken() }
        return answer
    }

    private func send(_ statement: Queued) -> Bool {
        switch statement.what {
        case .text(let text):
            return PQsendQueryParams(link, text, 0, nil, nil, nil, nil, 0) == 1
        case .prepared(let statement, let parameters):
            return parameters.withPointers { values, lengths, formats in
                PQsendQueryPrepared(
                    link, statement.name, Int32(parameters.types.count), values, lengths, formats, 0)
            } == 1
        }
    }
}
