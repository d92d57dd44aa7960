import Store

extension Demo {
    /// The people who can sign in to a demo city: the same user names in the demo, the tests, the documents and the pictures.
    ///
    /// `principal-1`, `office-1`, `teacher-1` belong to the first school of the first district, those with 2 to the first
    /// school of the second, and so on.
    enum Cast {
        struct Member: Sendable {
            let userName: String
            let name: String
            /// The blind index of the person's mobile, with which they may sign in as well.
            var mobile: [UInt8]?
            /// The guardian of the roster that the person is.
            var guardian: ID<Registry.Guardian>?
            let posts: [Post]
        }

        /// One appointment. A guardian's place is their own account, so it is nil here.
        struct Post: Sendable {
            let role: Role
            let place: Place?
            var label: String?

            init(_ role: Role, at kind: Place.Kind, _ id: Int64, label: String? = nil) {
                self.role = role
                place = Place(kind: kind, id: id)
                self.label = label
            }

            init(guardianOf label: String) {
                role = .guardian
                place = nil
                self.label = label
            }
        }

        /// Printed when a demo city is made. It opens nothing else: no other database has these accounts.
        static let password = "qingdao-demo-2026"

        /// Gives each member an account and their appointments.
        ///
        /// - Parameter digest: of the one password all of them have.
        static func admit(
            _ members: [Member], digest: String, from day: LocalDate, at now: Instant, _ db: DB
        ) throws -> [String: ID<Caller.Account>] {
            var accounts: [String: ID<Caller.Account>] = [:]
            for member in members {
                let account = Registry.Account(name: member.name, password: digest)
                try account.insert(userName: member.userName, mobile: member.mobile, at: now, db)
                for post in member.posts {
                    try Registry.Appointment(
                        account: account.id, role: post.role,
                        place: post.place ?? Place(kind: .family, id: account.id.rawValue), label: post.label, from: day
                    ).insert(db)
                }
                if let guardian = member.guardian {
                    try Registry.FamilyAccount.link(guardian, to: account.id, via: .mobile, at: now, db)
                }
                accounts[member.userName] = account.id
            }
            return accounts
        }
    }
}
