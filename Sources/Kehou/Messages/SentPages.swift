import Store

extension Messages {
    /// One number of a place's messages; it opens the rows behind it.
    struct Figure: Codable, Sendable {
        let label: Text
        let value: String
        let note: Text?
        let href: String
        /// good, attention, think or plain.
        let tone: String
    }

    /// The pages of one sender, as links at the head of each.
    struct View: Codable, Sendable {
        let href: String
        let label: Text
        let current: Bool

        static func all(of place: Place, _ current: String) -> [View] {
            [("", "sent"), ("/unread", "unread"), ("/failed", "failed"), ("/deliveries", "deliveries")].map {
                View(
                    href: Messages.page(of: place, $0.0), label: Text("message.view_\($0.1)"), current: $0.1 == current)
            }
        }
    }

    /// What a place said to many, with how many have read it.
    struct SentPage: Page {
        struct Item: Codable, Sendable {
            let title: Text
            let sender: Text
            let sentAt: Instant
            let isMustKnow: Bool
            let percent: Int
            /// `38 of 45 read`.
            let label: Text
            let tone: String
        }

        static let template = "messages/sent"
        let name: String
        let views: [View]
        let figures: [Figure]
        let count: Text
        let items: [Item]
        /// A city's districts and schools at a glance; empty elsewhere.
        let districts: [DistrictRow]
        /// To the city's quiet hours, for the bureau.
        let hours: String?
        let pager: Registry.Pager?
        let breadcrumbs: [Link]

        init(_ place: Place, _ after: Int64?, _ caller: Caller, _ db: DB) throws {
            let found = try Mailing.list(
                from: place, after: after.map { ID($0) }, limit: Registry.pageSize + 1, db)
            let shown = found.prefix(Registry.pageSize)
            name = try Messages.name(place, caller.language, db)
            views = View.all(of: place, "sent")
            figures = try Counts.figures(of: place, at: caller.now, db)
            count = Text(
                "message.mailings", ["count": found.count > shown.count ? "\(shown.count)+" : "\(shown.count)"])
            items = shown.map { mailing in
                let percent = mailing.readers == 0 ? 100 : mailing.opened * 100 / mailing.readers
                return Item(
                    title: mailing.title,
                    sender: mailing.sentBy.map { Text(verbatim: $0) } ?? Text("message.from_kehou"),
                    sentAt: mailing.sentAt, isMustKnow: mailing.need == .mustKnow, percent: percent,
                    label: Text(
                        "message.read_of", ["opened": "\(mailing.opened)", "readers": "\(mailing.readers)"]),
                    tone: percent >= 90 ? "good" : "plain")
            }
            districts = place.kind == .city ? try Counts.districts(of: ID(place.id), caller.language, db) : []
            hours = place.kind == .city ? "/cities/\(place.id)/quiet-hours" : nil
            pager = Messages.pager(
                Messages.page(of: place), after: after, next: found.count > shown.count ? shown.last?.id.rawValue : nil)
            breadcrumbs = Messages.trail(place, name)
        }
    }

    /// Who has not opened what they must know: the office calls them, or asks the class teacher to.
    struct UnreadPage: Page {
        struct Item: Codable, Sendable {
            let reader: String
            let children: String
            let title: Text
            let sentAt: Instant
            let tried: Text
            /// Every channel was tried; only people can help now.
            let isExhausted: Bool
        }

        static let template = "messages/unread"
        let name: String
        let views: [View]
        let count: Text
        let items: [Item]
        let pager: Registry.Pager?
        let breadcrumbs: [Link]

        init(_ place: Place, _ after: Int64?, _ caller: Caller, _ db: DB) throws {
            let found = try Message.unopened(
                from: place, before: caller.now, after: after.map { ID($0) }, limit: Registry.pageSize + 1, db)
            let shown = found.prefix(Registry.pageSize)
            name = try Messages.name(place, caller.language, db)
            views = View.all(of: place, "unread")
            count = Text("message.unread_must", ["count": "\(try Message.countUnopened(from: place, db))"])
            items = try shown.map { message in
                Item(
                    reader: try message.reader.name(db) ?? "", children: try message.reader.children(at: place, db),
                    title: message.title, sentAt: message.sentAt,
                    tried: Text("message.tried", ["count": "\(message.reminded)"]),
                    isExhausted: message.exhaustedAt != nil)
            }
            pager = Messages.pager(
                Messages.page(of: place, "/unread"), after: after,
                next: found.count > shown.count ? shown.last?.id.rawValue : nil)
            breadcrumbs = Messages.trail(place, name)
        }
    }

    static func name(_ place: Place, _ language: Language, _ db: DB) throws -> String {
        guard let name = try PlaceNames.name(of: place, language, db) else { throw Fault.notFound() }
        return name
    }

    static func trail(_ place: Place, _ name: String) -> [Link] {
        place.kind == .school ? [Link(Text(verbatim: name), "/schools/\(place.id)")] : []
    }

    static func pager(_ path: String, after: Int64?, next: Int64?) -> Registry.Pager? {
        guard after != nil || next != nil else { return nil }
        return Registry.Pager(first: after == nil ? nil : path, next: next.map { "\(path)?after=\($0)" })
    }
}

extension Messages.Reader {
    func name(_ db: DB) throws -> String? {
        switch self {
        case .account(let id): try db.value("SELECT name FROM account WHERE id = \(id)", as: String.self)
        case .guardian(let id): try db.value("SELECT name FROM guardian WHERE id = \(id)", as: String.self)
        }
    }

    /// A guardian's children at a school, so that the office knows whom it calls.
    func children(at place: Place, _ db: DB) throws -> String {
        guard case .guardian(let id) = self, place.kind == .school else { return "" }
        return try db.values(
            """
            SELECT p.name
            FROM guardianship s
            JOIN pupil p ON p.school_id = s.school_id AND p.id = s.pupil_id
            WHERE s.guardian_id = \(id) AND s.school_id = \(place.id) AND s.ended_on IS NULL
            ORDER BY p.name, p.id
            LIMIT 5
            """, as: String.self
        ).joined(separator: "\u{3001}")
    }
}
