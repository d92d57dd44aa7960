import Store

extension Messages {
    struct AfterFields: Codable, Sendable {
        /// The last of the page before.
        let after: Int64?
    }

    struct JobFields: Codable, Sendable {
        let job: ID<Job>
    }

    static let endpoints: [Endpoint] =
        inboxEndpoints + sent(by: SchoolSender.self) + sent(by: DistrictSender.self) + sent(by: CitySender.self)
        + hoursEndpoints

    /// What one layer of senders answers to.
    private static func sent<Sender: SenderPlace>(by sender: Sender.Type) -> [Endpoint] {
        [
            overview(sender), unopened(sender), failed(sender), wentOut(sender), retry(sender), retryAll(sender),
            dismiss(sender),
        ]
    }

    private static func overview<Sender: SenderPlace>(_: Sender.Type) -> Endpoint {
        typealias Input = Sent<Sender, AfterFields>
        return Endpoint(
            "messages.\(Sender.layer)_sent", .get, PathPattern("\(Sender.root)/messages"),
            "What a place sent to many, and how many have read it", allow: Sender.office(),
            example: Input(.sample, AfterFields(after: nil)), faults: [.notFound]
        ) { input, caller, db in try SentPage(input.sender.place, input.fields.after, caller, db) }
    }

    private static func unopened<Sender: SenderPlace>(_: Sender.Type) -> Endpoint {
        typealias Input = Sent<Sender, AfterFields>
        return Endpoint(
            "messages.\(Sender.layer)_unread", .get, PathPattern("\(Sender.root)/messages/unread"),
            "Who has not opened what they must know", allow: Sender.office(),
            example: Input(.sample, AfterFields(after: nil)), faults: [.notFound]
        ) { input, caller, db in try UnreadPage(input.sender.place, input.fields.after, caller, db) }
    }

    private static func failed<Sender: SenderPlace>(_: Sender.Type) -> Endpoint {
        typealias Input = Sent<Sender, AfterFields>
        return Endpoint(
            "messages.\(Sender.layer)_failed", .get, PathPattern("\(Sender.root)/messages/failed"),
            "Work of a place that was given up: what, why, try again or take off the list", allow: Sender.office(),
            example: Input(.sample, AfterFields(after: nil)), faults: [.notFound]
        ) { input, caller, db in try FailedPage(input.sender.place, input.fields.after, caller, db) }
    }

    private static func wentOut<Sender: SenderPlace>(_: Sender.Type) -> Endpoint {
        typealias Input = Sent<Sender, AfterFields>
        return Endpoint(
            "messages.\(Sender.layer)_deliveries", .get, PathPattern("\(Sender.root)/messages/deliveries"),
            "What went out over a channel for a place, or would have, addresses masked", allow: Sender.office(),
            example: Input(.sample, AfterFields(after: nil)), faults: [.notFound]
        ) { input, caller, db in try DeliveriesPage(input.sender.place, input.fields.after, caller, db) }
    }

    private static func retry<Sender: SenderPlace>(_: Sender.Type) -> Endpoint {
        typealias Input = Sent<Sender, JobFields>
        return Endpoint(
            "messages.\(Sender.layer)_retry", .post, PathPattern("\(Sender.root)/messages/failed/{job}/retry"),
            "Start given-up work again", allow: Sender.office(),
            example: Input(.sample, JobFields(job: 1)), faults: [.notFound, .conflict]
        ) { input, caller, db in
            try own(input.fields.job, input.sender.place, db)
            try Job.revive(input.fields.job, at: caller.now, db)
            return SeeOther.to(page(of: input.sender.place, "/failed"), Text("message.retried"))
        }
    }

    private static func retryAll<Sender: SenderPlace>(_: Sender.Type) -> Endpoint {
        typealias Input = Sent<Sender, Nothing>
        return Endpoint(
            "messages.\(Sender.layer)_retry_all", .post, PathPattern("\(Sender.root)/messages/failed/retries"),
            "Start all given-up work of a place again, as after a channel was out of order", allow: Sender.office(),
            example: Input(.sample, Nothing()), faults: [.notFound]
        ) { input, caller, db in
            let count = try Job.reviveAll(at: input.sender.place, at: caller.now, db)
            return SeeOther.to(
                page(of: input.sender.place, "/failed"), Text("message.retried_all", ["count": "\(count)"]))
        }
    }

    private static func dismiss<Sender: SenderPlace>(_: Sender.Type) -> Endpoint {
        typealias Input = Sent<Sender, JobFields>
        return Endpoint(
            "messages.\(Sender.layer)_dismiss", .post, PathPattern("\(Sender.root)/messages/failed/{job}/dismissal"),
            "Take given-up work off the list", allow: Sender.office(),
            example: Input(.sample, JobFields(job: 1)), faults: [.notFound, .conflict]
        ) { input, _, db in
            try own(input.fields.job, input.sender.place, db)
            try Job.dismiss(input.fields.job, db)
            return SeeOther.to(page(of: input.sender.place, "/failed"), Text("message.dismissed"))
        }
    }

    /// - Throws: `notFound` for a job of another place. What belongs to no place is the city's.
    private static func own(_ id: ID<Job>, _ place: Place, _ db: DB) throws {
        let job = try Job.find(id, db)
        guard job.place == place || (job.place == nil && place.kind == .city) else { throw Fault.notFound() }
    }
}
