import Store

/// What a sender's office hears without asking: once, until it has read it, so that a hundred families that do not read make one message.
extension Messages {
    static func tellOfUnread(_ message: Message, at now: Instant, _ db: DB) throws {
        guard let place = message.place else { return }
        try tellOnce(.stillUnread, place, link: page(of: place, "/unread"), at: now, db)
    }

    /// A job was given up. Offices see their own; the bureau sees what belongs to no place.
    static func tellOfDeadLetter(_ job: Job, at now: Instant, _ db: DB) throws {
        let city = try db.value("SELECT id FROM city ORDER BY id LIMIT 1", as: Int64.self)
        guard let place = job.place ?? city.map({ Place(kind: .city, id: $0) }) else { return }
        try tellOnce(.deadLetter, place, link: page(of: place, "/failed"), at: now, db)
    }

    /// To a place's office, unless the same still waits unread there.
    static func tellOnce(_ template: Template, _ place: Place, link: String, at now: Instant, _ db: DB) throws {
        let office = try Reader.office(of: place, on: now.localDate, db)
        let unaware = try office.filter { reader in
            try db.value(
                """
                SELECT 1
                FROM message
                WHERE reader_kind = \(reader.kind) AND reader_id = \(reader.number) AND template = \(template.name)
                    AND place_kind = \(place.kind) AND place_id = \(place.id) AND read_at IS NULL
                LIMIT 1
                """, as: Int.self) == nil
        }
        try send(template, toAll: unaware, link: link, from: place, at: now, db)
    }

    /// A place's page of its messages. A district has none of its own: its officers look at the schools'.
    static func page(of place: Place, _ part: String = "") -> String {
        switch place.kind {
        case .school: "/schools/\(place.id)/messages\(part)"
        case .district: "/districts/\(place.id)/messages\(part)"
        default: "/cities/\(place.id)/messages\(part)"
        }
    }
}
