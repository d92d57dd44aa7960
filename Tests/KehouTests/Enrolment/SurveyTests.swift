import Store
import Testing

@testable import Kehou

/// The three questions before term: whose answer is seen and changed by whom, and which term is asked about.
@Suite(.database) struct SurveyTests {
    typealias Town = EnrolmentTown

    private static let path = "/family/survey"

    func ask(
        _ here: Town, term: ID<SchoolCalendar.Term>? = nil, _ closes: String = "2026-09-20"
    ) async throws
        -> Site.Answer
    {
        var body: [String: Node] = ["closesOn": .text(closes)]
        if let term { body["term"] = .text("\(term)") }
        return try await here.site.post("/schools/\(here.school.id)/needs", body, as: here.office)
    }

    func answer(
        _ here: Town, _ child: Registry.Pupil, days: [Int] = [2, 4], ends: String = "18:00",
        term: ID<SchoolCalendar.Term>? = nil, as person: Site.Person?
    ) async throws -> Site.Answer {
        var fields: [String: Node] = [
            "school": .text("\(child.schoolID)"), "pupil": .text("\(child.id)"),
            "days": .array(days.map { .text("\($0)") }), "ends": .text(ends), "interests": .array([.text("sport")]),
        ]
        if let term { fields["term"] = .text("\(term)") }
        return try await here.site.post(Self.path, ["children": .array([.object(fields)])], as: person)
    }

    func need(_ here: Town, _ child: Registry.Pupil) async throws -> Enrolment.Need? {
        let term = here.term.id
        return try await here.store.read { db in
            try Enrolment.Need.find(of: child.id, in: child.schoolID, term, db)?.need
        }
    }

    @Test(arguments: Engine.tested) func aRestrictedGuardianSeesOnlyWhatTheySaid(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        try await here.restrict(father, of: child)
        #expect(try await ask(here).status == 303)
        #expect(try await answer(here, child, as: here.mother).status == 303)
        let hidden = try await here.site.browse(Self.path, as: father)
        #expect(hidden.status == 200 && !hidden.body.contains(" checked"), "neither days nor interests")
        #expect(hidden.body.contains("家里已经有回答"))
        // They may answer all the same, and nothing tells whether it was what stood.
        #expect(try await answer(here, child, as: father).status == 303)
        let own = try await here.site.browse(Self.path, as: father)
        #expect(own.body.contains("value=\"2\" checked") && own.body.contains("value=\"4\" checked"))
        #expect(try await answer(here, child, days: [1], as: here.mother).status == 303)
        #expect(try await !here.site.browse(Self.path, as: father).body.contains(" checked"))
        #expect(try await here.site.browse(Self.path, as: here.mother).body.contains("value=\"1\" checked"))
    }

    /// One school's survey closes while the form is open: what was typed for the other child stays with that child.
    @Test(arguments: Engine.tested) func eachChildKeepsItsOwnTypedWords(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let children = here.children.prefix(2).sorted { $0.id < $1.id }
        #expect(try await ask(here).status == 303)
        func part(_ child: Registry.Pupil, _ day: Int) -> [String: String] {
            let base = "children.\(child.id == children[0].id ? 1 : 0)"
            return [
                "\(base).school": "\(child.schoolID)", "\(base).pupil": "\(child.id)", "\(base).days": "\(day)",
                "\(base).ends": "03:00",
            ]
        }
        // In the other order than the page's own, and refused: nobody leaves at three in the morning.
        let form = part(children[0], 1).merging(part(children[1], 4)) { $1 }
        let again = try await here.site.submit(Self.path, form, as: here.mother)
        #expect(again.status == 422)
        let cards = again.body.components(separatedBy: "id=\"child-1\"")
        let ticked = cards.map { card in [1, 4].filter { card.contains("value=\"\($0)\" checked") } }
        #expect(ticked == [[1], [4]], "\(ticked)")
    }

    @Test(arguments: Engine.tested) func anOldPageOverwritesNoNewerAnswer(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        #expect(try await ask(here).status == 303)
        #expect(try await answer(here, child, days: [1], as: here.mother).status == 303)
        let old = try #require(try await need(here, child)).mark
        #expect(try await answer(here, child, days: [5], as: father).status == 303)
        let stands = try await need(here, child)
        func send(_ days: [String], seen: String) async throws -> Site.Answer {
            var form = [
                "children.0.school": "\(child.schoolID)", "children.0.pupil": "\(child.id)",
                "children.0.ends": "18:00", "children.0.interests": "sport", "children.0.seen": seen,
            ]
            if let day = days.first { form["children.0.days"] = day }
            return try await here.site.submit(Self.path, form, as: here.mother)
        }
        #expect(try await send(["1"], seen: old).status == 303, "untouched")
        #expect(try await need(here, child) == stands)
        let refused = try await send(["2"], seen: old)
        #expect(refused.status == 409 && refused.body.contains("周五"), "what stands is said")
        #expect(try await need(here, child) == stands)
        let new = try #require(stands).mark
        #expect(refused.body.contains("name=\"children.0.seen\" value=\"\(new)\""), "sent again, it stands")
        #expect(try await send([], seen: new).status == 422, "no day, and not that nothing is needed")
        #expect(try await need(here, child) == stands)
        #expect(try await send(["2"], seen: new).status == 303)
        #expect(try await need(here, child)?.days == Enrolment.Weekdays([.tuesday]))
    }

