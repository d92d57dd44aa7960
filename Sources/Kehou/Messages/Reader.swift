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

        /// Everybody the person of an account reads for: the account, and the roster's guardians with its mobile.
        static func all(of account: ID<Caller.Account>, _ db: DB) throws -> [Reader] {
            let guardians = try db.values(
                """
                SELECT guardian.id
                FROM account_mobile
                JOIN guardian ON guardian.mobile_index = account_mobile.mobile_index
                WHERE account_mobile.account_id = \(account) AND guardian.left_on IS NULL
                ORDER BY guardian.id
                """, as: ID<Registry.Guardian>.self)
            return [.account(account)] + guardians.map(Reader.guardian)
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

        /// The condition of a query over `message`: rows of any of the readers. Rides the primary key.
        static func condition(_ readers: [Reader]) -> SQL {
            func ids(_ kind: Kind) -> [Int64] { readers.filter { $0.kind == kind }.map(\.number) }
            return """
                ((reader_kind = 'account' AND \(column: "reader_id", isIn: ids(.account)))
                OR (reader_kind = 'guardian' AND \(column: "reader_id", isIn: ids(.guardian))))
                """
        }
    }
}
