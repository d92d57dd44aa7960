import Crypto
import Foundation
import Testing

@testable import Kehou

@Suite struct DemoRosterTests {
    @Test func theSameSeedGivesTheSameBytes() throws {
        #expect(try digest(seed: 2026) == digest(seed: 2026))
        #expect(try digest(seed: 2026) != digest(seed: 2027))
    }

    /// Changes only when the generator or its name lists do; then screenshots and docs may change as well.
    @Test func theSmallCityIsTheOneWeKnow() throws {
        let digest = try digest(seed: 2026)
        #expect(digest == "4fdfff8b9a23a5768cd19d855772e90557017ed5a0d35a04c05bffe8ee27b8bc")
    }

    @Test(arguments: [(3, 30), (24, 600), (12, 900), (30, 4_500), (77, 5_000)])
    func countsFollowTheFlags(schools: Int, pupils: Int) throws {
        let files = try files(schools: schools, pupils: pupils)
        #expect(files.rows("orgs").count { $0["metadata.kehou.stage"] != "" && $0["type"] == "school" } == schools)
        #expect(files.rows("roles").count { $0["role"] == "student" } == pupils)
        #expect(files.rows("enrollments").count { $0["role"] == "student" } == pupils)
        #expect(files.rows("users").count == files.rows("roles").count)
    }

    @Test func aCityOfFullSizeHasTheStatedNumbers() throws {
        let city = try Demo.City(size: Demo.Size(schools: 1200, pupils: 1_000_000), data: Checkout.data)
        #expect(city.schools.reduce(0) { $0 + $1.pupils } == 1_000_000)
        #expect(city.schools.reduce(0) { $0 + $1.staff } == 80_000)
        #expect(Set(city.schools.map(\.chinese)).count == 1200)
        #expect(Set(city.schools.map(\.english)).count == 1200)
        #expect(Set(city.schools.map(\.district)).count == 10)
        let sample = city.schools.enumerated().filter { $0.offset % 60 == 0 }.map(\.element)
        let guardians = sample.reduce(0) { sum, school in
            sum
                + (0..<city.familyCount(of: school)).filter { city.hasFamily($0, in: school) }
                .reduce(0) { $0 + city.family(Demo.FamilyKey(school: school.index, number: $1)).guardians.count }
        }
        let ratio = Double(guardians) / Double(sample.reduce(0) { $0 + $1.pupils })
        #expect((1.5...1.7).contains(ratio))
    }

    @Test func everyKindOfSchoolIsThere() throws {
        let city = try Demo.City(size: Demo.Size(), data: Checkout.data)
        #expect(Set(city.schools.map(\.stage)).count == 3)
        #expect(city.schools.contains { !$0.isPublic } && city.schools.contains { $0.isPublic })
        #expect(city.schools.contains { $0.isRural } && city.schools.contains { !$0.isRural })
        #expect(city.schools.contains { $0.hasSecondCampus })
        #expect(city.schools.flatMap(\.classes).allSatisfy { $0.pupils.count <= Demo.largestClass })
    }

    @Test func everyReferencePointsSomewhere() throws {
        let files = try files(schools: 30, pupils: 4_500)
        let users = Set(files.rows("users").map { $0["sourcedId"]! })
        let orgs = Set(files.rows("orgs").map { $0["sourcedId"]! })
        let classes = Set(files.rows("classes").map { $0["sourcedId"]! })
        #expect(users.count == files.rows("users").count)
        let agents = files.rows("users").flatMap { $0["agentSourcedIds"]!.split(separator: ",").map(String.init) }
        #expect(!agents.isEmpty && Set(agents).isSubset(of: users))
        #expect(Set(files.rows("roles").map { $0["userSourcedId"]! }) == users)
        #expect(Set(files.rows("roles").map { $0["orgSourcedId"]! }).isSubset(of: orgs))
        #expect(Set(files.rows("enrollments").map { $0["classSourcedId"]! }) == classes)
        #expect(Set(files.rows("enrollments").map { $0["userSourcedId"]! }).isSubset(of: users))
        #expect(Set(files.rows("orgs").map { $0["parentSourcedId"]! }.filter { $0 != "" }).isSubset(of: orgs))
    }

