import Store

extension Roster {
    /// A copy of what the database holds of a city, beside the staged roster, so that one SQL can compare the two whichever
    /// engine the database runs on.
    struct Mirror: Sendable {
        let name: String
        let columns: [String]
        /// The primary key, all ids: the copy is read a page at a time in its order.
        let key: [String]

        static let pageSize = 20_000

        static let all: [Mirror] = [
            Mirror(
                "class", ["school_id", "id", "source_id", "campus_id", "name", "grade", "is_homeroom", "closed_on"],
                key: ["school_id", "id"]),
            Mirror(
                "pupil",
                [
                    "school_id", "id", "person_id", "source_id", "name", "class_id", "grade", "number_hmac",
                    "number_last4",
                    "left_on",
                ], key: ["school_id", "id"]),
            Mirror("guardian", ["id", "source_id", "name", "mobile_index", "left_on"], key: ["id"]),
            Mirror(
                "guardianship", ["school_id", "pupil_id", "guardian_id", "relation", "ended_on", "ended_by"],
                key: ["school_id", "pupil_id", "guardian_id"]),
            Mirror(
                "staff", ["school_id", "id", "person_id", "source_id", "name", "kind", "mobile_index", "left_on"],
                key: ["school_id", "id"]),
            Mirror(
                "class_teacher", ["school_id", "class_id", "staff_id", "is_primary", "ended_on"],
                key: ["school_id", "class_id", "staff_id"]),
        ]

        private init(_ name: String, _ columns: [String], key: [String]) {
            self.name = name
            self.columns = columns
            self.key = key
        }

        private var staged: String { "before_\(name)" }

        func make(in staging: Staging) async throws {
            let list = columns.map { "\($0) \(Self.type(of: $0))" }.joined(separator: ", ")
            try await staging.write([
                "CREATE TABLE \(unsafe: staged) (\(unsafe: list), PRIMARY KEY (\(unsafe: key.joined(separator: ", ")))) WITHOUT ROWID"
            ])
        }

        /// Without a declared type a column has no affinity, and SQLite then uses no index to compare it with one that has.
        private static func type(of column: String) -> String {
            switch column {
            case "source_id", "name", "relation", "kind", "number_last4", "left_on", "ended_on", "closed_on": "TEXT"
            case "number_hmac", "mobile_index": "BLOB"
            default: "INTEGER"
            }
        }

        /// Copies the city's rows, in flat memory: while one page is written the next is read.
        func copy(of city: ID<Registry.City>, from store: Store, to staging: Staging) async throws {
            var rows = try await page(of: city, after: key.map { _ in 0 }, store)
            while let end = rows.last {
                let last = try key.map { try end[$0] as Int64 }
                async let next = page(of: city, after: last, store)
                try await write(rows, to: staging)
                rows = try await next
            }
        }

        private func write(_ rows: [Row], to staging: Staging) async throws {
            let (staged, columns) = (staged, columns)
            try await staging.store.write(.long) { db in
                try db.insert(
                    into: staged, columns: columns,
                    rows: try rows.map { row in try columns.indices.map { try row.value(at: $0) as Column } })
            }
        }

        /// Rides the primary key.
        private func page(of city: ID<Registry.City>, after last: [Int64], _ store: Store) async throws -> [Row] {
            let scope: SQL =
                name == "guardian"
                ? "city_id = \(city)" : "school_id IN (SELECT id FROM school WHERE city_id = \(city))"
            let names = key.joined(separator: ", ")
            let query: SQL = """
                SELECT \(unsafe: columns.joined(separator: ", "))
                FROM \(unsafe: name)
                WHERE (\(unsafe: names)) > (\(SQL.joined(last.map { "\($0)" }, ", "))) AND \(scope)
                ORDER BY \(unsafe: names)
                LIMIT \(Self.pageSize)
                """
            return try await store.read { db in try db.all(query) }
        }
    }
}
