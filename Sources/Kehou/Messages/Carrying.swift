import ServiceLifecycle
import Store

/// From the inbox to a channel: whose turn it is, when, and what may be said there.
extension Messages {
    static let jobs: [Job.Handler] = [
        Job.Handler(
            "messages.deliver", atOnce: 8,
            outside: { (errands: Errands, run, app) in try await Round(errands.all, run, app).go() }),
        Job.Handler("messages.escalate", atOnce: 8, inside: escalate),
    ]

    /// One run of a job that carries the briefs of messages, each over the channel whose turn it is.
    private struct Round {
        private let errands: [Errand]
        private let run: Job.Run
        private let app: App

        /// How many wait for their channel at the same time.
        private static let width = 8

        private enum Turn: Sendable {
            /// Read meanwhile, or nothing reaches the reader but the inbox.
            case nothing
            case wait(until: Instant)
            case carry(Load)
            case fail(Fault)
        }

        private struct Load: Sendable {
            let errand: Errand
            let message: Message
            let note: Note
            let way: Way
        }

        private struct Outcome: Sendable {
            let load: Load
            let state: Result<Delivery.State, any Error>
        }

        init(_ errands: [Errand], _ run: Job.Run, _ app: App) {
            (self.errands, self.run, self.app) = (errands, run, app)
        }

        func go() async throws -> Job.Ending? {
            let turns = try await app.store.read { db in try errands.map { ($0, try turn($0, db)) } }
            var later: [Instant: [Errand]] = [:]
            var failed: [(errand: Errand, error: any Error)] = []
            var loads: [Load] = []
            for (errand, turn) in turns {
                switch turn {
                case .nothing: break
                case .wait(let moment): later[moment, default: []].append(errand)
                case .carry(let load): loads.append(load)
                case .fail(let fault): failed.append((errand, fault))
                }
            }
            var carried: [(Load, Delivery.State)] = []
            for outcome in await carry(loads) {
                switch outcome.state {
                case .success(let state): carried.append((outcome.load, state))
                // Not begun, since the server goes down: no try, and no fault.
                case .failure(is CancellationError): later[run.now, default: []].append(outcome.load.errand)
                case .failure(let error): failed.append((outcome.load.errand, error))
                }
            }
            // Alone, or all of one mind, the job itself waits or is tried again.
            if errands.count == 1, let (_, error) = failed.first { throw error }
            if carried.isEmpty, failed.isEmpty, later.count == 1, let moment = later.keys.first {
                throw Job.Later(at: moment)
            }
            if let first = failed.first {
                app.log.notice(
                    "job \(run.job.id): \(failed.count) of \(errands.count) notes: \(fault(of: first.error).code)")
            }
            return ending(carried, later, failed.map { ($0.errand, fault(of: $0.error)) })
        }

        private func fault(of error: any Error) -> Fault { (error as? Job.Hopeless)?.fault ?? Fault(any: error) }

        /// What could not be carried now gets jobs of its own, so that one closed channel keeps nobody else's message back and
        /// repeats none.
        private func ending(
            _ carried: [(load: Load, state: Delivery.State)], _ later: [Instant: [Errand]],
            _ failed: [(errand: Errand, fault: Fault)]
        ) -> Job.Ending {
            let (place, now) = (run.job.place, run.now)
            return { db in
                for (load, state) in carried {
                    try Delivery.write(load.way, state, load.note, for: load.message, db)
                    if load.message.need == .mustKnow { try load.message.noteChannel(load.errand.step + 1, db) }
                }
                let soon = now.adding(seconds: Errands.secondsToRetry)
                for (errand, fault) in failed {
                    try Job.enqueue(
                        "messages.deliver", payload: Errands([errand]), place: place, notBefore: soon, after: fault,
                        at: now, db)
                }
                for (moment, errands) in later.sorted(by: { $0.key < $1.key }) {
                    try Errands.enqueue("messages.deliver", errands, place: place, notBefore: moment, at: now, db)
                }
            }
        }

