import Store

extension Enrolment {
    static let rollEndpoints: [Endpoint] = [roll, classes, classAnswers, remind]

    static let roll = Endpoint(
        "enrolment.roll", .get, "/schools/{school}/enrolment/roll",
        "Who joins on a day, for the office: today, or another service day of a term",
        allow: .roles(.office, .principal, school: \.school),
        example: RollInput(school: 3, date: .sample, class: nil, afterName: nil, after: nil), faults: [.notFound]
    ) { input, caller, db in try RollPage(input, caller, db) }

    static let classes = Endpoint(
        "enrolment.classes", .get, "/schools/{school}/enrolment/classes",
        "The classes that a teacher teaches, with how many families have answered",
        allow: .roles(.teacher, school: \.school), example: SchoolInput(school: 3), faults: [.notFound]
    ) { input, caller, db in try ClassesPage(input.school, caller, db) }

    static let classAnswers = Endpoint(
        "enrolment.class", .get, "/schools/{school}/classes/{class}/answers",
        "A class: numbers, and who has not answered yet",
        allow: .roles(.office, .principal, school: \.school), .classTeacher(school: \.school, class: \.class),
        example: ClassInput(school: 3, class: 1), faults: [.notFound]
    ) { input, caller, db in try AnswersPage(input, caller, db) }

    static let remind = Endpoint(
        "enrolment.remind", .post, "/schools/{school}/classes/{class}/reminder",
        "Send one kind message to the families of a class that have not answered; once a term",
        allow: .roles(.office, .principal, school: \.school), .classTeacher(school: \.school, class: \.class),
        example: ClassInput(school: 3, class: 1), faults: [.notFound, .conflict]
    ) { input, caller, db in
        let count = try Reminder.send(input, caller, db)
        return SeeOther.to(
            "/schools/\(input.school)/classes/\(input.class)/answers",
            Text("enrolment.reminded", ["count": "\(count)"]))
    }

    /// What a class teacher may know: how many have answered, and who has not. Never who declined: nobody is called into an office
    /// for a no (clause 1d). So yes and no are not told apart here: beside a list of names that gets shorter by one, a number that
    /// grows by one says who it was.
    struct AnswersPage: Page {
        static let template = "enrolment/class"
        let name: String
        let base: String
        let pupils: Int
        let answered: Int
        let unanswered: [String]
        let count: Text
        /// Nil once it was sent, or where nobody is left to remind.
        let confirm: Text?
        let reminded: Text?
        /// How many have read the reminder: a number, no names.
        let read: Text?
        let breadcrumbs: [Link]

        init(_ input: ClassInput, _ caller: Caller, _ db: DB) throws {
            let room = try Registry.SchoolClass.all(in: input.school, db).first { $0.id == input.class }
            guard let room else { throw Fault.notFound() }
            let home = try Registry.School.find(input.school, db)
            let window = try Window.current(of: [input.school], at: caller.now, db)[input.school]
            let row = try window.flatMap { window in
                try CoverageRow.all(of: input.school, in: window.term.id, db).first { $0.classID == input.class }
            }
            let open = try window.map { try Reminder.unanswered(input, $0.term.id, db) } ?? []
            let sent = try window.flatMap { try Reminder.sent(input, $0.term.id, db) }
            name = room.name
            base = "/schools/\(input.school)/classes/\(input.class)"
            pupils = row?.pupils ?? 0
            answered = (row?.asked ?? 0) + (row?.declined ?? 0)
            unanswered = open.map(\.name)
            count = Text("enrolment.unanswered_count", ["count": "\(open.count)"])
            let isOpen = window?.state(at: caller.now) == .open
            confirm =
                isOpen && sent == nil && !open.isEmpty
                ? Text("enrolment.remind_confirm", ["count": "\(open.count)"]) : nil
            reminded = sent.map { Text("enrolment.reminded_at", ["at": $0.display(in: caller.language)]) }
            let from = Place(kind: .school, id: input.school.rawValue)
            read = try sent.flatMap { try Messages.Mailing.receipts(of: .answerAwaited, from: from, at: $0, db) }
                .map { Text("message.read_of", ["opened": "\($0.opened)", "readers": "\($0.readers)"]) }
            let isOffice = caller.role != .teacher
            breadcrumbs = [
                Link(Text(verbatim: home.name(in: caller.language)), "/schools/\(home.id)"),
                Link(
                    Text("enrolment.desk.title"),
                    isOffice ? "/schools/\(home.id)/enrolment" : "/schools/\(home.id)/enrolment/classes"),
            ]
        }
    }

    /// A teacher's own classes.
    struct ClassesPage: Page {
        struct Item: Codable, Sendable {
            let href: String
            let name: String
            let numbers: Text
        }

        static let template = "enrolment/classes"
        let school: String
        let items: [Item]

        init(_ id: ID<Registry.School>, _ caller: Caller, _ db: DB) throws {
            let home = try Registry.School.find(id, db)
            let own = Set(try taught(by: caller.requireAccount(), in: id, db))
            let window = try Window.current(of: [id], at: caller.now, db)[id]
            let counts = try window.map { try CoverageRow.all(of: id, in: $0.term.id, db) } ?? []
            school = home.name(in: caller.language)
            items = try Registry.SchoolClass.all(in: id, db).filter { own.contains($0.id) }.map { room in
                let row = counts.first { $0.classID == room.id }
                return Item(
                    href: "/schools/\(id)/classes/\(room.id)/answers", name: room.name,
                    numbers: Text(
                        "enrolment.class_numbers",
                        [
                            "pupils": "\(row?.pupils ?? 0)",
                            "answered": "\((row?.asked ?? 0) + (row?.declined ?? 0))",
                        ]))
            }
        }
    }
}
