import Store

extension Demo {
    /// What the families of one school were sent when its window opened: most have read it, a few not after every channel, and one
    /// reminder could not be delivered. Only for the schools of the cast: a city's two million messages would show nothing more.
    struct Mailing {
        let school: Registry.School
        let term: SchoolCalendar.Term
        let opens: Instant
        let closes: Instant
        let seed: UInt64
        let place: Int

        private typealias Message = Messages.Message

        func write(_ db: DB) throws {
            let guardians = try db.values(
                """
                SELECT DISTINCT s.guardian_id
                FROM guardianship s
                JOIN pupil p ON p.school_id = s.school_id AND p.id = s.pupil_id
                WHERE s.school_id = \(school.id) AND s.ended_on IS NULL AND p.left_on IS NULL
                ORDER BY s.guardian_id
                """, as: ID<Registry.Guardian>.self)
            let cast = Set(try db.values("SELECT guardian_id FROM guardian_account", as: ID<Registry.Guardian>.self))
            let template = Messages.Template.windowOpened
            let from = Place(kind: .school, id: school.id.rawValue)
            let words: [String: Text.Argument] = [
                "closes": .text(.date(closes.localDate)), "term": .text(term.title),
            ]
            let written = try Job.text(words)
            let mailing = try Messages.Mailing.insert(
                template, written, readers: guardians.count, from: from, by: .init(account: nil), at: opens, db)
            var rows: [[any ColumnValue]] = []
            var sent: [(guardian: ID<Registry.Guardian>, id: ID<Message>)] = []
            for (number, guardian) in guardians.enumerated() {
                var random = Random(seed: seed, 14, place, number)
                let isRead = !cast.contains(guardian) && random.chance(perMille: 900)
                let read = isRead ? opens.adding(seconds: Int64(600 + random.below(86_400 * 3))) : nil
                let isLost = !isRead && !cast.contains(guardian)
                let id = ID<Message>.next()
                rows.append([
                    "guardian", guardian, id, "school", school.id, template.name, template.need, false, written,
                    "/family/application", opens, read, read, isLost ? 2 : 1,
                    isLost ? opens.adding(seconds: 3 * 86_400) : nil as Instant?, mailing,
                ])
                sent.append((guardian, id))
            }
            try db.insert(
                into: "message",
                columns: [
                    "reader_kind", "reader_id", "id", "place_kind", "place_id", "template", "need", "is_urgent",
                    "arguments", "link", "sent_at", "read_at", "acknowledged_at", "reminded", "exhausted_at",
                    "mailing_id",
                ], rows: rows)
            try record(sent, from, db)
            if let unlucky = sent.last { try fail(unlucky, from, db) }
        }

        /// The last of what would have gone out.
        private func record(
            _ sent: [(guardian: ID<Registry.Guardian>, id: ID<Message>)], _ from: Place, _ db: DB
        ) throws {
            for (number, one) in sent.suffix(40).enumerated() {
                try db.run(
                    """
                    INSERT INTO delivery (place_kind, place_id, id, message_id, reader_kind, reader_id, channel, state,
                        address, body, at)
                    VALUES (\(from.kind), \(from.id), \(ID<Messages.Delivery>.next()), \(one.id), 'guardian', \(one.guardian), 'sms',
                        'recorded', \("100****" + padded(number, 4)), \(body(one.id)),
                        \(opens.adding(seconds: Int64(number))))
                    """)
            }
        }

        private func body(_ id: ID<Message>) -> String { "您有一条新消息，请打开课后查看：/inbox/\(id)" }

        /// A reminder that a channel refused: the office may try it again.
        private func fail(
            _ one: (guardian: ID<Registry.Guardian>, id: ID<Message>), _ from: Place, _ db: DB
        ) throws {
            let errand = Messages.Errand(reader: .guardian(one.guardian), message: one.id, step: 0, hoursToNext: 48)
            let fault = Fault.conflict("channel.refused", ["reply": "400"])
            try db.run(
                """
                INSERT INTO job (id, kind, payload, place_kind, place_id, state, tries, due_at, done, total, fault,
                    created_at, finished_at)
                VALUES (\(ID<Job>.next()), 'messages.deliver', \(try Job.text(Messages.Errands([errand]))), \(from.kind), \(from.id), 'dead',
                    1, \(opens), 0, 0, \(try Job.text(fault.text)), \(opens), \(opens.adding(seconds: 60)))
                """)
        }
    }
}
