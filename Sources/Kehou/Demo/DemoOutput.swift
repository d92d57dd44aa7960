import CArchive
import Foundation

extension Demo {
    /// Where the files of a roster go, one after the other: a zip, or a folder.
    protocol Output: AnyObject {
        func begin(_ name: String) throws
        func write(_ bytes: UnsafeRawBufferPointer) throws
        func end() throws
        func close() throws
    }

    /// A zip that is written as it comes; its entries carry a fixed time, so equal content gives equal bytes.
    final class Zip: Output {
        private let archive: OpaquePointer
        private let path: String
        private var isOpen = true

        /// *Throws* `Fault` `demo.cannot_write`.
        init(path: String) throws {
            guard let archive = archive_write_new() else { throw cannotWrite(path, "no memory") }
            self.archive = archive
            self.path = path
            try check(archive_write_set_format_zip(archive))
            try check(archive_write_set_options(archive, "zip:compression-level=1"))
            try check(archive_write_open_filename(archive, path))
        }

        deinit { archive_write_free(archive) }

        func begin(_ name: String) throws {
            let entry = archive_entry_new()
            defer { archive_entry_free(entry) }
            archive_entry_set_pathname(entry, name)
            archive_entry_set_filetype(entry, regularFile)
            archive_entry_set_perm(entry, 0o644)
            archive_entry_set_mtime(entry, firstOfSeptember, 0)
            try check(archive_write_header(archive, entry))
        }

        func write(_ bytes: UnsafeRawBufferPointer) throws {
            guard archive_write_data(archive, bytes.baseAddress, bytes.count) == bytes.count else {
                throw cannotWrite(path, reason)
            }
        }

        func end() throws { try check(archive_write_finish_entry(archive)) }

        func close() throws { try check(archive_write_close(archive)) }

        private var reason: String { archive_error_string(archive).map { String(cString: $0) } ?? "" }

        private func check(_ code: CInt) throws {
            if code < ARCHIVE_WARN { throw cannotWrite(path, reason) }
        }
    }

    final class Folder: Output {
        private let path: String
        private var file: FileHandle?

        init(path: String) throws {
            self.path = path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        func begin(_ name: String) throws {
            let target = "\(path)/\(name)"
            guard FileManager.default.createFile(atPath: target, contents: nil) else { throw cannotWrite(target, "") }
            file = FileHandle(forWritingAtPath: target)
        }

        func write(_ bytes: UnsafeRawBufferPointer) throws { try file?.write(contentsOf: Data(bytes)) }

        func end() throws { try file?.close() }

        func close() {}
    }
}

private func cannotWrite(_ path: String, _ reason: String) -> Fault {
    Fault.invalid("demo.cannot_write", ["path": path, "reason": reason])
}

// AE_IFREG is a macro with a cast, which Swift does not import.
private let regularFile: CUnsignedInt = 0o100000
private let firstOfSeptember = 1_788_220_800
