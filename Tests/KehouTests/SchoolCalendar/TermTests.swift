import Store
import Testing

@testable import Kehou

@Suite("Terms", .database)
struct TermTests {
    @Test("A term opens once, when every year it touches has a schedule", arguments: Engine.tested)
    func opens(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let city = places.city.id
        let spring = try places.term(2025, 2, "2026-03-05", "2026-07-05")
        let autumn = try places.term(2026, 1, "2026-09-01", "2027-01-29")
        try await store.write { db in
            for term in [spring, autumn] { try term.insert(in: city, db) }
            try spring.open(in: city, at: noon, db)
        }
        let read = try await store.read { db in try SchoolCalendar.Term.find(spring.id, in: city, db) }
        #expect(read.openedAt == noon && read.starts == spring.starts)
        await #expect(throws: Fault.conflict("calendar.term_open")) {
            try await store.write { db in try spring.open(in: city, at: noon, db) }
        }
        await #expect(throws: Fault.conflict("calendar.no_schedule", ["years": "2027"])) {
            try await store.write { db in try autumn.open(in: city, at: noon, db) }
        }
    }

    @Test("Terms that overlap, stand twice or make no sense are refused", arguments: Engine.tested)
    func refused(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let city = places.city.id
        let autumn = try places.term(2025, 1, "2025-09-01", "2026-02-02")
        try await store.write { db in try autumn.insert(in: city, db) }
        let wrong: [(SchoolCalendar.Term, String)] = try [
            (places.term(2025, 1, "2026-03-05", "2026-07-05"), "calendar.term_exists"),
            (places.term(2025, 2, "2026-02-02", "2026-07-05"), "calendar.term_overlaps"),
            (places.term(2025, 2, "2026-03-05", "2026-03-05"), "calendar.term_ends_first"),
            (places.term(2025, 3, "2026-03-05", "2026-07-05"), "calendar.term_ordinal"),
            (places.term(2025, 2, "2025-08-01", "2025-08-30"), "calendar.term_order"),
            (places.term(2026, 2, "2026-03-05", "2026-07-05"), "calendar.term_other_year"),
            (places.term(2026, 1, "2026-08-01", "2027-07-20"), "calendar.term_too_long"),
        ]
        for (term, code) in wrong {
            let fault = await #expect(throws: Fault.self) {
                try await store.write { db in try term.insert(in: city, db) }
            }
            #expect(fault?.fields.map(\.code) == [code] || fault?.code == code)
        }
        let count = try await store.read { db in try SchoolCalendar.Term.all(in: city, db).count }
        #expect(count == 1)
    }

    @Test("A term gets other days, or goes, until it is open", arguments: Engine.tested)
    func mended(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let city = places.city.id
        let mistyped = try places.term(2025, 2, "2026-03-05", "2026-05-07")
        let mended = try SchoolCalendar.Term(
            id: mistyped.id, schoolYear: 2025, ordinal: 2, starts: day("2026-03-05"), ends: day("2026-07-05"))
        let autumn = try places.term(2026, 1, "2026-09-01", "2026-12-31")
        try await store.write { db in
            for term in [mistyped, autumn] { try term.insert(in: city, db) }
            try mended.update(in: city, db)
        }
        let read = try await store.read { db in try SchoolCalendar.Term.find(mended.id, in: city, db) }
        #expect(read == mended)
        let wrong = try SchoolCalendar.Term(
            id: mended.id, schoolYear: 2026, ordinal: 1, starts: day("2026-09-01"), ends: day("2026-12-31"))
        await #expect(throws: Fault.conflict("calendar.term_exists")) {
            try await store.write { db in try wrong.update(in: city, db) }
        }
        // Who read the term before it was mended cannot open it with the days that nobody looked at.
        await #expect(throws: Fault.conflict("calendar.term_open")) {
            try await store.write { db in try mistyped.open(in: city, at: noon, db) }
        }
        try await store.write { db in
            try mended.open(in: city, at: noon, db)
            try autumn.remove(in: city, db)
        }
        for late in [mended, autumn] {
            await #expect(throws: Fault.conflict("calendar.term_opened_meanwhile")) {
                try await store.write { db in try late.update(in: city, db) }
            }
            await #expect(throws: Fault.conflict("calendar.term_opened_meanwhile")) {
                try await store.write { db in try late.remove(in: city, db) }
            }
        }
        let left = try await store.read { db in try SchoolCalendar.Term.all(in: city, db) }
        #expect(left.map(\.id) == [mended.id])
    }

    @Test("A term of another city is not found", arguments: Engine.tested)
    func stranger(engine: Engine) async throws {
        let (store, places) = try await Places.founded(engine)
        let term = try places.term(2025, 1, "2025-09-01", "2026-02-02")
        try await store.write { db in try term.insert(in: places.city.id, db) }
        await #expect(throws: Fault.notFound()) {
            try await store.read { db in try SchoolCalendar.Term.find(term.id, in: 1, db) }
        }
    }

    @Test("Weeks of term begin on Monday, from the week of the first day")
    func weeks() throws {
        let term = try Places().term(2026, 1, "2026-09-01", "2026-12-31")
        #expect(try term.week(of: day("2026-09-01")) == 1)
        #expect(try term.week(of: day("2026-09-06")) == 1)
        #expect(try term.week(of: day("2026-09-07")) == 2)
        #expect(try term.week(of: day("2027-01-01")) == nil)
    }
}
