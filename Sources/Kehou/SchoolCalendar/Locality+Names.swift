import Store

extension SchoolCalendar.Locality {
    /// The place's own name.
    func name(in language: Language, _ db: DB) throws -> String {
        if let school {
            let found = try Registry.School.find(school, db)
            return found.name(in: language)
        }
        if let district {
            let found = try Registry.District.find(district, db)
            return found.name(in: language)
        }
        let found = try Registry.City.find(city, db)
        return found.name(in: language)
    }

    /// City > district > school, each leading to its calendar.
    func trail(in language: Language, _ db: DB) throws -> [Link] {
        try ring.map { Link(Text(verbatim: try $0.name(in: language, db)), $0.href) }
    }
}

extension SchoolCalendar.Term {
    /// The term that a page shows: the one asked for, else the one a day lies in, the next, or the last.
    static func shown(
        _ id: ID<SchoolCalendar.Term>?, in city: ID<Registry.City>, on date: LocalDate, _ db: DB
    ) throws -> SchoolCalendar.Term? {
        if let id { return try find(id, in: city, db) }
        let terms = try all(in: city, db)
        return terms.last { $0.ends >= date } ?? terms.first
    }
}
