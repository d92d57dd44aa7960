import CPostgres

/// What the server answered to one statement.
final class PostgresResult {
    let pointer: OpaquePointer?

    init(_ pointer: OpaquePointer?) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var isSuccess: Bool {
        switch PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN: true
        default: false
        }
    }

    /// How many rows a query gave.
    var count: Int { Int(PQntuples(pointer)) }

    /// How many rows a statement changed; none for a plain query, which PostgreSQL would count too.
    var changed: Int {
        guard let status = PQcmdStatus(pointer), let rows = PQcmdTuples(pointer) else { return 0 }
        return String(cString: status).hasPrefix("SELECT") ? 0 : Int(String(cString: rows)) ?? 0
    }

    var names: ColumnNames {
        ColumnNames((0..<PQnfields(pointer)).map { String(cString: PQfname(pointer, $0)) })
    }

    func row(_ row: Int, _ names: ColumnNames) -> Row {
        Row(names: names, cells: (0..<Int32(names.list.count)).map { column(Int32(row), $0) })
    }

    private func column(_ row: Int32, _ field: Int32) -> Column {
        guard PQgetisnull(pointer, row, field) == 0, let start = PQgetvalue(pointer, row, field) else { return .null }
        let length = Int(PQgetlength(pointer, row, field))
        return start.withMemoryRebound(to: UInt8.self, capacity: length) { start in
            PostgresText.column(UnsafeBufferPointer(start: start, count: length), type: PQftype(pointer, field))
        }
    }
}
