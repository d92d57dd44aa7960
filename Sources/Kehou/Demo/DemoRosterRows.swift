extension Demo.Roster {
    func manifest(_ lines: inout Demo.Lines) throws {
        let known = [
            "academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics",
            "enrollments", "lineItems", "lineItemLearningObjectiveIds", "lineItemScoreScales", "orgs", "resources",
            "results", "resultLearningObjectiveIds", "resultScoreScales", "roles", "scoreScales", "userProfiles",
            "userResources", "users",
        ]
        try lines.row(["manifest.version", "1.0"])
        try lines.row(["oneroster.version", version.rawValue])
        for file in known.sorted() where version == .v12 || isOf11(file) {
            let isThere = Demo.RosterFile(rawValue: file).map { version == .v12 || $0 != .roles } ?? false
            try lines.row(["file.\(file)", isThere ? "bulk" : "absent"])
        }
        try lines.row(["source.systemName", "Kehou demo city (made-up people)"])
        try lines.row(["source.systemCode", "seed-\(city.size.seed)"])
    }

    func academicSessions(_ lines: inout Demo.Lines) throws {
        try lines.row(["2026", "", "", "2026-2027学年", "schoolYear", "2026-09-01", "2027-07-04", "", "2027"])
        try lines.row(["2026-1", "", "", "2026-2027学年第一学期", "term", "2026-09-01", "2027-01-29", "2026", "2027"])
        try lines.row(["2026-2", "", "", "2026-2027学年第二学期", "term", "2027-03-01", "2027-07-04", "2026", "2027"])
    }

    func orgs(_ lines: inout Demo.Lines) throws {
        let whole = city.whole
        try lines.row([whole.id, "", "", whole.chinese, "local", whole.code, "", whole.english, "", "", ""])
        for district in city.districts {
            try lines.row([
                district.id, "", "", district.chinese, "district", district.code, whole.id, district.english, "", "",
                "",
            ])
        }
        for school in city.schools {
            try lines.row([
                school.id, "", "", school.chinese, "school", "", city.districts[school.district].id, school.english,
                school.stage.rawValue, school.isPublic ? "public" : "private", school.isRural ? "rural" : "urban",
            ])
            if let campus = school.campus {
                // A school below a school is a campus; it has no attributes of its own.
                try lines.row([campus, "", "", "东校区", "school", "", school.id, "East Campus", "", "", ""])
            }
        }
    }

    func classes(_ lines: inout Demo.Lines) throws {
        for school in city.schools {
            for homeroom in school.classes {
                try lines.row([
                    id(homeroom, school), "", "", homeroom.title, code(homeroom.grade), "homeroom",
                    "\(homeroom.grade)-\(homeroom.number)", "homeroom", "", school.place(of: homeroom), "2026-1,2026-2",
                    "", "", "",
                ])
            }
        }
    }

    func users(_ lines: inout Demo.Lines) throws {
        for school in city.schools {
            for employee in city.staff(of: school) {
                let role = rosterRole(employee.post)
                let id = "\(school.id)-t\(employee.number)"
                try user(&lines, school, Row(id: id, name: employee.name, role: role, mobile: employee.mobile))
            }
            try eachGuardian(of: school) { guardian in
                try user(
                    &lines, school,
                    Row(id: guardian.id, name: guardian.name, role: rosterRole(guardian.place), mobile: guardian.mobile)
                )
            }
            for homeroom in school.classes {
                for pupil in city.pupils(of: homeroom, in: school) {
                    var row = Row(id: "\(school.id)-p\(pupil.number)", name: pupil.name, role: "student", mobile: "")
                    row.identifier = city.nationalNumber(of: pupil.number, grade: homeroom.grade, in: school)
                    row.agents = city.guardians(of: pupil.number, in: school, family: pupil.family)
                    row.grade = code(homeroom.grade)
                    try user(&lines, school, row)
                }
            }
        }
    }

    func roles(_ lines: inout Demo.Lines) throws {
        for school in city.schools {
            for number in 0..<school.staff {
                let role = rosterRole(city.post(number, school))
                try self.role(&lines, school, "\(school.id)-t\(number)", role, begin: "2026-09-01")
            }
            try eachGuardian(of: school) { guardian in
                try self.role(&lines, school, guardian.id, rosterRole(guardian.place), begin: "")
            }
            for pupil in 0..<school.pupils {
                try self.role(&lines, school, "\(school.id)-p\(pupil)", "student", begin: "2026-09-01")
            }
        }
    }

    func enrollments(_ lines: inout Demo.Lines) throws {
        for school in city.schools {
            for homeroom in school.classes {
                let room = id(homeroom, school)
                let place = school.place(of: homeroom)
                for (order, teacher) in city.teachers(of: homeroom, in: school).enumerated() {
                    try lines.row([
                        "\(room)-t\(order)", "", "", room, place, "\(school.id)-t\(teacher)", "teacher",
                        order == 0 ? "true" : "false", "2026-09-01", "",
                    ])
                }
                for pupil in homeroom.pupils {
                    let id = "\(school.id)-p\(pupil)"
                    try lines.row([id + "-e", "", "", room, place, id, "student", "false", "2026-09-01", ""])
                }
            }
        }
    }
}

