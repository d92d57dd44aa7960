import Store
import Testing

@testable import Kehou

/// What the first page and the family's page say that enrolment asks next.
@Suite(.database) struct FirstPageTests {
    typealias Town = EnrolmentTown

    @Test(arguments: Engine.tested) func aFamilyIsShownWhoHasNoAnswerWhileTheWindowIsOpen(engine: Engine) async throws {
        let here = try await Town.open(engine)
        #expect(try await tasks(here, here.mother) == ["/family/application"])
        _ = try await here.send([Town.part(here.children[0], "decline")], as: here.mother)
        #expect(try await tasks(here, here.mother) == ["/family/application"])
        _ = try await here.send([Town.part(here.children[1], "decline")], as: here.mother)
        #expect(try await tasks(here, here.mother) == [], "a no is an answer")
    }

    @Test func aClosedWindowPressesNobodyAndTheWayToAnswerStays() async throws {
        let here = try await Town.open(.sqlite)
        let past = Site.now.adding(seconds: -60)
        try await here.store.write { db in
            try db.run("UPDATE enrolment_window SET opens_at = \(past.adding(seconds: -60)), closes_at = \(past)")
        }
        #expect(try await tasks(here, here.mother) == [])
        let family = try await here.site.get("/family", as: here.mother)
        guard case .array(let children) = family.json["children"] ?? .null else { return #expect(Bool(false)) }
        #expect(
            children.compactMap { $0["task"]?["href"]?.text } == [
                "/family/application#child-0", "/family/application#child-1",
            ])
    }

    @Test(arguments: Engine.tested) func aClaimThatWaitsIsATaskOfTheOffice(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, school) = (here.children[0], here.school.id)
        let href = "/schools/\(school)/claims"
        #expect(try await !tasks(here, here.office).contains(href))
        let sealed = try here.town.app.protection.seal(try #require(Mobile("13900009999")))
        try await here.store.write { db in
            let account = try Registry.FamilyAccount.enter(with: sealed.index, name: "赵", at: Site.now, db)
            try Enrolment.Claim.make(
                of: child.id, in: school, by: account.id, name: "赵", relation: .relative, mobile: sealed, at: Site.now,
                db)
        }
        #expect(try await tasks(here, here.office).contains(href))
    }

    @Test func aCarersPageOffersEachChildTheOneBefore() {
        let names = (0..<30).map { (place: $0, name: "\($0)") }
        let many = names.map { Enrolment.ChildCard.models(of: $0.place, among: names).map(\.place) }
        #expect(many[0] == [] && many[1] == [0] && many[29] == [28])
        #expect(many.joined().count == 29)
        #expect(Enrolment.ChildCard.models(of: 2, among: Array(names.prefix(3))).map(\.place) == [0, 1])
    }

    /// Where the first page's tasks lead.
    private func tasks(_ here: Town, _ person: Site.Person?) async throws -> [String] {
        let answer = try await here.site.get("/start", as: person)
        guard case .array(let tasks) = answer.json["tasks"] ?? .null else { return [] }
        return tasks.compactMap { $0["href"]?.text }
    }
}
