import Store

extension Enrolment {
    /// One child on the roll of a day.
    struct RollRow: Sendable, FromRow {
        let pupil: ID<Registry.Pupil>
        let name: String
        let classID: ID<Registry.SchoolClass>?
        let leaves: TimeOfDay
        let isLateCare: Bool
        let homeworkOnly: Bool

        init(_ row: Row) throws {
            pupil = try row["id"]
            name = try row["name"]
            classID = try row["class_id"]
            leaves = try row["leaves_at"]
            isLateCare = try row["is_late_care"]
            homeworkOnly = try row["homework_only"]
        }

        /// Pupils by name who join on the day, a page and one more.
        ///
        /// *Cost*: one query. Rides `pupil_by_name` or `pupil_by_class`, then primary keys.
        static func page(_ input: RollInput, _ day: RollDay, _ db: DB) throws -> [RollRow] {
            guard let weekday = day.weekday else { return [] }
            return try db.all(
                """
                SELECT p.id, p.name, p.class_id, d.leaves_at, d.is_late_care, a.homework_only
                \(joining(input, day, weekday))
                    AND (p.name, p.id) > (\(input.afterName ?? ""), \(input.after ?? 0))
                ORDER BY p.name, p.id
                LIMIT \(Registry.pageSize + 1)
                """)
        }

        /// How many join on the day, on all pages.
        static func count(_ input: RollInput, _ day: RollDay, _ db: DB) throws -> Int {
            guard let weekday = day.weekday else { return 0 }
            return try db.value("SELECT COUNT(*) \(joining(input, day, weekday))", as: Int.self) ?? 0
        }

        /// With the answer that holds on the day: the newest of those that have taken effect by then. `application_current` holds
        /// the newest of all, which may be for later: what is decided today does not move the roll of today.
        private static func joining(_ input: RollInput, _ day: RollDay, _ weekday: Weekday) -> SQL {
            let room: SQL = input.class.map { "AND p.class_id = \($0)" } ?? ""
            return """
                FROM pupil p
                JOIN application a ON a.school_id = p.school_id AND a.pupil_id = p.id AND a.id = (
                    SELECT MAX(b.id)
                    FROM application b
                    WHERE b.school_id = p.school_id AND b.pupil_id = p.id AND b.term_id = \(day.term.id)
                        AND b.takes_effect_on <= \(day.date))
                JOIN application_day d ON d.school_id = a.school_id AND d.pupil_id = a.pupil_id
                    AND d.application_id = a.id AND d.weekday = \(weekday)
                WHERE p.school_id = \(input.school) \(room) AND (p.left_on IS NULL OR p.left_on > \(day.date))
                """
        }

        /// - Parameter end: when the day ends for everybody, where it ends early.
        func item(_ names: [ID<Registry.SchoolClass>: String], endingAt end: TimeOfDay?) -> RollPage.Item {
            let isEarly = end.map { $0 < leaves } ?? false
            let time = isEarly ? end ?? leaves : leaves
            return RollPage.Item(
                name: name, className: classID.flatMap { names[$0] },
                leaves: Text(
                    isLateCare && !isEarly ? "enrolment.late_until" : "enrolment.leaves", ["time": "\(time)"]),
                homeworkOnly: homeworkOnly)
        }
    }
}
