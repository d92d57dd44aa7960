import Foundation
import Store

extension Roster {
    /// A roster laid out in a throw-away SQLite file, where references can be followed and compared by SQL.
    ///
    /// Dictionaries of 2.7 million ids would take hundreds of megabytes; a file takes none. It holds no mobile and no pupil
    /// number, only their sealed forms, is readable by its owner alone, and goes when the import ends.
    final class Staging: Sendable {
        enum Table: String, Sendable, CaseIterable {
            case org, class_, person, role, agent, enrolment, course, session, term, spoken

            var name: String { self == .class_ ? "class" : rawValue }

            /// The columns that ``Staging/insert(_:)`` fills, in order.
            var columns: [String] {
                switch self {
                case .org:
                    [
                        "n", "line", "source_id", "gone", "name", "name_en", "type", "code", "parent", "ownership",
                        "setting",
                        "stage", "phone", "address", "bad",
                    ]
                case .class_:
                    [
                        "n", "line", "source_id", "gone", "title", "grade", "homeroom", "org", "course", "location",
                        "new_id", "bad",
                    ]
                case .person:
                    [
                        "n", "line", "source_id", "gone", "name", "grade", "number_hmac", "number_last4",
                        "mobile_sealed",
                        "mobile_key", "mobile_index", "new_id", "bad",
                    ]
                case .role: ["n", "line", "id_hash", "person", "person_n", "org", "kind", "is_primary", "over", "bad"]
                case .agent: ["person_n", "line", "target"]
                case .enrolment:
                    ["n", "line", "id_hash", "class", "org", "person", "kind", "is_primary", "begun", "over", "bad"]
                case .course: ["n", "line", "source_id", "org", "bad"]
                case .session: ["n", "line", "source_id", "parent", "bad"]
                case .term: ["class_n", "line", "target"]
                case .spoken: ["text", "file"]
                }
            }
        }

        /// Rows on their way into the file, their values as ``Table/columns`` has them.
        typealias Rows = [Table: [[Column]]]

        let store: Store
        private let folder: URL

        private init(store: Store, folder: URL) {
            self.store = store
            self.folder = folder
        }

        /// Makes an empty staging file in a folder of its own.
        static func make() async throws -> Staging {
            let folder = FileManager.default.temporaryDirectory.appending(path: "kehou-roster-\(UUID().uuidString)")
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            do {
                var options = StoreOptions()
                options.requiresDurability = false
                options.isThrowAway = true
                options.writerCache = 96 << 20
                // Two cores have questions for two; a question to millions of rows takes what it takes.
                options.readers = 2
                options.statementTimeout = .seconds(3600)
                let store = try await Store.open("sqlite:\(folder.path)/staging.sqlite", options: options)
                let staging = Staging(store: store, folder: folder)
                try await staging.write(tables + Spared.tables)
                return staging
            } catch {
                try? FileManager.default.removeItem(at: folder) // nothing of worth is in it
                throw error
            }
        }

        func remove() async {
            await store.close()
            try? FileManager.default.removeItem(at: folder) // a temporary folder; the system clears it otherwise
        }

        func insert(_ rows: Rows) async throws {
            guard !rows.isEmpty else { return }
            try await store.write(.long) { db in
                for table in Table.allCases {
                    guard let rows = rows[table], !rows.isEmpty else { continue }
                    try db.insert(into: table.name, columns: table.columns, rows: rows)
                }
            }
        }

        /// Runs statements one by one, each in a transaction of its own.
        func write(_ statements: [SQL]) async throws {
            for statement in statements {
                try await store.write(.long) { db in try db.run(statement) }
            }
        }

        private static let tables: [SQL] = [
            """
            CREATE TABLE org (
                n INTEGER PRIMARY KEY, line INTEGER, source_id TEXT, gone INTEGER, name TEXT, name_en TEXT, type TEXT,
                code TEXT, parent TEXT, ownership TEXT, setting TEXT, stage TEXT, phone TEXT, address TEXT, bad INTEGER)
            """,
            """
            CREATE TABLE class (
                n INTEGER PRIMARY KEY, line INTEGER, source_id TEXT, gone INTEGER, title TEXT, grade INTEGER,
                homeroom INTEGER, org TEXT, course TEXT, location TEXT, new_id INTEGER, bad INTEGER)
            """,
            """
            CREATE TABLE person (
                n INTEGER PRIMARY KEY, line INTEGER, source_id TEXT, gone INTEGER, name TEXT, grade INTEGER,
                number_hmac BLOB, number_last4 TEXT, mobile_sealed BLOB, mobile_key TEXT, mobile_index BLOB,
                new_id INTEGER, bad INTEGER)
            """,
            """
            CREATE TABLE role (
                n INTEGER PRIMARY KEY, line INTEGER, id_hash INTEGER, person TEXT, person_n INTEGER, org TEXT,
                kind INTEGER, is_primary INTEGER, over INTEGER, bad INTEGER)
            """,
            "CREATE TABLE agent (person_n INTEGER, line INTEGER, target TEXT)",
            """
            CREATE TABLE enrolment (
                n INTEGER PRIMARY KEY, line INTEGER, id_hash INTEGER, class TEXT, org TEXT, person TEXT, kind INTEGER,
                is_primary INTEGER, begun TEXT, over INTEGER, bad INTEGER)
            """,
            "CREATE TABLE course (n INTEGER PRIMARY KEY, line INTEGER, source_id TEXT, org TEXT, bad INTEGER)",
            "CREATE TABLE session (n INTEGER PRIMARY KEY, line INTEGER, source_id TEXT, parent TEXT, bad INTEGER)",
            "CREATE TABLE term (class_n INTEGER, line INTEGER, target TEXT)",
        ]
    }
}
