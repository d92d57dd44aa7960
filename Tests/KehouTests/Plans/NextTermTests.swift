import Store
import Testing

@testable import Kehou

/// The next term is planned while this one runs: by the school, by the district, and for whoever reads.
@Suite("Planning for the next term", .database) struct NextTermTests {
    /// In May, with this term's plan published and the next term open.
    private struct May {
        let here: PlanSite
        let next: SchoolCalendar.Term
        let published: Plans.Version

        init(_ engine: Engine) async throws {
            let here = try await PlanSite.open(engine, on: LocalDate(year: 2026, month: 5, day: 20))
            let next = try here.town.places.term(2026, 1, "2026-09-01", "2026-12-31")
            let city = here.town.places.city.id
            try await here.town.store.write { db in
                try next.insert(in: city, db)
                try next.open(in: city, at: noon, db)
            }
            self.here = here
            self.next = next
            published = try await here.version(in: .published)
        }

        /// The next term's plan, submitted.
        func handIn(_ db: DB) throws -> (Plans.Version, Plans.Facts) {
            let town = here.town
            let facts = try Plans.Facts.load(town.school, next, town.library.words, db)
            let begun = try Plans.Version.begin(
                town.school, next, from: .lastTerm, by: nil, at: noon, town.library, db)
            var plan = try town.compliant()
            plan.readyOn = LocalDate(year: 2026, month: 8, day: 25)
            _ = try begun.save(plan, over: begun.revision, by: nil, at: noon, facts, db)
            try town.reload(begun, db).submit(by: nil, at: noon, facts, db)
            return (begun, facts)
        }

        var district: String { "/districts/\(here.town.places.shinan.id)/plans" }

        func begin(_ start: String, term: ID<SchoolCalendar.Term>) async throws -> Site.Answer {
            try await here.site.post(
                here.plans, ["start": .text(start), "term": .text("\(term)")], as: here.office)
        }
    }

    @Test(arguments: Engine.tested) func aSchoolBeginsTheNextTermsPlanFromThisOnes(engine: Engine) async throws {
        let may = try await May(engine)
        let here = may.here
        let running = try await here.site.browse(here.plans, as: here.office)
        #expect(running.body.contains("term=\(may.next.id)") && !running.body.contains("value=\"\(may.next.id)\""))
        let coming = try await here.site.browse("\(here.plans)?term=\(may.next.id)", as: here.office)
        #expect(coming.body.contains("name=\"start\"") && coming.body.contains("value=\"\(may.next.id)\""))
        #expect(try await may.begin("last_term", term: may.next.id).status == 303)
        let open = try await here.town.store.read { db in
            try Plans.Version.open(of: here.town.school.id, in: may.next.id, db)
        }
        #expect(try #require(open).plan.bands.count == may.published.plan.bands.count)
        #expect(try await may.begin("last_term", term: may.next.id).status == 409, "one at a time")
        #expect(try await here.reload(may.published).state == .published, "this term's plan stands")
    }

    @Test(arguments: Engine.tested) func onlyOpenTermsThatAreNotOver(engine: Engine) async throws {
        let may = try await May(engine)
        let here = may.here
        let city = here.town.places.city.id
        let past = try here.town.places.term(2025, 1, "2025-09-01", "2026-01-20")
        let closed = try here.town.places.term(2026, 2, "2027-03-01", "2027-07-01")
        try await here.town.store.write { db in
            try past.insert(in: city, db)
            try past.open(in: city, at: noon, db)
            try closed.insert(in: city, db)
        }
        for term in [past.id, closed.id, ID(1)] {
            #expect(try await may.begin("template", term: term).status == 404)
            #expect(try await here.site.get("\(here.plans)?term=\(term)", as: here.office).status == 404)
            #expect(try await here.site.get("\(may.district)?term=\(term)", as: here.officer).status == 404)
        }
    }

