import Store
import Testing

@testable import Kehou

@Suite(.database) struct CoverageBoardTests {
    typealias Town = EnrolmentTown

    /// A district and its city say what its schools say, and those what their classes say.
    @Test(arguments: Engine.tested) func eachBoardIsTheSumOfWhatIsBelow(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.send(
            [Town.part(here.children[0], "join", days: [1, 2]), Town.part(here.children[1], "decline")], as: here.mother
        )
        let (city, district, school) = (here.town.city.id, here.school.districtID, here.school.id)
        let bureau = try #require(here.people["bureau"])
        let officer = try #require(here.people["district-shinan"])
        let office = try #require(here.office)
        let (whole, part, own) = try await here.store.read { db in
            let now = Town.now
            let caller = Caller.nobody(language: here.site.app.languages.standard, now: now)
            return try (
                Enrolment.CoverageBoard(Enrolment.CityInput(city: city), caller, db),
                Enrolment.CoverageBoard(Enrolment.DistrictInput(district: district), caller, db),
                Enrolment.CoverageBoard(Plans.SchoolInput(school: school), caller, db)
            )
        }
        #expect(own.total.asked == 1 && own.total.declined == 1)
        #expect(own.total.pupils == own.items.filter { !$0.isGroup }.reduce(0) { $0 + ($1.counts?.pupils ?? 0) })
        #expect(part.total.asked == 1 && part.total.declined == 1)
        #expect(part.total.pupils == part.items.reduce(0) { $0 + ($1.counts?.pupils ?? 0) })
        #expect(whole.total.pupils == whole.items.reduce(0) { $0 + ($1.counts?.pupils ?? 0) })
        #expect(whole.total.asked == 1 && whole.total.unanswered == whole.total.pupils - 2)
        for (path, person) in [
            ("/cities/\(city)/coverage", bureau), ("/districts/\(district)/coverage", officer),
            ("/schools/\(school)/coverage", office),
        ] {
            #expect(try await here.site.browse(path, as: person).status == 200)
            let file = try await here.site.browse("\(path).csv", as: person)
            #expect(file.status == 200)
            let lines = file.body.split(separator: "\r\n")
            #expect(lines.count > 1 && lines.allSatisfy { $0.count { $0 == "," } == 6 })
        }
    }

    /// A school that set no window has no numbers, and is said to have none.
    @Test(arguments: Engine.tested) func whoWasNotAskedHasNoNumbers(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let silent = here.town.schools[3]
        let board = try await here.store.read { db in
            try Enrolment.CoverageBoard(
                Plans.SchoolInput(school: silent.id),
                Caller.nobody(language: here.site.app.languages.standard, now: Town.now), db)
        }
        #expect(board.items.allSatisfy { $0.counts == nil })
        #expect(board.silent != nil)
    }

    /// A school that sets the next term's window early changes nothing on the boards of this one, nor on its signals.
    @Test(arguments: Engine.tested) func theRunningTermStandsWhileTheNextIsPrepared(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.send([Town.part(here.children[0], "join", days: [1])], as: here.mother)
        let next = SchoolCalendar.Term(
            id: .next(), schoolYear: 2026, ordinal: 2, starts: try day("2027-03-01"), ends: try day("2027-07-01"))
        let (city, school) = (here.town.city.id, here.school)
        try await here.store.write { db in
            try next.insert(in: city, db)
            try db.run("UPDATE term SET opened_at = 1 WHERE id = \(next.id)")
            try Enrolment.Window.set(
                school, next, opens: Instant(try day("2027-02-20")), closes: Instant(try day("2027-02-28")), over: nil,
                by: nil, at: Town.now, db)
        }
        let bureau = try #require(here.people["bureau"])
        let officer = try #require(here.people["district-shinan"])
        for (path, person) in [
            ("/cities/\(city)/coverage", bureau), ("/districts/\(school.districtID)/coverage", officer),
            ("/schools/\(school.id)/coverage", try #require(here.office)),
        ] {
            let now = try await here.site.get(path, as: person).json
            #expect(now["total"]?["asked"] == .integer(1), "\(path)")
            #expect(now["views"]?.items.count == 2)
            let then = try await here.site.get("\(path)?term=\(next.id)", as: person).json
            #expect(then["total"]?["asked"] == .integer(0), "\(path)")
            #expect(try await here.site.browse("\(path).csv?term=\(next.id)", as: person).status == 200)
            #expect(try await here.site.get("\(path)?term=1", as: person).status == 404)
        }
        for path in ["/cities/\(city)/pressure", "/districts/\(school.districtID)/pressure"] {
            let person = path.contains("cities") ? bureau : officer
            let page = try await here.site.get(path, as: person).json
            #expect(page["term"]?.text == page["views"]?.items.first?["label"]?.text, "\(path)")
        }
    }

    /// A family is counted once, whichever way it came in and however often.
    @Test(arguments: Engine.tested) func aFamilyIsReachedOnce(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (school, pupil) = (here.school.id, here.children[0].id)
        func reached() async throws -> Int { try await here.counts().reduce(0) { $0 + $1.reached } }
        let before = try await reached()
        for how in [Enrolment.Reach.How.codePage, .signedIn, .codePage] {
            try await here.store.write { db in
                try Enrolment.Reach.note(how, pupil, in: school, at: Town.now, db)
            }
        }
        let after = try await reached()
        #expect(after == before + 1)
        let term = here.term.id
        try await here.store.write { db in try Enrolment.CoverageRow.recount(school, term, db) }
        #expect(try await reached() == after)
    }

    @Test(arguments: Engine.tested) func othersSeeNoBoard(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let path = "/schools/\(here.school.id)/coverage"
        #expect(try await here.site.browse(path, as: here.teacher).status == 403)
        #expect(try await here.site.browse(path, as: here.mother).status == 404)
        #expect(try await here.site.browse(path).status == 401)
        #expect(try await here.site.browse("/cities/\(here.town.city.id)/coverage", as: here.office).status == 404)
        #expect(try await here.site.browse("/districts/9/coverage", as: here.people["bureau"]).status == 404)
    }
}
