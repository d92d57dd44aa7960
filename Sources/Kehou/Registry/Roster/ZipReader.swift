import CArchive
import Foundation

/// A roster given as a zip file, read through libarchive without ever writing an entry to disk.
///
/// What somebody else packed is not trusted: names that climb out (`..`, absolute), links and devices refuse the whole
/// archive before a byte is unpacked, and the bytes that come out are counted against what an archive of this size can
/// honestly hold.
final class ZipReader: RosterFiles {
    /// How much may come out of an archive.
    struct Limits {
        var entries = 1000
        var bytes = 16 << 30
        /// Text packs 5 to 20 times smaller; a bomb a thousand times. Small archives may pack better.
        var ratio = 100
        var alwaysAllowed = 64 << 20

        func bytesAllowed(packed: Int) -> Int {
            min(bytes, max(alwaysAllowed, packed * ratio))
        }
    }

    /// What libarchive calls a plain file and a folder; its own macros do not reach Swift.
    private static let plainFile: UInt32 = 0o100000
    private static let folder: UInt32 = 0o040000

    let totalBytes: Int
    private(set) var bytesDone = 0
    private let archive: OpaquePointer
    private let bytesAllowed: Int
    private let prefix: String
    private var unpacked = 0
    private var current = ""

    /// - Parameter name: what to call the archive in errors; the path's last part where it is nil.
    /// - Throws: `roster.not_a_zip`, `roster.damaged`, `roster.empty_file`, `roster.unsafe_name`, `roster.unsafe_entry`,
    ///   `roster.twice`, `roster.too_many_entries`.
    init(_ path: String, named name: String? = nil, limits: Limits = Limits()) throws {
        Self.useUTF8
        // Follows links, as an upload is a file without a name of its own.
        var status = stat()
        let packed = stat(path, &status) == 0 ? Int(status.st_size) : 0
        let name = name ?? Self.base(of: path)
        let survey = try Self.survey(path, name, limits)
        bytesAllowed = limits.bytesAllowed(packed: packed)
        prefix = survey.prefix
        totalBytes = survey.bytes
        archive = try Self.open(path, name)
    }

    deinit {
        archive_read_free(archive)
    }

    func next() throws -> String? {
        var entry: OpaquePointer?
        while try Self.advance(archive, &entry) {
            let name = Self.name(of: entry)
            guard archive_entry_filetype(entry) == Self.plainFile, Self.isWanted(name),
                Self.folder(of: name) == prefix
            else { continue }
            current = Self.base(of: name)
            return current
        }
        return nil
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
        guard count >= 0 else { throw Self.damaged(current, archive) }
        unpacked += count
        bytesDone = min(unpacked, max(totalBytes, unpacked))
        guard unpacked <= bytesAllowed else { throw Fault.invalid("roster.bomb", ["name": current]) }
        return count
    }

    /// libarchive converts names by the process's locale; without this every Chinese name is an error.
    private static let useUTF8: Void = {
        _ = setlocale(LC_CTYPE, "C.UTF-8")
    }()

    /// Reads all names before the first byte is unpacked: they stand in the directory at the archive's end.
    ///
    /// - Returns: the folder that holds the CSV files, "" or one inside the archive, and the bytes they claim to hold.
    private static func survey(_ path: String, _ title: String, _ limits: Limits) throws -> (prefix: String, bytes: Int)
    {
        let archive = try open(path, title)
        defer { archive_read_free(archive) }
        var (entry, count, bytes): (OpaquePointer?, Int, Int) = (nil, 0, 0)
        var names: Set<String> = []
        var prefix: String?
        while try advance(archive, &entry) {
            count += 1
            guard count <= limits.entries else {
                throw Fault.invalid("roster.too_many_entries", ["limit": "\(limits.entries)"])
            }
            let name = name(of: entry)
            try refuseUnsafe(name, entry)
            guard archive_entry_filetype(entry) == plainFile, isWanted(name) else { continue }
            if prefix == nil { prefix = folder(of: name) }
            guard folder(of: name) == prefix, names.insert(base(of: name).lowercased()).inserted else {
                throw Fault.invalid("roster.twice", ["name": base(of: name)])
            }
            bytes += archive_entry_size_is_set(entry) != 0 ? Int(archive_entry_size(entry)) : 0
        }
        return (prefix ?? "", bytes)
    }

    private static func refuseUnsafe(_ name: String, _ entry: OpaquePointer?) throws {
        let parts = name.split(whereSeparator: { $0 == "/" || $0 == "\\" })
        let startsOutside = name.hasPrefix("/") || name.hasPrefix("\\") || parts.first?.hasSuffix(":") == true
        guard !startsOutside, !parts.contains("..") else { throw Fault.invalid("roster.unsafe_name", ["name": name]) }
        let type = archive_entry_filetype(entry)
        guard type == plainFile || type == folder, archive_entry_hardlink(entry) == nil else {
            throw Fault.invalid("roster.unsafe_entry", ["name": name])
        }
    }

    private static func open(_ path: String, _ name: String) throws -> OpaquePointer {
        guard let archive = archive_read_new() else { throw Fault.invalid("roster.not_a_zip", ["name": name]) }
        archive_read_support_format_zip_seekable(archive)
        guard archive_read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK else {
            archive_read_free(archive)
            throw refusal(path, name)
        }
        return archive
    }

    /// Why a file does not open. An archive that was cut off lacks the directory at its end, and to libarchive it is none at all.
    ///
    /// *Source*: PKWARE APPNOTE 4.3: `PK` and 3, 4 begin a zip, `PK` and 5, 6 one that holds no file.
    private static func refusal(_ path: String, _ name: String) -> Fault {
        guard let file = fopen(path, "rb") else { return .invalid("roster.unreadable", ["name": name]) }
        defer { fclose(file) }
        var start: [UInt8] = [0, 0, 0, 0]
        let count = fread(&start, 1, 4, file)
        if count == 0 || start == [0x50, 0x4B, 5, 6] { return .invalid("roster.empty_file", ["name": name]) }
        return .invalid(start.starts(with: [0x50, 0x4B]) ? "roster.damaged" : "roster.not_a_zip", ["name": name])
    }

    private static func advance(_ archive: OpaquePointer, _ entry: inout OpaquePointer?) throws -> Bool {
        switch archive_read_next_header(archive, &entry) {
        case ARCHIVE_EOF: return false
        // A warning is a name that has no UTF-8 reading (GBK from an old packer); the raw bytes still do.
        case ARCHIVE_OK, ARCHIVE_WARN: return true
        default: throw damaged("", archive)
        }
    }

    private static func damaged(_ name: String, _ archive: OpaquePointer) -> Fault {
        var fault = Fault.invalid("roster.damaged", ["name": name])
        fault.cause = archive_error_string(archive).map { String(cString: $0) }
        return fault
    }

    private static func name(of entry: OpaquePointer?) -> String {
        archive_entry_pathname(entry).map { String(cString: $0) } ?? ""
    }

    /// Apple's packer adds `__MACOSX/` and `._` twins of each file.
    private static func isWanted(_ name: String) -> Bool {
        name.lowercased().hasSuffix(".csv") && !name.hasPrefix("__MACOSX/") && !base(of: name).hasPrefix(".")
    }

    private static func base(of name: String) -> String {
        String(name.split(separator: "/").last ?? "")
    }

    private static func folder(of name: String) -> String {
        String(name.dropLast(base(of: name).count))
    }
}
