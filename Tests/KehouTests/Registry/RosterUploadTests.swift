import Foundation
import Store
import Testing

@testable import Kehou

/// From the acknowledgement of an upload to its result: nothing is lost, nothing stays behind, one import of a city at a time.
@Suite(.database) struct RosterUploadTests {
    private static let write = ["dryRun": "false"]

    private func runs(_ office: RosterSite) async throws -> [Roster.Run] {
        try await office.store.read { db in try Roster.Run.latest(in: office.city.id, db) }
    }

    /// Takes the oldest job, as a server does that is killed right afterwards.
    private func takeAndDie(_ office: RosterSite) async throws -> Roster.Turn {
        let now = office.clock.now
        let runs = try await runs(office)
        let run = try #require(runs.last)
        return try await office.store.write { db in
            let job = try #require(
                try Job.claim(["roster.import": 1], until: now.adding(seconds: 60), at: now, db).first)
            let turn = Roster.Turn(run: run.id, holder: try #require(job.lease))
            #expect(try turn.start(in: office.city.id, at: now, db) == .begun)
            return turn
        }
    }

    @Test(arguments: Engine.tested) func anUploadWaitsSealedAndIsGoneOnceImported(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        let answer = try await office.upload(SmallRoster(), Self.write)
        #expect(answer.status == 303)
        #expect(try await registryCounts(office.store)["pupil"] == 0, "nothing is imported within the request")
        let stored = try await office.store.read { db in
            try db.values("SELECT bytes FROM import_piece", as: [UInt8].self)
        }
        #expect(stored.count == 1)
        #expect(!stored[0].starts(with: Array("PK".utf8)), "it is sealed")

        let page = try await office.site.browse(answer.location ?? "", as: office.person)
        #expect(page.body.contains("正在排队"))
        #expect(page.body.contains("data-behaviour=\"reload\""))
        #expect(page.body.contains("<noscript><meta http-equiv=\"refresh\""))
        #expect(try await office.site.browse(office.path, as: office.person).body.contains("排队中"))

        #expect(await office.work() == 1)
        #expect(try await registryCounts(office.store) == RosterImportTests.small)
        #expect(try await office.number("SELECT COUNT(*) FROM import_piece") == 0)
        #expect(try await office.number("SELECT COUNT(*) FROM job") == 0)
        let result = try await office.site.browse(answer.location ?? "", as: office.person)
        #expect(!result.body.contains("data-behaviour=\"reload\"") && !result.body.contains("http-equiv=\"refresh\""))
    }

    /// Larger than a piece and than a portion of pieces, and of no round size.
    @Test(arguments: Engine.tested) func aFileComesBackAsItWas(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        let pieces = Roster.Pieces(run: .next(), store: office.store, protection: office.site.app.protection)
        let bytes = (0..<(5 * Roster.Pieces.size + 4321)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        try await withFolder { folder in
            let path = folder.appending(path: "file")
            try Data(bytes).write(to: path)
            try await pieces.keep(path.path, at: office.clock.now)
        }
        #expect(try await office.number("SELECT COUNT(*) FROM import_piece") == 6)
        let file = try await pieces.file()
        try file.seek(toOffset: 0)
        #expect(try file.readToEnd() == Data(bytes))
        try await office.store.write { db in
            for (from, to) in [(3, 9), (4, 3), (9, 4)] {
                try db.run("UPDATE import_piece SET number = \(to) WHERE number = \(from)")
            }
        }
        await #expect(throws: Fault.self, "a piece does not open in another's place") { try await pieces.file() }
        try await pieces.remove()
        #expect(try await office.number("SELECT COUNT(*) FROM import_piece") == 0)
    }

    @Test(arguments: Engine.tested) func thePageShowsTheStepTheRateAndTheTimeLeft(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        let answer = try await office.upload(SmallRoster(), Self.write)
        let turn = try await takeAndDie(office)
        for done in [0, 250] {
            let now = office.clock.now
            try await office.store.write { db in
                try turn.report(Roster.Progress(step: .writing, done: done, total: 1000), at: now, db)
            }
            office.clock.move(seconds: 10)
        }
        let page = try await office.site.browse(answer.location ?? "", as: office.person)
        #expect(page.body.contains("正在写入"))
        #expect(page.body.contains("value=\"250\" max=\"1000\""))
        #expect(page.body.contains("每秒 25") && page.body.contains("还需约 30 秒"))
        #expect(try await office.site.browse(office.path, as: office.person).body.contains("进行中"))
    }

    /// Whatever a killed server had written already: the import is done again and ends the same.
    @Test(arguments: Engine.tested) func aKilledServersImportIsTakenByAnother(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        _ = try await office.upload(SmallRoster(), Self.write)
        let turn = try await takeAndDie(office)
        #expect(await office.work() == 0, "it is somebody's")
        office.clock.move(seconds: 61)
        #expect(await office.work() == 1)
        #expect(try await registryCounts(office.store) == RosterImportTests.small)
        #expect(try await runs(office).map(\.state) == [.done])
        #expect(try await office.number("SELECT COUNT(*) FROM import_piece") == 0)
        let now = office.clock.now
        await #expect(throws: Fault.conflict("roster.running"), "the server that only slept writes nothing any more") {
            try await office.store.write { db in
                try turn.report(Roster.Progress(step: .writing, done: 1, total: 2), at: now, db)
            }
        }
    }

