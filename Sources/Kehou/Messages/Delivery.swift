import Store

extension Messages {
    /// What went out for a message, or would have.
    struct Delivery: Sendable, FromRow {
        enum State: String, Choice {
            case sent, recorded

            static let prefix = "message.delivery"
        }

        let id: ID<Job>
        let way: Way
        let state: State
        /// Masked, for an office's eyes.
        let address: String
        let body: String
        let at: Instant

        init(_ row: Row) throws {
            id = try row["id"]
            way = try row["channel"]
            state = try row["state"]
            address = try row["address"]
            body = try row["body"]
            at = try row["at"]
        }

        /// What a place's messages sent out, newest first. By the primary key.
        static func list(from place: Place, after id: ID<Job>?, limit: Int, _ db: DB) throws -> [Delivery] {
            try db.all(
                """
                SELECT id, channel, state, address, body, at
                FROM delivery
                WHERE place_kind = \(place.kind) AND place_id = \(place.id) AND id < \(id ?? ID(Int64.max))
                ORDER BY id DESC
                LIMIT \(limit)
                """)
        }

        /// Written as the job ends: the job's id is the key, so a job that is run again leaves no second row.
        static func write(
            _ job: Job, _ way: Way, _ state: State, _ note: Note, for message: (ID<Message>, Reader)?, _ db: DB
        ) throws {
            try db.run(
                """
                INSERT INTO delivery (place_kind, place_id, id, message_id, reader_kind, reader_id, channel, state,
                    address, body, at)
                VALUES (\(job.place.kindColumn), \(job.place.idColumn), \(job.id), \(message?.0), \(message?.1.kind),
                    \(message?.1.number), \(way), \(state), \(note.address.masked), \(note.body), \(note.at))
                ON CONFLICT (place_kind, place_id, id) DO NOTHING
                """)
        }
    }

    static let jobs: [Job.Handler] = [
        Job.Handler("messages.deliver", outside: { (errand: Errand, run, app) in try await deliver(errand, run, app) }),
        Job.Handler("messages.escalate", inside: escalate),
    ]

    private enum Next: Sendable {
        /// Read meanwhile, or nothing reaches the reader but the inbox.
        case nothing
        case wait(until: Instant)
        case carry(Note, Way, Message)
    }

    /// Carries the brief of one message over the channel whose turn it is.
    private static func deliver(_ errand: Errand, _ run: Job.Run, _ app: App) async throws -> Job.Ending? {
        let next: Next = try await app.store.read { db in try Self.next(errand, run, app, db) }
        switch next {
        case .nothing: return nil
        case .wait(let moment): throw Job.Later(at: moment)
        case .carry(let note, let way, let message):
            guard let channel = app.channels[way] else { return nil }
            let state = try await channel.carry(note)
            return { db in
                try Delivery.write(run.job, way, state, note, for: (message.id, message.reader), db)
                try message.noteChannel(errand.step + 1, db)
            }
        }
    }

    private static func next(_ errand: Errand, _ run: Job.Run, _ app: App, _ db: DB) throws -> Next {
        let message = try Message.find(errand.message, of: [errand.reader], db)
        guard message.readAt == nil else { return .nothing }
        let contact = try Contact.of(errand.reader, db)
        guard let free = try free(message, contact, at: run.now, db) else { return .nothing }
        guard free <= run.now else { return .wait(until: free) }
        let ways = try contact.ways(for: message.need, app.channels, app.protection)
        guard ways.indices.contains(errand.step) else { return .nothing }
        let (way, address) = ways[errand.step]
        let language = app.languages.named(contact.setting.language) ?? app.languages.standard
        let note = Note(
            id: run.job.id.description, address: address, subject: language.text("message.subject"),
            body: Brief.text(message.template, link: "\(app.settings.publicURL)/inbox/\(message.id)", in: language),
            at: run.now)
        return .carry(note, way, message)
    }

    /// When the message may go out; nil where it may not go out any more.
    private static func free(_ message: Message, _ contact: Contact, at now: Instant, _ db: DB) throws -> Instant? {
        if message.isUrgent { return now }
        // Nobody is woken for what is a week old.
        guard message.sentAt.adding(seconds: 7 * 86_400) > now else { return nil }
        let city = try contact.city ?? message.place?.city(db)
        let hours = try CityHours.of(city, db)
        switch message.need {
        case .mustKnow: return hours.mustKnow.next(now)
        case .plain: return (contact.setting.quiet ?? hours.plain).next(now)
        }
    }

    /// An unread message that must be known takes the next channel; after the last, the sender's office has it on its list.
    private static func escalate(_ errand: Errand, _ run: Job.Run, _ app: App, _ db: DB) throws {
        let message = try Message.find(errand.message, of: [errand.reader], db)
        guard message.readAt == nil, message.exhaustedAt == nil else { return }
        let ways = try Contact.of(errand.reader, db).ways(for: message.need, app.channels, app.protection)
        let step = errand.step + 1
        guard step < ways.count else {
            try message.exhaust(at: run.now, db)
            return try tellOfUnread(message, at: run.now, db)
        }
        let next = Errand(
            reader: errand.reader, message: errand.message, step: step, hoursToNext: errand.hoursToNext)
        try Job.enqueue("messages.deliver", payload: next, place: message.place, at: run.now, db)
        try Job.enqueue(
            "messages.escalate", payload: next, place: message.place,
            notBefore: run.now.adding(seconds: Int64(errand.hoursToNext) * 3600), at: run.now, db)
    }
}
