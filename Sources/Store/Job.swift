/// One caller's transaction on its way to a thread.
struct Job: Sendable {
    enum Kind: Sendable { case read, write(WriteMode) }

    let kind: Kind
    /// Runs the caller's closure once and hands back how to tell the caller its result. May be run again where the
    /// transaction did not go through.
    let attempt: @Sendable (DB) throws -> @Sendable () -> Void
    /// Tells the caller of an error. Exactly one of this and what `attempt` gave is called, once.
    let fail: @Sendable (any Error) -> Void

    var isShared: Bool {
        if case .write(.long) = kind { false } else { true }
    }
}
