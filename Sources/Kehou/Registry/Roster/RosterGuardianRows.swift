import Store

extension Roster {
    /// A portion of the new and changed guardians, read from the staging file and made ready to be written.
    struct GuardianRows: Sendable {
        /// The last one's number in the roster; nil where there are none.
        let last: Int64?
        private let new: Insertion
        private let changed: [Row]

        var count: Int { new.rows.count + changed.count }

        /// - Parameter portion: how many at most, in the order of the roster, which is that of their ids.
        init(after last: Int64, portion: Int, in city: ID<Registry.City>, _ db: DB) throws {
            let rows = try db.all(
                """
                SELECT w.id, p.source_id, p.name, p.mobile_sealed, p.mobile_key, p.mobile_index, w.n, w.state
                FROM want_guardian w
                JOIN person p ON p.n = w.n
                WHERE w.n > \(last) AND w.state <> 0
                ORDER BY w.n
                LIMIT \(portion)
                """, as: Row.self)
            self.last = try rows.last.map { try $0["n"] }
            new = try Insertion(
                into: "guardian", scope: ("city_id", city),
                ["id", "source_id", "name", "mobile_sealed", "mobile_key", "mobile_index"], ofNew: rows)
            changed = try Change.changed.among(rows)
        }

        func write(_ db: DB) throws {
            try new.write(db)
            for row in changed {
                let mobile = try Protection.SealedMobile(row)
                try db.run(
                    """
                    UPDATE guardian
                    SET name = \(try row["name"] as String), mobile_sealed = \(mobile?.bytes), mobile_key = \(mobile?.key),
                        mobile_index = \(mobile?.index), left_on = NULL
                    WHERE id = \(try row["id"] as Int64)
                    """)
            }
        }
    }

    /// New rows of one table, ready to be written: while they are made nobody waits for the writer.
    struct Insertion: Sendable {
        let table: String
        let columns: [String]
        let rows: [[Column]]

        /// - Parameters:
        ///   - scope: the column, and its value, that all have in common.
        ///   - columns: the first columns of each row, in order.
        ///   - staged: rows with a `state`; those that are new are taken.
        init(
            into table: String, scope: (column: String, value: some ColumnValue), _ columns: [String],
            ofNew staged: [Row]
        ) throws {
            self.table = table
            self.columns = [scope.column] + columns
            rows = try Change.new.among(staged).map { row in
                try [scope.value.column] + columns.indices.map { try row.value(at: $0) }
            }
        }

        func write(_ db: DB) throws {
            if !rows.isEmpty { try db.insert(into: table, columns: columns, rows: rows) }
        }
    }
}