        /// Some at a time, in the end all of them.
        private func carry(_ loads: [Load]) async -> [Outcome] {
            await withTaskGroup(of: Outcome.self) { group in
                var rest = loads.makeIterator()
                for _ in 0..<Self.width {
                    if let load = rest.next() { group.addTask { await carry(load) } }
                }
                var outcomes: [Outcome] = []
                for await outcome in group {
                    outcomes.append(outcome)
                    if let load = rest.next() { group.addTask { await carry(load) } }
                }
                return outcomes
            }
        }

        /// A server that goes down hands over nothing new: the job that is written for the rest is another server's, or its own later.
        private func carry(_ load: Load) async -> Outcome {
            do {
                return Outcome(load: load, state: .success(try await app.channels.carry(load.note, over: load.way)))
            } catch {
                return Outcome(load: load, state: .failure(error))
            }
        }

        /// Trouble with one reader is that reader's; trouble with the database is the job's.
        private func turn(_ errand: Errand, _ db: DB) throws -> Turn {
            do {
                return try next(errand, db)
            } catch let fault as Fault {
                return .fail(fault)
            }
        }

        private func next(_ errand: Errand, _ db: DB) throws -> Turn {
            let message = try Message.find(errand.message, of: [errand.reader], db)
            guard message.readAt == nil else { return .nothing }
            let contact = try Contact.of(errand.reader, db)
            guard let free = try free(message, contact, db) else { return .nothing }
            guard free <= run.now else { return .wait(until: free) }
            let ways = try contact.ways(for: message.need, app.channels, app.protection)
            guard ways.indices.contains(errand.step) else { return .nothing }
            let (way, address) = ways[errand.step]
            let language = app.languages.named(contact.setting.language) ?? app.languages.standard
            let note = Note(
                id: errand.noteID, address: address, subject: language.text("message.subject"),
                body: Brief.text(message.template, link: "\(app.settings.publicURL)/inbox/\(message.id)", in: language),
                at: run.now)
            return .carry(Load(errand: errand, message: message, note: note, way: way))
        }

        /// When the message may go out; nil where it may not go out any more.
        private func free(_ message: Message, _ contact: Contact, _ db: DB) throws -> Instant? {
            let now = run.now
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
    }

    /// Unread messages that must be known take the next channel; after the last, the sender's office has them on its list.
    private static func escalate(_ errands: Errands, _ run: Job.Run, _ app: App, _ db: DB) throws {
        let place = run.job.place
        var further: [Errand] = []
        for errand in errands.all {
            do {
                if let next = try escalated(errand, run, app, db) { further.append(next) }
            } catch let fault as Fault {
                guard errands.all.count > 1 else { throw fault }
                try Errands.enqueue(
                    "messages.escalate", [errand], place: place,
                    notBefore: run.now.adding(seconds: Errands.secondsToRetry), at: run.now, db)
            }
        }
        guard let hours = further.first?.hoursToNext else { return }
        try Errands.enqueue("messages.deliver", further, place: place, at: run.now, db)
        try Errands.enqueue(
            "messages.escalate", further, place: place,
            notBefore: run.now.adding(seconds: Int64(hours) * 3600), at: run.now, db)
    }

    /// - Returns: the errand over the next channel, where there is one and the message is still unread.
    private static func escalated(_ errand: Errand, _ run: Job.Run, _ app: App, _ db: DB) throws -> Errand? {
        let message = try Message.find(errand.message, of: [errand.reader], db)
        guard message.readAt == nil, message.exhaustedAt == nil else { return nil }
        let ways = try Contact.of(errand.reader, db).ways(for: message.need, app.channels, app.protection)
        guard errand.step + 1 < ways.count else {
            try message.exhaust(at: run.now, db)
            try tellOfUnread(message, at: run.now, db)
            return nil
        }
        return Errand(
            reader: errand.reader, message: errand.message, step: errand.step + 1, hoursToNext: errand.hoursToNext)
    }
}
