import Foundation

/// The threads an engine started, so that closing can wait for their end.
///
/// Statements block, so they run neither on an event loop nor in Swift's cooperative pool.
actor Threads {
    private var running = 0
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// Starts a thread that gets itself ready and then works until it is done.
    ///
    /// - Throws: what `ready` throws; the thread has ended then.
    func start<Context>(
        _ name: String,
        ready: @escaping @Sendable () throws -> Context,
        work: @escaping @Sendable (Context) -> Void
    ) async throws {
        running += 1
        try await withCheckedThrowingContinuation { (started: CheckedContinuation<Void, any Error>) in
            let thread = Thread {
                do {
                    let context = try ready()
                    started.resume()
                    work(context)
                } catch {
                    started.resume(throwing: error)
                }
                Task { await self.ended() }
            }
            thread.name = name
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    /// Returns when every thread has ended.
    func join() async {
        guard running > 0 else { return }
        await withCheckedContinuation { waiters.append($0) }
    }

    private func ended() {
        running -= 1
        guard running == 0 else { return }
        waiters.forEach { $0.resume() }
        waiters = []
    }
}
