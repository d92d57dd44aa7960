import Foundation

/// Lets a closure of the store, which is synchronous, wait for something asynchronous. Once set it stays set, because a
/// closure may be run again.
final class Signal: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func set() { semaphore.signal() }

    func wait() {
        semaphore.wait()
        semaphore.signal()
    }
}
