import Store
import Testing

@testable import Kehou

/// What the tests of pressure do in the town: answers at a minute of the noon hour, looks, jobs at a later time.
extension EnrolmentTown {
    /// The four pupils of a class of the first school.
    func room(_ place: Int) -> [Registry.Pupil] {
        town.pupils.filter { $0.classID == town.classes[place].id }
    }

    static func minute(_ minute: Int) -> Instant { Town.now.adding(seconds: Int64(minute) * 60) }

    /// - Parameter leaves: which of the offered times, so that answers differ where a test wants them to.
    func say(
        yes pupil: Registry.Pupil, minute: Int, leaves: Int, days: [Weekday] = Weekday.schoolDays,
        onPaper: Bool = false,
        from address: String? = nil
    ) async throws {
        let answer = Enrolment.Answer(
            days: days.map { .init(weekday: $0, leaves: TimeOfDay(minutes: 1020 + 5 * leaves), isLateCare: false) },
            homeworkOnly: false)
        try await say(answer, pupil, minute, onPaper, address)
    }

    func say(no pupil: Registry.Pupil, minute: Int, onPaper: Bool = false) async throws {
        try await say(.declines, pupil, minute, onPaper, nil)
    }

    private func say(
        _ answer: Enrolment.Answer, _ pupil: Registry.Pupil, _ minute: Int, _ onPaper: Bool, _ address: String?
    ) async throws {
        let now = Self.minute(minute)
        let place = address.map { Enrolment.Pressure.AnswerPlace($0, at: now, town.app.protection) }
        let term = term
        try await store.write { db in
            let window = try #require(try Enrolment.Window.find(of: pupil.schoolID, in: term.id, db))
            let part = Enrolment.Submission.Part(
                school: pupil.schoolID, pupil: pupil.id, classID: pupil.classID, guardian: nil, window: window,
                answer: answer, seen: .any)
            _ = try Enrolment.Submission(
                form: .next(), parts: [part], account: 1,
                paper: onPaper ? .init(askedBy: "奶奶", askedOn: now.localDate) : nil, place: place, now: now
            ).send(db)
        }
    }

    func findings(
        _ thresholds: Enrolment.Pressure.Thresholds, minute: Int = 0
    ) async throws -> [Enrolment.Pressure.Finding] {
        let look = Enrolment.Pressure.Look(school: school.id, term: term.id, thresholds: thresholds)
        return try await store.read { db in try look.findings(before: Self.minute(minute), db) }
    }

    func signals() async throws -> [Enrolment.Pressure.Signal] {
        let (district, term) = (school.districtID, term.id)
        return try await store.read { db in try Enrolment.Pressure.Signal.all(of: district, in: term, db) }
    }

    /// The town's program at a later time.
    func app(at now: Instant) -> App {
        var app = town.app
        app.clock = .fixed(now)
        return app
    }

    /// Runs what is due then, of the kinds given.
    func runJobs(at now: Instant, _ handlers: [Job.Handler] = Enrolment.Pressure.Watch.jobs) async {
        let runner = JobRunner(app(at: now), handlers: handlers)
        while await runner.step() > 0 {}
    }

    /// The town's site at a later time.
    func site(at now: Instant) -> Site {
        Site(
            Town(
                app: app(at: now), city: town.city, districts: town.districts, schools: town.schools,
                classes: town.classes, pupils: town.pupils, accounts: town.accounts, tokens: town.tokens))
    }

    /// The first school's window has closed and its families are asked.
    ///
    /// - Returns: the site a little later, and when that is.
    func ask() async throws -> (site: Site, at: Instant) {
        let closed = PressureQuestionTests.close.adding(seconds: 60)
        try await store.write { db in
            let window = try #require(try Enrolment.Window.find(of: school.id, in: term.id, db))
            try Enrolment.Pressure.Question.open(school, window, at: closed, db)
        }
        let later = closed.adding(seconds: 60)
        return (site(at: later), later)
    }

    func tally() async throws -> Enrolment.Pressure.Tally {
        try await store.read { db in
            let row = try #require(
                try db.first(
                    "SELECT free, unsure, pressed FROM pressure_question WHERE school_id = \(school.id)", as: Row.self))
            return Enrolment.Pressure.Tally(
                free: try row["free"], unsure: try row["unsure"], pressed: try row["pressed"])
        }
    }
}
