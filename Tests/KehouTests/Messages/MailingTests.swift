import Store
import Testing

@testable import Kehou

/// What enrolment says to many: at the hour itself, once, and counted for whoever sent it.
@Suite(.database) struct MailingTests {
    typealias Town = EnrolmentTown

    @Test(arguments: Engine.tested) func aWindowTellsEveryFamilyWhenItOpens(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (school, term) = (here.town.schools[1], here.term)
        let opens = Instant(try day("2026-09-09"), TimeOfDay(minutes: 8 * 60))
        let closes = Instant(try day("2026-09-20"))
        // Moved once before it opened: the first job finds nothing to do.
        for number in [0, 1] {
            try await here.store.write { db in
                let window = try Enrolment.Window.find(of: school.id, in: term.id, db)
                try Enrolment.Window.set(
                    school, term, opens: opens.adding(seconds: Int64(number) * 3600), closes: closes,
                    over: window?.revision, by: nil, at: EnrolmentTown.now, db)
                try Enrolment.WindowNews.enqueue(school.id, term.id, at: EnrolmentTown.now, db)
            }
        }
        let clock = HandClock(opens.adding(seconds: -1))
        var app = here.town.app
        app.clock = clock.clock
        app.channels = .recording
        func run() async { while await JobRunner(app).step() > 0 {} }
        func told() async throws -> Int {
            try await here.number("SELECT COUNT(*) FROM message WHERE template = 'window_opened'")
        }
        await run()
        #expect(try await told() == 0)
        clock.move(seconds: 1)
        await run()
        #expect(try await told() == 0, "the first hour was given up")
        clock.move(hours: 1)
        await run()
        #expect(try await told() == 1, "guardian-2 has a child there")
        #expect(try await here.number("SELECT readers FROM mailing") == 1)
        clock.move(hours: 1)
        await run()
        #expect(try await told() == 1)
    }

    @Test(arguments: Engine.tested) func aTeacherSeesHowManyHaveReadTheReminder(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let path = "/schools/\(here.school.id)/classes/\(here.town.classes[0].id)"
        #expect(try await here.site.get("\(path)/answers", as: here.teacher).json["read"]?.text == nil)
        #expect(try await here.site.post("\(path)/reminder", as: here.teacher).status == 303)
        #expect(try await here.site.get("\(path)/answers", as: here.teacher).json["read"]?.text == "0 of 2 read")
        let inbox = try await here.site.get("/inbox", as: here.mother)
        let href = try #require(inbox.json["items"]?.items.first?["href"]?.text)
        _ = try await here.site.get(href, as: here.mother)
        #expect(try await here.site.get("\(path)/answers", as: here.teacher).json["read"]?.text == "1 of 2 read")
        #expect(try await here.site.get("/schools/\(here.school.id)/messages", as: here.teacher).status == 403)
    }

    private func day(_ text: String) throws -> LocalDate { try #require(LocalDate(text)) }
}
