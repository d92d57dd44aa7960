import Store

extension Messages {
    /// One district's numbers on the bureau's page.
    struct DistrictRow: Codable, Sendable {
        let name: String
        let unread: Int
        let failed: Int
        let waiting: Int
    }

    /// Numbers of a place's messages, each counted from its rows.
    enum Counts {
        static func figures(of place: Place, at now: Instant, _ db: DB) throws -> [Figure] {
            let unread = try count(
                "message", "need = 'mustKnow' AND acknowledged_at IS NULL AND read_at IS NULL", within: place, db)
            let failed = try count("job", "state = 'dead'", within: place, db)
            let out = try db.value(
                """
                SELECT COUNT(*)
                FROM delivery
                WHERE at >= \(now.adding(seconds: -7 * 86_400)) AND \(within(place))
                """, as: Int.self)
            let isCity = place.kind == .city
            var figures = [
                figure(
                    "unread", unread, isCity ? "#districts" : "/unread", place, tone: unread > 0 ? "attention" : "good"),
                figure(
                    "failed", failed, isCity ? "#districts" : "/failed", place, tone: failed > 0 ? "attention" : "good"),
                figure("deliveries", out ?? 0, "/deliveries", place, tone: "plain"),
            ]
            guard isCity else { return figures }
            // Whether the lanes keep up is the bureau's to see: they serve the whole city.
            let late = try db.value(
                """
                SELECT COUNT(*)
                FROM job
                WHERE state IN ('waiting', 'running') AND due_at < \(now.adding(seconds: -600))
                """, as: Int.self)
            figures.append(figure("late", late ?? 0, "#districts", place, tone: (late ?? 0) > 0 ? "think" : "good"))
            return figures
        }

        private static func figure(
            _ what: String, _ count: Int, _ part: String, _ place: Place, tone: String
        ) -> Figure {
            Figure(
                label: Text("message.figure_\(what)"), value: "\(count)", note: Text("message.note_\(what)"),
                href: part.hasPrefix("#") ? part : Messages.page(of: place, part), tone: tone)
        }

        /// Rides a partial index of open rows.
        private static func count(
            _ table: String, _ condition: SQL, within place: Place, _ db: DB
        ) throws -> Int {
            try db.value(
                "SELECT COUNT(*) FROM \(unsafe: table) WHERE \(condition) AND \(within(place))", as: Int.self) ?? 0
        }

        private static func within(_ place: Place) -> SQL {
            guard place.kind == .city else { return "place_kind = \(place.kind) AND place_id = \(place.id)" }
            return """
                (place_kind = 'school' AND place_id IN (SELECT id FROM school WHERE city_id = \(place.id))
                OR place_kind = 'district' AND place_id IN (SELECT id FROM district WHERE city_id = \(place.id))
                OR place_kind = 'city' AND place_id = \(place.id))
                """
        }

        /// What the schools of each district have open. Rides `message_open`, `job_dead` and `job_due`, which hold open rows only.
        static func districts(of city: ID<Registry.City>, _ language: Language, _ db: DB) throws -> [DistrictRow] {
            let unread = try bySchoolDistrict(
                "message", "need = 'mustKnow' AND acknowledged_at IS NULL AND read_at IS NULL", city, db)
            let failed = try bySchoolDistrict("job", "state = 'dead'", city, db)
            let waiting = try bySchoolDistrict("job", "state IN ('waiting', 'running')", city, db)
            return try Registry.District.all(in: city, db).map { district in
                let id = district.id.rawValue
                return DistrictRow(
                    name: district.name(in: language),
                    unread: unread[id] ?? 0, failed: failed[id] ?? 0, waiting: waiting[id] ?? 0)
            }
        }

        private static func bySchoolDistrict(
            _ table: String, _ condition: SQL, _ city: ID<Registry.City>, _ db: DB
        ) throws -> [Int64: Int] {
            let rows = try db.all(
                """
                SELECT s.district_id, COUNT(*) AS number
                FROM \(unsafe: table) t
                JOIN school s ON s.id = t.place_id
                WHERE t.place_kind = 'school' AND s.city_id = \(city) AND \(condition)
                GROUP BY s.district_id
                """, as: Row.self)
            return Dictionary(try rows.map { (try $0["district_id"], try $0["number"]) }) { first, _ in first }
        }
    }
}
