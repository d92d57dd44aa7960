import Store

extension Plans {
    /// A policy came into force: what the district's queue says of each plan that is not decided yet is asked anew, so that
    /// nobody decides by old answers.
    struct Recheck: Codable, Sendable {
        let district: ID<Registry.District>

        /// Written in the transaction that puts the policy in force; a city's concerns every district.
        static func enqueue(_ place: SchoolCalendar.Locality, at now: Instant, _ db: DB) throws {
            let districts = try place.district.map { [$0] } ?? Registry.District.all(in: place.city, db).map(\.id)
            for district in districts {
                try Job.enqueue(
                    "plans.recheck", payload: Recheck(district: district),
                    place: Place(kind: .district, id: district.rawValue), at: now, db)
            }
        }

        static let jobs: [Job.Handler] = [
            Job.Handler(
                "plans.recheck",
                inside: { (recheck: Recheck, run, app, db) in
                    let home = try Registry.District.find(recheck.district, db)
                    for term in try SchoolCalendar.Term.ahead(on: run.now.localDate, in: home.cityID, db) {
                        _ = try Version.recheck(home, term, at: run.now, app.plans, db)
                    }
                })
        ]
    }
}