    /// Neither marks nor guesses tell somebody who may not see an answer what it is.
    @Test(arguments: Engine.tested) func guessesTellNothing(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (child, father) = (here.children[0], try await here.secondGuardian())
        let stranger = try await here.stranger(of: child)
        #expect(try await ask(here).status == 303)
        #expect(try await answer(here, child, days: [3], as: here.mother).status == 303)
        try await here.restrict(father, of: child)
        for (person, status) in [(stranger, 422), (father, 303)] {
            for day in [1, 3] {
                let part: [String: Node] = [
                    "school": .text("\(child.schoolID)"), "pupil": .text("\(child.id)"), "ends": .text("18:00"),
                    "days": .array([.text("\(day)")]), "interests": .array([.text("sport")]), "seen": .text("none"),
                ]
                let sent = try await here.site.post(Self.path, ["children": .array([.object(part)])], as: person)
                #expect(sent.status == status, "\(day)")
                #expect(try await answer(here, child, days: [3], as: here.mother).status == 303)
            }
        }
        let both = try await here.site.submit(
            Self.path,
            [
                "children.0.school": "\(child.schoolID)", "children.0.pupil": "\(child.id)", "children.0.days": "1",
                "children.0.ends": "18:00", "children.0.nothing": "on",
            ], as: here.mother)
        #expect(both.status == 422, "days, and that none is needed")
    }

