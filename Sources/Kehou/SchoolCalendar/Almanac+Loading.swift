import Store

extension SchoolCalendar.Almanac {
    typealias Almanac = SchoolCalendar.Almanac

    /// The almanac of one place for some days.
    ///
    /// *Cost*: four short queries at most.
    static func load(
        for place: SchoolCalendar.Locality, from first: LocalDate, through last: LocalDate, _ db: DB
    ) throws -> Almanac {
        let changes = try place.ring.flatMap {
            try SchoolCalendar.Announcement.own(of: $0, from: first, through: last, db).map(\.change)
        }
        return try national(from: first, through: last, terms: SchoolCalendar.Term.all(in: place.city, db), db)
            .adding(changes)
    }

    /// The almanac of the country: schedules only, and the terms handed in.
    static func national(
        from first: LocalDate, through last: LocalDate, terms: [SchoolCalendar.Term] = [], _ db: DB
    ) throws -> Almanac {
        // The next year's notice may speak of this December.
        let years = min(first.year, last.year)...(max(first.year, last.year) + 1)
        let dates = first <= last ? first...last : nil
        return try Almanac(
            schedules: SchoolCalendar.HolidaySchedule.all(years: years, on: dates, db), terms: terms)
    }
}

extension SchoolCalendar {
    /// The almanacs of every school of a city at once: three queries, however many schools.
    struct CityAlmanacs: Sendable {
        let city: Almanac
        private let byDistrict: [ID<Registry.District>: Almanac]
        private let bySchool: [ID<Registry.School>: [Change]]

        static func load(
            _ city: ID<Registry.City>, from first: LocalDate, through last: LocalDate, _ db: DB
        ) throws -> CityAlmanacs {
            let all = try Announcement.all(in: city, from: first, through: last, db)
            let base = try Almanac.national(from: first, through: last, terms: Term.all(in: city, db), db)
                .adding(all.filter { $0.place.layer == .city }.map(\.change))
            var districts: [ID<Registry.District>: [Change]] = [:]
            var schools: [ID<Registry.School>: [Change]] = [:]
            for announcement in all {
                if let school = announcement.place.school {
                    schools[school, default: []].append(announcement.change)
                } else if let district = announcement.place.district {
                    districts[district, default: []].append(announcement.change)
                }
            }
            return CityAlmanacs(city: base, byDistrict: districts.mapValues(base.adding), bySchool: schools)
        }

        /// Schools without changes of their own share their district's value.
        func almanac(of school: ID<Registry.School>, in district: ID<Registry.District>) -> Almanac {
            let outer = byDistrict[district] ?? city
            guard let own = bySchool[school] else { return outer }
            return outer.adding(own)
        }

        /// Whether the school has said anything itself; where not, its days are its district's.
        func hasOwnChanges(_ school: ID<Registry.School>) -> Bool { bySchool[school] != nil }
    }
}
