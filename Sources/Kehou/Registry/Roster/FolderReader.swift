import Foundation

/// The files of a roster, one after the other, as bytes.
protocol RosterFiles: AnyObject {
    /// Bytes in all, for the progress bar; 0 where it is not known.
    var totalBytes: Int { get }
    /// Bytes given so far, in the measure of ``totalBytes``.
    var bytesDone: Int { get }

    /// Goes to the next file whose name the caller wants.
    ///
    /// - Returns: its name without folders, or nil where there is none left.
    func next() throws -> String?

    /// Reads on in the current file.
    ///
    /// - Returns: how many bytes; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A roster given as a folder of CSV files.
final class FolderReader: RosterFiles {
    let totalBytes: Int
    private(set) var bytesDone = 0
    private let folder: String
    private var names: ArraySlice<String>
    private var handle: Int32 = -1
    private var current = ""

    /// - Throws: `roster.unreadable` where the folder cannot be listed, `roster.not_a_file` where a CSV is a link, a pipe
    ///   or anything else that is no plain file.
    init(_ folder: String) throws {
        self.folder = folder
        let found: [String]
        do {
            found = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw Fault.invalid("roster.unreadable", ["name": folder])
        }
        let wanted = found.filter { $0.lowercased().hasSuffix(".csv") && !$0.hasPrefix(".") }.sorted()
        totalBytes = try wanted.reduce(0) { try $0 + Self.size(folder + "/" + $1) }
        names = wanted[...]
    }

    deinit {
        if handle >= 0 { close(handle) }
    }

    func next() throws -> String? {
        if handle >= 0 { close(handle) }
        handle = -1
        guard let name = names.popFirst() else { return nil }
        current = name
        // O_NOFOLLOW: the file may have been replaced by a link since it was listed.
        handle = open(folder + "/" + name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard handle >= 0 else { throw Fault.invalid("roster.unreadable", ["name": name]) }
        return name
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = Foundation.read(handle, buffer.baseAddress, buffer.count)
        guard count >= 0 else { throw Fault.invalid("roster.unreadable", ["name": current]) }
        bytesDone += count
        return count
    }

    private static func size(_ path: String) throws -> Int {
        var status = stat()
        let name = String(path.split(separator: "/").last ?? "")
        guard lstat(path, &status) == 0 else { throw Fault.invalid("roster.unreadable", ["name": name]) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Fault.invalid("roster.not_a_file", ["name": name]) }
        return Int(status.st_size)
    }
}
