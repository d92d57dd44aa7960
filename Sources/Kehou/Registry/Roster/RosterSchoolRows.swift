import Store

extension Roster {
    /// All that an import writes of one school, read from the staging file and written in one transaction.
    struct SchoolRows: Sendable {
        private let school: ID<Registry.School>
        private let new: [Insertion]
        /// Rows that are there but differ.
        private let classes, pupils, staff, guardianships, teachers: [Row]
        private let goneClasses, gonePupils, goneStaff: [Int64]
        private let goneGuardianships, goneTeachers: [Row]
        private let arrivals: [Arrival]
        /// Of a school that is new nothing was counted yet.
        private let isKnown: Bool

        /// Records new, changed or gone.
        var count: Int {
            new.reduce(0) { $0 + $1.rows.count } + classes.count + pupils.count + staff.count + guardianships.count
                + teachers.count + goneClasses.count + gonePupils.count + goneStaff.count + goneGuardianships.count
                + goneTeachers.count
        }

        init(of entry: Places.SchoolEntry, _ db: DB) throws {
            let n = entry.n
            school = entry.school.id
            isKnown = entry.change != .new
            let classes = try db.all(
                """
                SELECT id, campus_id, source_id, name, grade, is_homeroom, state FROM want_class
                WHERE school_n = \(n) AND state <> 0
                ORDER BY id
                """, as: Row.self)
            let pupils = try db.all(
                """
                SELECT w.id, w.person_id, p.source_id, p.name, w.class_id, w.grade, p.number_hmac, p.number_last4, w.state
                FROM want_pupil w JOIN person p ON p.n = w.n
                WHERE w.school_n = \(n) AND w.state <> 0
                ORDER BY w.id
                """, as: Row.self)
            let staff = try db.all(
                """
                SELECT k.id, k.person_id, p.source_id, p.name, \(Wanted.kindName) AS kind, p.mobile_sealed, p.mobile_key,
                    p.mobile_index, k.state
                FROM want_staff k JOIN person p ON p.n = k.n
                WHERE k.school_n = \(n) AND k.state <> 0
                ORDER BY k.id
                """, as: Row.self)
            let guardianships = try db.all(
                """
                SELECT f.pupil_id, f.guardian_id, \(Wanted.relationName) AS relation, f.state FROM want_guardianship f
                WHERE f.school_n = \(n) AND f.state <> 0
                ORDER BY f.pupil_id, f.guardian_id
                """, as: Row.self)
            let teachers = try db.all(
                """
                SELECT class_id, staff_id, is_primary, state FROM want_class_teacher
                WHERE school_n = \(n) AND state <> 0
                ORDER BY class_id, staff_id
                """, as: Row.self)
            new = try Self.insertions(school, classes, pupils, staff, guardianships, teachers)
            self.classes = try Change.changed.among(classes)
            self.pupils = try Change.changed.among(pupils)
            self.staff = try Change.changed.among(staff)
            self.guardianships = try Change.changed.among(guardianships)
            self.teachers = try Change.changed.among(teachers)
            goneClasses = try db.values("SELECT id FROM gone_class WHERE school_id = \(school)")
            gonePupils = try db.values("SELECT id FROM gone_pupil WHERE school_id = \(school)")
            goneStaff = try db.values("SELECT id FROM gone_staff WHERE school_id = \(school)")
            goneGuardianships = try db.all(
                "SELECT pupil_id, guardian_id FROM gone_guardianship WHERE school_id = \(school)")
            goneTeachers = try db.all("SELECT class_id, staff_id FROM gone_class_teacher WHERE school_id = \(school)")
            arrivals = try Arrival.all(atSchool: n, db)
        }

        /// Classes come first, and people before the ties between them.
        private static func insertions(
            _ school: ID<Registry.School>, _ classes: [Row], _ pupils: [Row], _ staff: [Row], _ guardianships: [Row],
            _ teachers: [Row]
        ) throws -> [Insertion] {
            let scope = (column: "school_id", value: school)
            return [
                try Insertion(
                    into: "class", scope: scope, ["id", "campus_id", "source_id", "name", "grade", "is_homeroom"],
                    ofNew: classes),
                try Insertion(
                    into: "pupil", scope: scope,
                    ["id", "person_id", "source_id", "name", "class_id", "grade", "number_hmac", "number_last4"],
                    ofNew: pupils),
                try Insertion(
                    into: "staff", scope: scope,
                    ["id", "person_id", "source_id", "name", "kind", "mobile_sealed", "mobile_key", "mobile_index"],
                    ofNew: staff),
                try Insertion(
                    into: "guardianship", scope: scope, ["pupil_id", "guardian_id", "relation"], ofNew: guardianships),
                try Insertion(
                    into: "class_teacher", scope: scope, ["class_id", "staff_id", "is_primary"], ofNew: teachers),
            ]
        }

