import Store
import Testing

@testable import Kehou

/// More children than seats: whose task it is, what settles it, and what moves its numbers.
@Suite(.database) struct RoomTests {
    typealias Town = EnrolmentTown

    /// Clause 1d: more than fit is the school's task, then the district's, and never the family's.
    @Test(arguments: Engine.tested) func tooManyForTheRoomsRaisesATask(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let rooms = "/schools/\(here.school.id)/rooms"
        let few: [String: Node] = ["monday": .integer(1), "tuesday": .integer(9)]
        #expect(try await here.site.post(rooms + "/places", few, as: here.teacher).status == 403)
        #expect(
            try await here.site.post(rooms + "/places", ["monday": .integer(-1)], as: here.office).wrongFields == [
                "monday"
            ])
        #expect(try await here.site.post(rooms + "/places", few, as: here.office).status == 303)
        let parts = here.children.map { Town.part($0, "join", days: [1, 2]) }
        #expect(try await here.send(parts, as: here.mother).status == 303, "nobody is turned away")
        let tasks = try await here.roomTasks()
        #expect(tasks.count == 1 && tasks[0].weekday == .monday && tasks[0].joining == 2 && tasks[0].places == 1)
        #expect(tasks[0].due.description == "2026-09-10" && tasks[0].owner == .school)
        #expect(try await here.site.post("\(rooms)/\(tasks[0].id)/owner", as: here.office).status == 303)
        try await here.store.write { db in try tasks[0].escalate(at: EnrolmentTown.now, db) }
        let district = "/districts/\(here.school.districtID)/rooms"
        let list = try await here.site.get(district, as: here.people["district-shinan"])
        #expect(list.status == 200 && list.body.contains(here.school.nameEn ?? here.school.name))
        #expect(try await here.site.get(district, as: here.people["district-shibei"]).status == 404)
        let settle = "\(rooms)/\(tasks[0].id)/settlement"
        let settled: [String: Node] = ["measure": .text("more_rooms"), "places": .integer(2)]
        #expect(try await here.site.post(settle, ["measure": .text("less_children")], as: here.office).status == 422)
        #expect(try await here.site.post(settle, settled, as: here.people["district-shinan"]).status == 303)
        #expect(try await here.site.post(settle, settled, as: here.office).status == 409)
        #expect(try await here.current(here.children[0])?.joins == true)
    }

    /// What fits again is nobody's task, and nobody can say it fits while it does not.
    @Test(arguments: Engine.tested) func aTaskEndsWhereAllFitAgain(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let rooms = try await here.crowd()
        let task = try #require(try await here.roomTasks().first)
        let settle = "\(rooms)/\(task.id)/settlement"
        for words: [String: Node] in [["places": .integer(1)], ["places": .integer(-1)], [:]] {
            let said = words.merging(["measure": .text("more_rooms")]) { $1 }
            #expect(try await here.site.post(settle, said, as: here.office).wrongFields == ["places"])
        }
        // That all fit again only the program says, however many seats there are.
        for seats in [1, 9] {
            let said: [String: Node] = ["measure": .text("fits_again"), "places": .integer(Int64(seats))]
            let refused = try await here.site.post(settle, said, as: here.office)
            #expect(refused.status == 422 && refused.wrongFields == ["measure"], "\(refused.body)")
        }
        #expect(try await here.roomTasks().map(\.isOpen) == [true])
        #expect(try await !here.site.browse(rooms, as: here.office).body.contains("fits_again"))
        #expect(try await here.site.post(rooms + "/places", ["monday": .integer(2)], as: here.office).status == 303)
        let ended = try await here.roomTasks()
        #expect(ended.map(\.isOpen) == [false] && ended.first?.measure == .fitsAgain)
        // One more day of it, and families that changed their minds before its date.
        #expect(try await here.site.post(rooms + "/places", ["monday": .integer(1)], as: here.office).status == 303)
        #expect(try await here.roomTasks().filter(\.isOpen).count == 1)
        let one = here.children.prefix(1).map { Town.part($0, "decline", seen: nil) }
        #expect(try await here.send(Array(one), as: here.mother).status == 303)
        await here.runJobs(at: Town.minute(60 * 24 * 5), Enrolment.roomJobs)
        #expect(try await here.roomTasks().allSatisfy { !$0.isOpen && $0.owner == .school })
    }

    /// A roster takes a child away in the midst of a window, moves another one, and brings the first one back.
    @Test(arguments: Engine.tested) func countsAndRoomsFollowTheRoster(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.crowd()
        let (gone, school) = (here.children[0], here.school.id)
        func follow(_ change: SQL) async throws {
            try await here.store.write { db in
                try db.run(change)
                try Roster.PupilsChanged.enqueue(school, at: Town.now, db)
            }
            await here.runJobs(at: Town.minute(1), Enrolment.rosterJobs)
        }
        let before = try await here.counts()
        try await follow(
            "UPDATE pupil SET left_on = '2026-09-06', class_id = NULL WHERE school_id = \(school) AND id = \(gone.id)")
        let without = try await here.counts()
        #expect(without.reduce(0) { $0 + $1.pupils } == before.reduce(0) { $0 + $1.pupils } - 1)
        #expect(without.reduce(0) { $0 + $1.asked } == 1)
        #expect(try await here.roomTasks().map(\.isOpen) == [false], "who has left takes up no seat")
        try await follow(
            """
            UPDATE pupil SET left_on = NULL, class_id = \(gone.classID) WHERE school_id = \(school) AND id = \(gone.id)
            """)
        #expect(try await here.counts() == before, "who comes back stands where they stood")
        #expect(try await here.current(gone)?.joins == true)
        #expect(try await here.roomTasks().filter(\.isOpen).count == 1)
    }

    /// Whoever turns out to be no guardian takes up no seat: the task ends with their refusal.
    @Test(arguments: Engine.tested) func whatIsTakenBackMakesRoom(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let rooms = "/schools/\(here.school.id)/rooms"
        #expect(try await here.site.post(rooms + "/places", ["monday": .integer(1)], as: here.office).status == 303)
        #expect(
            try await here.send([Town.part(here.children[1], "join", days: [1])], as: here.mother).status == 303)
        let stranger = try await here.stranger(of: here.children[0])
        #expect(try await here.send([Town.part(here.children[0], "join", days: [1])], as: stranger).status == 303)
        #expect(try await here.roomTasks().map(\.isOpen) == [true])
        #expect(try await here.refuse(here.children[0]) == 303)
        let ended = try await here.roomTasks()
        #expect(ended.map(\.isOpen) == [false] && ended.first?.measure == .fitsAgain)
    }

    /// The district settles what has come to it and nothing else; what it has settled and does not fit after all is its own again.
    @Test(arguments: Engine.tested) func aTaskStaysWithWhoHasIt(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let (rooms, district) = (try await here.crowd(), here.people["district-shinan"])
        let task = try #require(try await here.roomTasks().first)
        let (settle, enough): (String, [String: Node]) = (
            "\(rooms)/\(task.id)/settlement", ["measure": .text("other_venue"), "places": .integer(2)]
        )
        #expect(try await here.site.post(settle, enough, as: district).status == 409, "the school still has it")
        let list = "/districts/\(here.school.districtID)/rooms"
        #expect(try await !here.site.browse(list, as: district).body.contains("name=\"places\""))
        try await here.store.write { db in try task.escalate(at: EnrolmentTown.now, db) }
        #expect(try await here.site.browse(list, as: district).body.contains("name=\"places\""))
        #expect(try await here.site.post("\(rooms)/\(task.id)/owner", as: here.office).status == 409)
        let few = try await here.site.submit(
            settle, ["measure": "staggered", "places": "1"], as: district)
        #expect(few.status == 422 && few.body.contains("value=\"staggered\" selected"), "what was chosen stands")
        #expect(try await here.site.post(settle, enough, as: district).status == 303)
        #expect(try await here.roomTasks().allSatisfy { !$0.isOpen })
        #expect(try await here.number("SELECT places FROM room_capacity WHERE school_id = \(here.school.id)") == 2)
        #expect(try await here.site.post(rooms + "/places", ["monday": .integer(1)], as: here.office).status == 303)
        #expect(try await here.roomTasks().first { $0.isOpen }?.owner == .district)
    }

    /// Families that change their minds move the numbers of a task that is open, too.
    @Test(arguments: Engine.tested) func aWithdrawalMovesAnOpenTask(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.crowd()
        #expect(try await here.roomTasks().map(\.joining) == [2])
        let other = [Town.part(here.children[0], "join", days: [2], seen: nil)]
        #expect(try await here.send(other, as: here.mother).status == 303)
        let task = try #require(try await here.roomTasks().first)
        #expect(!task.isOpen && task.joining == 1 && task.measure == .fitsAgain)
    }

    /// A page of seats that lay open sets what was typed on it, and undoes no settlement.
    @Test(arguments: Engine.tested) func anOldPageOfSeatsSetsOnlyWhatWasTyped(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let path = "/schools/\(here.school.id)/rooms"
        func set(_ numbers: [String: String], seen: String) async throws -> Int {
            try await here.site.submit(path + "/places", numbers.merging(["seen": seen]) { $1 }, as: here.office).status
        }
        func places() async throws -> [Weekday: Int] {
            let (school, term) = (here.school.id, here.term.id)
            return try await here.store.read { db in try Enrolment.Capacity.own(school, term, db) }
        }
        #expect(try await set(["wednesday": "62"], seen: ",,,,") == 303)
        #expect(try await here.site.browse(path, as: here.office).body.contains("name=\"seen\" value=\",,62,,\""))
        #expect(try await set(["wednesday": "80"], seen: ",,62,,") == 303)
        #expect(try await set(["wednesday": "62", "friday": "90"], seen: ",,62,,") == 303, "the older page")
        #expect(try await places() == [.wednesday: 80, .friday: 90])
        #expect(try await set(["friday": "90"], seen: ",,80,,90") == 303, "emptied: the plan's number again")
        #expect(try await places() == [.friday: 90])
    }

    /// Many seats for an hour give a school no new days: what comes up again goes on with those it had.
    @Test(arguments: Engine.tested) func whatComesUpAgainKeepsItsDay(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let rooms = try await here.crowd()
        let first = try #require(try await here.roomTasks().first)
        let settle: [String: Node] = ["measure": .text("more_rooms"), "places": .integer(9)]
        #expect(
            try await here.site.post("\(rooms)/\(first.id)/settlement", settle, as: here.office).status == 303)
        try await here.seatOne(at: Town.minute(60 * 24 * 2))
        let second = try #require(try await here.roomTasks().first)
        #expect(second.isOpen && second.id != first.id && second.due == first.due && second.owner == .school)
        // The day after that date it is the district's.
        await here.runJobs(at: Town.minute(60 * 24 * 3), Enrolment.roomJobs)
        #expect(try await here.roomTasks().first?.owner == .school)
        await here.runJobs(at: Town.minute(60 * 24 * 4), Enrolment.roomJobs)
        #expect(try await here.roomTasks().first?.owner == .district)
    }

    @Test(arguments: Engine.tested) func whatComesUpAgainTooLateIsTheDistricts(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.crowd()
        let first = try #require(try await here.roomTasks().first)
        let (settled, later) = (Town.minute(60 * 24 * 2), Town.minute(60 * 24 * 4))
        try await here.store.write { db in try first.settle(.moreStaff, places: 9, by: nil, at: settled, db) }
        try await here.seatOne(at: later)
        let second = try #require(try await here.roomTasks().first)
        #expect(second.isOpen && second.due == first.due && second.owner == .district, "its days were over")
    }

    @Test(arguments: Engine.tested) func whatComesUpMuchLaterHasDaysOfItsOwn(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.crowd()
        let first = try #require(try await here.roomTasks().first)
        let later = Town.minute(60 * 24 * 4)
        try await here.store.write { db in try first.settle(.moreStaff, places: 9, by: nil, at: Town.now, db) }
        try await here.seatOne(at: later)
        let second = try #require(try await here.roomTasks().first)
        #expect(second.isOpen && second.due == later.localDate.adding(days: 3) && second.owner == .school)
    }

    @Test(arguments: Engine.tested) func aTaskIsTakenFromNoColleague(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let rooms = try await here.crowd()
        let task = try #require(try await here.roomTasks().first)
        let colleague = try await here.site.person("校长", (.principal, .school, here.school.id.rawValue))
        for (person, status) in [(colleague, 303), (colleague, 303), (here.office, 409)] {
            #expect(try await here.site.post("\(rooms)/\(task.id)/owner", as: person).status == status)
        }
    }
}

extension EnrolmentTown {
    /// Both children join on a Monday for which the first school has one seat.
    ///
    /// - Returns: the path of its rooms.
    fileprivate func crowd() async throws -> String {
        let rooms = "/schools/\(school.id)/rooms"
        #expect(try await site.post(rooms + "/places", ["monday": .integer(1)], as: office).status == 303)
        let parts = children.map { EnrolmentTown.part($0, "join", days: [1]) }
        #expect(try await send(parts, as: mother).status == 303)
        return rooms
    }

    /// From then on there is one seat on a Monday.
    fileprivate func seatOne(at now: Instant) async throws {
        let (school, term) = (school.id, term.id)
        try await store.write { db in
            try Enrolment.Capacity.set(1, on: .monday, school, term, by: nil, at: now, db)
            let window = try #require(try Enrolment.Window.find(of: school, in: term, db))
            try Enrolment.RoomTask.check(window, at: now, db)
        }
    }

    fileprivate func roomTasks() async throws -> [Enrolment.RoomTask] {
        let (school, term) = (school.id, term.id)
        return try await store.read { db in try Enrolment.RoomTask.all(of: school, in: term, db) }
    }
}
