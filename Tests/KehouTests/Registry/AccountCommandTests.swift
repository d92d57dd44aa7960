import Foundation
import Store
import Testing

@testable import Kehou

@Suite("Accounts and appointments by command") struct AccountCommandTests {
    /// A database with a city and one account, and the options that lead to it.
    private func withCity(_ body: (Commands.Options) async throws -> Void) async throws {
        try await withFolder { folder in
            let options = Commands.Options(
                flags: ["database": "sqlite:\(folder.path)/kehou.sqlite", "resources": Checkout.root.path], config: nil,
                isJSON: false)
            let app = try await Commands.app(options)
            try await app.store.write { db in
                try Registry.City(name: "青岛市").insert(db)
                let city = try Registry.City.all(db)[0].id
                try Registry.District(cityID: city, name: "市南区").insert(db)
            }
            await app.store.close()
            try await Commands.addAccount(
                .init(userName: "wang", name: "王科长", role: "bureau", place: "青岛市", password: "a long password"), options
            )
            try await body(options)
        }
    }

    private func inForce(_ options: Commands.Options) async throws -> [Role] {
        let app = try await Commands.app(options)
        let roles = try await app.store.read { db in
            let account = try #require(try Registry.Account.find(userName: "wang", db))
            return try Registry.Appointment.current(of: account, on: app.clock.today(), db).map(\.role)
        }
        await app.store.close()
        return roles
    }

    private func fault(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            let fault = error as? Fault
            return fault?.fields.first?.code ?? fault?.code
        }
    }

    @Test func anAppointmentIsGivenOnceAndEndedAtOnce() async throws {
        try await withCity { options in
            func appoint(_ role: String, _ place: String, until: String? = nil) async throws {
                try await Commands.appoint(
                    userName: "wang", role: role, place: place, from: nil, until: until, options)
            }
            try await appoint("districtOfficer", "市南区")
            #expect(try await inForce(options) == [.bureau, .districtOfficer])
            #expect(await fault { try await appoint("districtOfficer", "市南区") } == "appointment.held")
            #expect(await fault { try await appoint("districtOfficer", "没有区") } == "appointment.place_unknown")
            #expect(await fault { try await appoint("emperor", "市南区") } == "account.role_unknown")
            #expect(
                await fault { try await appoint("bureau", "青岛市", until: "2020-01-01") } == "appointment.until_wrong")
            #expect(await fault { try await appoint("inspector", "市南区", until: "soon") } == "appointment.date_wrong")

            let app = try await Commands.app(options)
            let all = try await app.store.read { db in
                try Registry.Appointment.all(of: try #require(try Registry.Account.find(userName: "wang", db)), db)
            }
            await app.store.close()
            let officer = try #require(all.first { $0.role == .districtOfficer })
            try await Commands.endAppointment(userName: "wang", appointment: "\(officer.id)", on: nil, options)
            #expect(try await inForce(options) == [.bureau])
            let nobody = await fault {
                try await Commands.endAppointment(userName: "wang", appointment: "5", on: nil, options)
            }
            #expect(nobody == "appointment.none")
            try await appoint("districtOfficer", "市南区")
            #expect(try await inForce(options) == [.bureau, .districtOfficer])
        }
    }

    @Test func aSecondAccountOfOneNameIsRefusedWhole() async throws {
        try await withCity { options in
            let again = await fault {
                try await Commands.addAccount(
                    .init(userName: "WANG", name: "别人", role: "bureau", place: "青岛市", password: "a long password"),
                    options)
            }
            #expect(again == "account.user_name_taken")
            let short = await fault {
                try await Commands.resetAccount(userName: "wang", password: "short", options)
            }
            #expect(short == "account.password_short")
            let app = try await Commands.app(options)
            let count = try await app.store.read { db in try db.value("SELECT COUNT(*) FROM account", as: Int.self) }
            await app.store.close()
            #expect(count == 1)
        }
    }
}
