/// Lets so many through at the same time; the others wait in the order in which they came.
actor Turnstile {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var head = 0

    init(_ width: Int) { free = width }

    nonisolated func pass<Result: Sendable>(
        _ work: @Sendable () async throws -> Result
    ) async rethrows -> Result {
        await enter()
        do {
            let result = try await work()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        guard free == 0 else { return free -= 1 }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Hands the place on, so that nobody who comes later slips in between.
    private func leave() {
        guard head < waiting.count else { return free += 1 }
        let next = waiting[head]
        head += 1
        if head == waiting.count { (waiting, head) = ([], 0) }
        next.resume()
    }
}
