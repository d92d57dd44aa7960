import Store

extension Plans {
    /// Two people wrote at once: what the caller typed stands beside what is stored, and neither is lost. Where the draft was
    /// discarded meanwhile, nothing is stored to compare with, and the text stands whole.
    struct ConflictPage: Page {
        struct Lost: Codable, Sendable {
            let id: ID<Rescue>
            let at: Instant
            let differences: [DifferenceItem]
            let typed: [TypedPart]
        }

        static let template = "plans/conflict"
        let school: String
        let base: String
        let back: String
        /// The draft was discarded: when, and what can be done.
        let discarded: Text?
        let version: Int
        let lost: [Lost]
        let breadcrumbs: [Link]

        init(_ input: PlanInput, _ caller: Caller, _ db: DB) throws {
            let home = try Registry.School.find(input.school, db)
            school = home.name(in: caller.language)
            breadcrumbs = try trail(home, caller, db)
            base = "/schools/\(input.school)/plans/\(input.plan)"
            if let gone = try Discarded.find(input.plan, of: input.school, db) {
                back = "/schools/\(input.school)/plans"
                discarded = Text(
                    "plans.discarded_text", texts: ["at": Text(verbatim: gone.at.display(in: caller.language))])
                self.version = 0
                lost = try Self.whole(gone, home, caller, db)
                return
            }
            let version = try Version.find(input.plan, of: input.school, db)
            back = "\(base)/edit"
            discarded = nil
            self.version = version.revision
            let policy = try version.policy(of: home, db)
            lost = try Rescue.waiting(of: version, by: caller.account, db).map {
                Lost(
                    id: $0.id, at: $0.at, differences: DifferenceItem.all(from: version.plan, to: $0.plan, policy),
                    typed: [])
            }
        }

        private static func whole(
            _ gone: Discarded, _ home: Registry.School, _ caller: Caller, _ db: DB
        ) throws -> [Lost] {
            let district = try Registry.District.find(home.districtID, db)
            let term = try SchoolCalendar.Term.find(gone.term, in: home.cityID, db)
            let policy = try Policy.inForce(in: district, on: term.starts, db)
            let titles = try Policy.extraTitlesEver(in: district, db)
            return try gone.waiting(by: caller.account, db).map {
                Lost(
                    id: $0.id, at: $0.at, differences: [],
                    typed: Plans.typed(try PlanForm($0.plan), policy, formerly: titles))
            }
        }
    }
}
