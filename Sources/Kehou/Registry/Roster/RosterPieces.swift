import Foundation
import Store

extension Roster {
    /// An uploaded file in the database, in pieces, until its job has ended: every server of a city can then import it, and a
    /// back-up holds it. Each piece is sealed for its place in its file, so no mobile of the roster lies there in the clear.
    struct Pieces: Sendable {
        /// *Units*: bytes.
        static let size = 1 << 20
        /// How many go into or out of the database in one transaction.
        static let portion = 4
        /// Pieces of an upload that never got as far as the log, since its server was killed.
        static let forgottenAfter: Int64 = 86_400

        let run: ID<Run>
        let store: Store
        let protection: Protection

        /// Puts a file there. Nothing of it stays where that fails.
        func keep(_ path: String, at now: Instant) async throws {
            guard let file = FileHandle(forReadingAtPath: path) else { throw Fault.broken("the upload is gone") }
            defer {
                // It was only read.
                try? file.close()
            }
            var number = 0
            do {
                while true {
                    var rows: [[any ColumnValue]] = []
                    while rows.count < Self.portion, let data = try file.read(upToCount: Self.size), !data.isEmpty {
                        let sealed = try protection.seal(piece: Array(data), for: purpose(number))
                        rows.append([run, number, sealed.bytes, sealed.key, now])
                        number += 1
                    }
                    guard !rows.isEmpty else { return }
                    try await store.write(.long) { [rows] db in
                        try db.insert(
                            into: "import_piece", columns: ["run_id", "number", "bytes", "key_id", "stored_at"],
                            rows: rows)
                    }
                }
            } catch {
                // What stays after all is swept with the next upload's.
                try? await remove()
                throw error
            }
        }

        /// The file again, in a file without a name: it is gone with the handle, however the process ends.
        func file() async throws -> FileHandle {
            let path = FileManager.default.temporaryDirectory.appending(path: "kehou-roster-\(UUID().uuidString).zip")
                .path
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Fault.unavailable(cause: "no room for an upload") }
            unlink(path)
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            var number = 0
            while true {
                let pieces = try await pieces(from: number)
                for (offset, piece) in pieces.enumerated() {
                    try file.write(contentsOf: Data(protection.open(piece: piece, for: purpose(number + offset))))
                }
                number += pieces.count
                guard pieces.count == Self.portion else { return file }
            }
        }

        private func pieces(from number: Int) async throws -> [Protection.SealedText] {
            try await store.read { db in
                try db.all(
                    """
                    SELECT bytes, key_id
                    FROM import_piece
                    WHERE run_id = \(run) AND number >= \(number)
                    ORDER BY number
                    LIMIT \(Self.portion)
                    """, as: Row.self
                ).map { Protection.SealedText(bytes: try $0["bytes"], key: try $0["key_id"]) }
            }
        }

        private func purpose(_ number: Int) -> String { "roster \(run) \(number)" }

        /// Removes the file, a portion at a time.
        func remove() async throws {
            while true {
                let removed = try await store.write { db in
                    try db.run(
                        """
                        DELETE FROM import_piece
                        WHERE run_id = \(run) AND number IN (
                            SELECT number FROM import_piece WHERE run_id = \(run) ORDER BY number LIMIT \(16 * Self.portion))
                        """)
                }
                guard removed > 0 else { return }
            }
        }

        /// Removes what no run of the log waits for.
        static func sweep(at now: Instant, _ db: DB) throws {
            try db.run(
                """
                DELETE FROM import_piece
                WHERE stored_at < \(now.adding(seconds: -forgottenAfter))
                    AND run_id NOT IN (SELECT id FROM import_run WHERE state IN ('waiting', 'running'))
                """)
        }
    }
}
