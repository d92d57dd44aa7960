import Store
import Synchronization
import Testing

@testable import Kehou

/// Jobs: each once, again after a failure or a killed server, given up at last.
@Suite(.database) struct JobRunnerTests {
    private struct Work: Codable { let name: String }

    /// Counts how often each piece of work was done, and how many ran at once.
    private final class Tally: Sendable {
        private let state = Mutex<(runs: [String: Int], now: Int, most: Int)>(([:], 0, 0))
        var runs: [String: Int] { state.withLock { $0.runs } }

        func enter(_ name: String) { state.withLock { $0.runs[name, default: 0] += 1 } }
    }

    private func enqueue(_ post: Post, _ kind: String, _ names: [String]) async throws {
        let now = post.clock.now
        try await post.app.store.write { db in
            try Job.enqueue(kind, payloads: names.map(Work.init), place: post.school, at: now, db)
        }
    }

    @Test(arguments: Engine.tested) func aJobRunsOnceAndIsGone(engine: Engine) async throws {
        let post = try await Post(engine)
        let tally = Tally()
        let handler = Job.Handler("test.work", inside: { (work: Work, _, _, _) in tally.enter(work.name) })
        try await enqueue(post, "test.work", ["a", "b"])
        #expect(await post.run([handler]) == 2)
        #expect(await post.run([handler]) == 0)
        #expect(tally.runs == ["a": 1, "b": 1])
        #expect(try await post.number("SELECT COUNT(*) FROM job") == 0)
    }

    @Test(arguments: Engine.tested) func notBeforeItsTime(engine: Engine) async throws {
        let post = try await Post(engine)
        let tally = Tally()
        let handler = Job.Handler("test.work", inside: { (work: Work, _, _, _) in tally.enter(work.name) })
        let later = post.clock.now.adding(seconds: 60)
        try await post.app.store.write { db in
            try Job.enqueue(
                "test.work", payload: Work(name: "a"), notBefore: later, at: later.adding(seconds: -60), db)
        }
        #expect(await post.run([handler]) == 0)
        post.clock.move(seconds: 60)
        #expect(await post.run([handler]) == 1)
    }

    @Test(arguments: Engine.tested) func aFailureIsTriedLaterAndLaterAndThenGivenUp(engine: Engine) async throws {
        let post = try await Post(engine)
        let handler = Job.Handler(
            "messages.deliver", tries: 3, outside: { (_: Work, _, _) in throw Fault.unavailable("channel.unreachable") }
        )
        try await enqueue(post, "messages.deliver", ["a"])
        #expect(await post.run([handler]) == 1)
        #expect(await post.run([handler]) == 0, "not at once")
        post.clock.move(seconds: 7)
        #expect(await post.run([handler]) == 1, "five seconds, a quarter more or less")
        post.clock.move(seconds: 6)
        #expect(await post.run([handler]) == 0, "the second wait is longer: ten seconds, a quarter more or less")
        post.clock.move(seconds: 7)
        #expect(await post.run([handler]) == 1)
        let school = post.school
        let dead = try await post.app.store.read { db in try Job.dead(at: school, after: nil, limit: 10, db) }
        #expect(dead.count == 1 && dead[0].tries == 3 && dead[0].fault?.key == "fault.channel.unreachable")
        post.clock.move(hours: 100)
        #expect(await post.run([handler]) == 0)
        let told = try await post.number("SELECT COUNT(*) FROM message WHERE template = 'dead_letter'")
        #expect(told == 2, "office and principal of the school")
    }

    @Test(arguments: Engine.tested) func whatIsHopelessIsGivenUpAtOnce(engine: Engine) async throws {
        let post = try await Post(engine)
        let handler = Job.Handler(
            "messages.deliver", outside: { (_: Work, _, _) in throw Job.Hopeless(fault: .conflict("channel.refused")) })
        try await enqueue(post, "messages.deliver", ["a"])
        await post.run([handler])
        #expect(try await post.number("SELECT COUNT(*) FROM job WHERE state = 'dead' AND tries = 1") == 1)
    }

