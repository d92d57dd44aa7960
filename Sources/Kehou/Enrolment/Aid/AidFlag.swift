import Store

extension Enrolment {
    /// A need that the school's aid office knows from its own register, so that no family is asked to prove anything (clause 1e).
    /// Read by the office and the principal only, each look with an audit row; never by teachers, never by another school.
    struct AidFlag: Sendable, FromRow {
        enum Kind: String, Choice {
            case leftBehind = "left_behind"
            case migrantFamily = "migrant_family"
            case specialNeed = "special_need"
            case feeWaiver = "fee_waiver"
            static let prefix = "enrolment.aid"
        }

        let pupil: ID<Registry.Pupil>
        let kind: Kind
        let setAt: Instant

        init(_ row: Row) throws {
            pupil = try row["pupil_id"]
            kind = try row["kind"]
            setAt = try row["set_at"]
        }

        /// The flags in force of some pupils of a school. Rides `aid_flag_in_force`.
        static func all(
            of pupils: [ID<Registry.Pupil>], in school: ID<Registry.School>, _ db: DB
        ) throws -> [ID<Registry.Pupil>: [AidFlag]] {
            let flags = try db.all(
                """
                SELECT pupil_id, kind, set_at
                FROM aid_flag
                WHERE school_id = \(school) AND \(column: "pupil_id", isIn: pupils) AND ended_at IS NULL
                ORDER BY pupil_id, kind
                """, as: AidFlag.self)
            return Dictionary(grouping: flags, by: \.pupil)
        }

        /// Stands in a form, so that the form can tell which flags it showed.
        static func mark(_ kinds: Set<Kind>) -> String {
            kinds.isEmpty ? "none" : kinds.map(\.rawValue).sorted().joined(separator: ",")
        }

        static func kinds(marked mark: String) -> Set<Kind> {
            Set(mark.split(separator: ",").compactMap { Kind(rawValue: String($0)) })
        }

        /// Makes exactly these flags hold for a pupil; what does not change keeps its date.
        ///
        /// - Parameter seen: the flags that the page showed; where it is told, only the differences from it are carried out.
        static func set(
            _ wanted: Set<Kind>, over seen: Set<Kind>? = nil, of pupil: ID<Registry.Pupil>,
            in school: ID<Registry.School>,
            by account: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws {
            let old = Set(try all(of: [pupil], in: school, db)[pupil, default: []].map(\.kind))
            let kinds = seen.map { old.union(wanted.subtracting($0)).subtracting($0.subtracting(wanted)) } ?? wanted
            for kind in old.subtracting(kinds).sorted(by: { $0.rawValue < $1.rawValue }) {
                try db.run(
                    """
                    UPDATE aid_flag
                    SET ended_at = \(now), ended_by = \(account)
                    WHERE school_id = \(school) AND pupil_id = \(pupil) AND kind = \(kind) AND ended_at IS NULL
                    """)
            }
            for kind in kinds.subtracting(old).sorted(by: { $0.rawValue < $1.rawValue }) {
                try db.run(
                    """
                    INSERT INTO aid_flag (school_id, pupil_id, id, kind, set_at, set_by)
                    VALUES (\(school), \(pupil), \(ID<AidFlag>.next()), \(kind), \(now), \(account))
                    ON CONFLICT (school_id, pupil_id, kind) WHERE ended_at IS NULL DO NOTHING
                    """)
            }
        }
    }
}
