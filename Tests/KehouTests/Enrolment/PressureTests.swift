import Store
import Testing

@testable import Kehou

/// Looks at a school's answers: each kind of signal alone, what grows, whom it reaches.
@Suite(.database) struct PressureTests {
    typealias Town = EnrolmentTown
    typealias Pressure = Enrolment.Pressure

    /// Small numbers, for a town with four pupils a class.
    static let small = Pressure.Thresholds(
        fullMinutes: 10, fullPupils: 4, staffPercent: 50, staffAnswers: 2, placeAnswers: 3, samePercent: 95,
        sameAnswers: 4)

    @Test(arguments: Engine.tested) func aClassThatJoinsWholeWithinMinutesIsSeen(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let room = here.room(0)
        for (place, pupil) in room.dropLast().enumerated() {
            try await here.say(yes: pupil, minute: place * 3, leaves: place)
        }
        #expect(try await here.findings(Self.small) == [], "one has not answered")
        try await here.say(yes: room[3], minute: 11, leaves: 3)
        #expect(try await here.findings(Self.small) == [], "eleven minutes are more than ten")
        var wider = Self.small
        wider.fullMinutes = 11
        let found = Pressure.Finding(kind: .full, cases: 1, answers: 4, extent: 11)
        #expect(try await here.findings(wider) == [found])
        // A later change of days is no second yes.
        try await here.say(yes: room[3], minute: 300, leaves: 1)
        #expect(try await here.findings(wider) == [found])
        wider.fullPupils = 5
        #expect(try await here.findings(wider) == [], "the class is too small to say anything")
        wider.fullPupils = 4
        try await here.say(no: room[0], minute: 301)
        #expect(try await here.findings(wider) == [])
    }

    @Test func nineTenthsOfAClassAreMeasured() {
        let minutes = { (minutes: [Int]) in Pressure.Look.minutes(ofMost: minutes.map(Town.minute)) }
        #expect(minutes([]) == nil && minutes([3]) == 0 && minutes([0, 9]) == 9)
        #expect(minutes([0] + (1000..<1019).map { $0 }) == 17, "one early family of twenty, and the shortest eighteen")
        #expect(minutes((0..<10).map { $0 }) == 8 && minutes((0..<9).map { $0 * 2 } + [500]) == 16)
    }

