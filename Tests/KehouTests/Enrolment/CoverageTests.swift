import Store
import Testing

@testable import Kehou

@Suite(.database) struct CoverageTests {
    typealias Town = EnrolmentTown

    /// Random answers, withdrawals and changes of class; after each round the moved counts equal a recount.
    @Test(arguments: Engine.tested, [1, 2, 3]) func movedCountsAreCountedCounts(
        engine: Engine, seed: UInt64
    ) async throws {
        let here = try await Town.open(engine)
        var random = Demo.Random(seed: seed, 99)
        let pupils = here.town.pupils.filter { $0.schoolID == here.school.id }
        let window = try #require(
            try await here.store.read { db in try Enrolment.Window.find(of: here.school.id, in: here.term.id, db) })
        for _ in 0..<40 {
            let pupil = random.pick(pupils)
            let days = Weekday.schoolDays.filter { _ in random.chance(perMille: 400) }
            let part = Self.part(
                pupil, days, window, seen: .any, moved: random.chance(perMille: 100) ? nil : pupil.classID)
            try await here.store.write { db in
                _ = try Enrolment.Submission(form: .next(), parts: [part], account: 1, now: EnrolmentTown.now).send(db)
            }
        }
        let moved = try await here.counts()
        let slow = try await here.slowCounts()
        #expect(
            Dictionary(uniqueKeysWithValues: moved.map { ($0.classID, [$0.asked, $0.declined] + $0.joining) }) == slow)
    }

    @Test(arguments: Engine.tested) func aRecountSeesTheRosterAsItIsNow(engine: Engine) async throws {
        let here = try await Town.open(engine)
        _ = try await here.send(
            [Town.part(here.children[0], "join", days: [1, 2]), Town.part(here.children[1], "decline")], as: here.mother
        )
        let (school, term, gone) = (here.school.id, here.term.id, here.children[1].id)
        try await here.store.write { db in
            try db.run("UPDATE pupil SET left_on = '2026-09-07' WHERE school_id = \(school) AND id = \(gone)")
            try Enrolment.CoverageRow.recount(school, term, db)
        }
        let counts = try await here.counts()
        #expect(counts.reduce(0) { $0 + $1.asked } == 1 && counts.reduce(0) { $0 + $1.declined } == 0)
        #expect(counts.reduce(0) { $0 + $1.pupils } == 7)
    }

    @Test(arguments: Engine.tested) func manyFamiliesAtOnceAreAllCounted(engine: Engine) async throws {
        let here = try await Town.open(engine)
        let pupils = here.town.pupils.filter { $0.schoolID == here.school.id }
        let window = try #require(
            try await here.store.read { db in try Enrolment.Window.find(of: here.school.id, in: here.term.id, db) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, pupil) in pupils.enumerated() {
                let part = Self.part(pupil, place % 2 == 0 ? [.monday] : [], window, seen: .application(nil))
                group.addTask {
                    try await here.store.write { db in
                        _ = try Enrolment.Submission(
                            form: .next(), parts: [part], account: 1, now: EnrolmentTown.now
                        ).send(db)
                    }
                }
            }
            try await group.waitForAll()
        }
        let counts = try await here.counts()
        #expect(counts.reduce(0) { $0 + $1.asked } == 4 && counts.reduce(0) { $0 + $1.declined } == 4)
        #expect(counts.reduce(0) { $0 + $1.joining[0] } == 4)
    }

    static func part(
        _ pupil: Registry.Pupil, _ days: [Weekday], _ window: Enrolment.Window, seen: Enrolment.Submission.Seen,
        moved classID: ID<Registry.SchoolClass>? = 0
    ) -> Enrolment.Submission.Part {
        Enrolment.Submission.Part(
            school: pupil.schoolID, pupil: pupil.id, classID: classID == 0 ? pupil.classID : classID, guardian: nil,
            window: window,
            answer: Enrolment.Answer(
                days: days.map { .init(weekday: $0, leaves: TimeOfDay(minutes: 1020), isLateCare: false) },
                homeworkOnly: false), seen: seen)
    }
}

extension EnrolmentTown {
    static var now: Instant { Town.now }

    /// Counted the slow way: every pointer read, by the class it was answered from.
    func slowCounts() async throws -> [ID<Registry.SchoolClass>: [Int]] {
        let (school, term) = (school.id, term.id)
        let rows = try await store.read { db in
            try db.all(
                """
                SELECT c.class_id, c.joins, d.weekday
                FROM application_current c
                LEFT JOIN application_day d ON d.school_id = c.school_id AND d.pupil_id = c.pupil_id
                    AND d.application_id = c.application_id
                WHERE c.school_id = \(school) AND c.term_id = \(term)
                ORDER BY c.pupil_id, d.weekday
                """, as: Row.self)
        }
        var counts: [ID<Registry.SchoolClass>: [Int]] = [:]
        for row in try await self.counts() { counts[row.classID] = Array(repeating: 0, count: 7) }
        let pupils = try await store.read { db in
            try db.all(
                """
                SELECT class_id, joins
                FROM application_current
                WHERE school_id = \(school) AND term_id = \(term)
                """, as: Row.self)
        }
        for row in pupils {
            counts[try row["class_id"], default: Array(repeating: 0, count: 7)][try row["joins"] ? 0 : 1] += 1
        }
        for row in rows {
            guard let weekday: Int = try row["weekday"] else { continue }
            counts[try row["class_id"], default: Array(repeating: 0, count: 7)][weekday + 1] += 1
        }
        return counts
    }
}
