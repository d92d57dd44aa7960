import Store

extension Demo {
    /// The people one may enter as, by role.
    struct CastPage: Page {
        struct Group: Codable, Sendable {
            let role: Role
            let people: [Person]
        }

        struct Person: Codable, Sendable {
            let userName: String
            let name: String
            let place: String
            /// What else they are, for whoever has several appointments.
            let others: [Other]
        }

        struct Other: Codable, Sendable {
            let role: Role
            let place: String
        }

        static let template = "demo/cast"
        let what: String
        let password: String
        let groups: [Group]

        init(_ caller: Caller, _ db: DB) throws {
            guard case .ready(let what) = try Mark.find(db) else { throw Fault.notFound() }
            self.what = what
            password = Cast.password
            groups = try Self.groups(on: caller.today, caller.language, db)
        }

        static func groups(on day: LocalDate, _ language: Language, _ db: DB) throws -> [Group] {
            let people = try Mark.cast(db).compactMap { userName -> (Role, Person)? in
                guard let account = try Registry.Account.find(userName: userName, db),
                    let name = try db.value("SELECT name FROM account WHERE id = \(account)", as: String.self)
                else { return nil }
                let posts = try Registry.Appointment.current(of: account, on: day, db)
                guard let first = posts.first else { return nil }
                let others = posts.dropFirst().map { Other(role: $0.role, place: $0.placeName.name(in: language)) }
                return (
                    first.role,
                    Person(userName: userName, name: name, place: first.placeName.name(in: language), others: others)
                )
            }
            return Role.allCases.compactMap { role in
                let own = people.filter { $0.0 == role }.map(\.1)
                return own.isEmpty ? nil : Group(role: role, people: own)
            }
        }
    }
}
