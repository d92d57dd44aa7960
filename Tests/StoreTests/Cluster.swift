import Foundation

/// A PostgreSQL of one test, which may stop and start it. Made by PostgreSQL's own tools, as the user `postgres` where
/// the tests run as root.
final class Cluster: Sendable {
    let url: String

    private let folder: String
    private let port: Int
    private let programs: String

    init() async throws {
        folder =
            FileManager.default.temporaryDirectory.appending(path: "kehou-cluster-\(UUID().uuidString.prefix(8))").path
        port = try Self.freePort()
        url = "postgres://postgres@127.0.0.1:\(port)/postgres"
        programs = try Self.programs()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if geteuid() == 0 { try await Child.run(["chown", "postgres:", folder]) }
        try await tool([
            "initdb", "-D", folder + "/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
            "--no-sync",
        ])
        try await start()
    }

    func start() async throws {
        try await tool([
            "pg_ctl", "start", "-s", "-w", "-t", "120", "-D", folder + "/data", "-l", folder + "/log", "-o",
            "-p \(port) -c listen_addresses=127.0.0.1 -c unix_socket_directories=\(folder)",
        ])
    }

    /// Ends every connection, as a restart of the machine would.
    func stop() async throws {
        try await tool(["pg_ctl", "stop", "-s", "-w", "-m", "immediate", "-D", folder + "/data"])
    }

    func remove() async {
        // It may be stopped already.
        try? await stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func tool(_ arguments: [String]) async throws {
        let command = [programs + "/" + arguments[0]] + arguments.dropFirst()
        try await Child.run(geteuid() == 0 ? ["runuser", "-u", "postgres", "--"] + command : command)
    }

    /// A port that nobody listens on now.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
            guard let place = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
            return bind(descriptor, place, size) == 0 ? getsockname(descriptor, place, &size) : -1
        }
        guard code == 0 else { throw Child.Failure(description: "no free port: \(String(cString: strerror(errno)))") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Debian keeps them out of the path, in a folder for each version.
    private static func programs() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = try FileManager.default.contentsOfDirectory(atPath: root).sorted {
            (Int($0) ?? 0) < (Int($1) ?? 0)
        }
        guard let version = versions.last else { throw Child.Failure(description: "no PostgreSQL in \(root)") }
        return "\(root)/\(version)/bin"
    }
}
