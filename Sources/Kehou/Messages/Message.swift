import Foundation
import Store

extension Messages {
    /// One message in one person's inbox.
    struct Message: Sendable, FromRow {
        let id: ID<Message>
        let reader: Reader
        /// Who sends: a school, a district, the city; nil for the program itself.
        let place: Place?
        let template: String
        let need: Template.Need
        let isUrgent: Bool
        let arguments: [String: Text.Argument]
        /// Where in Kehou the reader goes next.
        let link: String?
        let sentAt: Instant
        let readAt: Instant?
        let acknowledgedAt: Instant?
        /// How many channels were tried.
        let reminded: Int
        /// When no further channel was left and it was still unread.
        let exhaustedAt: Instant?

        init(_ row: Row) throws {
            id = try row["id"]
            reader = Reader(try row["reader_kind"], try row["reader_id"])
            place = try Place(row, "place_kind", "place_id")
            template = try row["template"]
            need = try row["need"]
            isUrgent = try row["is_urgent"]
            let text: String = try row["arguments"]
            arguments = try JSONDecoder().decode([String: Text.Argument].self, from: Data(text.utf8))
            link = try row["link"]
            sentAt = try row["sent_at"]
            readAt = try row["read_at"]
            acknowledgedAt = try row["acknowledged_at"]
            reminded = try row["reminded"]
            exhaustedAt = try row["exhausted_at"]
        }

        var title: Text { Text("message.\(template).title", arguments) }
        var text: Text { Text("message.\(template).text", arguments) }
        /// Whether the reader still has to say that they know.
        var wantsAnswer: Bool { need == .mustKnow && acknowledgedAt == nil }

        static let columns: SQL = """
            id, reader_kind, reader_id, place_kind, place_id, template, need, is_urgent, arguments, link, sent_at, read_at,
            acknowledged_at, reminded, exhausted_at
            """
    }
}

extension Messages.Message {
    typealias Message = Messages.Message
    typealias Reader = Messages.Reader

    /// Where a page of the inbox goes on: unread ones come first, then newest first.
    struct Key: Sendable {
        let isRead: Bool
        let id: ID<Message>
    }

    /// - Throws: `notFound`, also where it is somebody else's.
    static func find(_ id: ID<Message>, of readers: [Reader], _ db: DB) throws -> Message {
        let found = try db.first(
            "SELECT \(columns) FROM message WHERE \(Reader.condition(readers)) AND id = \(id)", as: Message.self)
        guard let found else { throw Fault.notFound() }
        return found
    }

    /// A page of the inbox, what is unread first. Rides the primary key; a person has hundreds of messages, not more.
    static func list(
        of readers: [Reader], after key: Key?, unread: Bool = false, limit: Int, _ db: DB
    ) throws -> [Message] {
        let rank: SQL = "(CASE WHEN read_at IS NULL THEN 0 ELSE 1 END)"
        let rest: SQL =
            key.map { "AND (\(rank) > \($0.isRead ? 1 : 0) OR (\(rank) = \($0.isRead ? 1 : 0) AND id < \($0.id)))" }
            ?? ""
        let only: SQL = unread ? "AND read_at IS NULL" : ""
        return try db.all(
            """
            SELECT \(columns)
            FROM message
            WHERE \(Reader.condition(readers)) \(only) \(rest)
            ORDER BY \(rank), id DESC
            LIMIT \(limit)
            """)
    }

    /// What must be known and was not opened within a sender's place, oldest first. Rides `message_open`.
    static func unopened(
        from place: Place, before moment: Instant, after id: ID<Message>?, limit: Int, _ db: DB
    ) throws -> [Message] {
        try db.all(
            """
            SELECT \(columns)
            FROM message
            WHERE place_kind = \(place.kind) AND place_id = \(place.id) AND need = 'mustKnow'
                AND acknowledged_at IS NULL AND read_at IS NULL AND sent_at <= \(moment) AND id > \(id ?? 0)
            ORDER BY id
            LIMIT \(limit)
            """)
    }

    static func countUnopened(from place: Place, _ db: DB) throws -> Int {
        try db.value(
            """
            SELECT COUNT(*)
            FROM message
            WHERE place_kind = \(place.kind) AND place_id = \(place.id) AND need = 'mustKnow'
                AND acknowledged_at IS NULL AND read_at IS NULL
            """, as: Int.self) ?? 0
    }

    /// Marks every plain message as read; what must be known is opened one by one.
    ///
    /// - Returns: how many were marked.
    static func readAll(of readers: [Reader], at now: Instant, _ db: DB) throws -> Int {
        try db.run(
            """
            UPDATE message SET read_at = \(now)
            WHERE \(Reader.condition(readers)) AND read_at IS NULL AND need = 'plain'
            """)
    }

    /// How many are unread, counted no further than `most`. Rides `message_unread`.
    static func unread(of readers: [Reader], most: Int = 100, _ db: DB) throws -> Int {
        try db.value(
            """
            SELECT COUNT(*)
            FROM (SELECT 1 FROM message WHERE \(Reader.condition(readers)) AND read_at IS NULL LIMIT \(most)) AS waiting
            """, as: Int.self) ?? 0
    }

    /// Opening is the receipt; the first time counts.
    func open(at now: Instant, _ db: DB) throws {
        guard readAt == nil else { return }
        try db.run(
            """
            UPDATE message SET read_at = \(now)
            WHERE reader_kind = \(reader.kind) AND reader_id = \(reader.number) AND id = \(id) AND read_at IS NULL
            """)
    }

    /// How many channels have been tried.
    func noteChannel(_ count: Int, _ db: DB) throws {
        try change("reminded = CASE WHEN reminded < \(count) THEN \(count) ELSE reminded END", db)
    }

    /// No further channel is left, and it is still unread.
    func exhaust(at now: Instant, _ db: DB) throws {
        try change("exhausted_at = \(now)", db)
    }

    private func change(_ what: SQL, _ db: DB) throws {
        try db.run(
            """
            UPDATE message SET \(what)
            WHERE reader_kind = \(reader.kind) AND reader_id = \(reader.number) AND id = \(id)
            """)
    }

    /// The reader says: I know. Saying it twice changes nothing.
    ///
    /// - Throws: `message.no_answer_wanted` for a plain message.
    func acknowledge(at now: Instant, _ db: DB) throws {
        guard need == .mustKnow else { throw Fault.conflict("message.no_answer_wanted") }
        try db.run(
            """
            UPDATE message SET acknowledged_at = \(now), read_at = COALESCE(read_at, \(now))
            WHERE reader_kind = \(reader.kind) AND reader_id = \(reader.number) AND id = \(id)
                AND acknowledged_at IS NULL
            """)
    }
}
