import Foundation
import Store

extension Enrolment.Pressure {
    /// Where an answer came from, as far as it is kept: a keyed digest of the network address that is another one every half
    /// hour, so that it can be counted and never followed. No address and no device is stored, and the counts are deleted at the
    /// next look.
    struct AnswerPlace: Sendable {
        /// *Units*: seconds. Also what a family reads: "within half an hour".
        static let span: Int64 = 1800

        private let since: Instant
        private let digest: [UInt8]

        init(_ address: String, at now: Instant, _ protection: Protection) {
            let start = now.milliseconds - now.milliseconds % (Self.span * 1000)
            since = Instant(milliseconds: start)
            digest = Array(
                protection.digest(ofCounted: Self.network(of: address), for: "answer-place \(start)").prefix(8))
        }

        /// An IPv4 address as it is, also where it comes in the clothes of IPv6 (mapped, or by NAT64); of IPv6 the first half,
        /// which a household or a school has to itself.
        static func network(of address: String) -> String {
            var parts = in6_addr()
            guard address.contains(":"), inet_pton(AF_INET6, address, &parts) == 1 else { return address }
            let bytes = withUnsafeBytes(of: parts) { Array($0) }
            guard !dressed.contains(Array(bytes.prefix(12))) else {
                return bytes.suffix(4).map(String.init).joined(separator: ".")
            }
            return bytes.prefix(8).map(padded(hexDigits:)).joined()
        }

        /// `::ffff:0:0/96` and `64:ff9b::/96`. *Source*: RFC 4291, section 2.5.5.2; RFC 6052, section 2.1.
        private static let dressed: [[UInt8]] = [
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0],
        ]

        /// One more family of a school answered for the first time from here.
        func count(_ school: ID<Registry.School>, _ term: ID<SchoolCalendar.Term>, _ db: DB) throws {
            try db.run(
                """
                INSERT INTO answer_place (school_id, term_id, since, place, answers)
                VALUES (\(school), \(term), \(since), \(digest), 1)
                ON CONFLICT (school_id, term_id, since, place) DO UPDATE
                SET answers = answer_place.answers + 1
                """)
        }

        /// The counts of half hours that are over.
        static func counts(
            of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, before now: Instant, _ db: DB
        ) throws -> [Int] {
            try db.values(
                """
                SELECT answers
                FROM answer_place
                WHERE school_id = \(school) AND term_id = \(term) AND since <= \(now.adding(seconds: -span))
                ORDER BY answers DESC
                """, as: Int.self)
        }

        /// Deletes them.
        static func forget(
            of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, before now: Instant, _ db: DB
        ) throws {
            try db.run(
                """
                DELETE FROM answer_place
                WHERE school_id = \(school) AND term_id = \(term) AND since <= \(now.adding(seconds: -span))
                """)
        }
    }
}