    @Test(arguments: Engine.tested) func yesesEnteredByStaffAreSeen(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let room = here.room(0)
        try await here.say(yes: room[0], minute: 0, leaves: 0, onPaper: true)
        try await here.say(yes: room[1], minute: 60, leaves: 1)
        #expect(try await here.findings(Self.small) == [], "one is few")
        try await here.say(yes: room[2], minute: 120, leaves: 2, onPaper: true)
        #expect(
            try await here.findings(Self.small) == [Pressure.Finding(kind: .staff, cases: 1, answers: 2, extent: 66)])
        // The family answers itself: what stands is theirs.
        try await here.say(yes: room[2], minute: 180, leaves: 3)
        #expect(try await here.findings(Self.small) == [])
        try await here.say(no: room[3], minute: 200, onPaper: true)
        #expect(try await here.findings(Self.small) == [], "a no from paper presses nobody")
    }

    @Test(arguments: Engine.tested) func manyAnswersFromOnePlaceAreSeen(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let pupils = here.town.pupils.filter { $0.schoolID == here.school.id }
        for place in 0..<3 { try await here.say(yes: pupils[place], minute: place, leaves: place, from: "192.0.2.1") }
        // The same family once more, and others from elsewhere.
        try await here.say(yes: pupils[0], minute: 4, leaves: 2, from: "192.0.2.1")
        try await here.say(yes: pupils[4], minute: 5, leaves: 0, from: "192.0.2.2")
        #expect(try await here.findings(Self.small, minute: 29) == [], "the half hour is not over")
        let found = Pressure.Finding(kind: .place, cases: 1, answers: 3, extent: 3)
        #expect(try await here.findings(Self.small, minute: 30) == [found])
        // In another half hour the same place is another one.
        try await here.say(yes: pupils[5], minute: 31, leaves: 1, from: "192.0.2.1")
        #expect(try await here.findings(Self.small, minute: 60) == [found])
        var stricter = Self.small
        stricter.placeAnswers = 4
        #expect(try await here.findings(stricter, minute: 60) == [])
    }

    @Test(arguments: Engine.tested) func answersThatAreAllAlikeAreSeen(engine: Engine) async throws {
        let here = try await Town.open(engine)
        for (place, pupil) in here.room(0).enumerated() {
            try await here.say(yes: pupil, minute: place * 60, leaves: place == 3 ? 1 : 0)
        }
        #expect(try await here.findings(Self.small) == [], "three of four are 75 %")
        try await here.say(yes: here.room(0)[3], minute: 300, leaves: 0)
        #expect(
            try await here.findings(Self.small) == [Pressure.Finding(kind: .same, cases: 1, answers: 4, extent: 100)])
        // One day less is another answer.
        try await here.say(yes: here.room(0)[2], minute: 301, leaves: 0, days: [.monday])
        #expect(try await here.findings(Self.small) == [])
    }

    /// What was seen is kept at its strongest; more than the district knew is open again.
    @Test(arguments: Engine.tested) func aSignalIsKeptAndGrowsAndIsOpenAgain(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let officer = try #require(here.people["district-shinan"])
        func keep(_ cases: Int, _ answers: Int, _ extent: Int) async throws -> Bool {
            let finding = Pressure.Finding(kind: .full, cases: cases, answers: answers, extent: extent)
            return try await here.store.write { db in
                try Pressure.Signal.keep(finding, here.school, here.term.id, at: Town.now, db)
            }
        }
        #expect(try await keep(1, 30, 5))
        #expect(try await keep(1, 30, 5) == false, "nothing new")
        let path = "/districts/\(here.school.districtID)/pressure"
        let body: [String: Node] = [
            "term": .text("\(here.term.id)"), "kind": .text("full"), "outcome": .text("talked"),
        ]
        let follow = "\(path)/\(here.school.id)/followup"
        #expect(try await here.site.post(follow, body, as: officer).status == 303)
        #expect(try await here.site.post(follow, body, as: officer).status == 409)
        #expect(try await keep(1, 28, 9) == false, "what was seen once is not seen less")
        #expect(try await here.signals().map(\.outcome) == [.talked])
        #expect(try await keep(2, 58, 7))
        let signal = try #require(try await here.signals().first)
        #expect(signal.outcome == nil && signal.cases == 2 && signal.answers == 58 && signal.extent == 5)
        for (change, status) in [
            (["outcome": Node.text("forgotten")], 422), (["kind": .text("place")], 404), (["term": .text("9")], 404),
        ] {
            let answer = try await here.site.post(follow, body.merging(change) { $1 }, as: officer)
            #expect(answer.status == status, "\(change)")
        }
        #expect(try await here.site.post(follow, body, as: here.people["district-shibei"]).status == 404)
        #expect(try await here.site.post(follow, body, as: here.people["bureau"]).status == 403)
        #expect(try await here.site.post(follow, body, as: here.office).status == 404)
        let elsewhere = "\(path)/\(here.town.schools[2].id)/followup"
        #expect(try await here.site.post(elsewhere, body, as: officer).status == 404, "another district's school")
    }

    /// The district reads schools and numbers: no class and no name stands on its page.
    @Test(arguments: Engine.tested) func thePageNamesSchoolsOnly(engine: Engine) async throws {
        let here = try await Town.open(engine)
        try await here.store.write { db in
            for kind in Pressure.Kind.allCases {
                _ = try Pressure.Signal.keep(
                    Pressure.Finding(kind: kind, cases: 2, answers: 44, extent: 7), here.school, here.term.id,
                    at: Town.now, db)
            }
        }
        let path = "/districts/\(here.school.districtID)/pressure"
        let page = try await here.site.browse(path, as: here.people["district-shinan"])
        #expect(page.status == 200 && page.body.contains(here.school.name) && page.body.contains("44"))
        for word in here.town.classes.map(\.name) + here.town.pupils.map(\.name) { #expect(!page.body.contains(word)) }
        let city = "/cities/\(here.town.city.id)/pressure"
        let counts = try await here.site.get(city, as: here.people["bureau"])
        guard case .array(let items) = counts.json["items"] ?? .null else {
            Issue.record("no list")
            return
        }
        #expect(items.map { $0["signals"]?.text } == ["4", "0"] && items.map { $0["schools"]?.text } == ["1", "0"])
        #expect(try await here.site.browse(city, as: here.people["bureau"]).status == 200)
        let start = try await here.site.browse("/start", as: here.people["district-shinan"])
        #expect(start.body.contains(path))
    }

    @Test(arguments: Engine.tested) func aCitySetsItsThresholds(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let path = "/cities/\(here.town.city.id)/pressure"
        var body = Dictionary(
            uniqueKeysWithValues: Pressure.Thresholds.entries.map { entry in
                (entry.name, Node.integer(Int64(Self.small[keyPath: entry.path])))
            })
        #expect(try await here.site.post(path, body, as: here.people["bureau"]).status == 303)
        let city = here.town.city.id
        #expect(try await here.store.read { db in try Pressure.Thresholds.of(city, db) } == Self.small)
        body["samePercent"] = .integer(49)
        body["fullMinutes"] = .integer(0)
        let wrong = try await here.site.post(path, body, as: here.people["bureau"])
        #expect(wrong.status == 422 && Set(wrong.wrongFields) == ["samePercent", "fullMinutes"])
        #expect(try await here.store.read { db in try Pressure.Thresholds.of(city, db) } == Self.small)
        #expect(try await here.site.post(path, body, as: here.people["auditor"]).status == 403)
        #expect(try await here.site.post(path, body, as: here.people["district-shinan"]).status == 404)
    }

    @Test func aPlaceIsANetworkAndAnotherOneEveryHalfHour() async throws {
        typealias Place = Pressure.AnswerPlace
        #expect(Place.network(of: "192.0.2.7") == "192.0.2.7")
        #expect(Place.network(of: "2001:db8:0:1::7") == Place.network(of: "2001:db8:0:1:ffff::9"))
        #expect(Place.network(of: "2001:db8:0:1::7") != Place.network(of: "2001:db8:0:2::7"))
        #expect(
            Place.network(of: "::ffff:192.0.2.7") == "192.0.2.7"
                && Place.network(of: "64:ff9b::c000:207") == "192.0.2.7")
        #expect(Place.network(of: "nonsense:") == "nonsense:")
    }

    /// Through the door that families use: first answers count, later ones do not, and no address is written anywhere.
    @Test(arguments: Engine.tested) func aFormIsCountedWhereItCameFrom(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let parts = here.children.map { Town.part($0, "join", days: [1]) }
        #expect(try await here.send(parts, as: here.mother).status == 303)
        #expect(try await here.number("SELECT SUM(answers) FROM answer_place") == 1, "a family counts once")
        let again = here.children.map { Town.part($0, "decline", seen: nil) }
        #expect(try await here.send(again, as: here.mother).status == 303)
        #expect(try await here.number("SELECT SUM(answers) FROM answer_place") == 1)
        let places = try await here.store.read { db in
            try db.values("SELECT place FROM answer_place", as: [UInt8].self)
        }
        #expect(places.count == 1 && places[0].count == 8)
    }
}
