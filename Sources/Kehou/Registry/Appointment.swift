import Store

extension Registry {
    /// What somebody is, where, and for how long. History stays: an appointment ends, it is not deleted.
    struct Appointment: Sendable {
        let account: ID<Caller.Account>
        let id: ID<Caller.Appointment>
        let role: Role
        let place: Place
        /// The name of a place that has no table yet, or none of its own.
        let label: String?
        let from: LocalDate
        let until: LocalDate?

        init(
            account: ID<Caller.Account>, id: ID<Caller.Appointment> = .next(), role: Role, place: Place,
            label: String? = nil, from: LocalDate, until: LocalDate? = nil
        ) {
            self.account = account
            self.id = id
            self.role = role
            self.place = place
            self.label = label
            self.from = from
            self.until = until
        }

        /// - Throws: `appointment.place_wrong` where a role does not belong to the kind of place.
        func insert(_ db: DB) throws {
            guard role.places.contains(place.kind) else {
                throw Fault.invalid(field: "place", "appointment.place_wrong")
            }
            try db.run(
                """
                INSERT INTO appointment (account_id, id, role, place_kind, place_id, place_label, from_date, until_date)
                VALUES (\(account), \(id), \(role), \(place.kind), \(place.id), \(label), \(from), \(until))
                """)
        }

        /// Makes `day` the last day of an appointment, at the earliest its first; nothing where it has ended already.
        static func end(
            _ id: ID<Caller.Appointment>, of account: ID<Caller.Account>, on day: LocalDate, _ db: DB
        ) throws {
            try db.run(
                """
                UPDATE appointment
                SET from_date = CASE WHEN from_date > \(day) THEN \(day) ELSE from_date END, until_date = \(day)
                WHERE account_id = \(account) AND id = \(id) AND (until_date IS NULL OR until_date > \(day))
                """)
        }

        /// A person's appointments in force on a day, first given first, with the names of their places.
        static func current(of account: ID<Caller.Account>, on day: LocalDate, _ db: DB) throws -> [Caller.Appointment]
        {
            try db.all(
                """
                SELECT a.id, a.role, a.place_kind, a.place_id,
                    COALESCE(a.place_label, s.name, d.name, c.name, '') AS place_name,
                    COALESCE(a.place_label, s.name_en, d.name_en, c.name_en) AS place_name_en
                FROM appointment a
                LEFT JOIN school s ON a.place_kind = 'school' AND s.id = a.place_id
                LEFT JOIN district d ON a.place_kind = 'district' AND d.id = a.place_id
                LEFT JOIN city c ON a.place_kind = 'city' AND c.id = a.place_id
                WHERE a.account_id = \(account) AND a.from_date <= \(day)
                    AND (a.until_date IS NULL OR a.until_date >= \(day))
                ORDER BY a.id
                """, as: Caller.Appointment.self)
        }
    }
}

extension Caller.Appointment: FromRow {
    init(_ row: Row) throws {
        id = try row["id"]
        role = try row["role"]
        place = Place(kind: try row["place_kind"], id: try row["place_id"])
        placeName = try PlaceName(row, "place_name")
    }
}

extension Role {
    /// The kinds of place a role can be held at.
    var places: [Place.Kind] {
        switch self {
        case .bureau, .auditor: [.city]
        case .districtOfficer: [.district]
        case .inspector: [.city, .district]
        case .principal, .office, .teacher, .volunteer: [.school]
        case .venue: [.venue]
        case .body: [.body]
        case .guardian: [.family]
        }
    }
}
