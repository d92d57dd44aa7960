import Store

extension Messages {
    /// Who a message is for: an account, or a guardian of the roster who may have none yet.
    enum Reader: Hashable, Sendable, Codable {
        case account(ID<Caller.Account>)
        case guardian(ID<Registry.Guardian>)

        enum Kind: String, Choice {
            case account, guardian

            static let prefix = "message.reader"
        }

        init(_ kind: Kind, _ id: Int64) {
            switch kind {
            case .account: self = .account(ID(id))
            case .guardian: self = .guardian(ID(id))
            }
        }

        var kind: Kind {
            switch self {
            case .account: .account
            case .guardian: .guardian
            }
        }

        var number: Int64 {
            switch self {
            case .account(let id): id.rawValue
            case .guardian(let id): id.rawValue
            }
        }

        /// Everybody the person of an account reads for: the account, and the guardians it stands for.
        static func all(of account: ID<Caller.Account>, _ db: DB) throws -> [Reader] {
            try [.account(account)] + Registry.FamilyAccount.guardians(of: account, db).map(Reader.guardian)
        }

        /// The accounts that act in one of the roles at a place today, such as a school's office. Rides `appointment_by_place`.
        static func all(holding roles: Role..., at place: Place, on day: LocalDate, _ db: DB) throws -> [Reader] {
            try db.values(
                """
                SELECT DISTINCT account_id
                FROM appointment
                WHERE place_kind = \(place.kind) AND place_id = \(place.id) AND \(column: "role", isIn: roles)
                    AND from_date <= \(day) AND (until_date IS NULL OR until_date >= \(day))
                ORDER BY account_id
                """, as: ID<Caller.Account>.self
            ).map(Reader.account)
        }

        /// The people of a place who see to what its families have not read and what could not be delivered.
        static func office(of place: Place, on day: LocalDate, _ db: DB) throws -> [Reader] {
            switch place.kind {
            case .school: try all(holding: .office, .principal, at: place, on: day, db)
            case .district: try all(holding: .districtOfficer, at: place, on: day, db)
            default: try all(holding: .bureau, at: place, on: day, db)
            }
        }

        /// The condition of a query over `message`: rows of any of the readers. Rides the primary key.
        ///
        /// *Shape*: one term a kind that has readers, since an OR with a term that is never true keeps SQLite off the index.
        static func condition(_ readers: [Reader]) -> SQL {
            let terms = Kind.allCases.compactMap { kind -> SQL? in
                let ids = readers.filter { $0.kind == kind }.map(\.number)
                return ids.isEmpty ? nil : "(reader_kind = \(kind) AND \(column: "reader_id", isIn: ids))"
            }
            return terms.isEmpty ? "(1 = 0)" : "(\(SQL.joined(terms, " OR ")))"
        }
    }
}
