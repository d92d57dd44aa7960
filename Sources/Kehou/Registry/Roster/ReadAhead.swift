import Foundation

extension Roster {
    /// A roster's files, of which the next piece is unpacked on a thread of its own while the one before is scanned.
    ///
    /// `@unchecked Sendable`: the piece ahead belongs to the thread that fills it until `filled` is signalled; everything else
    /// is touched by the one reader alone.
    final class ReadAhead: RosterFiles, @unchecked Sendable {
        private struct Piece {
            var bytes = [UInt8](repeating: 0, count: 1 << 18)
            var count = 0
            var bytesDone = 0
            var fault: (any Error)?
        }

        let totalBytes: Int
        private(set) var bytesDone = 0
        private let files: any RosterFiles
        private let unpacking = DispatchQueue(label: "kehou-unpacking")
        private let filled = DispatchSemaphore(value: 0)
        private var isFilling = false
        private var piece = Piece()
        private var position = 0
        private var ahead = Piece()

        init(_ files: any RosterFiles) {
            self.files = files
            totalBytes = files.totalBytes
        }

        func next() throws -> String? {
            if isFilling { finishFilling() }
            (piece.count, position) = (0, 0)
            guard let name = try files.next() else { return nil }
            fill()
            return name
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            if position == piece.count {
                guard isFilling else { return 0 }
                finishFilling()
                swap(&piece, &ahead)
                position = 0
                if let fault = piece.fault { throw fault }
                bytesDone = piece.bytesDone
                if piece.count > 0 { fill() }
            }
            let count = min(buffer.count, piece.count - position)
            piece.bytes.withUnsafeBytes { bytes in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
            }
            position += count
            return count
        }

        private func finishFilling() {
            filled.wait()
            isFilling = false
        }

        private func fill() {
            isFilling = true
            unpacking.async { [self] in
                do {
                    ahead.fault = nil
                    ahead.count = 0
                    ahead.count = try ahead.bytes.withUnsafeMutableBytes { try files.read(into: $0) }
                    ahead.bytesDone = files.bytesDone
                } catch {
                    ahead.fault = error
                }
                filled.signal()
            }
        }
    }
}
