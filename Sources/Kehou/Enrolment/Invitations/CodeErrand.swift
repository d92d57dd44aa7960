import Foundation
import Store

extension Enrolment {
    /// A one-time code on its way to a bare mobile. Both lie sealed in the job and are gone with it once it is done, expired, or
    /// given up.
    struct CodeErrand: Codable, Sendable {
        let sealed: Protection.SealedText
        let language: String
        let expires: Instant

        private struct Content: Codable {
            let mobile: String
            let code: String
        }

        private static let purpose = "one-time-code"

        static func enqueue(
            _ code: String, to mobile: Mobile, language: String, _ protection: Protection, at now: Instant, _ db: DB
        ) throws {
            let content = try Job.text(Content(mobile: mobile.digits, code: code))
            let errand = CodeErrand(
                sealed: try protection.seal(content, for: purpose), language: language,
                expires: now.adding(seconds: Int64(OneTimeCode.minutes) * 60))
            try Job.enqueue("enrolment.send_code", payload: errand, at: now, db)
        }

        /// Tries until the code has expired: a code that comes too late only puzzles.
        static let jobs: [Job.Handler] = [
            Job.Handler(
                "enrolment.send_code", tries: 30, forgets: true,
                outside: { (errand: CodeErrand, run, app) in
                    guard run.now < errand.expires else { return nil }
                    guard app.channels.carriesCodes, let channel = app.channels[.sms] else {
                        throw Job.Hopeless(fault: .conflict("one_time_code.no_way"))
                    }
                    let text = try app.protection.open(errand.sealed, for: purpose)
                    let content = try JSONDecoder().decode(Content.self, from: Data(text.utf8))
                    guard let mobile = Mobile(content.mobile) else { throw Job.Hopeless(fault: .broken("a mobile")) }
                    let language = app.languages.named(errand.language) ?? app.languages.standard
                    let body = language.text(
                        "one_time_code.message", ["code": content.code, "minutes": "\(OneTimeCode.minutes)"])
                    _ = try await channel.carry(
                        Messages.Note(
                            id: run.job.id.description, address: .mobile(mobile), subject: "", body: body, at: run.now))
                    return nil
                }
            ).pressing
        ]
    }

    /// - Throws: `one_time_code.no_way` (conflict) where nothing could carry a code to a mobile.
    static func requireWay(_ app: App) throws {
        guard app.settings.isDemo || app.channels.carriesCodes else { throw Fault.conflict("one_time_code.no_way") }
    }
}