    /// Two servers over one database, many lanes: every job is done once.
    @Test(arguments: Engine.tested) func twoServersShareTheWork(engine: Engine) async throws {
        let post = try await Post(engine)
        let tally = Tally()
        let handler = Job.Handler(
            "test.work",
            outside: { (work: Work, _, _) in
                tally.enter(work.name)
                await Task.yield()
                return { _ in }
            })
        try await enqueue(post, "test.work", (0..<60).map(String.init))
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<6 { group.addTask { await post.run([handler]) } }
        }
        // A lane that lost a race to another sees an empty turn and stops early; the rest is still there to be done.
        await post.run([handler])
        #expect(tally.runs.count == 60 && tally.runs.values.allSatisfy { $0 == 1 })
        #expect(try await post.number("SELECT COUNT(*) FROM job") == 0)
    }

    /// A code for somebody at a telephone does not stand behind what a whole city is told.
    @Test(arguments: Engine.tested) func whatSomebodyWaitsForHasALaneOfItsOwn(engine: Engine) async throws {
        let post = try await Post(engine)
        let tally = Tally()
        let slow = Job.Handler(
            "test.slow",
            outside: { (work: Work, _, _) in
                tally.enter(work.name)
                while tally.runs["end"] == nil { try await Task.sleep(for: .milliseconds(5)) }
                return nil
            })
        let code = Job.Handler("test.code", inside: { (work: Work, _, _, _) in tally.enter(work.name) }).pressing
        try await enqueue(post, "test.slow", ["slow", "slow", "slow"])
        var runner = JobRunner(post.app, handlers: [slow, code])
        (runner.lanes, runner.pause) = (1, .milliseconds(5))
        let (here, service) = (post, runner)
        let running = Task { try await service.run() }
        try await until { tally.runs["slow"] == 1 }
        try await enqueue(here, "test.code", ["code"])
        try await until { tally.runs["code"] == 1 }
        #expect(tally.runs["slow"] == 1, "the lane for everything is still busy")
        tally.enter("end")
        try await until { tally.runs["slow"] == 3 }
        running.cancel()
        try await running.value
    }

    private func until(_ holds: () -> Bool) async throws {
        for _ in 0..<4000 where !holds() { try await Task.sleep(for: .milliseconds(5)) }
        #expect(holds(), "within twenty seconds")
    }

    /// A server that was killed says nothing any more: its lease runs out and another runs the job again.
    @Test(arguments: Engine.tested) func aKilledServersJobIsTakenByAnother(engine: Engine) async throws {
        let post = try await Post(engine)
        let tally = Tally()
        let handler = Job.Handler("test.work", inside: { (work: Work, _, _, _) in tally.enter(work.name) })
        try await enqueue(post, "test.work", ["a"])
        let now = post.clock.now
        let taken = try await post.app.store.write { db in
            try Job.claim(["test.work": 1], until: now.adding(seconds: 60), at: now, db)
        }
        #expect(taken.count == 1)
        #expect(await post.run([handler]) == 0, "it is somebody's")
        post.clock.move(seconds: 61)
        #expect(await post.run([handler]) == 1)
        #expect(tally.runs == ["a": 1])
        let lost = try #require(taken.first)
        await #expect(throws: Job.Lost.self) {
            try await post.app.store.write { db in try lost.finish(keeping: false, at: now, db) }
        }
    }

    /// A job that takes every server down with it stops being tried.
    @Test(arguments: Engine.tested) func aJobThatNeverEndsIsGivenUp(engine: Engine) async throws {
        let post = try await Post(engine)
        let handler = Job.Handler("messages.deliver", tries: 2, inside: { (_: Work, _, _, _) in })
        try await enqueue(post, "messages.deliver", ["a"])
        for _ in 0..<2 {
            let now = post.clock.now
            _ = try await post.app.store.write { db in
                try Job.claim(["messages.deliver": 1], until: now.adding(seconds: 60), at: now, db)
            }
            post.clock.move(seconds: 61)
        }
        await post.run([handler])
        #expect(try await post.number("SELECT COUNT(*) FROM job WHERE state = 'dead'") == 1)
    }

    /// What a job writes and its end are one transaction: a failure in between leaves neither.
    @Test(arguments: Engine.tested) func anEndingThatFailsLeavesNothing(engine: Engine) async throws {
        let post = try await Post(engine)
        let name = post.town.city.id
        let handler = Job.Handler(
            "test.work",
            inside: { (_: Work, _, _, db) in
                try db.run("UPDATE city SET name = 'changed' WHERE id = \(name)")
                throw Fault.unavailable()
            })
        try await enqueue(post, "test.work", ["a"])
        await post.run([handler])
        #expect(try await post.number("SELECT COUNT(*) FROM city WHERE name = 'changed'") == 0)
        #expect(try await post.number("SELECT COUNT(*) FROM job WHERE state = 'waiting' AND tries = 1") == 1)
    }

    @Test func delaysDoubleUpToAnHour() {
        let waits = (1...14).map { Job.delay(afterTry: $0, jitter: 0.5).components.seconds }
        #expect(waits[0...3] == [5, 10, 20, 40] && waits.last == 3600)
        #expect(Job.delay(afterTry: 1, jitter: 0) < Job.delay(afterTry: 1, jitter: 1))
    }

    @Test func everyKindOfJobHasAHandlerAndWords() throws {
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        for handler in Jobs.all {
            let key = "job.kind.\(handler.name.replacing(".", with: "_"))"
            #expect(languages.all.allSatisfy { $0.texts[key] != nil }, "\(key)")
        }
        let kinds = try Checkout.sources().flatMap { _, text in
            text.matches(of: /Job\.enqueue\(\s*"([a-z_.]+)"/).map { String($0.output.1) }
        }
        #expect(Set(kinds).isSubset(of: Jobs.all.map(\.name)), "\(kinds)")
    }
}
