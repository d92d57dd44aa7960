import Store

extension Demo {
    /// The row that says a database holds a demo city. It is written first, so that a real one can never become one.
    enum Mark: Equatable {
        /// The build began, and perhaps was interrupted.
        case unfinished
        /// `30 schools, 6000 pupils, seed 1`, for the message.
        case ready(String)

        static func find(_ db: DB) throws -> Mark? {
            let value = try db.value("SELECT value FROM installation WHERE name = 'demo'", as: String.self)
            return value.map { $0.isEmpty ? .unfinished : .ready($0) }
        }

        /// Marks an empty database as a demo in the making.
        ///
        /// *Throws* `Fault.conflict`: `demo.already`, `demo.unfinished`, `demo.not_empty`.
        static func begin(_ db: DB) throws {
            switch try find(db) {
            case .ready(let what): throw Fault.conflict("demo.already", ["what": what])
            case .unfinished: throw Fault.conflict("demo.unfinished")
            case nil: break
            }
            for table in ["city", "account", "term"] {
                let count = try db.value("SELECT COUNT(*) FROM \(unsafe: table)", as: Int.self) ?? 0
                guard count == 0 else { throw Fault.conflict("demo.not_empty") }
            }
            try db.run("INSERT INTO installation (name, value) VALUES ('demo', '')")
        }

        /// - Parameter cast: the user names that the "enter as" page offers, and no others.
        static func finish(_ size: Size, cast: [String], _ db: DB) throws {
            let what = "schools=\(size.schools) pupils=\(size.pupils) seed=\(size.seed)"
            try db.run("UPDATE installation SET value = \(what) WHERE name = 'demo'")
            try db.run(
                "INSERT INTO installation (name, value) VALUES ('demo-cast', \(cast.joined(separator: " ")))")
        }

        /// The user names of the cast; none outside a finished demo city.
        static func cast(_ db: DB) throws -> [String] {
            guard case .ready = try find(db) else { return [] }
            let names = try db.value("SELECT value FROM installation WHERE name = 'demo-cast'", as: String.self)
            return (names ?? "").split(separator: " ").map(String.init)
        }
    }
}
