import Foundation
import Store

extension Messages {
    /// Puts a message into somebody's inbox and lets a channel tell of it.
    ///
    /// - Parameters:
    ///   - arguments: for the title and the text; never for the brief.
    ///   - texts: arguments that are themselves words to be said in the reader's language.
    ///   - link: a path in Kehou to go on to, `/family/application`.
    ///   - place: who sends, and whose office sees whether it was read.
    @discardableResult
    static func send(
        _ template: Template, to reader: Reader, _ arguments: [String: String] = [:], texts: [String: Text] = [:],
        link: String? = nil, from place: Place? = nil, at now: Instant, _ db: DB
    ) throws -> ID<Message> {
        let sent = try send(template, toAll: [reader], arguments, texts: texts, link: link, from: place, at: now, db)
        guard let id = sent.first else { throw Fault.broken("a message was not written") }
        return id
    }

    /// The same to many, each once: rows and jobs go in at one go.
    ///
    /// *Shape*: keep it to a school's families at a time; one transaction holds the writer for all of them.
    /// - Parameters:
    ///   - aware: those of the readers who know already, since they did it: they find it in the inbox, and no channel tells them.
    ///   - mailing: whether the sender sees how many have read it.
    @discardableResult
    static func send(
        _ template: Template, toAll readers: [Reader], aware: Set<Reader> = [], _ arguments: [String: String] = [:],
        texts: [String: Text] = [:], link: String? = nil, from place: Place? = nil, mailing: Mailing.Sender? = nil,
        at now: Instant, _ db: DB
    ) throws -> [ID<Message>] {
        let words = arguments.mapValues(Text.Argument.verbatim).merging(texts.mapValues(Text.Argument.text)) { $1 }
        let written = try Job.text(words)
        var seen: Set<Reader> = []
        let messages = readers.filter { seen.insert($0).inserted }.map { (reader: $0, id: ID<Message>.next()) }
        let group = try mailing.map {
            try Mailing.insert(template, written, readers: messages.count, from: place, by: $0, at: now, db)
        }
        try db.insert(
            into: "message",
            columns: [
                "reader_kind", "reader_id", "id", "place_kind", "place_id", "template", "need", "is_urgent",
                "arguments", "link", "sent_at", "reminded", "mailing_id",
            ],
            rows: messages.map { message in
                [
                    message.reader.kind, message.reader.number, message.id, place.kindColumn, place.idColumn,
                    template.name, template.need, template.isUrgent, written, link, now, 0, group,
                ] as [any ColumnValue]
            })
        guard template.goesOut else { return messages.map(\.id) }
        let errands = messages.filter { !aware.contains($0.reader) }.map {
            Errand(reader: $0.reader, message: $0.id, step: 0, hoursToNext: template.hoursToNext)
        }
        try Errands.enqueue("messages.deliver", errands, place: place, at: now, db)
        if template.need == .mustKnow {
            try Errands.enqueue(
                "messages.escalate", errands, place: place,
                notBefore: now.adding(seconds: Int64(template.hoursToNext) * 3600), at: now, db)
        }
        return messages.map(\.id)
    }
}
