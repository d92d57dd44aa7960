import Store
import Testing

@testable import Kehou

@Suite("Accounts that stand for guardians", .database)
struct FamilyAccountTests {
    typealias Family = Registry.FamilyAccount

    private func children(_ town: Town, _ who: String) async throws -> [Family.Child] {
        let account = try #require(town.accounts[who])
        return try await town.store.read { db in
            try Family.children(of: account, on: Town.now.localDate, db)
        }
    }

    @Test(arguments: Engine.tested)
    func `a guardian sees all children, also in different schools`(_ engine: Engine) async throws {
        let town = try await Town.build(engine)
        #expect(try await children(town, "guardian-1").map(\.pupil) == [town.pupils[0].id, town.pupils[4].id])
        let other = try await children(town, "guardian-2")
        #expect(other.map(\.school) == [town.schools[0].id, town.schools[1].id])
        #expect(other.allSatisfy { $0.isConfirmed && !$0.isRestricted && $0.className != nil })
        #expect(try await children(town, "teacher-1").isEmpty)
    }

    @Test(arguments: Engine.tested)
    func `a carer has thirty pupils and a step-family three equal guardians`(_ engine: Engine) async throws {
        let town = try await Town.build(engine)
        let account = try #require(town.accounts["guardian-1"])
        try await town.store.write { db in
            let guardian = try #require(try Family.guardians(of: account, db).first)
            for number in 0..<30 {
                let pupil = Registry.Pupil(schoolID: town.schools[0].id, name: "同学\(number)")
                try pupil.insert(db)
                try Registry.Guardianship(
                    schoolID: pupil.schoolID, pupilID: pupil.id, guardianID: guardian, relation: .relative
                ).insert(db)
            }
            for name in ["继父", "生父"] {
                let more = Registry.Guardian(cityID: town.city.id, name: name)
                try more.insert(db)
                try Registry.Guardianship(
                    schoolID: town.schools[0].id, pupilID: town.pupils[0].id, guardianID: more.id
                ).insert(db)
            }
            #expect(try Registry.Guardian.all(of: town.pupils[0].id, in: town.schools[0].id, db).count == 3)
        }
        #expect(try await children(town, "guardian-1").count == 32)
    }

    @Test(arguments: Engine.tested)
    func `the roster's mobile decides whose account stands for a guardian`(_ engine: Engine) async throws {
        let town = try await Town.build(engine)
        let old = try #require(town.accounts["guardian-1"])
        let mobile = try #require(Mobile("13911112222"))
        let sealed = try town.app.protection.seal(mobile)
        let account = try await town.store.write { db in
            let guardian = try #require(try Family.guardians(of: old, db).first)
            try db.run(
                """
                UPDATE guardian
                SET mobile_sealed = \(sealed.bytes), mobile_key = \(sealed.key), mobile_index = \(sealed.index)
                WHERE id = \(guardian)
                """)
            return try Family.enter(with: sealed.index, name: nil, at: Town.now, db)
        }
        #expect(account.id != old)
        #expect(try await children(town, "guardian-1").isEmpty)
        let theirs = try await town.store.read { db in
            try Family.children(of: account.id, on: Town.now.localDate, db)
        }
        #expect(theirs.count == 2)
    }
}
