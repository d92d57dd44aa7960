import Store

extension Roster {
    /// What the city should look like set beside what the database holds.
    struct Comparison: Sendable {
        let places: Places
        let kinds: [Report.KindCounts]
        /// What is left to be laid out in the staging file before a school is written; it changes none of the counts.
        let left: [SQL]

        /// Fills the `want_`, `before_` and `gone_` tables of the staging file; the database is only read.
        ///
        /// - Returns: nil where the roster holds no compulsory school or is another city's; `problems` has it.
        static func make(
            _ staging: Staging, store: Store, today: LocalDate, city: ID<Registry.City>?, problems: inout ProblemLog
        ) async throws -> Comparison? {
            let found = try await findPlaces(staging, store, today, city)
            found?.problems.forEach { problems.add($0) }
            guard found?.problems.contains(where: { $0.severity == .error }) != true else { return nil }
            guard let places = found, !places.schools.isEmpty else {
                problems.add(
                    Problem(
                        severity: .error, file: File.orgs.name, line: 0, column: "type", code: "no_school",
                        arguments: [:]))
                return nil
            }
            noteAbsentSchools(places, try await store.read { db in try PlaceFinder.Existing(db) }, &problems)
            try await lay(places, into: staging)
            for mirror in Mirror.all {
                try await mirror.make(in: staging)
                if places.city.change != .new {
                    try await mirror.copy(of: places.city.record.id, from: store, to: staging)
                }
            }
            try await staging.write(
                indexes + Spared.settled + Wanted.classes + Wanted.goneClasses + Wanted.staff + Spared.homes
                    + Wanted.pupils + Wanted.guardians)
            // In a first import every tie is new and nothing is gone, so the counts are known before the ties are.
            let (ties, isFirst) = (Wanted.ties + Spared.ties + Wanted.gone, places.city.change == .new)
            if !isFirst { try await staging.write(ties) }
            return Comparison(
                places: places, kinds: try await count(places, isFirst: isFirst, staging), left: isFirst ? ties : [])
        }

        private static func findPlaces(
            _ staging: Staging, _ store: Store, _ today: LocalDate, _ city: ID<Registry.City>?
        ) async throws -> Places? {
            let existing = try await store.read { db in try PlaceFinder.Existing(db) }
            let finder = try await staging.store.read { db in
                PlaceFinder(
                    orgs: try db.all("SELECT * FROM org ORDER BY n"), grades: try gradesTaught(db),
                    locations: try locations(db), existing: existing, today: today,
                    spared: Set(try db.values("SELECT source_id FROM spared_org", as: String.self)), chosen: city)
            }
            return try finder.find()
        }

