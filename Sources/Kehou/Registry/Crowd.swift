import Store

extension Registry {
    /// Keeps one address from asking without end, without holding it against those who share it: a school's network, or the
    /// thousands of telephones that leave a carrier by one address. So many in ten minutes, and then the next ten; the wait never
    /// grows.
    ///
    /// As in ``Guesses``, the address is a keyed digest, another one each ten minutes, and deleted after a day.
    struct Crowd: Sendable {
        private let subject: String
        private let most: Int64
        private let now: Instant
        private let ends: Instant

        private static let span: Int64 = 600_000

        init(of kind: String, peer: String, most: Int64, at now: Instant, _ protection: Protection) {
            let start = now.milliseconds - now.milliseconds % Self.span
            subject = Guesses.digest("crowd \(kind) \(start) \(peer)", protection)
            self.most = most
            self.now = now
            ends = Instant(milliseconds: start + Self.span)
        }

        /// Counts one more.
        ///
        /// - Throws: `tooMany("sign_in.crowd")` with the seconds until the next ten minutes; the one that is refused is not counted.
        func pass(_ db: DB) throws {
            let count = try db.value(
                """
                INSERT INTO sign_in_guess (subject, count, last_at, free_at)
                VALUES (\(subject), 1, \(now), \(now))
                ON CONFLICT (subject) DO UPDATE SET count = sign_in_guess.count + 1, last_at = excluded.last_at
                RETURNING count
                """, as: Int64.self)
            guard let count, count > most else { return }
            let seconds = Int((ends.milliseconds - now.milliseconds + 999) / 1000)
            throw Fault.tooMany("sign_in.crowd", retryAfter: seconds, ["minutes": "\((seconds + 59) / 60)"])
        }
    }
}
