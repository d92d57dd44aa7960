import Store

extension Demo {
    struct EnterInput: Codable, Sendable {
        let userName: String
    }

    static let endpoints: [Endpoint] = [cast, enter]

    static let cast = Endpoint(
        "demo.cast", .get, "/demo", "The people of a demo city whom one may enter as", allow: .inADemo,
        example: Nothing(), faults: [.notFound]
    ) { _, caller, db in try CastPage(caller, db) }

    static let enter = Endpoint(
        "demo.enter", .post, "/demo/{userName}/session",
        "Open a session as one of a demo city's cast, without a password",
        allow: .inADemo, example: EnterInput(userName: "bureau"), faults: [.notFound],
        outside: { input, caller, app in
            let token = try await app.store.write { db in
                guard try Mark.cast(db).contains(input.userName),
                    let account = try Registry.Account.find(userName: input.userName, db)
                else { throw Fault.notFound() }
                // A guardian's family is reached now, as by any other way in.
                try Kehou.Enrolment.Reach.note(account, at: caller.now, db)
                return try Registry.Session.start(
                    of: account, device: device(from: Sender.current.userAgent), days: 1, at: caller.now, db)
            }
            return Registry.entered(with: token, back: nil, app.settings)
        })
}

extension Allow {
    /// Everybody, but only where the database is marked as a demo: elsewhere there is no such page.
    static var inADemo: Allow {
        Allow("anyone, in a demo city only", isPublic: true) { _, _, db in
            try Demo.Mark.cast(db).isEmpty ? .stranger : .entitled
        }
    }
}
