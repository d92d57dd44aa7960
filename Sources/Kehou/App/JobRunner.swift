import ServiceLifecycle
import Store

/// Runs due jobs while the program serves: a few lanes, each taking one job at a time, or some of a kind that are quick.
///
/// A lane holds its job by a lease and renews it while it works. Servers that share a database pass over each other's jobs; the
/// job of one that was killed is taken by another once the lease has run out.
struct JobRunner: Service {
    let app: App
    private let handlers: [String: Job.Handler]
    var lanes = 4
    /// How long a job belongs to its lane without a sign of life.
    var lease: Int64 = 60
    /// How long a lane with nothing to do waits before it looks again.
    var pause: Duration = .seconds(1)

    init(_ app: App, handlers: [Job.Handler] = Jobs.all) {
        self.app = app
        self.handlers = Dictionary(uniqueKeysWithValues: handlers.map { ($0.name, $0) })
    }

    /// Goes on until the server goes down. Lanes then take nothing new and finish what they have begun; work that the service
    /// manager cuts off is given back.
    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<lanes { group.addTask { await lane(handlers) } }
            // What somebody sits waiting for does not stand behind what a whole city is told.
            let pressing = handlers.filter(\.value.isPressing)
            if !pressing.isEmpty { group.addTask { await lane(pressing) } }
            group.addTask { await sweep() }
        }
    }

    private func lane(_ kinds: [String: Job.Handler]) async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            if await step(kinds) == 0 { await rest(pause) }
        }
    }

    /// Sleeps, but not through a shutdown.
    private func rest(_ time: Duration) async {
        // Cut short is as good as slept through.
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: time) }
    }

    /// Once an hour: what nobody needs any more.
    private func sweep() async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await Sweep(at: app.clock.now()).run(in: app.store)
            } catch {
                app.log.warning("sweeping: \(error)")
            }
            await rest(.seconds(3600))
        }
    }

    /// Takes the job that has been due longest, with those behind it that are done together, and runs them.
    ///
    /// - Returns: how many; 0 where none was due.
    @discardableResult
    func step() async -> Int { await step(handlers) }

    private func step(_ kinds: [String: Job.Handler]) async -> Int {
        do {
            let jobs = try await claim(kinds)
            await withTaskGroup(of: Void.self) { group in
                for job in jobs { group.addTask { await perform(job) } }
            }
            return jobs.count
        } catch {
            app.log.warning("looking for jobs: \(error)")
            return 0
        }
    }

    private func claim(_ kinds: [String: Job.Handler]) async throws -> [Job] {
        let now = app.clock.now()
        let atOnce = kinds.mapValues(\.atOnce)
        // Idle servers look without the one writer; most looks find nothing.
        guard try await app.store.read({ db in try Job.isDue(kinds: atOnce.keys.sorted(), at: now, db) }) else {
            return []
        }
        return try await app.store.write { db in
            try Job.claim(atOnce, until: now.adding(seconds: lease), at: now, db)
        }
    }

    private func perform(_ job: Job) async {
        guard let handler = handlers[job.kind] else { return }
        let keeping = Task { await keep(job) }
        defer { keeping.cancel() }
        do {
            try await settle(job, handler, await outcome(of: job, handler))
        } catch is Job.Lost {
            app.log.notice("job \(job.id) went to another server")
        } catch {
            // Its lease runs out and it is run again.
            app.log.warning("job \(job.id) \(job.kind): \(error)")
        }
    }

    private enum Outcome: Sendable {
        case done(Job.Ending?)
        case later(Instant)
        case failed(Fault)
        case hopeless(Fault)
    }

    private func outcome(of job: Job, _ handler: Job.Handler) async -> Outcome {
        // A job that takes its server down with it never gets as far as failing.
        guard job.tries <= handler.tries else { return .hopeless(Fault(kind: .broken, code: "job.never_ends")) }
        let run = Job.Run(job: job, now: app.clock.now()) { done, total in
            try await app.store.write { db in try job.report(done: done, total: total, db) }
        }
        do {
            return .done(try await handler.run(run, app))
        } catch {
            return Self.outcome(error, at: run.now)
        }
    }

    private static func outcome(_ error: any Error, at now: Instant) -> Outcome {
        switch error {
        case let later as Job.Later: .later(later.at)
        case is CancellationError: .later(now)
        case let hopeless as Job.Hopeless: .hopeless(hopeless.fault)
        default: .failed(Fault(any: error))
        }
    }

    private func settle(_ job: Job, _ handler: Job.Handler, _ outcome: Outcome) async throws {
        let now = app.clock.now()
        switch outcome {
        case .done(let ending):
            do {
                try await app.store.write { db in
                    try job.finish(keeping: handler.keeps, at: now, db)
                    try ending?(db)
                }
            } catch let lost as Job.Lost {
                throw lost
            } catch let error as StoreError where error.isOutage {
                throw error
            } catch {
                try await settle(job, handler, Self.outcome(error, at: now))
            }
        case .later(let moment): try await app.store.write { db in try job.putOff(until: moment, db) }
        case .hopeless(let fault): try await giveUp(job, fault, at: now)
        case .failed(let fault):
            app.log.notice("job \(job.id) \(job.kind), try \(job.tries): \(fault.code) \(fault.cause ?? "")")
            guard job.tries < handler.tries else { return try await giveUp(job, fault, at: now) }
            let wait = Job.delay(afterTry: job.tries, jitter: Double.random(in: 0...1))
            let moment = now.adding(seconds: max(1, wait.components.seconds))
            try await app.store.write { db in try job.tryAgain(at: moment, fault, db) }
        }
    }

    private func giveUp(_ job: Job, _ fault: Fault, at now: Instant) async throws {
        app.log.warning("job \(job.id) \(job.kind) is given up after \(job.tries) tries: \(fault.code)")
        try await app.store.write { db in
            try job.giveUp(fault, forgetting: handlers[job.kind]?.forgets ?? false, at: now, db)
            try handlers[job.kind]?.givenUp(job, fault, now, db)
            try Messages.tellOfDeadLetter(job, at: now, db)
        }
    }

    /// Renews the lease until the job is done. A lease lost is noticed when the job ends.
    private func keep(_ job: Job) async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(lease / 3))
                let until = app.clock.now().adding(seconds: lease)
                try await app.store.write { db in try job.renew(until: until, db) }
            } catch is CancellationError {
                return
            } catch is Job.Lost {
                return
            } catch {
                app.log.warning("renewing the lease of job \(job.id): \(error)")
            }
        }
    }
}

extension StoreError {
    /// The database was not there, rather than refused what was asked: the same work may succeed as it is.
    fileprivate var isOutage: Bool {
        switch self {
        case .busy, .unavailable, .timeout, .diskFull, .outcomeUnknown: true
        default: false
        }
    }
}
