import Store

extension Registry {
    /// Slows down and then locks out guessing at passwords, per name tried and per sender.
    ///
    /// Subjects are keyed digests, deleted after a day of quiet: neither names nor addresses are kept. The first five wrong tries cost nothing, then the wait
    /// doubles from two seconds, and from the tenth on it is fifteen minutes. An hour of quiet forgets.
    struct Guesses: Sendable {
        private let subjects: [(digest: String, free: Int64)]
        private static let forgetAfter: Int64 = 3600
        private static let lock: Int64 = 900

        init(name: String, peer: String, _ protection: Protection) {
            subjects = [
                (Self.digest("name \(Account.plain(name))", protection), 5),
                // A school behind one address has many people who mistype; the name's own count is the tight one.
                (Self.digest("peer \(peer)", protection), 30),
            ]
        }

        /// The same for another kind of secret: what is guessed at, the sender, and how many tries each has for nothing.
        ///
        /// The first subject is the one a right guess clears.
        init(
            of kind: String, _ subject: String?, free: Int64, peer: String, peerFree: Int64, _ protection: Protection
        ) {
            subjects =
                (subject.map { [(Self.digest("\(kind) \($0)", protection), free)] } ?? [])
                + [(Self.digest("\(kind) peer \(peer)", protection), peerFree)]
        }

        /// The same where the sender is counted in another way, by ``Crowd``.
        init(of kind: String, _ subject: String, free: Int64, _ protection: Protection) {
            subjects = [(Self.digest("\(kind) \(subject)", protection), free)]
        }

        /// - Throws: `tooMany("sign_in.locked")` with the seconds left.
        func check(at now: Instant, _ db: DB) throws {
            for subject in subjects {
                let free = try db.value(
                    "SELECT free_at FROM sign_in_guess WHERE subject = \(subject.digest)", as: Instant.self)
                guard let free, free > now else { continue }
                let seconds = Int((free.milliseconds - now.milliseconds + 999) / 1000)
                throw Fault.tooMany("sign_in.locked", retryAfter: seconds, ["minutes": "\((seconds + 59) / 60)"])
            }
        }

        /// Notes a wrong try.
        func add(at now: Instant, _ db: DB) throws {
            for subject in subjects {
                let count = try db.value(
                    """
                    INSERT INTO sign_in_guess (subject, count, last_at, free_at)
                    VALUES (\(subject.digest), 1, \(now), \(now))
                    ON CONFLICT (subject) DO UPDATE
                    SET count = CASE WHEN sign_in_guess.last_at < \(now.adding(seconds: -Self.forgetAfter))
                            THEN 1 ELSE sign_in_guess.count + 1 END,
                        last_at = excluded.last_at
                    RETURNING count
                    """, as: Int64.self)
                let wait = Self.wait(after: count ?? 1, free: subject.free)
                try db.run(
                    "UPDATE sign_in_guess SET free_at = \(now.adding(seconds: wait)) WHERE subject = \(subject.digest)")
            }
        }

        /// A right password clears the name's count, not the sender's: others may be guessing from there.
        func clear(_ db: DB) throws {
            try db.run("DELETE FROM sign_in_guess WHERE subject = \(subjects[0].digest)")
        }

        /// *Units*: seconds to wait after the given number of wrong tries.
        static func wait(after count: Int64, free: Int64) -> Int64 {
            let over = count - free
            if over < 0 { return 0 }
            return over >= 5 ? lock : Int64(2) << over
        }

        static func digest(_ text: String, _ protection: Protection) -> String {
            protection.digest(ofCounted: text, for: "guess").prefix(16).map(padded(hexDigits:)).joined()
        }
    }
}