        /// The grades taught in each school, from its classes and pupils.
        private static func gradesTaught(_ db: DB) throws -> [Int64: PlaceFinder.GradeSpan] {
            let rows = try db.all(
                """
                WITH taught AS (
                    SELECT o.n, c.grade FROM class c JOIN org o ON o.source_id = c.org
                    WHERE c.grade IS NOT NULL AND c.gone = 0
                    UNION ALL
                    SELECT l.org_n, p.grade FROM role_link l JOIN person p ON p.n = l.person_n
                    WHERE l.kind = \(RoleKind.student.rawValue) AND p.grade IS NOT NULL AND p.gone = 0
                )
                SELECT t.n, MIN(NULLIF(t.grade, 0)) AS lowest, MAX(NULLIF(t.grade, 0)) AS highest,
                    MAX(t.grade = 0) AS others
                FROM taught t
                WHERE t.n IS NOT NULL
                GROUP BY t.n
                """, as: Row.self)
            return try Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    let span = PlaceFinder.GradeSpan(
                        lowest: try row["lowest"], highest: try row["highest"], hasOthers: try row["others"])
                    return (try row["n"], span)
                })
        }

        private static func locations(_ db: DB) throws -> [Int64: Set<String>] {
            let rows = try db.all(
                """
                SELECT DISTINCT o.n, c.location
                FROM class c
                JOIN org o ON o.source_id = c.org
                WHERE c.location IS NOT NULL
                """, as: Row.self)
            return try Dictionary(grouping: rows) { try $0["n"] }.mapValues { Set(try $0.map { try $0["location"] }) }
        }

        /// Schools of the city that the roster does not name stay as they are; that is worth a word.
        private static func noteAbsentSchools(
            _ places: Places, _ existing: PlaceFinder.Existing, _ problems: inout ProblemLog
        ) {
            let named = Set(places.schools.map(\.school.id))
            let absent = existing.schools.filter {
                $0.cityID == places.city.record.id && $0.isOpen && !named.contains($0.id)
            }
            guard !absent.isEmpty else { return }
            problems.add(
                Problem(
                    severity: .warning, file: File.orgs.name, line: 0, column: "", code: "school_absent",
                    arguments: ["count": "\(absent.count)"]))
        }

        private static func lay(_ places: Places, into staging: Staging) async throws {
            try await staging.write([
                "CREATE TABLE place (org_n INTEGER PRIMARY KEY, school_n INTEGER, campus_n INTEGER)",
                "CREATE TABLE want_school (n INTEGER PRIMARY KEY, id INTEGER, closed INTEGER)",
                "CREATE TABLE want_campus (n INTEGER PRIMARY KEY, id INTEGER, school_n INTEGER, name TEXT)",
            ])
            try await staging.store.write(.long) { db in
                try db.insert(
                    into: "place", columns: ["org_n", "school_n", "campus_n"],
                    rows: places.inside.map { [$0.org, $0.school, $0.campus] as [any ColumnValue] })
                try db.insert(
                    into: "want_school", columns: ["n", "id", "closed"],
                    rows: places.schools.map { [$0.n, $0.school.id, $0.isGone] as [any ColumnValue] })
                try db.insert(
                    into: "want_campus", columns: ["n", "id", "school_n", "name"],
                    rows: places.campuses.map { [$0.n, $0.id, $0.schoolN, $0.name] as [any ColumnValue] })
                // No row of the roster is theirs, so they have numbers of their own.
                try db.insert(
                    into: "want_campus", columns: ["n", "id", "school_n", "name"],
                    rows: places.keptCampuses.enumerated().map { index, campus in
                        [Int64(-1 - index), campus.id, campus.schoolN, campus.name] as [any ColumnValue]
                    })
            }
        }

        private static let indexes: [SQL] = [
            "CREATE INDEX before_class_by_source ON before_class (school_id, source_id)",
            "CREATE INDEX before_pupil_by_source ON before_pupil (source_id, school_id)",
            "CREATE INDEX before_guardian_by_source ON before_guardian (source_id)",
            "CREATE INDEX before_staff_by_source ON before_staff (source_id, school_id)",
        ]

        private static func count(
            _ places: Places, isFirst: Bool, _ staging: Staging
        ) async throws -> [Report.KindCounts] {
            var counts = places.counts
            for kind in Kind.allCases where counts[kind] == nil {
                counts[kind] = try await staging.store.read { db in
                    isFirst ? try countFirst(kind, db) : try count(kind, db)
                }
            }
            return Kind.allCases.map { kind in
                Report.KindCounts(file: kind.file.name, kind: kind, counts: counts[kind] ?? Counts())
            }
        }

        private static func count(_ kind: Kind, _ db: DB) throws -> Counts {
            var counts = Counts()
            let rows = try db.all(
                "SELECT state, COUNT(*) AS count FROM want_\(unsafe: kind.rawValue) GROUP BY state", as: Row.self)
            for row in rows {
                let count: Int = try row["count"]
                switch Change(rawValue: try row["state"]) {
                case .new: counts.new = count
                case .changed: counts.changed = count
                default: counts.unchanged = count
                }
            }
            counts.gone = try db.value("SELECT COUNT(*) FROM gone_\(unsafe: kind.rawValue)", as: Int.self) ?? 0
            return counts
        }

        /// All there is to be is new; the ties are not laid out yet, but each has its pair.
        private static func countFirst(_ kind: Kind, _ db: DB) throws -> Counts {
            let table = kind == .guardianship ? "pair" : "want_\(kind.rawValue)"
            return Counts(new: try db.value("SELECT COUNT(*) FROM \(unsafe: table)", as: Int.self) ?? 0)
        }
    }
}