    @Test(arguments: Engine.tested) func aSecondUploadWaitsItsTurn(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        _ = try await office.upload(SmallRoster(), Self.write)
        _ = try await office.upload(
            SmallRoster().replacing("小红", in: "users.csv", with: "晓红"), Self.write)
        let turn = try await takeAndDie(office)
        #expect(await office.work() == 1, "the second looks, and stands back")
        #expect(try await runs(office).map(\.state) == [.waiting, .running])
        #expect(try await registryCounts(office.store)["pupil"] == 0)
        office.clock.move(seconds: 61)
        await office.work()
        office.clock.move(seconds: 6)
        await office.work()
        #expect(try await runs(office).map(\.state) == [.done, .done])
        let name = try await office.store.read { db in
            try db.value("SELECT name FROM pupil WHERE source_id = 'p2'", as: String.self)
        }
        #expect(name == "王晓红", "the later upload came last")
        #expect(turn.run == (try await runs(office)).last?.id)
    }

    @Test(arguments: Engine.tested) func aCommandIsKeptOutByAnUploadUnderWay(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        _ = try await office.upload(SmallRoster(), Self.write)
        _ = try await takeAndDie(office)
        office.clock.move(hours: 1)
        var command = Roster.Import(
            store: office.store, protection: office.site.app.protection, clock: office.app.clock)
        command.options.city = office.city.id
        let fault = await #expect(throws: Fault.self) {
            try await withFolder { folder in _ = try await command.run(SmallRoster().zip(folder)) }
        }
        #expect(fault?.code == "roster.running")
        await office.work()
        #expect(try await runs(office).map(\.state) == [.done])
    }

    @Test(arguments: Engine.tested) func aNULInAnUploadIsNamedOnItsPage(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        let answer = try await office.upload(
            SmallRoster().replacing("小明", in: "users.csv", with: "小\u{0}明"), Self.write)
        #expect(answer.status == 303)
        await office.work()
        let page = try await office.site.browse(answer.location ?? "", as: office.person)
        #expect(page.status == 200 && page.body.contains("users.csv") && page.body.contains("有不可见的控制字符，无法保存"))
    }

    /// The directory of the archive is whole, so that only the reading finds it damaged.
    @Test func aRosterThatCannotBeReadEndsInAResult() async throws {
        let office = try await RosterSite(.sqlite)
        var zip = try await withFolder { folder in
            try Data(contentsOf: URL(filePath: try SmallRoster().zip(folder)))
        }
        let name = try #require(zip.firstRange(of: Data("users.csv".utf8)))
        for at in (name.upperBound + 40)..<(name.upperBound + 60) { zip[at] ^= 0xFF }
        let answer = try await office.post([UInt8](zip), Self.write)
        #expect(answer.status == 303)
        await office.work()
        let page = try await office.site.browse(answer.location ?? "", as: office.person)
        #expect(page.status == 200)
        #expect(page.body.contains("中途断了：压缩包已损坏或有密码，无法读取 users.csv。没有写入任何内容。"))
        #expect(!page.body.contains("已写入的学校是完整的"))
        #expect(try await runs(office).map(\.state) == [.failed])
        #expect(try await office.number("SELECT COUNT(*) FROM import_piece") == 0)
        #expect(try await office.number("SELECT COUNT(*) FROM job") == 0)
    }

    @Test(arguments: Engine.tested) func anImportThatIsGivenUpSaysSoAndLeavesNoFile(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        let answer = try await office.upload(SmallRoster(), Self.write)
        for _ in 0..<5 {
            _ = try await takeAndDie(office)
            office.clock.move(seconds: 61)
        }
        await office.work()
        let page = try await office.site.browse(answer.location ?? "", as: office.person)
        #expect(page.body.contains("中途断了：") && page.body.contains("没有写入任何内容"))
        #expect(try await office.number("SELECT COUNT(*) FROM import_piece") == 0)
        #expect(try await office.number("SELECT COUNT(*) FROM job WHERE state = 'dead' AND payload = ''") == 1)
        _ = try await office.upload(SmallRoster(), Self.write)
        await office.work()
        #expect(try await runs(office).first?.state == .done, "and the next is not kept out")
    }

    /// The first server wrote something before it was killed; the others came no further than reading.
    @Test(arguments: Engine.tested) func whatWasWrittenIsSaidToBeWhole(engine: Engine) async throws {
        let office = try await RosterSite(engine)
        let answer = try await office.upload(SmallRoster(), Self.write)
        for step in [Roster.Progress.Step.writing, .reading, .checking, .comparing, .reading] {
            let turn = try await takeAndDie(office)
            let now = office.clock.now
            try await office.store.write { db in
                try turn.report(Roster.Progress(step: step, done: 1, total: 2), at: now, db)
            }
            office.clock.move(seconds: 61)
        }
        await office.work()
        #expect(try await runs(office).map(\.state) == [.failed])
        let page = try await office.site.browse(answer.location ?? "", as: office.person)
        #expect(page.body.contains("已写入的学校是完整的") && !page.body.contains("没有写入任何内容"))
    }

    @Test func piecesThatNobodyWaitsForAreSwept() async throws {
        let office = try await RosterSite(.sqlite)
        let lost = Roster.Pieces(run: .next(), store: office.store, protection: office.site.app.protection)
        try await withFolder { folder in
            let path = folder.appending(path: "file")
            try Data("a killed server's".utf8).write(to: path)
            try await lost.keep(path.path, at: Site.now.adding(seconds: -Roster.Pieces.forgottenAfter - 1))
        }
        _ = try await office.upload(SmallRoster(), Self.write)
        #expect(try await office.number("SELECT COUNT(*) FROM import_piece WHERE run_id = \(lost.run)") == 0)
        #expect(try await office.number("SELECT COUNT(*) FROM import_piece") == 1)
    }
}
