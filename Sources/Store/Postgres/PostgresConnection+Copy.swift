import CPostgres

extension PostgresConnection {
    private static let chunk = 1 << 16
    /// Up to so many rows go as one prepared statement: COPY is parsed anew each time and takes another exchange.
    private static let fewRows = 8

    func insert(into table: String, columns: [String], rows: [[Column]]) throws -> Int {
        guard rows.count <= Self.fewRows else { return try copy(rows, into: table, columns) }
        guard !rows.isEmpty else { return 0 }
        let lines = try rows.map { row -> SQL in
            try check(row, into: table, columns)
            return "(\(SQL.joined(row.map { SQL(value: $0) }, ", ")))"
        }
        try later(
            "INSERT INTO \(unsafe: table) (\(unsafe: columns.joined(separator: ", "))) VALUES \(SQL.joined(lines, ", "))"
        )
        return rows.count
    }

    private func check(_ row: [Column], into table: String, _ columns: [String]) throws {
        guard row.count == columns.count else {
            throw StoreError.other("insert into \(table): a row has \(row.count) values for \(columns.count) columns")
        }
    }

    /// COPY in text format, which any column type reads.
    private func copy(_ rows: [[Column]], into table: String, _ columns: [String]) throws -> Int {
        try command("COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN")
        var bytes: [UInt8] = []
        do {
            for row in rows {
                try check(row, into: table, columns)
                try append(row, to: &bytes)
                if bytes.count >= Self.chunk {
                    try send(bytes)
                    bytes.removeAll(keepingCapacity: true)
                }
            }
            try send(bytes)
        } catch {
            // The server throws away what it got and reports the reason given here, which we know better.
            _ = try? finish("given up")
            throw error
        }
        return try finish(nil)
    }

    private func append(_ row: [Column], to bytes: inout [UInt8]) throws {
        for (index, column) in row.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "\t")) }
            try column.refuseNUL()
            PostgresText.append(column, toCopy: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private func send(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        let sent = bytes.withUnsafeBytes { raw in
            PQputCopyData(link, raw.bindMemory(to: CChar.self).baseAddress, Int32(raw.count))
        }
        if sent != 1 { _ = try checked(PQgetResult(link)) }
    }

    /// Ends the COPY and reads every answer, without which the connection takes no further statement.
    private func finish(_ reason: String?) throws -> Int {
        PQputCopyEnd(link, reason)
        var changed = 0
        var failure: (any Error)?
        while let pointer = PQgetResult(link) {
            do {
                changed += try checked(pointer).changed
            } catch {
                failure = failure ?? error
                if PQstatus(link) == CONNECTION_BAD { break }
            }
        }
        if let failure { throw failure }
        return changed
    }
}