    @Test(arguments: Engine.tested) func theDistrictDecidesTermByTerm(engine: Engine) async throws {
        let may = try await May(engine)
        let here = may.here
        _ = try await may.begin("last_term", term: may.next.id)
        let open = try await here.town.store.read { db in
            try Plans.Version.open(of: here.town.school.id, in: may.next.id, db)
        }
        let (now, then) = (Plans.path(may.published), Plans.path(try #require(open)))
        let running = try await here.site.browse(may.district, as: here.officer).body
        let coming = try await here.site.browse("\(may.district)?term=\(may.next.id)", as: here.officer).body
        #expect(running.contains("\"\(now)\"") && !running.contains("\"\(then)\""))
        #expect(coming.contains("\"\(then)\"") && !coming.contains("\"\(now)\""))
        let again = try await here.site.post(
            "\(may.district)/recheck", ["term": .text("\(may.next.id)")], as: here.officer)
        #expect(again.location == "\(may.district)?term=\(may.next.id)")
        #expect(
            try await here.site.get("\(may.district)/checks?term=\(may.next.id)", as: here.officer).json["count"]?.text?
                .contains("1") == true)
    }

    /// Whoever has to decide hears of it on their first page, also of a school whose running plan is published.
    @Test(arguments: Engine.tested) func theFirstPageNamesWhatWaits(engine: Engine) async throws {
        let may = try await May(engine)
        let here = may.here
        func links() async throws -> [String] {
            let page = try await here.site.get("/start", as: here.officer)
            return (page.json["tasks"]?.items ?? []).compactMap { $0["href"]?.text }
        }
        #expect(try await !links().contains { $0.contains("/plans") })
        try await here.town.store.write { db in
            _ = try may.handIn(db)
        }
        #expect(try await links().contains("\(may.district)?term=\(may.next.id)"))
        let checked = try await here.town.store.read { db in
            try Plans.Checked.school(
                "\(here.town.school.id)", Plans.Checked.When(day: here.site.app.clock.today(), term: "2026-1"),
                here.town.library, db)
        }
        #expect(checked.state == .submitted)
    }

    /// What a family reads first is the running term's plan, also when the next one's is published already.
    @Test(arguments: Engine.tested) func familiesReadThisTermsPlanUntilItIsOver(engine: Engine) async throws {
        let may = try await May(engine)
        let here = may.here
        let school = "/schools/\(here.town.school.id)"
        #expect(try await here.site.get(school).json["views"]?.items.isEmpty == true)
        try await here.town.store.write { db in
            let (begun, facts) = try may.handIn(db)
            let handed = try here.town.reload(begun, db)
            try handed.approve(reasons: here.town.reasons(facts, handed), by: nil, at: noon, facts, db)
            try here.town.reload(begun, db).publish(by: nil, at: noon, db)
        }
        let english = try #require(here.site.app.languages.named("en"))
        let first = try await here.site.get(school).json
        #expect(first["term"]?.text == here.town.term.title.display(in: english))
        #expect(first["views"]?.items.count == 2)
        let coming = try await here.site.get("\(school)?term=\(may.next.id)").json
        #expect(coming["term"]?.text == may.next.title.display(in: english))
        let sheet = try await here.site.get("\(school)/notice?term=\(may.next.id)")
        #expect(sheet.json["url"]?.text?.hasSuffix("\(school)?term=\(may.next.id)") == true)
        #expect(try await here.site.get("\(school)/notice").json["url"]?.text?.hasSuffix(school) == true)
        #expect(try await here.site.get("\(school)?term=1").status == 404)
        let again = try await here.town.store.write { db in
            try Plans.Version.begin(
                here.town.school, here.town.term, from: .published, by: nil, at: noon, here.town.library, db)
        }
        let before = try await here.town.store.read { db in try again.lastAgreed(db) }
        #expect(before?.id == may.published.id, "the same term's, though the next one's was agreed to later")
        let july = try await Site(
            store: here.town.store, now: Instant(LocalDate(year: 2026, month: 7, day: 20) ?? .sample))
        #expect(try await july.get(school).json["term"]?.text == coming["term"]?.text)
        #expect(try await july.get("\(school)?term=\(here.town.term.id)").json["term"]?.text == coming["term"]?.text)
    }
}
