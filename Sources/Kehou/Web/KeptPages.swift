import NIOCore
import Store
import Synchronization

/// Rendered pages for readers who have not signed in: what many families open at once is rendered once.
///
/// A page is found by everything it is made of, so one that has changed is never found again and nothing need be thrown away:
/// with several servers on one database none would hear of the others' changes. What is no longer asked for makes room.
///
/// Proof of the lock: it guards the two halves, and only look-ups and moves of finished pages run under it.
final class KeptPages: Sendable {
    /// All that decides what a page looks like.
    struct Key: Hashable, Sendable {
        let endpoint: String
        let path: String
        /// It stands on the page, in what leads back to it; the ground holds what it asks for.
        let query: String?
        let language: String
        let theme: String?
        /// What the endpoint says it depends on in the database, versions or values.
        let ground: [Column]
    }

    /// A page as it is sent.
    struct Kept: Sendable {
        let html: ByteBuffer
        let gzipped: ByteBuffer?

        init(_ bytes: [UInt8]) {
            html = ByteBuffer(bytes: bytes)
            gzipped = Gzip.compress(bytes).map { ByteBuffer(bytes: $0) }
        }

        var size: Int { html.readableBytes + (gzipped?.readableBytes ?? 0) }
    }

    /// Two halves: pages that are asked for move to the young one; when it is full it becomes the old one, and what was
    /// left in that is gone.
    private struct Halves {
        var young: [Key: Kept] = [:]
        var old: [Key: Kept] = [:]
        var youngSize = 0
    }

    /// *Units*: bytes, both halves together.
    let limit: Int
    private let halves = Mutex(Halves())

    init(limit: Int = 32 << 20) {
        self.limit = limit
    }

    /// How many pages are kept.
    var count: Int { halves.withLock { $0.young.count + $0.old.count } }

    subscript(key: Key) -> Kept? {
        halves.withLock { halves in
            if let kept = halves.young[key] { return kept }
            guard let kept = halves.old.removeValue(forKey: key) else { return nil }
            put(kept, key, &halves)
            return kept
        }
    }

    func keep(_ kept: Kept, under key: Key) {
        halves.withLock { put(kept, key, &$0) }
    }

    /// Bytes held at this moment.
    var size: Int {
        halves.withLock { halves in
            (Array(halves.young.values) + halves.old.values).reduce(0) { $0 + $1.size }
        }
    }

    private func put(_ kept: Kept, _ key: Key, _ halves: inout Halves) {
        guard kept.size <= limit / 2 else { return }
        if halves.youngSize + kept.size > limit / 2 {
            halves.old = halves.young
            halves.young = [:]
            halves.youngSize = 0
        }
        if let before = halves.young.updateValue(kept, forKey: key) { halves.youngSize -= before.size }
        halves.youngSize += kept.size
    }
}
