import Store

/// How close a caller is to a subject: strangers hear 404, the known but not entitled 403.
enum Standing: Int, Comparable, Sendable {
    case stranger, known, entitled

    static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
}

/// Who may use an endpoint, as a value that can be listed. Features add the scopes they own in extensions.
struct Allow<Input>: Sendable {
    /// As printed in `authorization.txt`: `office@school`.
    let label: String
    /// Open to people who are not signed in.
    let isPublic: Bool
    let standing: @Sendable (Input, Caller, DB) throws -> Standing

    init(
        _ label: String, isPublic: Bool = false,
        standing: @escaping @Sendable (Input, Caller, DB) throws -> Standing
    ) {
        self.label = label
        self.isPublic = isPublic
        self.standing = standing
    }

    /// Everybody, signed in or not.
    static var anyone: Allow { Allow("anyone", isPublic: true) { _, _, _ in .entitled } }

    /// Whoever is signed in.
    static var signedIn: Allow {
        Allow("signed in") { _, caller, _ in caller.isSignedIn ? .entitled : .stranger }
    }
}

extension Array {
    /// Lets the caller through, or says what they may hear.
    func check<Input>(_ input: Input, _ caller: Caller, _ db: DB) throws where Element == Allow<Input> {
        if !caller.isSignedIn, !contains(where: \.isPublic) { throw Fault.unauthenticated() }
        var best = Standing.stranger
        for allow in self {
            best = Swift.max(best, try allow.standing(input, caller, db))
            if best == .entitled { return }
        }
        throw best == .known ? Fault.forbidden() : Fault.notFound()
    }
}
