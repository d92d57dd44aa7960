import Store
import Testing

@testable import Kehou

/// A plan town with the program over it and the people who work on plans.
struct PlanSite: Sendable {
    let town: PlanTown
    let site: Site
    let office: Site.Person
    let officer: Site.Person
    /// Of the second school, of the same district.
    let neighbour: Site.Person
    let teacher: Site.Person

    static func open(
        _ engine: Engine, on day: LocalDate? = LocalDate(year: 2026, month: 2, day: 5)
    ) async throws -> PlanSite {
        let town = try await PlanTown.founded(engine)
        let now = Instant(day ?? .sample)
        let site = try await Site(store: town.store, now: now)
        let school = town.school.id.rawValue
        return PlanSite(
            town: town, site: site,
            office: try await site.person("教务", (.office, .school, school)),
            officer: try await site.person("区", (.districtOfficer, .district, town.places.shinan.id.rawValue)),
            neighbour: try await site.person("邻校", (.office, .school, town.places.schools[1].id.rawValue)),
            teacher: try await site.person("教师", (.teacher, .school, school)))
    }

    var plans: String { "/schools/\(town.school.id)/plans" }

    func path(_ version: Plans.Version, _ rest: String = "") -> String { Plans.path(version, rest) }

    func version(
        in state: Plans.State, change: @escaping @Sendable (inout Plans.Plan) -> Void = { _ in }
    ) async throws -> Plans.Version {
        try await town.store.write { db in try town.version(in: state, change: change, db) }
    }

    func reload(_ version: Plans.Version) async throws -> Plans.Version {
        try await town.store.read { db in try town.reload(version, db) }
    }

    /// How a list of plans names a version as it is.
    func listed(_ version: Plans.Version) -> String { "\(version.id).\(version.revision)" }

    /// The body of a move that saw the version as it is.
    func seen(_ version: Plans.Version, _ more: [String: Node] = [:]) -> [String: Node] {
        ["version": .integer(Int64(version.revision))].merging(more) { $1 }
    }
}
