import Store

extension Allow {
    /// Teachers of the class, found by the mobile that the roster and the account share. Another class's teacher at the school is
    /// known, and may not.
    static func classTeacher(
        school: any KeyPath<Input, ID<Registry.School>> & Sendable,
        class room: any KeyPath<Input, ID<Registry.SchoolClass>> & Sendable
    ) -> Allow {
        Allow("teacher of the class") { input, caller, db in
            guard let current = caller.current, let account = caller.account, current.role == .teacher,
                current.place == Place(kind: .school, id: input[keyPath: school].rawValue)
            else { return .stranger }
            let classes = try Enrolment.taught(by: account, in: input[keyPath: school], db)
            return classes.contains(input[keyPath: room]) ? .entitled : .known
        }
    }
}

extension Enrolment {
    /// The classes that the person of an account teaches at a school now. Rides `staff_by_mobile` and `class_teacher_by_staff`.
    static func taught(
        by account: ID<Caller.Account>, in school: ID<Registry.School>, _ db: DB
    ) throws -> [ID<Registry.SchoolClass>] {
        try db.values(
            """
            SELECT DISTINCT t.class_id
            FROM account_mobile m
            JOIN staff s ON s.mobile_index = m.mobile_index AND s.school_id = \(school) AND s.left_on IS NULL
            JOIN class_teacher t ON t.school_id = s.school_id AND t.staff_id = s.id AND t.ended_on IS NULL
            WHERE m.account_id = \(account)
            ORDER BY t.class_id
            """, as: ID<Registry.SchoolClass>.self)
    }
}
