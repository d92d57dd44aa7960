import Foundation
import Store

extension Job {
    /// What is written together with the job's end, in one transaction: it happens exactly once.
    typealias Ending = @Sendable (DB) throws -> Void

    /// Thrown by a handler: not now. The try does not count.
    struct Later: Error {
        let at: Instant
    }

    /// Thrown by a handler: trying again is of no use.
    struct Hopeless: Error {
        let fault: Fault
    }

    /// One run of a job.
    struct Run: Sendable {
        let job: Job
        let now: Instant
        /// Says how far the work is, for the bar on a page: steps done, steps in all.
        let progress: @Sendable (Int, Int) async throws -> Void
    }

    /// What is done for jobs of one kind. Each feature lists its own in `static let jobs`; `Jobs.all` has them all.
    struct Handler: Sendable {
        let name: String
        /// How often it is tried before it is given up.
        let tries: Int
        /// Whether the row stays when the job is done, for a page to show.
        let keeps: Bool
        /// Whether its payload is emptied when it is given up: what holds a secret is not kept for another try.
        let forgets: Bool
        /// How many due ones a lane takes together: more than one where they are quick and many.
        let atOnce: Int
        /// Somebody sits waiting for it: it also has a lane of its own.
        private(set) var isPressing = false
        /// What is written together with the giving up: whoever waits for the job must not wait for ever.
        private(set) var givenUp: @Sendable (Job, Fault, Instant, DB) throws -> Void = { _, _, _, _ in }
        let run: @Sendable (Run, App) async throws -> Ending?

        /// Work inside one transaction, the one that also ends the job: whatever happens, it happens once.
        init<Payload: Decodable & Sendable>(
            _ name: String, tries: Int = 10, keeps: Bool = false, forgets: Bool = false, atOnce: Int = 1,
            inside handle: @escaping @Sendable (Payload, Run, App, DB) throws -> Void
        ) {
            self.init(name: name, tries: tries, keeps: keeps, forgets: forgets, atOnce: atOnce) { run, app in
                let payload = try run.job.decoded(Payload.self)
                return { db in try handle(payload, run, app, db) }
            }
        }

        /// Work that is slow or leaves the program; what it hands back is written as the job ends.
        init<Payload: Decodable & Sendable>(
            _ name: String, tries: Int = 10, keeps: Bool = false, forgets: Bool = false, atOnce: Int = 1,
            outside handle: @escaping @Sendable (Payload, Run, App) async throws -> Ending?
        ) {
            self.init(name: name, tries: tries, keeps: keeps, forgets: forgets, atOnce: atOnce) { run, app in
                try await handle(run.job.decoded(Payload.self), run, app)
            }
        }

        private init(
            name: String, tries: Int, keeps: Bool, forgets: Bool, atOnce: Int,
            run: @escaping @Sendable (Run, App) async throws -> Ending?
        ) {
            self.name = name
            self.tries = tries
            self.keeps = keeps
            self.forgets = forgets
            self.atOnce = atOnce
            self.run = run
        }

        /// The same, for what somebody sits waiting for.
        var pressing: Handler {
            var handler = self
            handler.isPressing = true
            return handler
        }

        /// The same, with what is written together with the giving up.
        func whenGivenUp(_ write: @escaping @Sendable (Job, Fault, Instant, DB) throws -> Void) -> Handler {
            var handler = self
            handler.givenUp = write
            return handler
        }
    }

    private func decoded<Payload: Decodable>(_ type: Payload.Type) throws -> Payload {
        do {
            return try JSONDecoder().decode(type, from: Data(payload.utf8))
        } catch {
            throw Hopeless(fault: .broken("the payload of \(kind) does not decode: \(error)"))
        }
    }
}
