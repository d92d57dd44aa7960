import Store

/// What the public pages are made of, as versions or values: while it is the same, so are they.
extension Plans.SchoolPage {
    /// - Shape: the term asked for, the names of school and district, the published plans (a text never changes under one id and
    ///   revision) and their terms, which of them are over, and the approved policies, whose titles the plan's added sections bear.
    static func ground(_ input: Plans.SchoolInput, on day: LocalDate, _ db: DB) throws -> [Column] {
        let id = input.school
        return try [input.term.column]
            + db.columns(
                """
                SELECT s.city_id, s.name, s.name_en, s.stage, s.closed_on, d.id, d.name, d.name_en
                FROM school s
                JOIN district d ON d.id = s.district_id
                WHERE s.id = \(id)
                """)
            + db.columns(
                """
                SELECT p.id, p.revision, p.published_at, t.id, t.school_year, t.ordinal, t.starts_on,
                    CASE WHEN t.ends_on >= \(day) THEN 1 ELSE 0 END
                FROM plan p
                JOIN term t ON t.id = p.term_id
                WHERE p.school_id = \(id) AND p.state = 'published'
                ORDER BY t.starts_on DESC
                LIMIT 4
                """)
            + db.columns(
                """
                SELECT t.id, t.school_year, t.ordinal
                FROM term t
                JOIN school s ON s.city_id = t.city_id
                WHERE s.id = \(id) AND t.ends_on >= \(day) AND t.opened_at IS NOT NULL
                ORDER BY t.starts_on
                LIMIT 1
                """)
            + db.columns(
                """
                SELECT v.id, v.revision
                FROM school s
                JOIN policy v ON v.city_id = s.city_id AND (v.district_id IS NULL OR v.district_id = s.district_id)
                WHERE s.id = \(id) AND v.state = 'approved'
                ORDER BY v.id
                """)
    }
}

extension Plans.FindPage {
    /// - Shape: what was asked, the districts, and the rows found.
    static func ground(_ input: Plans.FindInput, _ db: DB) throws -> [Column] {
        [(input.q ?? "").trimmed.column, input.district.column, input.after.column, (input.name ?? "").column]
            + (try db.columns("SELECT id, code, name, name_en FROM district ORDER BY id"))
            + (try db.columns(search((input.q ?? "").trimmed, input)))
    }
}

extension DB {
    /// Every value of every row, one after the other, and how many rows they are: so that what follows is told apart.
    func columns(_ sql: SQL) throws -> [Column] {
        var (found, rows): ([Column], Int64) = ([], 0)
        for row in try all(sql, as: Row.self) {
            for index in 0..<row.count { found.append(try row.value(at: index)) }
            rows += 1
        }
        return found + [.integer(rows)]
    }
}