    @Test(arguments: Engine.tested) func aClaimantChangesNothingThatAGuardianSaid(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await ask(here).status == 303)
        #expect(try await answer(here, child, as: here.mother).status == 303)
        let stranger = try await here.stranger(of: child)
        let page = try await here.site.browse(Self.path, as: stranger)
        #expect(page.status == 200 && page.body.contains(child.name) && page.body.contains("学校确认您的身份后"))
        for field in ["days", "ends", "interests", "nothing"] {
            #expect(!page.body.contains("name=\"children.0.\(field)\""), "\(field)")
        }
        let refused = try await answer(here, child, days: [1], as: stranger)
        #expect(refused.status == 422 && refused.wrongFields == ["children.0.days"], "\(refused.body)")
        #expect(try await need(here, child)?.days == Enrolment.Weekdays([.tuesday, .thursday]))
        #expect(try await here.refuse(child) == 303)
        #expect(try await need(here, child)?.days == Enrolment.Weekdays([.tuesday, .thursday]))
        #expect(try await here.number("SELECT COUNT(*) FROM message WHERE template = 'need_taken_back'") == 0)
    }

    @Test(arguments: Engine.tested) func whatARefusedClaimantSaidIsTakenBack(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await ask(here).status == 303)
        let stranger = try await here.stranger(of: child)
        for days in [[1], [3]] {
            #expect(try await answer(here, child, days: days, as: stranger).status == 303, "nobody has answered yet")
        }
        #expect(try await here.site.browse(Self.path, as: stranger).body.contains("value=\"3\" checked"))
        #expect(try await here.refuse(child) == 303)
        #expect(try await need(here, child) == nil)
        #expect(try await here.number("SELECT COUNT(*) FROM message WHERE template = 'need_taken_back'") > 0)
        #expect(try await here.number("SELECT COUNT(*) FROM message WHERE template = 'answer_taken_back'") == 0)
    }

    @Test(arguments: Engine.tested) func aGuardiansLaterAnswerOutlivesTheClaim(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let child = here.children[0]
        #expect(try await ask(here).status == 303)
        let stranger = try await here.stranger(of: child)
        #expect(try await answer(here, child, days: [1], as: stranger).status == 303)
        #expect(try await answer(here, child, days: [5], as: here.mother).status == 303)
        #expect(try await answer(here, child, days: [1], as: stranger).status == 422)
        #expect(try await here.refuse(child) == 303)
        #expect(try await need(here, child)?.days == Enrolment.Weekdays([.friday]))
    }

    /// The next term is asked about while the running one has a window, each by its own dates and its own offer.
    @Test(arguments: Engine.tested) func theOfficeChoosesTheTerm(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let next = try await here.nextTerm()
        let child = here.children[0]
        // The running term's window offers one time that the next term does not.
        let early = Enrolment.Offer.Day(weekday: .monday, leaving: [TimeOfDay(minutes: 15 * 60)], lateCareUntil: nil)
        let offer = try Enrolment.Offer(bands: [.init(grades: Array(1...9), days: [early])], places: nil).json
        let school = here.school.id
        _ = try await here.store.write { db in
            try db.run("UPDATE enrolment_window SET offer = \(offer) WHERE school_id = \(school)")
        }
        let needs = "/schools/\(school)/needs"
        let page = try await here.site.get(needs, as: here.office)
        #expect(page.status == 200 && page.json["termID"]?.text == "\(here.term.id)")
        #expect(try await here.site.browse(needs, as: here.office).body.contains("\(needs)?term=\(next.id)"))
        #expect(
            try await here.site.get("\(needs)?term=\(next.id)", as: here.office).json["termID"]?.text == "\(next.id)")
        #expect(try await here.site.get("\(needs)?term=1", as: here.office).status == 404)
        let late = try await ask(here, "2027-03-01")
        #expect(late.status == 422 && late.wrongFields == ["closesOn"], "after the running term")
        let set = try await ask(here, term: next.id, "2027-03-01")
        #expect(set.status == 303 && set.location?.contains("?term=\(next.id)") == true, "within the one asked about")
        #expect(try await ask(here, term: next.id, "2027-08-01").wrongFields == ["closesOn"])

        let family = try await here.site.browse(Self.path, as: here.mother)
        #expect(family.body.contains("第二学期") && !family.body.contains("第一学期"), "the page names the term")
        #expect(!family.body.contains("value=\"15:00\""))
        #expect(try await answer(here, child, ends: "15:00", term: next.id, as: here.mother).status == 422)
        let times = try await here.store.read { db in
            let home = try Registry.School.find(school, db)
            return try Enrolment.Offer.load(home, next, db).offer.days(grade: nil).flatMap(\.times)
        }
        let time = try #require(times.first)
        #expect(try await answer(here, child, ends: "\(time)", term: next.id, as: here.mother).status == 303)
        #expect(try await answer(here, child, ends: "\(time)", term: here.term.id, as: here.mother).status == 409)
        #expect(try await need(here, child) == nil, "of the running term nobody was asked")
        #expect(try await here.number("SELECT COUNT(*) FROM need_answer WHERE term_id = \(next.id)") == 1)

        #expect(try await ask(here).status == 303)
        let both = try await here.site.browse(Self.path, as: here.mother)
        #expect(both.body.contains("第二学期") && both.body.contains("第一学期"), "each survey has its card")
    }

    @Test(arguments: Engine.tested) func seatsStandBesideTheWishes(engine: Engine) async throws {
        let here = try await Town.open(engine)
        #expect(try await ask(here).status == 303)
        for child in here.children {
            #expect(try await answer(here, child, days: [1, 2], as: here.mother).status == 303)
        }
        let needs = "/schools/\(here.school.id)/needs"
        let unknown = try await here.site.get(needs, as: here.office)
        #expect(Self.lines(unknown).allSatisfy { ($0["seats"] ?? .null) == .null }, "nobody has counted")
        let places: [String: Node] = ["monday": .integer(1), "tuesday": .integer(9)]
        #expect(
            try await here.site.post("/schools/\(here.school.id)/rooms/places", places, as: here.office).status == 303)
        let lines = Self.lines(try await here.site.get(needs, as: here.office))
        #expect(lines.count == 5 && lines[0]["total"]?.text == "2")
        #expect(lines[0]["seats"]?.text == "1" && lines[0]["short"]?.text == "1")
        #expect(lines[1]["seats"]?.text == "9" && (lines[1]["short"] ?? .null).text == nil)
        let page = try await here.site.browse(needs, as: here.office)
        #expect(page.body.contains("座位") && page.body.contains("−1"))
    }

    /// The table by weekday stands first.
    private static func lines(_ answer: Site.Answer) -> [Node] {
        guard case .array(let tables) = answer.json["tables"] ?? .null, let first = tables.first,
            case .array(let lines) = first["lines"] ?? .null
        else { return [] }
        return lines
    }
}

extension EnrolmentTown {
    /// The term after the running one, open for planning.
    func nextTerm() async throws -> SchoolCalendar.Term {
        let term = SchoolCalendar.Term(
            id: .next(), schoolYear: 2026, ordinal: 2, starts: try day("2027-02-22"), ends: try day("2027-07-02"))
        let city = town.city.id
        try await store.write { db in
            try term.insert(in: city, db)
            // The next year's holidays are not announced yet; nothing here asks for its days.
            try db.run("UPDATE term SET opened_at = \(EnrolmentTown.now) WHERE id = \(term.id)")
        }
        return term
    }
}
