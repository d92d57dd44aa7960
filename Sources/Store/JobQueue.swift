import Foundation

/// Jobs that wait for one of an engine's own threads.
///
/// A job that waits longer than the limit is answered with ``StoreError/unavailable(_:)``, so that a stuck database
/// shows as an error to try again and not as silence.
///
/// `@unchecked Sendable`: every access to the mutable state is made with `condition` locked.
final class JobQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private let limit: Duration
    private let clock = ContinuousClock()
    private var waiting: [(job: Job, deadline: ContinuousClock.Instant)] = []
    private var head = 0
    private var isClosed = false
    private var isSweepDue = false

    init(limit: Duration) {
        self.limit = limit
    }

    func push(_ job: Job) {
        condition.lock()
        guard !isClosed else {
            condition.unlock()
            return job.fail(StoreError.unavailable("the store is closed"))
        }
        waiting.append((job, clock.now.advanced(by: limit)))
        scheduleSweep()
        condition.signal()
        condition.unlock()
    }

    /// The next job; blocks until there is one.
    ///
    /// - Returns: nil once the queue is closed and empty.
    func next() -> (job: Job, deadline: ContinuousClock.Instant)? {
        condition.lock()
        defer { condition.unlock() }
        while head == waiting.count {
            if isClosed { return nil }
            condition.wait()
        }
        return take()
    }

    /// The next job if it is there already and meets the condition.
    func poll(where wanted: (Job) -> Bool) -> Job? {
        condition.lock()
        defer { condition.unlock() }
        guard head < waiting.count, wanted(waiting[head].job) else { return nil }
        return take().job
    }

    /// No more jobs; those that wait are still handed out.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    private func take() -> (job: Job, deadline: ContinuousClock.Instant) {
        let taken = waiting[head]
        head += 1
        if head == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1024 {
            waiting.removeFirst(head)
            head = 0
        }
        return taken
    }

    /// One timer at most is under way, set for the job that has waited longest: under load one wake-up per limit.
    private func scheduleSweep() {
        guard !isSweepDue, head < waiting.count else { return }
        isSweepDue = true
        let wait = clock.now.duration(to: waiting[head].deadline)
        let seconds = Double(wait.components.seconds) + Double(wait.components.attoseconds) / 1e18
        DispatchQueue.global().asyncAfter(deadline: .now() + max(0, seconds) + 0.001) { [weak self] in self?.sweep() }
    }

    private func sweep() {
        var late: [Job] = []
        condition.lock()
        isSweepDue = false
        let now = clock.now
        while head < waiting.count, waiting[head].deadline <= now { late.append(take().job) }
        scheduleSweep()
        condition.unlock()
        for job in late { job.fail(StoreError.unavailable("no free connection in time")) }
    }
}
