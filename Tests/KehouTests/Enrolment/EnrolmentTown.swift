import Store
import Testing

@testable import Kehou

/// The town with a term and windows: `schools[0]` and `schools[2]` ask now, `schools[1]` asks later, `schools[3]` has not set one.
///
/// `guardian-1` has two children in the first school, `guardian-2` one there and one in the second school.
struct EnrolmentTown: Sendable {
    let town: Town
    let site: Site
    let term: SchoolCalendar.Term
    let people: [String: Site.Person]

    static func open(
        _ engine: Engine, closes: String = "2026-09-12", now: Instant = Town.now
    ) async throws
        -> EnrolmentTown
    {
        let town = try await Town.build(engine)
        let term = SchoolCalendar.Term(
            id: .next(), schoolYear: 2026, ordinal: 1, starts: try day("2026-09-01"), ends: try day("2026-12-31"))
        let schedules = try HolidayFiles.all()
        let closing = Instant(try day(closes), TimeOfDay(minutes: 20 * 60))
        let opening = Instant(try day("2026-09-05"))
        try await town.store.write { db in
            for schedule in schedules { _ = try schedule.replace(at: Town.now, db) }
            try term.insert(in: town.city.id, db)
            try term.open(in: town.city.id, at: Town.now, db)
            for (place, school) in town.schools.enumerated() where place != 3 {
                let start = place == 1 ? Instant(try day("2026-09-08")) : opening
                try Enrolment.Window.set(
                    school, term, opens: start, closes: closing.adding(seconds: place == 1 ? 864_000 : 0), over: nil,
                    by: nil, at: opening.adding(seconds: -86_400), db)
            }
            try teachTheFirstClass(town, db)
        }
        let site = Site(town)
        let people = try Dictionary(
            uniqueKeysWithValues: town.tokens.keys.map { ($0, try site.person($0, of: town)) })
        return EnrolmentTown(town: town, site: site, term: term, people: people)
    }

    /// `teacher-1` teaches the first class of the first school.
    private static func teachTheFirstClass(_ town: Town, _ db: DB) throws {
        let staff = try Registry.Staff.list(in: town.schools[0].id, db).first { $0.kind == .teacher }
        guard let staff else { return }
        try db.run(
            """
            INSERT INTO class_teacher (school_id, class_id, staff_id, is_primary)
            VALUES (\(town.schools[0].id), \(town.classes[0].id), \(staff.id), \(true))
            """)
    }

    var school: Registry.School { town.schools[0] }
    var store: Store { town.store }
    var office: Site.Person? { people["office-1"] }
    var teacher: Site.Person? { people["teacher-1"] }
    var mother: Site.Person? { people["guardian-1"] }
    /// The children of `guardian-1`.
    var children: [Registry.Pupil] { [town.pupils[0], town.pupils[4]] }

    /// A child's part of a form, as programs send it.
    static func part(
        _ pupil: Registry.Pupil, _ answer: String, days: [Int] = [], seen: String? = "none",
        _ more: [String: Node] = [:]
    ) -> Node {
        var fields: [String: Node] = [
            "school": .text("\(pupil.schoolID)"), "pupil": .text("\(pupil.id)"), "answer": .text(answer),
            "days": .array(days.map { .text("\($0)") }),
        ]
        if let seen { fields["seen"] = .text(seen) }
        return .object(fields.merging(more) { $1 })
    }

    func send(
        _ parts: [Node], form: Int64 = ID<Enrolment.Submission>.next().rawValue, as person: Site.Person?,
        _ more: [String: Node] = [:]
    ) async throws -> Site.Answer {
        try await site.post(
            "/family/application",
            ["form": .text("\(form)"), "children": .array(parts)].merging(more) { $1 }, as: person)
    }

    func current(_ pupil: Registry.Pupil) async throws -> Enrolment.Application? {
        let term = term.id
        return try await store.read { db in
            try Enrolment.Application.current(of: pupil.id, in: pupil.schoolID, term, db)?.application
        }
    }

    func history(_ pupil: Registry.Pupil) async throws -> [Enrolment.Answer] {
        let term = term.id
        return try await store.read { db in
            try Enrolment.Application.history(of: pupil.id, in: pupil.schoolID, term, db).map(\.answer)
        }
    }

    func counts() async throws -> [Enrolment.CoverageRow] {
        let (school, term) = (school.id, term.id)
        return try await store.read { db in try Enrolment.CoverageRow.all(of: school, in: term, db) }
    }

    func number(_ sql: SQL) async throws -> Int {
        try await store.read { db in try db.value(sql, as: Int.self) ?? 0 }
    }
}
