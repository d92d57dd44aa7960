import Crypto
import Foundation
import Store

extension Registry {
    /// One signed-in device. The database holds a digest of the token, so that a copy of it opens nothing.
    struct Session: Sendable, FromRow {
        let id: ID<Session>
        let digest: String
        let device: String
        let startedAt: Instant
        let seenAt: Instant

        /// How old `seen_at` may grow before a request refreshes it.
        static let staleAfter: Int64 = 15 * 60

        init(_ row: Row) throws {
            id = try row["id"]
            digest = try row["token_digest"]
            device = try row["device"]
            startedAt = try row["started_at"]
            seenAt = try row["seen_at"]
        }

        static func digest(_ token: String) -> String {
            hex(Array(SHA256.hash(data: Data("kehou-session-1 \(token)".utf8))))
        }

        /// Opens a session and gives its token, 32 random bytes as hex, which is stored nowhere.
        static func start(
            of account: ID<Caller.Account>, device: String, days: Int, at now: Instant, _ db: DB
        ) throws -> String {
            let token = (0..<32).map { _ in padded(hexDigits: UInt8.random(in: 0...255)) }.joined()
            let appointment = try Appointment.current(of: account, on: now.localDate, db).first?.id
            try db.run(
                """
                INSERT INTO session
                    (token_digest, id, account_id, appointment_id, device, started_at, seen_at, ends_at)
                VALUES (\(digest(token)), \(ID<Session>.next()), \(account), \(appointment), \(device), \(now), \(now),
                    \(now.adding(seconds: Int64(days) * 86_400)))
                """)
            return token
        }

        static func all(of account: ID<Caller.Account>, at now: Instant, _ db: DB) throws -> [Session] {
            try db.all(
                """
                SELECT id, token_digest, device, started_at, seen_at
                FROM session
                WHERE account_id = \(account) AND ends_at > \(now)
                ORDER BY seen_at DESC, id DESC
                """)
        }

        /// - Throws: `notFound` for a session that is not the account's own.
        static func end(_ id: ID<Session>, of account: ID<Caller.Account>, _ db: DB) throws {
            let ended = try db.run("DELETE FROM session WHERE account_id = \(account) AND id = \(id)")
            guard ended == 1 else { throw Fault.notFound() }
        }

        static func endAll(of account: ID<Caller.Account>, but digest: String?, _ db: DB) throws {
            try db.run("DELETE FROM session WHERE account_id = \(account) AND token_digest <> \(digest ?? "")")
        }

        /// Acts under another of the person's own appointments from now on.
        ///
        /// - Throws: `notFound` where the appointment is not the caller's or not in force.
        static func change(to appointment: ID<Caller.Appointment>, _ caller: Caller, _ db: DB) throws {
            guard caller.appointments.contains(where: { $0.id == appointment }), let session = caller.session else {
                throw Fault.notFound()
            }
            try db.run("UPDATE session SET appointment_id = \(appointment) WHERE token_digest = \(session)")
        }

        static func touch(_ digest: String, at now: Instant, _ db: DB) throws {
            try db.run("UPDATE session SET seen_at = \(now) WHERE token_digest = \(digest)")
        }
    }
}

extension Registry.Session {
    /// Who a token stands for, and whether its session's last use should be noted again.
    static func identify(_ token: String, as nobody: Caller, _ db: DB) throws -> (caller: Caller, isStale: Bool)? {
        let digest = digest(token)
        guard
            let found = try db.first(
                """
                SELECT s.account_id, s.appointment_id, s.seen_at, a.name
                FROM session s
                JOIN account a ON a.id = s.account_id
                WHERE s.token_digest = \(digest) AND s.ends_at > \(nobody.now) AND a.closed_at IS NULL
                """, as: Found.self)
        else { return nil }
        let appointments = try Registry.Appointment.current(of: found.account, on: nobody.today, db)
        let caller = Caller(
            account: found.account, name: found.name, appointments: appointments,
            current: appointments.first { $0.id == found.appointment } ?? appointments.first,
            language: nobody.language, now: nobody.now, session: digest)
        return (caller, found.seenAt.adding(seconds: staleAfter) < nobody.now)
    }

    private struct Found: FromRow {
        let account: ID<Caller.Account>
        let appointment: ID<Caller.Appointment>?
        let seenAt: Instant
        let name: String

        init(_ row: Row) throws {
            account = try row["account_id"]
            appointment = try row["appointment_id"]
            seenAt = try row["seen_at"]
            name = try row["name"]
        }
    }
}
