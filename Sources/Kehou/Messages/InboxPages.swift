import Store

extension Messages {
    /// A person's messages, a page at a time.
    struct InboxPage: Page {
        struct Item: Codable, Sendable {
            let href: String
            let title: Text
            let sender: Text
            let sentAt: Instant
            let isUnread: Bool
            /// A must-know message that was not yet acknowledged.
            let wantsAnswer: Bool
        }

        struct Filter: Codable, Sendable {
            let href: String
            let label: Text
            let count: Int?
            let current: Bool
        }

        static let template = "messages/inbox"
        let count: Text
        let hasUnread: Bool
        /// To what the reader's own place sent, for its office.
        let sent: String?
        let filters: [Filter]
        let items: [Item]
        let pager: Registry.Pager?

        init(_ input: InboxInput, _ caller: Caller, _ db: DB) throws {
            let readers = try Reader.all(of: caller.requireAccount(), db)
            let onlyUnread = input.unread == true
            let key = input.after.map { Message.Key(isRead: input.afterRead == true, id: $0) }
            let found = try Message.list(
                of: readers, after: key, unread: onlyUnread, limit: Registry.pageSize + 1, db)
            let shown = found.prefix(Registry.pageSize)
            let unread = try Message.unread(of: readers, db)
            var names = PlaceNames(caller.language)
            count = Text("message.unread_count", ["count": unread >= 100 ? "99+" : "\(unread)"])
            hasUnread = unread > 0
            let office: [Role] = [.office, .principal, .districtOfficer, .bureau]
            sent = caller.current.flatMap { office.contains($0.role) ? Messages.page(of: $0.place) : nil }
            filters = [
                Filter(href: "/inbox", label: Text("message.filter_all"), count: nil, current: !onlyUnread),
                Filter(
                    href: "/inbox?unread=true", label: Text("message.filter_unread"), count: unread,
                    current: onlyUnread),
            ]
            items = try shown.map { message in
                Item(
                    href: "/inbox/\(message.id)", title: message.title,
                    sender: try names.sender(message.place, db), sentAt: message.sentAt,
                    isUnread: message.readAt == nil, wantsAnswer: message.wantsAnswer)
            }
            let way = onlyUnread ? "/inbox?unread=true&" : "/inbox?"
            let more = found.count > Registry.pageSize ? shown.last : nil
            pager =
                more == nil && key == nil
                ? nil
                : Registry.Pager(
                    first: key == nil ? nil : onlyUnread ? "/inbox?unread=true" : "/inbox",
                    next: more.map { "\(way)after=\($0.id)&afterRead=\($0.readAt != nil)" })
        }
    }

    /// One message, opened.
    struct MessagePage: Page {
        static let template = "messages/message"
        let title: Text
        let text: Text
        let sender: Text
        let sentAt: Instant
        let link: String?
        let acknowledge: String?
        let acknowledgedAt: Instant?
        let breadcrumbs: [Link]

        init(_ message: Message, _ language: Language, _ db: DB) throws {
            var names = PlaceNames(language)
            title = message.title
            text = message.text
            sender = try names.sender(message.place, db)
            sentAt = message.sentAt
            link = message.link
            acknowledge = message.wantsAnswer ? "/inbox/\(message.id)/acknowledgement" : nil
            acknowledgedAt = message.acknowledgedAt
            breadcrumbs = [Link(Text("message.inbox"), "/inbox")]
        }
    }

    /// How a person is told.
    struct ReaderSettingPage: Page {
        static let template = "messages/settings"
        let errors: [FormBuilder.Summary]
        let ways: [FormField]
        let mail: FormField
        let language: FormField
        let quiet: [FormField]
        let usual: Text
        let recording: Bool
        let breadcrumbs: [Link]

        init(_ typed: Endpoint.Typed?, _ caller: Caller, _ app: App?, _ db: DB) throws {
            let account = try caller.requireAccount()
            let setting = try ReaderSetting.of(account, db)
            let city = try Self.city(of: account, caller, db)
            let hours = try CityHours.of(city, db)
            let sealed = try Contact.mail(of: account, db)
            let address = try sealed.flatMap { try app?.protection.open($0, for: Contact.mailPurpose) }
            var form = FormBuilder(typed)
            // Mail without an address tells nobody.
            func isOn(_ way: Way) -> Bool { setting.ways.contains(way) && (way != .mail || sealed != nil) }
            ways = Way.allCases.map { way in
                form.add(
                    .checkbox, way.rawValue, way.label, stored: isOn(way) ? "on" : nil,
                    required: false)
            }
            mail = form.add(
                .text, "mailAddress", Text("message.mail_address"), stored: address,
                hint: Text("message.mail_address_hint"), required: false, inputmode: "email", autocomplete: "email",
                maxlength: 190)
            language = form.add(
                .select, "language", Text("message.language"), stored: setting.language, required: false,
                options: [
                    ("", Text("message.language_usual")), ("zh-Hans", Text("message.language_zh")),
                    ("en", Text("message.language_en")),
                ])
            quiet = [
                form.add(
                    .time, "quietFrom", Text("message.quiet_from"), stored: setting.quiet?.from.description,
                    required: false),
                form.add(
                    .time, "quietUntil", Text("message.quiet_until"), stored: setting.quiet?.until.description,
                    required: false),
            ]
            usual = Text(
                "message.quiet_usual", ["from": hours.plain.from.description, "until": hours.plain.until.description])
            recording = app?.channels.isRecording ?? false
            errors = form.errors
            breadcrumbs = [Link(Text("message.inbox"), "/inbox")]
        }

        /// Where the person works, or where their children live.
        private static func city(
            of account: ID<Caller.Account>, _ caller: Caller, _ db: DB
        ) throws -> ID<Registry.City>? {
            for appointment in caller.appointments {
                if let city = try appointment.place.city(db) { return city }
            }
            return try Registry.FamilyAccount.guardians(of: account, db).first
                .map { try Registry.Guardian.find($0, db).cityID }
        }
    }

    /// The names of places as senders, each looked up once.
    struct PlaceNames {
        let language: Language
        private var known: [Place: Text] = [:]

        init(_ language: Language) { self.language = language }

        mutating func sender(_ place: Place?, _ db: DB) throws -> Text {
            guard let place else { return Text("message.from_kehou") }
            if let name = known[place] { return name }
            let name = Text(verbatim: try Self.name(of: place, language, db) ?? "")
            known[place] = name
            return name
        }

        static func name(of place: Place, _ language: Language, _ db: DB) throws -> String? {
            let name: SQL = language.isChinese ? "name" : "COALESCE(name_en, name)"
            return switch place.kind {
            case .school: try db.value("SELECT \(name) FROM school WHERE id = \(place.id)", as: String.self)
            case .district: try db.value("SELECT \(name) FROM district WHERE id = \(place.id)", as: String.self)
            case .city: try db.value("SELECT \(name) FROM city WHERE id = \(place.id)", as: String.self)
            case .venue, .body, .family: nil
            }
        }
    }
}
