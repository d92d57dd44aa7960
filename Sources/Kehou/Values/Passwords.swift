import Crypto
import CryptoExtras
import Foundation
import Synchronization

/// Password digests by scrypt, at most two at a time: each takes a core for some 80 ms by design.
///
/// *Source*: RFC 7914; parameters N = 2^15, r = 8, p = 1 as recommended by OWASP.
final class Passwords: Sendable {
    private let cost: Int
    private let queue = DispatchQueue(label: "kehou.passwords", attributes: .concurrent)
    private let gate = DispatchSemaphore(value: 2)
    private let waiting = Mutex(0)
    /// Beyond this many waiting, a person would wait longer than they would believe: told to come back instead.
    private static let longestQueue = 64

    /// Stands where a digest would in an account that no password opens.
    static let unusable = "none"

    init(cost: Int) { self.cost = cost }

    /// A digest to store, `scrypt$15$<salt>$<key>`.
    ///
    /// *Throws* `Fault.tooMany("sign_in.busy")` when too many wait already.
    func digest(_ password: String) async throws -> String {
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255) }
        let key = try await derive(password, salt: salt, cost: cost)
        return "scrypt$\(cost)$\(Data(salt).base64EncodedString())$\(key.base64EncodedString())"
    }

    /// Whether the password is the digested one.
    func matches(_ password: String, _ digest: String) async throws -> Bool {
        guard digest != Self.unusable else {
            try await pretend(password)
            return false
        }
        let parts = digest.split(separator: "$").map(String.init)
        guard parts.count == 4, parts[0] == "scrypt", let cost = Int(parts[1]),
            let salt = Data(base64Encoded: parts[2]), let key = Data(base64Encoded: parts[3])
        else { throw Fault.broken("password digest is of no known form") }
        let tried = try await derive(password, salt: Array(salt), cost: cost)
        return zip(tried, key).reduce(UInt8(tried.count == key.count ? 0 : 1)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Takes as long as a real check, so that unknown names cannot be told by time.
    func pretend(_ password: String) async throws {
        _ = try await derive(password, salt: [UInt8](repeating: 7, count: 16), cost: cost)
    }

    private func derive(_ password: String, salt: [UInt8], cost: Int) async throws -> Data {
        guard
            waiting.withLock({
                $0 += 1
                return $0 <= Self.longestQueue
            })
        else {
            waiting.withLock { $0 -= 1 }
            throw Fault.tooMany("sign_in.busy", retryAfter: 5)
        }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { [gate] in
                gate.wait()
                defer { gate.signal() }
                continuation.resume(
                    with: Result {
                        let key = try KDF.Scrypt.deriveKey(
                            from: Data(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << cost, blockSize: 8,
                            parallelism: 1, maxMemory: 64 << 20)
                        return key.withUnsafeBytes { Data($0) }
                    })
            }
        }
    }
}
