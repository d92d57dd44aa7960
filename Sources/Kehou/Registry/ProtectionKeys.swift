import Crypto
import Foundation

/// The keys of ``Protection``: one to seal with, older ones that still open, one for blind indexes and digests.
///
/// As text, one line each: `seal NAME BASE64` (the first is the current one) and `index BASE64`, 32 bytes every key. In an
/// environment variable `;` may stand for the line end.
struct ProtectionKeys: Sendable {
    struct SealingKey: Sendable {
        let id: String
        let key: SymmetricKey
    }

    let sealing: [SealingKey]
    let index: SymmetricKey

    var current: SealingKey { sealing[0] }

    /// Binds form tokens to this installation.
    var formKey: SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: index, info: Array("kehou-form-1".utf8), outputByteCount: 32)
    }

    /// New random keys.
    static func random() -> ProtectionKeys {
        ProtectionKeys(
            sealing: [SealingKey(id: "k1", key: SymmetricKey(size: .bits256))], index: SymmetricKey(size: .bits256))
    }

    private init(sealing: [SealingKey], index: SymmetricKey) {
        self.sealing = sealing
        self.index = index
    }

    /// - Throws: `protection.keys_unreadable`.
    init(text: String) throws {
        var sealing: [SealingKey] = []
        var index: SymmetricKey?
        for line in text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == ";" }) {
            let words = line.split(separator: " ").map(String.init)
            guard let kind = words.first, !kind.hasPrefix("#") else { continue }
            guard let last = words.last, let bytes = Data(base64Encoded: last), bytes.count == 32 else {
                throw Fault.invalid("protection.keys_unreadable")
            }
            switch (kind, words.count) {
            case ("seal", 3): sealing.append(SealingKey(id: words[1], key: SymmetricKey(data: bytes)))
            case ("index", 2): index = SymmetricKey(data: bytes)
            default: throw Fault.invalid("protection.keys_unreadable")
            }
        }
        guard !sealing.isEmpty, let index else { throw Fault.invalid("protection.keys_unreadable") }
        self.init(sealing: sealing, index: index)
    }

    /// The keys as ``init(text:)`` reads them.
    var text: String {
        let lines = sealing.map { "seal \($0.id) \(Self.base64($0.key))" } + ["index \(Self.base64(index))"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// What tells two keys apart without telling the keys.
    var fingerprints: [(id: String, fingerprint: [UInt8])] {
        (sealing.map { ($0.id, $0.key) } + [("index", index)]).map { id, key in
            (id, Array(HMAC<SHA256>.authenticationCode(for: Array("kehou-fingerprint-1".utf8), using: key).prefix(16)))
        }
    }

    private static func base64(_ key: SymmetricKey) -> String {
        key.withUnsafeBytes { Data($0).base64EncodedString() }
    }
}

extension ProtectionKeys {
    /// Keys as found, and where; `isNew` where the file was only just made and somebody should be told.
    struct Found: Sendable {
        let keys: ProtectionKeys
        let file: String?
        let isNew: Bool
    }

    /// The keys that a program started with this database uses: from the configuration, else from the key file, which is
    /// made (readable by its owner alone) beside an SQLite database where there is none yet.
    ///
    /// - Parameters:
    ///   - configured: the value of `protectionKeys`, if any.
    ///   - file: the value of `protectionKeyFile`, if any.
    /// - Throws: `protection.no_keys` where PostgreSQL is used and none are configured, `protection.file_open_to_others`,
    ///   `protection.keys_unreadable`.
    static func find(configured: String?, file: String?, database: String) throws -> Found {
        if let configured { return Found(keys: try ProtectionKeys(text: configured), file: nil, isNew: false) }
        guard let path = file ?? defaultFile(database) else { throw Fault.invalid("protection.no_keys") }
        if FileManager.default.fileExists(atPath: path) {
            return Found(keys: try read(path), file: path, isNew: false)
        }
        let keys = random()
        // O_EXCL: of two programs that start at once one makes the file and the other reads it.
        let handle = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard handle >= 0 else {
            if errno == EEXIST { return Found(keys: try read(path), file: path, isNew: false) }
            throw Fault.invalid("protection.file_unwritable", ["file": path])
        }
        let file = FileHandle(fileDescriptor: handle, closeOnDealloc: true)
        try file.write(contentsOf: Data(keys.text.utf8))
        try file.synchronize()
        return Found(keys: keys, file: path, isNew: true)
    }

    private static func defaultFile(_ database: String) -> String? {
        guard database.hasPrefix("sqlite:"), !database.hasSuffix(":memory:") else { return nil }
        return database.dropFirst("sqlite:".count) + ".keys"
    }

    private static func read(_ path: String) throws -> ProtectionKeys {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else {
            throw Fault.invalid("protection.file_open_to_others", ["file": path])
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Fault.invalid("protection.keys_unreadable")
        }
        return try ProtectionKeys(text: String(decoding: bytes, as: UTF8.self))
    }
}
