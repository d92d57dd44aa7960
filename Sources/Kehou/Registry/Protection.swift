import Crypto
import CryptoExtras
import Foundation
import Store

/// Personal numbers as the database keeps them: mobiles sealed with AES-GCM beside a keyed blind index that finds equal
/// ones, pupil numbers as a keyed digest and their last four digits. Without the keys the rows tell neither.
struct Protection: Sendable {
    /// A mobile as it is stored. Sealing the same number twice gives different bytes but the same index.
    struct SealedMobile: Sendable, Hashable {
        let bytes: [UInt8]
        let key: String
        let index: [UInt8]
    }

    /// A text, or a piece of a file, as it is stored, sealed for one purpose.
    struct SealedText: Sendable, Hashable, Codable {
        let bytes: [UInt8]
        let key: String
    }

    private let keys: ProtectionKeys
    /// Ready to digest under the index key: two of the four blocks of a short text's digest are the key's.
    private let indexing: HMAC<SHA256>

    init(_ keys: ProtectionKeys) {
        self.keys = keys
        indexing = HMAC(key: keys.index)
    }

    func seal(_ mobile: Mobile) throws -> SealedMobile {
        let box = try AES.GCM.seal(
            Array(mobile.digits.utf8), using: keys.current.key, authenticating: Self.mobileContext)
        guard let bytes = box.combined else { throw Fault.invalid("protection.sealing") }
        return SealedMobile(bytes: Array(bytes), key: keys.current.id, index: index(of: mobile))
    }

    /// The number behind the seal. Every call for somebody's eyes leaves an audit row.
    ///
    /// - Throws: `protection.unknown_key` where the key is no longer configured, `protection.sealing` where the bytes were
    ///   changed.
    func open(_ sealed: SealedMobile) throws -> Mobile {
        guard let key = keys.sealing.first(where: { $0.id == sealed.key })?.key else {
            throw Fault.invalid("protection.unknown_key", ["key": sealed.key])
        }
        guard let box = try? AES.GCM.SealedBox(combined: sealed.bytes),
            let plain = try? AES.GCM.open(box, using: key, authenticating: Self.mobileContext),
            let mobile = Mobile(String(decoding: plain, as: UTF8.self))
        else {
            // Which of the three it was tells only an attacker something.
            throw Fault.invalid("protection.sealing")
        }
        return mobile
    }

    /// Seals another text, such as a mail address. What was sealed for one purpose does not open for another.
    func seal(_ text: String, for purpose: String) throws -> SealedText {
        try seal(bytes: Array(text.utf8), context: "kehou-text-1 \(purpose)")
    }

    /// - Throws: `protection.unknown_key`, `protection.sealing`.
    func open(_ sealed: SealedText, for purpose: String) throws -> String {
        String(decoding: try open(sealed, context: "kehou-text-1 \(purpose)"), as: UTF8.self)
    }

    /// Seals a piece of a file, some MB at most, that waits in the database.
    func seal(piece bytes: [UInt8], for purpose: String) throws -> SealedText {
        try seal(bytes: bytes, context: "kehou-piece-1 \(purpose)")
    }

    /// - Throws: `protection.unknown_key`, `protection.sealing`.
    func open(piece sealed: SealedText, for purpose: String) throws -> [UInt8] {
        try open(sealed, context: "kehou-piece-1 \(purpose)")
    }

    private func seal(bytes: [UInt8], context: String) throws -> SealedText {
        let box = try AES.GCM.seal(bytes, using: keys.current.key, authenticating: Array(context.utf8))
        guard let sealed = box.combined else { throw Fault.invalid("protection.sealing") }
        return SealedText(bytes: Array(sealed), key: keys.current.id)
    }

    private func open(_ sealed: SealedText, context: String) throws -> [UInt8] {
        guard let key = keys.sealing.first(where: { $0.id == sealed.key })?.key else {
            throw Fault.invalid("protection.unknown_key", ["key": sealed.key])
        }
        guard let box = try? AES.GCM.SealedBox(combined: sealed.bytes),
            let plain = try? AES.GCM.open(box, using: key, authenticating: Array(context.utf8))
        else {
            // Which of the two it was tells only an attacker something.
            throw Fault.invalid("protection.sealing")
        }
        return Array(plain)
    }

    /// The keyed index by which a mobile is found again.
    func index(of mobile: Mobile) -> [UInt8] {
        digest("kehou-mobile-1", mobile.digits)
    }

    /// The keyed digest by which a national pupil number is found again.
    func digest(ofPupilNumber number: String) -> [UInt8] {
        digest("kehou-pupil-number-1", number.uppercased())
    }

    /// The keyed digest of a code that somebody was sent or given on paper: the database alone does not tell the code.
    func digest(ofCode code: String, for purpose: String) -> [UInt8] {
        digest("kehou-code-1 \(purpose)", code)
    }

    /// The keyed digest of something that is only counted, or counted once: the database alone does not tell what it was.
    func digest(ofCounted text: String, for purpose: String) -> [UInt8] {
        digest("kehou-count-1 \(purpose)", text)
    }

    private func digest(_ purpose: String, _ text: String) -> [UInt8] {
        var hmac = indexing
        hmac.update(data: Array("\(purpose)\u{0}\(text)".utf8))
        return Array(hmac.finalize())
    }

    private static let mobileContext = Array("kehou-mobile-1".utf8)

    /// Compares the keys with those the database was filled with, and remembers new ones.
    ///
    /// A wrong key would not fail by itself: every look-up would just find nothing, and the next roster would change
    /// every row.
    /// - Throws: `protection.wrong_key`.
    func check(against store: Store, at now: Instant) async throws {
        let fingerprints = keys.fingerprints
        try await store.write { db in
            for (id, fingerprint) in fingerprints {
                let known = try db.value(
                    "SELECT fingerprint FROM protection_key WHERE id = \(id)", as: [UInt8].self)
                if let known, known != fingerprint { throw Fault.invalid("protection.wrong_key", ["key": id]) }
                guard known == nil else { continue }
                try db.run(
                    """
                    INSERT INTO protection_key (id, fingerprint, created_at)
                    VALUES (\(id), \(fingerprint), \(now))
                    ON CONFLICT (id) DO NOTHING
                    """)
            }
        }
    }
}
