import Store

extension Roster {
    /// A pupil who comes to a school from another one of the city.
    struct Arrival: Sendable, FromRow {
        let oldSchool: ID<Registry.School>
        let oldPupil: ID<Registry.Pupil>
        let pupil: ID<Registry.Pupil>

        init(_ row: Row) throws {
            oldSchool = try row["old_school"]
            oldPupil = try row["old_pupil"]
            pupil = try row["pupil"]
        }

        /// Of one school, from the staging file. Pupils of whom nothing changes have arrived long since.
        static func all(atSchool n: Int64, _ db: DB) throws -> [Arrival] {
            try db.all(
                """
                SELECT b.school_id AS old_school, b.id AS old_pupil, w.id AS pupil
                FROM want_pupil w
                JOIN person p ON p.n = w.n
                JOIN before_pupil b INDEXED BY before_pupil_by_source
                    ON b.source_id = p.source_id AND b.school_id <> w.school_id
                WHERE w.school_n = \(n) AND w.state <> 0
                ORDER BY w.id, b.school_id, b.id
                """)
        }
    }

    /// That a school's pupils or classes are others than before: whoever counts them counts anew.
    struct PupilsChanged: Codable, Sendable {
        static let job = "registry.pupils_changed"

        let school: ID<Registry.School>

        /// Written in the transaction that changes them.
        static func enqueue(_ school: ID<Registry.School>, at now: Instant, _ db: DB) throws {
            try Job.enqueue(
                job, payload: PupilsChanged(school: school), place: Place(kind: .school, id: school.rawValue), at: now,
                db)
        }
    }
}
