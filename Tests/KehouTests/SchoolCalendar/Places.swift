import Store

@testable import Kehou

/// A city with two districts and three schools: two in the first district, one in the second.
struct Places: Sendable {
    let city = Registry.City(name: "青岛市")
    let shinan: Registry.District
    let shibei: Registry.District
    let schools: [Registry.School]

    init() {
        let shinan = Registry.District(cityID: city.id, code: "370202", name: "市南区")
        let shibei = Registry.District(cityID: city.id, code: "370203", name: "市北区")
        schools = [(shinan, "栈桥小学"), (shinan, "鱼山路小学"), (shibei, "台东小学")].map { district, name in
            Registry.School(cityID: district.cityID, districtID: district.id, name: name)
        }
        self.shinan = shinan
        self.shibei = shibei
    }

    /// A database with these places, the shipped schedules and the province's bounds in it.
    static func founded(_ engine: Engine) async throws -> (Store, Places) {
        let store = try await Database.fresh(engine)
        let places = Places()
        let schedules = try HolidayFiles.all()
        let bounds = try PolicyValueTests.bounds()
        try await store.write { db in
            try places.city.insert(db)
            for district in [places.shinan, places.shibei] { try district.insert(db) }
            for school in places.schools { try school.insert(db) }
            for schedule in schedules { _ = try schedule.replace(at: Instant(milliseconds: 0), db) }
            try bounds.replace(at: Instant(milliseconds: 0), db)
        }
        return (store, places)
    }

    var inCity: SchoolCalendar.Locality { .city(city.id) }
    var inShinan: SchoolCalendar.Locality { .district(shinan) }
    func atSchool(_ index: Int) -> SchoolCalendar.Locality { .school(schools[index]) }

    func term(_ year: Int, _ ordinal: Int, _ starts: String, _ ends: String) throws -> SchoolCalendar.Term {
        SchoolCalendar.Term(
            id: .next(), schoolYear: year, ordinal: ordinal, starts: try day(starts), ends: try day(ends))
    }
}

let noon = Instant(milliseconds: 1_788_235_200_000)
