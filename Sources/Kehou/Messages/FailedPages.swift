import Store

extension Messages {
    /// Work that was given up: the dead letters of a place.
    struct FailedPage: Page {
        struct Item: Codable, Sendable {
            let what: Text
            let reason: Text
            let tries: Text
            let at: Instant
            let action: String
            /// Not for what was a secret and is not kept.
            let mayRetry: Bool
        }

        static let template = "messages/failed"
        let name: String
        let views: [View]
        let count: Text
        let items: [Item]
        /// Where all of it is started again, if there is more than one.
        let all: String?
        let pager: Registry.Pager?
        let breadcrumbs: [Link]

        init(_ place: Place, _ after: Int64?, _ caller: Caller, _ db: DB) throws {
            let found = try Job.dead(at: place, after: after.map { ID($0) }, limit: Registry.pageSize + 1, db)
            let shown = found.prefix(Registry.pageSize)
            let base = Messages.page(of: place, "/failed")
            name = try Messages.name(place, caller.language, db)
            views = View.all(of: place, "failed")
            count = Text("message.failed_count", ["count": "\(try Job.countDead(at: place, db))"])
            items = shown.map { job in
                Item(
                    what: Text("job.kind.\(job.kind.replacing(".", with: "_"))"),
                    reason: job.fault ?? Text("fault.broken"),
                    tries: Text("message.tries", ["count": "\(job.tries)"]), at: job.finishedAt ?? job.createdAt,
                    action: "\(base)/\(job.id)", mayRetry: !job.payload.isEmpty)
            }
            all = items.count(where: \.mayRetry) > 1 ? "\(base)/retries" : nil
            pager = Messages.pager(base, after: after, next: found.count > shown.count ? shown.last?.id.rawValue : nil)
            breadcrumbs = Messages.trail(place, name)
        }
    }

    /// What went out, or would have.
    struct DeliveriesPage: Page {
        struct Item: Codable, Sendable {
            let way: Text
            let state: Text
            let isRecorded: Bool
            let address: String
            let body: String
            let at: Instant
        }

        static let template = "messages/deliveries"
        let name: String
        let views: [View]
        let items: [Item]
        let pager: Registry.Pager?
        let breadcrumbs: [Link]

        init(_ place: Place, _ after: Int64?, _ caller: Caller, _ db: DB) throws {
            let found = try Delivery.list(from: place, after: after.map { ID($0) }, limit: Registry.pageSize + 1, db)
            let shown = found.prefix(Registry.pageSize)
            name = try Messages.name(place, caller.language, db)
            views = View.all(of: place, "deliveries")
            items = shown.map {
                Item(
                    way: $0.way.label, state: $0.state.label, isRecorded: $0.state == .recorded, address: $0.address,
                    body: $0.body, at: $0.at)
            }
            pager = Messages.pager(
                Messages.page(of: place, "/deliveries"), after: after,
                next: found.count > shown.count ? shown.last?.id.rawValue : nil)
            breadcrumbs = Messages.trail(place, name)
        }
    }
}

extension Job {
    /// Given-up work of a place, newest first; the city also has what belongs to nobody. Rides `job_dead`.
    static func dead(at place: Place, after id: ID<Job>?, limit: Int, _ db: DB) throws -> [Job] {
        try db.all(
            """
            SELECT \(columns)
            FROM job
            WHERE \(whose(place)) AND state = 'dead' AND id < \(id ?? ID(Int64.max))
            ORDER BY id DESC
            LIMIT \(limit)
            """)
    }

    static func countDead(at place: Place, _ db: DB) throws -> Int {
        try db.value("SELECT COUNT(*) FROM job WHERE \(whose(place)) AND state = 'dead'", as: Int.self) ?? 0
    }

    /// Starts all given-up work of a place again that kept what it needs.
    ///
    /// - Returns: how many.
    static func reviveAll(at place: Place, at now: Instant, _ db: DB) throws -> Int {
        try db.run(
            """
            UPDATE job SET state = 'waiting', tries = 0, due_at = \(now), finished_at = NULL
            WHERE \(whose(place)) AND state = 'dead' AND payload <> ''
            """)
    }

    private static func whose(_ place: Place) -> SQL {
        let own: SQL = "(place_kind = \(place.kind) AND place_id = \(place.id))"
        return place.kind == .city ? "(\(own) OR (place_kind = 'none' AND place_id = 0))" : own
    }
}
