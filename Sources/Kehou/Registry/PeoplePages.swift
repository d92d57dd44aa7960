import Foundation
import Store

extension Registry {
    /// The way through a long list.
    struct Pager: Codable, Sendable {
        let first: String?
        let next: String?
    }

    /// A masked number that can be looked up, at the price of an audit row.
    struct MaskedMobile: Codable, Sendable {
        let name: String
        let relation: Text?
        let mobile: String?
        let revealHref: String
    }

    /// A school's pupils by name, with class, the end of the pupil number, and guardians.
    struct PupilsPage: Page {
        struct Item: Codable, Sendable {
            let name: String
            let className: String?
            let number: String?
            let guardians: [MaskedMobile]
        }

        struct Filter: Codable, Sendable {
            let href: String
            let label: Text
            let count: Int?
            let current: Bool
        }

        static let template = "registry/pupils"
        let school: String
        let count: Text
        let filters: [Filter]
        let pupils: [Item]
        let pager: Pager?

        init(_ input: PeopleInput, _ protection: Protection, _ language: Language, _ db: DB) throws {
            let school = try School.find(input.school, db)
            let classes = try SchoolClass.all(in: school.id, db)
            let base = "/schools/\(school.id)/pupils"
            self.school = school.name(in: language)
            count = Text(
                "registry.pupils.count", ["count": "\(try Pupil.count(in: school.id, class: input.class, db))"])
            filters =
                [Filter(href: base, label: Text("registry.pupils.all"), count: nil, current: input.class == nil)]
                + classes.map {
                    Filter(
                        href: "\(base)?class=\($0.id)", label: Text(verbatim: $0.name), count: nil,
                        current: $0.id == input.class)
                }
            let page = try Pupil.list(
                in: school.id, class: input.class,
                after: input.after.map { Pupil.Key(name: input.afterName ?? "", id: ID($0)) },
                limit: pageSize + 1, db)
            let shown = page.prefix(pageSize)
            let names = Dictionary(uniqueKeysWithValues: classes.map { ($0.id, $0.name) })
            let guardians = try Guardian.all(ofEach: shown.map(\.id), in: school.id, db)
            pupils = try shown.map { pupil in
                Item(
                    name: pupil.name, className: pupil.classID.flatMap { names[$0] },
                    number: pupil.numberLast4.map { "****\($0)" },
                    guardians: try (guardians[pupil.id] ?? []).map { guardian, relation in
                        MaskedMobile(
                            name: guardian.name, relation: relation.label,
                            mobile: try guardian.mobile.map { try protection.open($0).masked },
                            revealHref: "\(base)/\(pupil.id)/guardians/\(guardian.id)/mobile")
                    })
            }
            let query = input.class.map { "class=\($0)&" } ?? ""
            pager = Pager(
                base, query, isFirst: input.after == nil,
                last: page.count > pageSize ? shown.last.map { ($0.name, $0.id.rawValue) } : nil)
        }
    }

    /// A school's staff by name.
    struct StaffPage: Page {
        struct Item: Codable, Sendable {
            let name: String
            let kind: Staff.Kind
            let mobile: String?
            let revealHref: String
        }

        static let template = "registry/staff"
        let school: String
        let count: Text
        let staff: [Item]
        let pager: Pager?

        init(_ input: PeopleInput, _ protection: Protection, _ language: Language, _ db: DB) throws {
            let school = try School.find(input.school, db)
            let base = "/schools/\(school.id)/staff"
            let page = try Staff.list(
                in: school.id, after: input.after.map { Staff.Key(name: input.afterName ?? "", id: ID($0)) },
                limit: pageSize + 1, db)
            let shown = page.prefix(pageSize)
            self.school = school.name(in: language)
            count = Text("registry.staff.count", ["count": "\(try Staff.count(in: school.id, db))"])
            staff = try shown.map { person in
                Item(
                    name: person.name, kind: person.kind,
                    mobile: try person.mobile.map { try protection.open($0).masked },
                    revealHref: "\(base)/\(person.id)/mobile")
            }
            pager = Pager(
                base, "", isFirst: input.after == nil,
                last: page.count > pageSize ? shown.last.map { ($0.name, $0.id.rawValue) } : nil)
        }
    }

    /// One number in full, for somebody who asked for it.
    struct MobilePage: Page {
        static let template = "registry/mobile"
        let name: String
        let mobile: String
        let backHref: String
    }
}

extension Registry.Pager {
    /// - Parameter last: name and id of the last row shown, where there are more.
    fileprivate init?(_ base: String, _ query: String, isFirst: Bool, last: (name: String, id: Int64)?) {
        guard !isFirst || last != nil else { return nil }
        first = isFirst ? nil : query.isEmpty ? base : "\(base)?\(query.dropLast())"
        next = last.map { name, id in
            let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return "\(base)?\(query)afterName=\(escaped)&after=\(id)"
        }
    }
}

extension Registry.Guardian {
    /// The guardians of several pupils of a school, with what they are to each. By the primary keys.
    static func all(
        ofEach pupils: [ID<Registry.Pupil>], in school: ID<Registry.School>, _ db: DB
    ) throws -> [ID<Registry.Pupil>: [(Registry.Guardian, Registry.Guardianship.Relation)]] {
        let rows = try db.all(
            """
            SELECT s.pupil_id, s.relation, g.id, g.city_id, g.source_id, g.name, g.mobile_sealed, g.mobile_key,
                g.mobile_index, g.left_on
            FROM guardianship s
            JOIN guardian g ON g.id = s.guardian_id
            WHERE s.school_id = \(school) AND \(column: "s.pupil_id", isIn: pupils) AND s.ended_on IS NULL
            ORDER BY s.pupil_id, g.id
            """, as: Row.self)
        return try Dictionary(grouping: rows) { try $0["pupil_id"] }.mapValues { rows in
            try rows.map { (try Registry.Guardian($0), try $0["relation"]) }
        }
    }
}
