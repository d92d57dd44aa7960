import Foundation
import Store

extension Demo {
    /// Writes the plans of a demo city in every state, through the functions that people's own clicks end in.
    struct PlanWriter: Sendable {
        /// What becomes of one school's plan.
        enum Fate: Sendable {
            /// The school has not begun, and is late by now.
            case none
            case draft(Flaw?)
            case submitted(Flaw?)
            /// Handed in after the district's date.
            case late
            case returned(Flaw?)
            case approved(Flaw?)
            case published
            /// Published, and then mended and published anew.
            case renewed
        }

        let app: App
        let city: City
        let cityID: ID<Registry.City>
        let terms: [SchoolCalendar.Term]
        let library: Plans.Library
        let onProgress: @Sendable (_ done: Int, _ total: Int) -> Void

        /// The first schools meet every fate and every flaw once; after them most plans are published, as in a good year.
        static func fate(of school: Int, seed: UInt64) -> Fate {
            let fixed: [Fate] =
                [
                    .draft(Flaw.named("sections.complete")), .published, .submitted(nil), .returned(nil), .late,
                    .renewed, .none,
                ]
                + Flaw.all.filter { $0.code != "sections.complete" }.map { $0.isMust ? .draft($0) : .submitted($0) }
                + [.approved(Flaw.named("pay.at_floor"))]
            if school < fixed.count { return fixed[school] }
            var random = Random(seed: seed, 10, school)
            let flaw = random.pick(Flaw.all)
            switch random.below(100) {
            case ..<70: return .published
            case ..<76: return .approved(nil)
            case ..<84: return flaw.isMust ? .draft(flaw) : .submitted(flaw)
            case ..<88: return .submitted(nil)
            case ..<92: return .late
            case ..<95: return .returned(nil)
            case ..<98: return .renewed
            default: return .none
            }
        }

        func write() async throws {
            let policies = try Policies(city: cityID, data: app.settings.resources.appending(path: "Data"))
            for (place, school) in city.schools.enumerated() {
                try await app.store.write { db in
                    let id = try db.value(
                        "SELECT id FROM school WHERE city_id = \(cityID) AND source_id = \(school.id)",
                        as: ID<Registry.School>.self)
                    guard let id else { return }
                    var plan = Demo.plan(of: school, in: city, from: library)
                    plan.statements = policies.statements(of: city.districts[school.district].code)
                    let story = PlanStory(
                        school: try Registry.School.find(id, db), plan: plan, terms: terms, library: library, db: db)
                    // Half the schools have a plan of last spring; the others wrote none before.
                    if place % 2 == 1 { try story.tellOfSpring() }
                    try story.tell(Self.fate(of: school.index, seed: city.size.seed))
                }
                onProgress(place + 1, city.schools.count)
            }
        }
    }
}
