import Foundation
import Store
import Testing

@testable import Kehou

/// Rosters with random damage: always a report or a clear fault, never a crash, and nothing written where it is refused.
@Suite(.database) struct RosterFuzzTests {
    /// SplitMix64, so that a failure can be had again from its seed.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    private static var rounds: Int {
        ProcessInfo.processInfo.environment["KEHOU_TEST_LONG"] == "1" ? 400 : 12
    }

    @Test(arguments: [UInt64](1...6)) func damageNeverCrashesNorHalfWrites(seed: UInt64) async throws {
        var dice = Dice(state: seed)
        for round in 0..<Self.rounds {
            let skips = Bool.random(using: &dice)
            let roster = Self.damaged(&dice)
            let store = try await Database.fresh(.sqlite)
            let outcome = try await outcome(roster, skips, store)
            let counts = try await registryCounts(store)
            if outcome == .written { continue }
            #expect(counts.values.allSatisfy { $0 == 0 }, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: [UInt64](1...3)) func damagedArchivesNeverCrash(seed: UInt64) async throws {
        var dice = Dice(state: seed)
        try await withFolder { folder in
            let good = try [UInt8](Data(contentsOf: URL(filePath: SmallRoster().zip(folder))))
            for _ in 0..<Self.rounds {
                var bytes = good
                for _ in 0..<Int.random(in: 1...20, using: &dice) {
                    bytes[Int.random(in: bytes.indices, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
                }
                let path = folder.appending(path: "damaged.zip").path
                try Data(bytes).write(to: URL(filePath: path))
                let store = try await Database.fresh(.sqlite)
                do {
                    let report = try await Roster.Import(store).run(path)
                    if report.outcome == .written { continue }
                } catch let fault as Fault {
                    #expect(fault.code.hasPrefix("roster."))
                }
                #expect(try await registryCounts(store).values.allSatisfy { $0 == 0 })
            }
        }
    }

    private func outcome(_ roster: SmallRoster, _ skips: Bool, _ store: Store) async throws -> Roster.Report.Outcome? {
        do {
            let report = try await Roster.Import(store, skipping: skips).run(roster)
            #expect(report.outcome != .refused || report.count(.error) > 0)
            return report.outcome
        } catch let fault as Fault {
            #expect(fault.code.hasPrefix("roster."), "\(fault)")
            return nil
        }
    }

    private static func damaged(_ dice: inout Dice) -> SmallRoster {
        var roster = Bool.random(using: &dice) ? SmallRoster() : SmallRoster.v11
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let names = roster.files.keys.sorted()
            let name = names[Int.random(in: names.indices, using: &dice)]
            roster.files[name] = damaged(roster.files[name] ?? [], &dice)
        }
        return roster
    }

    private static let splinters: [[UInt8]] = [
        [0x22], [0x0D], [0x0A], [0x2C], [0x00], [0xFF], [0xC7, 0xE0], [0xEF, 0xBB, 0xBF], Array("\"\"".utf8),
        Array(",,,,".utf8), Array("tobedeleted".utf8), Array("p1".utf8), Array("2026-13-01".utf8),
    ]

    private static func damaged(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        guard !bytes.isEmpty else { return bytes }
        var bytes = bytes
        let at = Int.random(in: bytes.indices, using: &dice)
        let end = min(bytes.count, at + Int.random(in: 1...30, using: &dice))
        switch Int.random(in: 0...5, using: &dice) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes.removeSubrange(at..<end)
        case 2: bytes.insert(contentsOf: splinters[Int.random(in: splinters.indices, using: &dice)], at: at)
        case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 4: bytes = Array(bytes[..<at])
        default: bytes.swapAt(at, Int.random(in: bytes.indices, using: &dice))
        }
        return bytes
    }
}
