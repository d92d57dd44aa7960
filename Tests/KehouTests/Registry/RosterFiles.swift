import CArchive
import Foundation
import Store

@testable import Kehou

/// A small roster in OneRoster 1.2: one city, two districts, two schools, three pupils. Tests change a file and import it.
struct SmallRoster {
    static let files = [
        "manifest.csv": """
        propertyName,value
        manifest.version,1.0
        oneroster.version,1.2
        file.orgs,bulk
        """,
        "orgs.csv": """
        sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId,metadata.kehou.ownership,metadata.kehou.setting
        city,,,青岛市,local,370200,,,
        d1,,,市南区,district,370202,city,,
        d2,,,崂山区,district,370212,city,,
        s1,,,海风小学,school,,d1,public,urban
        s2,,,山脚学校,school,,d2,private,rural
        """,
        "classes.csv": """
        sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds
        c1,,,三年级1班,03,,,homeroom,,s1,
        c2,,,五年级2班,05,,,homeroom,,s1,
        c3,,,七年级1班,07,,,homeroom,,s2,
        """,
        "users.csv": """
        sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,identifier,sms,phone,agentSourcedIds,grades,password
        p1,,,true,p1,小明,王,G370202201701011234,,,"g1,g2",03,secret-one
        p2,,,true,p2,小红,王,G370202201501015678,,,g1,05,secret-two
        p3,,,true,p3,乐,欧阳,G370212201301014321,,,g3,07,
        g1,,,true,g1,芳,李,,13800001111,,,,
        g2,,,true,g2,强,王,,+86 138-0000-2222,,,,
        g3,,,true,g3,梅,欧阳,,,13900003333,p3,,
        t1,,,true,t1,老师,张,,13700004444,,,,
        t2,,,true,t2,校长,赵,,,,,,
        """,
        "roles.csv": """
        sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId
        r1,,,p1,primary,student,2025-09-01,,s1
        r2,,,p2,primary,student,2025-09-01,,s1
        r3,,,p3,primary,student,2025-09-01,,s2
        r4,,,g1,primary,parent,,,s1
        r5,,,g2,primary,parent,,,s1
        r6,,,g3,primary,relative,,,s2
        r7,,,t1,primary,teacher,,,s1
        r8,,,t2,primary,principal,,,s2
        """,
        "enrollments.csv": """
        sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
        e1,,,c1,s1,p1,student,,2025-09-01,
        e2,,,c2,s1,p2,student,,2025-09-01,
        e3,,,c3,s2,p3,student,,2025-09-01,
        e4,,,c1,s1,t1,teacher,true,,
        """,
    ]

    /// Files by name; `nil` bytes leave one out.
    var files: [String: [UInt8]] = Self.files.mapValues { Array(($0 + "\n").utf8) }

    /// The same people in OneRoster 1.1.
    static var v11: SmallRoster {
        var roster = SmallRoster()
        roster.files["roles.csv"] = nil
        roster["manifest.csv"] = "propertyName,value\noneroster.version,1.1\n"
        roster["users.csv"] = """
            sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
            p1,,,true,s1,student,p1,,小明,王,,G370202201701011234,,,,"g1,g2",03,secret-one
            p2,,,true,s1,student,p2,,小红,王,,G370202201501015678,,,,g1,05,secret-two
            p3,,,true,s2,student,p3,,乐,欧阳,,G370212201301014321,,,,g3,07,
            g1,,,true,s1,parent,g1,,芳,李,,,,13800001111,,,,
            g2,,,true,s1,parent,g2,,强,王,,,,+86 138-0000-2222,,,,
            g3,,,true,s2,relative,g3,,梅,欧阳,,,,,13900003333,p3,,
            t1,,,true,s1,teacher,t1,,老师,张,,,,13700004444,,,,
            t2,,,true,s2,administrator,t2,,校长,赵,,,,,,,,

            """
        return roster
    }

    subscript(_ name: String) -> String {
        get { String(decoding: files[name] ?? [], as: UTF8.self) }
        set { files[name] = Array(newValue.utf8) }
    }

    /// Replaces text in one file.
    func replacing(_ text: String, in file: String, with other: String) -> SmallRoster {
        var roster = self
        roster[file] = self[file].replacingOccurrences(of: text, with: other)
        return roster
    }

    /// Adds a row at the end of a file.
    func adding(_ row: String, to file: String) -> SmallRoster {
        var roster = self
        roster[file] = self[file] + row + "\n"
        return roster
    }

    func folder(_ parent: URL) throws -> String {
        let folder = parent.appending(path: "roster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        return folder.path
    }

    func zip(_ parent: URL, inside prefix: String = "") throws -> String {
        let path = parent.appending(path: "roster-\(UUID().uuidString).zip").path
        try ZipFile.write(files.sorted { $0.key < $1.key }.map { (prefix + $0.key, $0.value) }, to: path)
        return path
    }
}

/// Zips with names that no packer of good will would write.
enum ZipFile {
    static func write(_ entries: [(name: String, bytes: [UInt8])], to path: String, link: String? = nil) throws {
        let archive = archive_write_new()
        defer { archive_write_free(archive) }
        archive_write_set_format_zip(archive)
        guard archive_write_open_filename(archive, path) == ARCHIVE_OK else { throw CocoaError(.fileWriteUnknown) }
        for (name, bytes) in entries {
            let entry = archive_entry_new()
            defer { archive_entry_free(entry) }
            archive_entry_set_pathname(entry, name)
            archive_entry_set_perm(entry, 0o644)
            if name == link {
                archive_entry_set_filetype(entry, 0o120000)
                archive_entry_set_symlink(entry, "/etc/passwd")
            } else {
                archive_entry_set_filetype(entry, 0o100000)
                archive_entry_set_size(entry, Int64(bytes.count))
            }
            archive_write_header(archive, entry)
            if name != link { _ = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) } }
            archive_write_finish_entry(archive)
        }
        archive_write_close(archive)
    }
}

/// A folder that is gone when the test ends.
func withFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kehou-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

extension Roster.Import {
    static let protection = Protection(.random())
    static let today = LocalDate(year: 2026, month: 3, day: 2)!

    /// An import on a fixed day with keys made for the tests.
    init(_ store: Store, dryRun: Bool = false, skipping: Bool = false) {
        self.init(store: store, protection: Self.protection, clock: .fixed(Instant(Self.today)))
        options.isDryRun = dryRun
        options.skipsBadRows = skipping
    }

    /// Imports a small roster given as a folder.
    func run(_ roster: SmallRoster) async throws -> Roster.Report {
        try await withFolder { folder in try await run(try roster.folder(folder)) }
    }
}

/// How many rows each table of the registry has.
func registryCounts(_ store: Store) async throws -> [String: Int] {
    try await store.read { db in
        var counts: [String: Int] = [:]
        for table in [
            "city", "district", "school", "class", "pupil", "guardian", "guardianship", "staff", "class_teacher",
        ] {
            counts[table] = try db.value("SELECT COUNT(*) FROM \(unsafe: table)", as: Int.self)
        }
        return counts
    }
}