    @Test func guardiansAreManyToMany() throws {
        let files = try files(schools: 30, pupils: 4_500)
        let families = files.rows("users").map { $0["agentSourcedIds"]!.split(separator: ",").map(String.init) }
            .filter { !$0.isEmpty }
        #expect(families.count == 4_500)
        #expect(families.contains { $0.count == 1 } && families.contains { $0.count >= 3 })
        var pupils: [String: Int] = [:]
        for guardian in families.joined() { pupils[guardian, default: 0] += 1 }
        #expect(pupils.values.contains(30), "a carer has thirty pupils")
        #expect(pupils.values.count { (2...5).contains($0) } > 300, "siblings share guardians")
        let acrossSchools = files.rows("users").contains { row in
            row["agentSourcedIds"]!.split(separator: ",").contains { $0.prefix(5) != row["sourcedId"]!.prefix(5) }
        }
        #expect(acrossSchools, "an older child in the neighbouring school")
    }

    @Test func eachSchoolHasAClassWithTwoPupilsOfOneName() throws {
        let city = try Demo.City(size: Demo.Size(), data: Checkout.data)
        for school in city.schools {
            let found = school.classes.contains { homeroom in
                let names = city.pupils(of: homeroom, in: school).map(\.name)
                return Set(names).count < names.count
            }
            #expect(found, "\(school.english)")
        }
    }

    @Test func mobilesAreDistinctAndNobodys() throws {
        let mobiles = try files(schools: 30, pupils: 4_500).rows("users").map { $0["sms"]! }.filter { !$0.isEmpty }
        #expect(Set(mobiles).count == mobiles.count)
        #expect(mobiles.allSatisfy { $0.count == 11 && $0.hasPrefix("1000") })
    }

    @Test func version11HasTheRoleInTheUserRow() throws {
        let output = Memory()
        let city = try Demo.City(size: Demo.Size(schools: 3, pupils: 90), data: Checkout.data)
        try Demo.Roster(city: city, version: .v11).write(into: output)
        #expect(output.files["roles.csv"] == nil)
        let roles = Set(output.rows("users").map { $0["role"]! })
        #expect(roles.isSuperset(of: ["student", "teacher", "administrator", "parent"]))
        #expect(roles.isSubset(of: ["student", "teacher", "administrator", "aide", "parent", "guardian", "relative"]))
    }

    @Test func aZipAndAFolderHoldTheSameFiles() throws {
        let base = FileManager.default.temporaryDirectory.appending(path: "kehou-demo-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: base) } // a left-over temporary folder harms nobody
        try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
        let roster = try Demo.Roster(
            city: Demo.City(size: Demo.Size(schools: 3, pupils: 90), data: Checkout.data), version: .v12)
        try roster.write(to: base.path + "/roster")
        try roster.write(to: base.path + "/roster.zip")
        let zip = try Data(contentsOf: base.appending(path: "roster.zip"))
        for file in Demo.RosterFile.allCases {
            #expect(zip.range(of: Data(file.name.utf8)) != nil)
            #expect(FileManager.default.fileExists(atPath: base.path + "/roster/\(file.name)"))
        }
    }

    @Test(arguments: [(2, 900), (1201, 100_000), (30, 299), (30, 3_000_000)])
    func impossibleSizesAreRefused(schools: Int, pupils: Int) {
        #expect(throws: Fault.self) { try Demo.Size(schools: schools, pupils: pupils) }
    }

    private func files(schools: Int, pupils: Int) throws -> Memory {
        let output = Memory()
        let city = try Demo.City(size: Demo.Size(schools: schools, pupils: pupils), data: Checkout.data)
        try Demo.Roster(city: city, version: .v12).write(into: output)
        return output
    }

    private func digest(seed: UInt64) throws -> String {
        let output = Memory()
        let city = try Demo.City(size: Demo.Size(schools: 12, pupils: 900, seed: seed), data: Checkout.data)
        try Demo.Roster(city: city, version: .v12).write(into: output)
        var hash = SHA256()
        for file in output.files.sorted(by: { $0.key < $1.key }) {
            hash.update(data: Data(file.key.utf8))
            hash.update(data: file.value)
        }
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }
}

/// Keeps the files of a roster in memory.
private final class Memory: Demo.Output {
    private(set) var files: [String: Data] = [:]
    private var name = ""

    func begin(_ name: String) {
        self.name = name
        files[name] = Data()
    }

    func write(_ bytes: UnsafeRawBufferPointer) { files[name]?.append(contentsOf: bytes) }
    func end() {}
    func close() {}

    func rows(_ file: String) -> [[String: String]] {
        let lines = (files["\(file).csv"] ?? Data()).split(separator: UInt8(ascii: "\n")).map(fields)
        return lines.dropFirst().map { Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first }) }
    }

    private func fields(_ line: Data) -> [String] {
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        for byte in line {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: fields.append([])
            default: fields[fields.count - 1].append(byte)
            }
        }
        return fields.map { String(decoding: $0, as: UTF8.self) }
    }
}
