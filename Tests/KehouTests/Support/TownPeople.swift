import Store

@testable import Kehou

/// Everybody in the town, before they are written down.
struct TownPeople: Sendable {
    let city: Registry.City
    let districts: [Registry.District]
    let schools: [Registry.School]
    let classes: [Registry.SchoolClass]
    private(set) var pupils: [Registry.Pupil] = []
    private(set) var cast: [Demo.Cast.Member] = []
    private var staff: [Registry.Staff] = []
    private var guardians: [Registry.Guardian] = []
    private var guardianships: [Registry.Guardianship] = []

    init(_ protection: Protection) throws {
        city = Registry.City(sourceID: "city", name: "青岛市", nameEn: "Qingdao")
        districts = [("370202", "市南区", "Shinan"), ("370203", "市北区", "Shibei")].map { [city] in
            Registry.District(cityID: city.id, sourceID: $0.0, code: $0.0, name: $0.1, nameEn: $0.2)
        }
        schools = Self.schools(city, districts)
        classes = schools.flatMap { school in
            [school.stage.grades.lowerBound, school.stage.grades.upperBound].map { grade in
                Registry.SchoolClass(schoolID: school.id, sourceID: "\(grade)-1", name: "\(grade)年级1班", grade: grade)
            }
        }
        for room in classes {
            // Two pupils of one name in each class, as happens.
            for name in ["王梓涵", "李浩然", "王梓涵", "张一诺"] {
                pupils.append(
                    Registry.Pupil(schoolID: room.schoolID, name: name, classID: room.id, grade: room.grade))
            }
        }
        try addGuardians(protection)
        try addStaff(protection)
        addOffices()
    }

    func insert(_ db: DB) throws {
        try city.insert(db)
        for district in districts { try district.insert(db) }
        for school in schools { try school.insert(db) }
        for room in classes { try room.insert(db) }
        for pupil in pupils { try pupil.insert(db) }
        for guardian in guardians { try guardian.insert(db) }
        for guardianship in guardianships { try guardianship.insert(db) }
        for member in staff { try member.insert(db) }
    }

    private static func schools(_ city: Registry.City, _ districts: [Registry.District]) -> [Registry.School] {
        [
            Registry.School(
                cityID: city.id, districtID: districts[0].id, sourceID: "s1", name: "听潮路小学",
                nameEn: "Tingchao Road Primary School"),
            Registry.School(
                cityID: city.id, districtID: districts[0].id, sourceID: "s2", name: "望岚路初级中学",
                nameEn: "Wanglan Road Junior Middle School", stage: .junior),
            Registry.School(
                cityID: city.id, districtID: districts[1].id, sourceID: "s3", name: "松涧双语学校",
                nameEn: "Songjian Bilingual School", ownership: .isPrivate, stage: .nineYear),
            Registry.School(
                cityID: city.id, districtID: districts[1].id, sourceID: "s4", name: "麦浪小学",
                nameEn: "Mailang Primary School", setting: .rural),
        ]
    }

    private mutating func addStaff(_ protection: Protection) throws {
        let people: [(Registry.Staff.Kind, Role, String)] = [
            (.principal, .principal, "陈静"), (.administrator, .office, "孙敏"), (.teacher, .teacher, "刘洁"),
        ]
        for (index, school) in schools.enumerated() {
            for (order, (kind, role, name)) in people.enumerated() {
                let mobile = try seal(protection, 900 + 10 * index + order)
                staff.append(Registry.Staff(schoolID: school.id, name: name, kind: kind, mobile: mobile))
                guard index % 2 == 0 else { continue }
                cast.append(
                    Demo.Cast.Member(
                        userName: "\(role.rawValue)-\(index / 2 + 1)", name: name, mobile: mobile?.index,
                        posts: [Demo.Cast.Post(role, at: .school, school.id.rawValue)]))
            }
        }
    }

    /// `guardian-1` has two children in the first school, `guardian-2` one there and one in the second.
    private mutating func addGuardians(_ protection: Protection) throws {
        let children = [[pupils[0], pupils[4]], [pupils[1], pupils[8]]]
        for (index, own) in children.enumerated() {
            let mobile = try seal(protection, index)
            let guardian = Registry.Guardian(cityID: city.id, name: ["王建军", "李红"][index], mobile: mobile)
            guardians.append(guardian)
            guardianships += own.map {
                Registry.Guardianship(schoolID: $0.schoolID, pupilID: $0.id, guardianID: guardian.id)
            }
            cast.append(
                Demo.Cast.Member(
                    userName: "guardian-\(index + 1)", name: guardian.name, mobile: mobile?.index,
                    guardian: guardian.id,
                    posts: [Demo.Cast.Post(guardianOf: own.map(\.name).joined(separator: "、"))]))
        }
    }

    private mutating func addOffices() {
        typealias Post = Demo.Cast.Post
        func add(_ userName: String, _ name: String, _ posts: Post...) {
            cast.append(Demo.Cast.Member(userName: userName, name: name, posts: posts))
        }
        add("bureau", "赵志强", Post(.bureau, at: .city, city.id.rawValue))
        add("auditor", "周文", Post(.auditor, at: .city, city.id.rawValue))
        add("inspector", "吴海燕", Post(.inspector, at: .city, city.id.rawValue))
        add("district-shinan", "徐明", Post(.districtOfficer, at: .district, districts[0].id.rawValue))
        add("district-shibei", "高玲", Post(.districtOfficer, at: .district, districts[1].id.rawValue))
        add("volunteer", "马秀英", Post(.volunteer, at: .school, schools[0].id.rawValue))
        add("venue", "姜涛", Post(.venue, at: .venue, 1, label: "青少年活动中心"))
        add("body", "林凯", Post(.body, at: .body, 1, label: "蓝帆体育俱乐部"))
        add(
            "several", "于洋", Post(.teacher, at: .school, schools[0].id.rawValue),
            Post(.inspector, at: .district, districts[1].id.rawValue), Post(guardianOf: "于小舟"))
    }

    private func seal(_ protection: Protection, _ index: Int) throws -> Protection.SealedMobile? {
        try Mobile(Demo.mobile(index)).map(protection.seal)
    }
}
