import Crypto
import Foundation

/// Style sheets, scripts and pictures, named by their content so that browsers may keep them for a year.
struct Assets: Sendable {
    struct File: Sendable {
        let type: String
        let bytes: [UInt8]
        let gzipped: [UInt8]?
    }

    /// By name in the URL below `/assets/`.
    let files: [String: File]
    let css: String
    let js: String
    let icons: String
    /// Pictures by plain name, with their paths.
    let pictures: [String: String]

    /// The cascade: layers are declared by `tokens.css`, so the order matters only within one folder.
    private static let sheets = [
        "tokens.css", "reset.css", "base.css", "components", "features", "utilities.css", "print.css",
    ]

    static func load(from folder: URL) throws -> Assets {
        var files: [String: File] = [:]
        func add(_ name: String, _ ending: String, _ type: String, _ bytes: [UInt8]) -> String {
            let path = "\(name).\(hash(bytes)).\(ending)"
            files[path] = File(type: type, bytes: bytes, gzipped: Gzip.compress(bytes, level: 9))
            return "/assets/\(path)"
        }
        let css = try add("kehou", "css", "text/css; charset=utf-8", sheet(folder.appending(path: "css")))
        let scripts = folder.appending(path: "js")
        var modules: [(name: String, bytes: [UInt8])] = []
        for file in try list(scripts) where file.pathExtension == "js" {
            modules.append((file.lastPathComponent, Array(try Data(contentsOf: file))))
        }
        // Modules import each other by relative name, so they share one folder named by all their content.
        let version = hash(modules.flatMap { Array($0.name.utf8) + $0.bytes })
        for module in modules {
            files["\(version)/\(module.name)"] = File(
                type: "text/javascript; charset=utf-8", bytes: module.bytes,
                gzipped: Gzip.compress(module.bytes, level: 9))
        }
        var pictures: [String: String] = [:]
        for file in try list(folder) where ["svg", "png", "webmanifest"].contains(file.pathExtension) {
            let type = ["svg": "image/svg+xml", "png": "image/png"][file.pathExtension] ?? "application/manifest+json"
            let path = add(
                file.deletingPathExtension().lastPathComponent, file.pathExtension, type,
                Array(try Data(contentsOf: file)))
            pictures[file.lastPathComponent] = path
            // The plain name stays for what no template writes, as a browser asking for its favicon; its cache is short.
            files[file.lastPathComponent] = files[String(path.dropFirst("/assets/".count))]
        }
        return Assets(
            files: files, css: css, js: "/assets/\(version)/app.js",
            icons: pictures["icons.svg"] ?? "", pictures: pictures)
    }

    private static func sheet(_ folder: URL) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for name in sheets {
            let place = folder.appending(path: name)
            let parts = name.hasSuffix(".css") ? [place] : try list(place).filter { $0.pathExtension == "css" }
            for file in parts where FileManager.default.fileExists(atPath: file.path) {
                bytes += Array(try Data(contentsOf: file)) + [0x0A]
            }
        }
        return bytes
    }

    private static func list(_ folder: URL) throws -> [URL] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    private static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).prefix(8).map { padded(hexDigits: $0) }.joined()
    }
}

/// Two hexadecimal digits of a byte.
func padded(hexDigits byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
}

/// Bytes as hex, two digits each. Every request has a token and a digest or two of it.
func hex(_ bytes: some Collection<UInt8>) -> String {
    let digits = StaticString("0123456789abcdef").utf8Start
    return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
        var place = 0
        for byte in bytes {
            buffer[place] = digits[Int(byte >> 4)]
            buffer[place + 1] = digits[Int(byte & 15)]
            place += 2
        }
        return place
    }
}
