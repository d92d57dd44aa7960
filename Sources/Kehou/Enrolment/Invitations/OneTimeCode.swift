import Store

extension Enrolment {
    /// Six digits sent to a mobile, good for ten minutes, one use and five tries.
    ///
    /// A row is made for every mobile asked about, known or not, so that the answer and the work are the same; only a known one is
    /// sent the code. The row holds a keyed digest, bound to its challenge, which alone stands in the page's address.
    enum OneTimeCode {
        static let minutes = 10
        static let mostTries = 5

        /// What was made: the challenge for the page, the code for the message.
        struct Made: Sendable {
            let challenge: String
            let code: String
        }

        enum Outcome: Sendable {
            /// The mobile (its blind index) is proven.
            case right(mobile: [UInt8])
            case wrong
            /// Unknown, too old, used, or tried too often: ask for a new one.
            case over
        }

        /// Makes a code for a mobile and forgets what ended a day ago.
        static func make(for mobile: [UInt8], _ protection: Protection, at now: Instant, _ db: DB) throws -> Made {
            let challenge = (0..<16).map { _ in padded(hexDigits: UInt8.random(in: 0...255)) }.joined()
            let digits = String(UInt32.random(in: 0..<1_000_000))
            let code = String(repeating: "0", count: 6 - digits.count) + digits
            try db.run("DELETE FROM one_time_code WHERE expires_at < \(now.adding(seconds: -86_400))")
            try db.run(
                """
                INSERT INTO one_time_code (challenge, mobile_index, code_digest, tries, made_at, expires_at)
                VALUES (\(challenge), \(mobile), \(digest(challenge, code, protection)), 0, \(now),
                    \(now.adding(seconds: Int64(minutes) * 60)))
                """)
            return Made(challenge: challenge, code: code)
        }

        /// The blind index of the mobile a challenge was made for.
        static func mobile(of challenge: String, _ db: DB) throws -> [UInt8]? {
            try db.value("SELECT mobile_index FROM one_time_code WHERE challenge = \(challenge)", as: [UInt8].self)
        }

        /// The six digits that somebody typed, without spaces between them; nil where it is no code, and so no try.
        static func digits(of typed: String) -> String? {
            let code = typed.filter { !$0.isUnseen }
            return code.utf8.count == 6 && code.utf8.allSatisfy { (0x30...0x39).contains($0) } ? code : nil
        }

        /// Uses up a try. The count is taken first and in one statement, so that tries at the same moment all count.
        static func check(
            _ code: String, of challenge: String, _ protection: Protection, at now: Instant, _ db: DB
        ) throws -> Outcome {
            let row = try db.first(
                """
                UPDATE one_time_code SET tries = tries + 1
                WHERE challenge = \(challenge) AND used_at IS NULL AND expires_at > \(now) AND tries < \(mostTries)
                RETURNING mobile_index, code_digest
                """, as: Row.self)
            guard let row else { return .over }
            let stored: [UInt8] = try row["code_digest"]
            let typed = digest(challenge, digits(of: code) ?? "", protection)
            guard zip(stored, typed).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0 else { return .wrong }
            try db.run("UPDATE one_time_code SET used_at = \(now) WHERE challenge = \(challenge)")
            return .right(mobile: try row["mobile_index"])
        }

        private static func digest(_ challenge: String, _ code: String, _ protection: Protection) -> [UInt8] {
            protection.digest(ofCode: "\(challenge) \(code)", for: "one-time")
        }
    }
}
