import Store
import Testing

@testable import Kehou

/// The watch over a window, and the one anonymous question after its close.
@Suite(.database) struct PressureQuestionTests {
    typealias Town = EnrolmentTown
    typealias Pressure = Enrolment.Pressure

    static let close = Instant(LocalDate("2026-09-12")!, TimeOfDay(minutes: 20 * 60))

    /// The watch begins with the window, looks once an hour, tells the district once, forgets places, and asks at the close.
    @Test(arguments: Engine.tested) func aWatchLooksEveryHourAndAsksAtTheClose(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (school, term) = (here.school.id, here.term.id)
        try await here.store.write { db in
            try PressureTests.small.set(here.town.city.id, by: nil, at: Town.now, db)
            try Pressure.Watch.begin(school, term, at: Town.now, db)
        }
        for (place, pupil) in here.room(0).enumerated() {
            try await here.say(yes: pupil, minute: place, leaves: place, from: "192.0.2.1")
        }
        await here.runJobs(at: Town.minute(59))
        #expect(try await here.signals().isEmpty)
        await here.runJobs(at: Town.minute(60))
        #expect(try await here.signals().map(\.kind) == [.full, .place])
        #expect(try await here.number("SELECT COUNT(*) FROM answer_place") == 0, "counted and forgotten")
        let told: SQL = "SELECT COUNT(*) FROM message WHERE template = 'pressure_seen'"
        let first = try await here.number(told)
        #expect(first > 0)
        await here.runJobs(at: Town.minute(120))
        #expect(try await here.number(told) == first, "nothing new")
        #expect(try await here.number("SELECT COUNT(*) FROM job WHERE kind = 'enrolment.pressure_look'") == 1)
        await here.runJobs(at: Self.close.adding(seconds: 59))
        #expect(try await here.number("SELECT COUNT(*) FROM pressure_question") == 0)
        await here.runJobs(at: Self.close.adding(seconds: 60))
        #expect(try await here.number("SELECT COUNT(*) FROM pressure_question") == 1)
        #expect(try await here.number("SELECT COUNT(*) FROM job WHERE kind = 'enrolment.pressure_look'") == 0)
        let families = try await here.store.read { db in try Enrolment.families(of: school, db).count }
        #expect(
            try await here.number("SELECT COUNT(*) FROM message WHERE template = 'pressure_question'") == families)
    }

    /// A window that was made longer is watched on, and its old watch ends.
    @Test(arguments: Engine.tested) func aLongerWindowIsWatchedOnAndAskedOnce(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (school, term) = (here.school.id, here.term.id)
        try await here.store.write { db in try Pressure.Watch.begin(school, term, at: Town.now, db) }
        let longer: [String: Node] = [
            "term": .text("\(term)"), "closesOn": .text("2026-09-14"), "closesAt": .text("20:00"),
            "note": .text("台风"), "revision": .integer(1),
        ]
        #expect(
            try await here.site.post("/schools/\(school)/enrolment/extensions", longer, as: here.office).status == 303)
        await here.runJobs(at: Self.close.adding(seconds: 60))
        #expect(try await here.number("SELECT COUNT(*) FROM pressure_question") == 0)
        #expect(try await here.number("SELECT COUNT(*) FROM job WHERE kind = 'enrolment.pressure_look'") == 1)
        await here.runJobs(at: Self.close.adding(seconds: 2 * 86_400 + 60))
        #expect(try await here.number("SELECT COUNT(*) FROM pressure_question") == 1)
    }

    @Test(arguments: Engine.tested) func eachGuardianIsCountedOnce(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (site, moment) = try await here.ask()
        let body: [String: Node] = ["school": .text("\(here.school.id)"), "answer": .text("pressed")]
        #expect(try await site.browse("/family/question", as: here.mother).body.contains("name=\"answer\""))
        #expect(try await site.browse("/start", as: here.mother).body.contains("/family/question"))
        for word in ["", "yes", "free "] {
            let wrong = body.merging(["answer": .text(word)]) { $1 }
            #expect(try await site.post("/family/question", wrong, as: here.mother).wrongFields == ["answer"])
        }
        let nothing = try await site.submit("/family/question", ["school": "\(here.school.id)"], as: here.mother)
        #expect(nothing.status == 422 && nothing.body.contains("请选择一个回答") && nothing.body.contains("name=\"answer\""))
        for _ in 0..<2 { #expect(try await site.post("/family/question", body, as: here.mother).status == 303) }
        let second = body.merging(["answer": .text("free")]) { $1 }
        #expect(try await site.post("/family/question", second, as: here.people["guardian-2"]).status == 303)
        #expect(try await here.tally() == Pressure.Tally(free: 1, unsure: 0, pressed: 1))
        #expect(try await !site.browse("/family/question", as: here.mother).body.contains("name=\"answer\""))
        #expect(try await !site.browse("/start", as: here.mother).body.contains("/family/question"))
        let elsewhere = body.merging(["school": .text("\(here.town.schools[3].id)")]) { $1 }
        #expect(try await site.post("/family/question", elsewhere, as: here.mother).status == 404)
        #expect(try await site.post("/family/question", body, as: here.teacher).status == 404)
        let after = here.site(at: moment.adding(seconds: 15 * 86_400))
        #expect(try await after.post("/family/question", body, as: here.people["guardian-2"]).status == 404, "over")
        #expect(try await here.tally() == Pressure.Tally(free: 1, unsure: 0, pressed: 1))
    }

    /// Many at once: each counts, none twice.
    @Test(arguments: Engine.tested) func answersAtTheSameMomentAreAllCounted(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.ask()
        let school = here.school.id
        let question = try #require(
            try await here.store.read { db in
                try Pressure.Question.open(in: [school], at: PressureQuestionTests.close.adding(seconds: 120), db).first
            })
        let counted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                let token = question.token(of: ID(Int64(number % 20)), here.town.app.protection)
                group.addTask {
                    try await here.store.write { db in
                        try question.count(Pressure.Question.Answer.allCases[number % 20 % 3], token, db)
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(counted == 20)
        #expect(try await here.tally() == Pressure.Tally(free: 7, unsure: 7, pressed: 6))
    }

    /// No row leads from an answer to a person: the audit names nobody, and neither table has an account, a time or a device.
    @Test(arguments: Engine.tested) func nothingLeadsBackToWhoAnswered(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (site, _) = try await here.ask()
        let body: [String: Node] = ["school": .text("\(here.school.id)"), "answer": .text("pressed")]
        #expect(try await site.post("/family/question", body, as: here.mother).status == 303)
        _ = try await site.post("/family/question", body.merging(["answer": .text("x")]) { $1 }, as: here.mother)
        let audits = try await here.store.read { db in
            try db.all(
                """
                SELECT id, at, account_id, appointment_id, subject
                FROM audit
                WHERE action = 'enrolment.answer_question'
                """, as: Row.self)
        }
        #expect(audits.count == 2, "the answer and the refused one")
        for audit in audits {
            let (account, appointment): (Int64?, Int64?) = try (audit["account_id"], audit["appointment_id"])
            let (subject, at): (String, Instant) = try (audit["subject"], audit["at"])
            #expect(account == nil && appointment == nil && subject.isEmpty)
            #expect(at == Instant(LocalDate("2026-09-12")!), "the day, not the time")
            let id: ID<Audit> = try audit["id"]
            #expect(id > .somewhen(on: LocalDate("2026-09-11")!) && id < .somewhen(on: LocalDate("2026-09-13")!))
        }
        let columns = try await here.store.read { db in
            try ["pressure_question", "pressure_question_spent"].map { table in
                try db.first("SELECT * FROM \(unsafe: table)", as: Row.self)?.columnNames ?? []
            }
        }
        #expect(
            columns == [
                ["school_id", "term_id", "opens_at", "closes_at", "free", "unsure", "pressed", "secret", "shown_at"],
                ["school_id", "term_id", "token"],
            ])
        if engine == .sqlite {
            await #expect(throws: StoreError.self, "no order of coming") {
                try await here.store.read { db in
                    _ = try db.value("SELECT rowid FROM pressure_question_spent", as: Int.self)
                }
            }
        }
        // The token is keyed: the account alone does not give it.
        let other = Protection(.random())
        let (mine, theirs) = try await here.store.read { db in
            let question = try #require(
                try Pressure.Question.open(in: [here.school.id], at: Self.close.adding(seconds: 120), db).first)
            let account = try #require(here.mother?.account)
            return try (
                question.isAnswered(question.token(of: account, here.town.app.protection), db),
                question.isAnswered(question.token(of: account, other), db)
            )
        }
        #expect(mine && !theirs)
    }

    /// The district reads the numbers when the question is over, not while they move.
    @Test(arguments: Engine.tested) func theNumbersAreShownWhenItIsOver(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (site, moment) = try await here.ask()
        let (school, term) = (here.school.id, here.term.id)
        let body: [String: Node] = ["school": .text("\(school)"), "answer": .text("pressed")]
        #expect(try await site.post("/family/question", body, as: here.mother).status == 303)
        try await here.store.write { db in
            try db.run(
                """
                UPDATE pressure_question SET free = 12, unsure = 0, pressed = 6
                WHERE school_id = \(school) AND term_id = \(term)
                """)
            // The other school of the district is asked a day later.
            let window = try #require(try Enrolment.Window.find(of: here.town.schools[1].id, in: term, db))
            try Pressure.Question.open(here.town.schools[1], window, at: moment.adding(seconds: 86_400), db)
        }
        let path = "/districts/\(here.school.districtID)/pressure"
        let officer = here.people["district-shinan"]
        #expect(try await site.get(path, as: officer).json["lines"] == .array([]))
        let first = moment.adding(seconds: 14 * 86_400)
        await here.runJobs(at: first, Pressure.Question.Over.jobs)
        #expect(try await here.site(at: first).get(path, as: officer).json["lines"] == .array([]), "one is open yet")
        #expect(try await here.number("SELECT COUNT(*) FROM pressure_question_spent") == 0, "who answered is forgotten")
        #expect(try await here.number("SELECT COUNT(*) FROM pressure_question WHERE secret IS NOT NULL") == 1)
        await here.runJobs(at: first.adding(seconds: 86_400), Pressure.Question.Over.jobs)
        let after = here.site(at: first.adding(seconds: 86_400))
        let page = try await after.get(path, as: officer)
        guard case .array(let lines) = page.json["lines"] ?? .null else {
            Issue.record("no list")
            return
        }
        #expect(lines.count == 1 && lines[0]["free"]?.text == "12" && lines[0]["pressed"]?.text == "6")
        #expect(page.json["hidden"]?.text?.isEmpty == false, "a school that nobody answered for")
        #expect(try await after.browse(path, as: officer).status == 200)
        #expect(try await after.get(path, as: here.office).status == 404, "the school sees none of it")
    }

    /// Random districts: what is shown is never small, is true, and leaves no school alone in the rest.
    @Test(arguments: 0..<200) func smallNumbersAreMerged(seed: UInt64) throws {
        var random = Demo.Random(seed: seed, 77)
        let rows = (0..<random.below(9)).map { number in
            (
                name: PlaceName(name: "s\(number)"),
                tally: Pressure.Tally(
                    free: random.below(40) * random.below(2), unsure: random.below(8) * random.below(2),
                    pressed: random.below(40) * random.below(2))
            )
        }
        let board = Pressure.TallyBoard(rows)
        var small = Pressure.Tally()
        var hidden = 0
        for (row, line) in zip(rows, board.lines) {
            if let shown = line.shown {
                Self.expect(shown, of: row.tally)
            } else {
                small = small + row.tally
                hidden += 1
            }
        }
        #expect(board.rest.schools == hidden)
        guard let rest = board.rest.shown else { return }
        #expect(hidden > 1)
        Self.expect(rest, of: small)
    }

    private static func expect(_ shown: Pressure.Shown, of tally: Pressure.Tally) {
        for number in shown.numbers { #expect(number == 0 || number >= 5) }
        switch shown {
        case .apart(let free, let unsure, let pressed):
            #expect(Pressure.Tally(free: free, unsure: unsure, pressed: pressed) == tally)
        case .notFree(let free, let others): #expect(free == tally.free && others == tally.unsure + tally.pressed)
        case .notPressed(let others, let pressed):
            #expect(pressed == tally.pressed && others == tally.free + tally.unsure)
        }
    }

    /// One small number hides no school: what says most is shown.
    @Test func aSmallNumberIsMergedWithinItsSchoolFirst() {
        typealias Tally = Pressure.Tally
        #expect(Tally(free: 200, unsure: 3, pressed: 90).shown == .notFree(free: 200, others: 93))
        #expect(Tally(free: 4, unsure: 3, pressed: 90).shown == .notPressed(others: 7, pressed: 90))
        #expect(Tally(free: 12, unsure: 0, pressed: 6).shown == .apart(free: 12, unsure: 0, pressed: 6))
        #expect(Tally(free: 0, unsure: 0, pressed: 4).shown == nil)
        #expect(Tally(free: 3, unsure: 0, pressed: 90).shown == nil, "three stand alone in every way")
        #expect(Tally().shown == nil)
    }
}
