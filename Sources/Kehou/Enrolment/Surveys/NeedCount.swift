import Store

extension Enrolment {
    /// The survey's answers of one grade, by end time: what the office's tables are added up from.
    struct NeedCount: Sendable, FromRow {
        let grade: Int
        let ends: TimeOfDay?
        let pupils: Int
        /// Monday ... Friday.
        let days: [Int]
        /// In the order of `Plans.Category`.
        let interests: [Int]

        init(_ row: Row) throws {
            grade = try row["grade"]
            ends = try row["ends_at"]
            pupils = try row["pupils"]
            days = try (0..<5).map { try row["d\($0)"] }
            interests = try Plans.Category.allCases.indices.map { try row["i\($0)"] }
        }

        /// One grouped query over the school's answers.
        static func all(
            of school: ID<Registry.School>, in term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [NeedCount] {
            func counts(_ column: String, _ name: String, _ number: Int) -> [SQL] {
                (0..<number).map { bit in
                    "COUNT(CASE WHEN \(unsafe: column) & \(unsafe: "\(1 << bit)") <> 0 THEN 1 END) AS \(unsafe: "\(name)\(bit)")"
                }
            }
            let columns = counts("days", "d", 5) + counts("interests", "i", Plans.Category.allCases.count)
            return try db.all(
                """
                SELECT grade, ends_at, COUNT(*) AS pupils, \(SQL.joined(columns, ", "))
                FROM need_answer
                WHERE school_id = \(school) AND term_id = \(term)
                GROUP BY grade, ends_at
                ORDER BY grade, ends_at
                """)
        }

        /// By weekday, by end time, by interest; each with its grades.
        ///
        /// - Parameter seats: how many the rooms hold, beside each weekday's wishes; nothing for a day of which nobody knows.
        static func tables(_ counts: [NeedCount], seats: [Weekday: Int]) -> [NeedsPage.Table] {
            let grades = Set(counts.map(\.grade)).sorted()
            let all = max(1, counts.reduce(0) { $0 + $1.pupils })
            func line(_ label: Text, seats: Int? = nil, _ value: (NeedCount) -> Int) -> NeedsPage.Line {
                let cells = grades.map { grade in
                    NeedsPage.Cell(
                        grade: title(grade), count: counts.filter { $0.grade == grade }.reduce(0) { $0 + value($1) })
                }
                let total = cells.reduce(0) { $0 + $1.count }
                return NeedsPage.Line(
                    label: label, total: total, percent: total * 100 / all, seats: seats,
                    short: seats.flatMap { $0 < total ? total - $0 : nil }, cells: cells)
            }
            let days = Weekday.schoolDays.enumerated().map { place, day in
                line(Text("value.weekday.\(day.rawValue)"), seats: seats[day]) { $0.days[place] }
            }
            let ends = Set(counts.compactMap(\.ends)).sorted().map { time in
                line(Text(verbatim: "\(time)")) { $0.ends == time ? $0.pupils : 0 }
            }
            let likes = Plans.Category.allCases.enumerated().map { place, category in
                line(category.label) { $0.interests[place] }
            }
            return [("days", days), ("ends", ends), ("interests", likes)].map { name, lines in
                NeedsPage.Table(
                    title: Text("enrolment.needs.\(name)"), hasSeats: lines.contains { $0.seats != nil },
                    grades: grades.map(title), lines: lines)
            }
        }

        private static func title(_ grade: Int) -> Text {
            grade == 0 ? Text("enrolment.no_grade") : Text("plans.grade", ["grade": "\(grade)"])
        }
    }
}