        func write(_ now: Instant, _ db: DB) throws {
            for insertion in new { try insertion.write(db) }
            try update(db)
            try leave(now.localDate, db)
            for arrival in arrivals {
                try Registry.FamilyAccount.keepRestrictions(of: arrival, in: school, at: now, db)
            }
            if isKnown, movesPupils { try PupilsChanged.enqueue(school, at: now, db) }
        }

        private var movesPupils: Bool {
            let isJoined = new.contains { $0.table == "pupil" && !$0.rows.isEmpty }
            return isJoined || !pupils.isEmpty || !gonePupils.isEmpty || !goneClasses.isEmpty
        }

        private func update(_ db: DB) throws {
            for row in classes {
                try db.run(
                    """
                    UPDATE class
                    SET campus_id = \(try row["campus_id"] as Int64?), name = \(try row["name"] as String),
                        grade = \(try row["grade"] as Int), is_homeroom = \(try row["is_homeroom"] as Bool), closed_on = NULL
                    WHERE school_id = \(school) AND id = \(try row["id"] as Int64)
                    """)
            }
            for row in pupils {
                try db.run(
                    """
                    UPDATE pupil
                    SET name = \(try row["name"] as String), class_id = \(try row["class_id"] as Int64?),
                        grade = \(try row["grade"] as Int?), number_hmac = \(try row["number_hmac"] as [UInt8]?),
                        number_last4 = \(try row["number_last4"] as String?), left_on = NULL
                    WHERE school_id = \(school) AND id = \(try row["id"] as Int64)
                    """)
            }
            for row in staff {
                let mobile = try Protection.SealedMobile(row)
                try db.run(
                    """
                    UPDATE staff
                    SET name = \(try row["name"] as String), kind = \(try row["kind"] as String),
                        mobile_sealed = \(mobile?.bytes), mobile_key = \(mobile?.key), mobile_index = \(mobile?.index),
                        left_on = NULL
                    WHERE school_id = \(school) AND id = \(try row["id"] as Int64)
                    """)
            }
            try updateTies(db)
        }

        private func updateTies(_ db: DB) throws {
            for row in guardianships {
                try db.run(
                    """
                    UPDATE guardianship SET relation = \(try row["relation"] as String), ended_on = NULL
                    WHERE school_id = \(school) AND pupil_id = \(try row["pupil_id"] as Int64)
                        AND guardian_id = \(try row["guardian_id"] as Int64)
                    """)
            }
            for row in teachers {
                try db.run(
                    """
                    UPDATE class_teacher SET is_primary = \(try row["is_primary"] as Bool), ended_on = NULL
                    WHERE school_id = \(school) AND class_id = \(try row["class_id"] as Int64)
                        AND staff_id = \(try row["staff_id"] as Int64)
                    """)
            }
        }

        /// Marks who is gone. A pupil who left is in no class any more.
        private func leave(_ today: LocalDate, _ db: DB) throws {
            for id in gonePupils {
                try db.run(
                    "UPDATE pupil SET left_on = \(today), class_id = NULL WHERE school_id = \(school) AND id = \(id)")
            }
            for id in goneStaff {
                try db.run("UPDATE staff SET left_on = \(today) WHERE school_id = \(school) AND id = \(id)")
            }
            for id in goneClasses {
                try db.run("UPDATE class SET closed_on = \(today) WHERE school_id = \(school) AND id = \(id)")
            }
            for row in goneGuardianships {
                try db.run(
                    """
                    UPDATE guardianship SET ended_on = \(today)
                    WHERE school_id = \(school) AND pupil_id = \(try row["pupil_id"] as Int64)
                        AND guardian_id = \(try row["guardian_id"] as Int64)
                    """)
            }
            for row in goneTeachers {
                try db.run(
                    """
                    UPDATE class_teacher SET ended_on = \(today)
                    WHERE school_id = \(school) AND class_id = \(try row["class_id"] as Int64)
                        AND staff_id = \(try row["staff_id"] as Int64)
                    """)
            }
        }
    }
}