extension Demo.Roster {
    private struct Row {
        let id: String
        let name: Demo.Name
        let role: String
        let mobile: String
        var identifier = ""
        var agents: [String] = []
        var grade = ""
    }

    private func user(_ lines: inout Demo.Lines, _ school: Demo.School, _ row: Row) throws {
        let agents = row.agents.joined(separator: ",")
        switch version {
        case .v11:
            try lines.row([
                row.id, "", "", "true", school.id, elevenRole(row.role), row.id, "", row.name.given, row.name.surname,
                "",
                row.identifier, "", row.mobile, "", agents, row.grade, "",
            ])
        case .v12:
            try lines.row([
                row.id, "", "", "true", row.id, "", row.name.given, row.name.surname, "", row.identifier, "",
                row.mobile,
                "", agents, row.grade, "", "", "", "", "", "", school.id, "",
            ])
        }
    }

    private func role(
        _ lines: inout Demo.Lines, _ school: Demo.School, _ user: String, _ role: String, begin: String
    ) throws {
        try lines.row(["\(user)-r", "", "", user, "primary", role, begin, "", school.id, ""])
    }

    private func eachGuardian(of school: Demo.School, _ body: (Demo.Guardian) throws -> Void) throws {
        for number in 0..<city.familyCount(of: school) where city.hasFamily(number, in: school) {
            let key = Demo.FamilyKey(school: school.index, number: number)
            for guardian in city.family(key).guardians { try body(guardian) }
        }
        if let carer = city.carer(of: school) { try body(carer) }
    }

    private func id(_ homeroom: Demo.Class, _ school: Demo.School) -> String { "\(school.id)-c\(homeroom.index)" }

    private func code(_ grade: Int) -> String { "0\(grade)" }

    private func isOf11(_ file: String) -> Bool {
        let later = [
            "lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds", "resultScoreScales",
        ]
        return !(later + ["roles", "scoreScales", "userProfiles", "userResources"]).contains(file)
    }
}

private func rosterRole(_ post: Demo.Post) -> String {
    switch post {
    case .principal: "principal"
    case .office: "siteAdministrator"
    case .teacher: "teacher"
    case .aide: "aide"
    }
}

private func rosterRole(_ place: Demo.Guardian.Place) -> String {
    switch place {
    case .father, .mother: "parent"
    case .stepfather: "guardian"
    case .grandparent: "relative"
    }
}

/// 1.1 has no principals and one word for those who run a school.
private func elevenRole(_ role: String) -> String {
    role == "principal" || role == "siteAdministrator" ? "administrator" : role
}
