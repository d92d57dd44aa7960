import Store
import Synchronization

/// The audit row of a request whose endpoint opens transactions itself. What such an endpoint writes takes the row along in its
/// own transaction; where it wrote none, the row is written after it.
///
/// Proof of the lock: it guards one flag, and no code of anybody else runs under it.
final class AuditTrail: Sendable {
    /// The trail of the request at hand; a handler takes hold of it before it opens a transaction, which runs on another thread.
    @TaskLocal static var current: AuditTrail?

    private let row: Audit
    private let isLeft = Mutex(false)

    init(_ row: Audit) { self.row = row }

    /// Whether the row has been written.
    var isWritten: Bool { isLeft.withLock { $0 } }

    /// Writes the row in a transaction of the handler's.
    ///
    /// - Parameters:
    ///   - account: whose doing it turned out to be, as at a sign-in.
    ///   - code: what came of it instead of what was asked, as a text that lost a race.
    func write(by account: ID<Caller.Account>? = nil, refused code: String? = nil, _ db: DB) throws {
        var row = row
        if let account { row.account = account.rawValue }
        if let code { (row.outcome, row.code) = (.refused, code) }
        try row.write(db)
        isLeft.withLock { $0 = true }
    }
}
