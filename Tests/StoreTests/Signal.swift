import Foundation

/// Lets a closure of the store, which is synchronous, wait for something asynchronous.
final class Signal: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func set() { semaphore.signal() }
    func wait() { semaphore.wait() }
}
