import Foundation

/// A process that a test started.
///
/// Not Foundation's `Process`: it notices an end by a socket that every descendant inherits, so it waits for ever on
/// `pg_ctl start`, whose server lives on. For the same reason a child inherits nothing but its standard streams.
struct Child: Sendable {
    let process: pid_t

    /// Closes what was inherited, and leaves the tests' folder, which a user such as postgres may not enter.
    private static let alone = """
        cd /
        for file in /proc/self/fd/*; do
            number=${file##*/}
            if [ "$number" -gt 2 ]; then eval "exec $number>&-"; fi
        done
        exec "$@"
        """

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter output: the open file its output and errors go to.
    init(_ command: [String], output: Int32) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)

        var arguments = (["/bin/bash", "-c", Self.alone, "alone"] + command).map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        let code = posix_spawn(&process, "/bin/bash", &actions, nil, &arguments, environ)
        guard code == 0 else { throw Failure(description: "\(command[0]): \(String(cString: strerror(code)))") }
        self.process = process
    }

    /// Waits for its end.
    ///
    /// - Returns: its exit code, or nil where a signal ended it.
    func end() async -> Int32? {
        await withCheckedContinuation { continuation in
            Thread {
                var status: Int32 = 0
                while waitpid(process, &status, 0) == -1, errno == EINTR {}
                continuation.resume(returning: status & 0x7F == 0 ? status >> 8 & 0xFF : nil)
            }.start()
        }
    }

    /// Runs a command to its end.
    ///
    /// - Throws: ``Failure`` with what it wrote, where it fails.
    static func run(_ command: [String]) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "kehou-command-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        // A file and not a pipe: a server that the command leaves behind would hold the pipe open.
        let handle = try FileHandle(forWritingTo: file)
        let code = try await Child(command, output: handle.fileDescriptor).end()
        guard code == 0 else {
            let output = try String(contentsOf: file, encoding: .utf8)
            throw Failure(description: "\(command.joined(separator: " ")): \(output)")
        }
    }
}
