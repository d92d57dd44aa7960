import Foundation
import Store

extension Messages {
    /// One thing said to many at once. Its sender sees numbers: how many it went to, how many have opened it.
    struct Mailing: Sendable, FromRow {
        /// Who pressed the button; the program itself where nil.
        struct Sender: Sendable {
            let account: ID<Caller.Account>?
        }

        let id: ID<Mailing>
        let template: String
        let need: Template.Need
        let arguments: [String: Text.Argument]
        let readers: Int
        let opened: Int
        let acknowledged: Int
        let sentAt: Instant
        let sentBy: String?

        init(_ row: Row) throws {
            id = try row["id"]
            template = try row["template"]
            need = try row["need"]
            let text: String = try row["arguments"]
            arguments = try JSONDecoder().decode([String: Text.Argument].self, from: Data(text.utf8))
            readers = try row["readers"]
            opened = try row["opened"]
            acknowledged = try row["acknowledged"]
            sentAt = try row["sent_at"]
            sentBy = try row["sender"]
        }

        var title: Text { Text("message.\(template).title", arguments) }

        static func insert(
            _ template: Template, _ arguments: String, readers: Int, from place: Place?, by sender: Sender,
            at now: Instant, _ db: DB
        ) throws -> ID<Mailing> {
            let id = ID<Mailing>.next()
            try db.run(
                """
                INSERT INTO mailing (place_kind, place_id, id, template, need, arguments, readers, sent_at, sent_by)
                VALUES (\(place.kindColumn), \(place.idColumn), \(id), \(template.name), \(template.need), \(arguments),
                    \(readers), \(now), \(sender.account))
                """)
            return id
        }

        /// How many have read what a place sent at one moment; for the sender's own page.
        static func receipts(
            of template: Template, from place: Place, at moment: Instant, _ db: DB
        ) throws -> (readers: Int, opened: Int)? {
            let row = try db.first(
                """
                SELECT g.readers,
                    (SELECT COUNT(*) FROM message m WHERE m.mailing_id = g.id AND m.read_at IS NOT NULL) AS opened
                FROM mailing g
                WHERE g.place_kind = \(place.kind) AND g.place_id = \(place.id) AND g.sent_at = \(moment)
                    AND g.template = \(template.name)
                ORDER BY g.id
                LIMIT 1
                """, as: Row.self)
            return try row.map { (try $0["readers"], try $0["opened"]) }
        }

        /// A place's mailings, newest first, a page at a time; the readers of each are counted over `message_by_mailing`.
        static func list(from place: Place, after id: ID<Mailing>?, limit: Int, _ db: DB) throws -> [Mailing] {
            try db.all(
                """
                SELECT g.id, g.template, g.need, g.arguments, g.readers, g.sent_at, a.name AS sender,
                    (SELECT COUNT(*) FROM message m WHERE m.mailing_id = g.id AND m.read_at IS NOT NULL) AS opened,
                    (SELECT COUNT(*) FROM message m WHERE m.mailing_id = g.id AND m.acknowledged_at IS NOT NULL)
                        AS acknowledged
                FROM mailing g
                LEFT JOIN account a ON a.id = g.sent_by
                WHERE g.place_kind = \(place.kind) AND g.place_id = \(place.id) AND g.id < \(id ?? ID(Int64.max))
                ORDER BY g.id DESC
                LIMIT \(limit)
                """)
        }
    }
}
