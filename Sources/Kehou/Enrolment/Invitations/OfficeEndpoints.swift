import Store

extension Enrolment {
    struct SchoolInput: Codable, Sendable {
        let school: ID<Registry.School>
    }

    struct ClassInput: Codable, Sendable {
        let school: ID<Registry.School>
        let `class`: ID<Registry.SchoolClass>
    }

    struct PrintInput: Codable, Sendable {
        let school: ID<Registry.School>
        let `class`: ID<Registry.SchoolClass>
        /// The last day the codes work.
        let until: LocalDate
    }

    static let officeEndpoints: [Endpoint] = [invitations, invitationsFile, invitationClass, sheetPage, print]

    static let invitations = Endpoint(
        "families.invitations", .get, "/schools/{school}/invitations",
        "How many families have been reached, by class: numbers only",
        allow: .roles(.office, .principal, .teacher, school: \.school), example: SchoolInput(school: 1),
        faults: [.notFound]
    ) { input, caller, db in try InvitationsPage(input.school, caller, db) }

    static let invitationsFile = Endpoint(
        "families.invitations_file", .get, "/schools/{school}/invitations.csv", "The same as comma-separated values",
        allow: .roles(.office, .principal, .teacher, school: \.school), example: SchoolInput(school: 1),
        faults: [.notFound]
    ) { input, caller, db in
        let page = try InvitationsPage(input.school, caller, db)
        let head = ["class", "pupils", "linked", "reached"].map {
            Text("invitations.\($0)").display(in: caller.language)
        }
        let rows = page.classes.map { [$0.name, $0.pupils, $0.linked, $0.reached] }
        return Download.csv([head] + rows, fileName: "invitations-\(input.school).csv")
    }

    static let invitationClass = Endpoint(
        "families.class", .get, "/schools/{school}/invitations/{class}",
        "A class: which pupils have a guardian with an account, and whose family was reached",
        allow: .roles(.office, .principal, school: \.school), example: ClassInput(school: 1, class: 1),
        faults: [.notFound]
    ) { input, caller, db in try ClassPage(input, caller.language, db) }

    static let sheetPage = Endpoint(
        "families.sheet_page", .get, "/schools/{school}/invitations/{class}/codes",
        "What printing a class's codes will do, before it is done",
        allow: .roles(.office, .principal, school: \.school), example: ClassInput(school: 1, class: 1),
        faults: [.notFound]
    ) { input, caller, db in try BeforePrintPage(input.school, input.class, caller, db) }

    static let print = Endpoint(
        "families.print", .post, "/schools/{school}/invitations/{class}/codes",
        "Make new codes for a class and show its sheet; unused old ones no longer work",
        allow: .roles(.office, .principal, school: \.school),
        example: PrintInput(school: 1, class: 1, until: LocalDate.sample), faults: [.notFound, .invalid],
        again: { typed, input, caller, _, db in
            try BeforePrintPage(input.school, input.class, caller, db, typed: typed)
        },
        inside: { input, caller, app, db in
            guard input.until >= caller.today, input.until <= caller.today.adding(days: 120) else {
                throw Fault.invalid(field: "until", "paper_code.until", ["most": "120"])
            }
            let room = try Registry.SchoolClass.find(input.class, in: input.school, db)
            let pupils = try Registry.Pupil.list(in: input.school, class: room.id, limit: 1000, db)
            let codes = try PaperCode.print(
                for: pupils.map(\.id), in: input.school, until: input.until, by: try caller.requireAccount(),
                app.protection, at: caller.now, db)
            return try SheetPage(
                school: Registry.School.find(input.school, db), room: room, slips: zip(pupils, codes).map { ($0, $1) },
                until: input.until, url: app.settings.publicURL, in: caller.language)
        })
}

extension Registry.SchoolClass {
    /// - Throws: `notFound`, also for another school's or a closed one.
    static func find(
        _ id: ID<Registry.SchoolClass>, in school: ID<Registry.School>, _ db: DB
    ) throws -> Registry.SchoolClass {
        guard let room = try all(in: school, db).first(where: { $0.id == id }) else { throw Fault.notFound() }
        return room
    }
}
