import Store

extension Enrolment.Pressure {
    /// The three sums of a question, or of several.
    struct Tally: Hashable, Sendable {
        /// The least number of answers that is shown: fewer could be guessed to be somebody's.
        static let least = 5

        var free = 0
        var unsure = 0
        var pressed = 0

        var total: Int { free + unsure + pressed }

        /// Every sum is nobody's or several people's.
        var isShowable: Bool {
            total >= Self.least && [free, unsure, pressed].allSatisfy { $0 == 0 || $0 >= Self.least }
        }

        static func + (left: Tally, right: Tally) -> Tally {
            Tally(
                free: left.free + right.free, unsure: left.unsure + right.unsure, pressed: left.pressed + right.pressed)
        }
    }

    /// A district's questions that are over, with small numbers merged.
    ///
    /// *Shape*: each sum that is shown is 0 or at least five. Schools with a smaller one are shown added up, where there are two or
    /// more; no other total is shown from which one of them could be worked out.
    struct TallyBoard: Sendable {
        struct Line: Sendable {
            let school: ID<Registry.School>
            let name: PlaceName
            /// Nil where a sum is too small to be shown.
            let tally: Tally?
        }

        /// All schools that are not shown by themselves.
        struct Rest: Sendable, Equatable {
            let schools: Int
            let free: Int
            /// Unsure and pressed, together where one of them is small.
            let others: Others

            enum Others: Sendable, Equatable {
                case apart(unsure: Int, pressed: Int)
                case together(Int)
            }
        }

        let lines: [Line]
        let rest: Rest?

        init(_ rows: [(school: ID<Registry.School>, name: PlaceName, tally: Tally)]) {
            lines = rows.map { row in
                Line(school: row.school, name: row.name, tally: row.tally.isShowable ? row.tally : nil)
            }
            rest = Rest(rows.map(\.tally).filter { !$0.isShowable })
        }

        /// A district's, of the questions that are over.
        static func load(
            _ district: ID<Registry.District>, _ term: ID<SchoolCalendar.Term>, at now: Instant, _ db: DB
        ) throws -> TallyBoard {
            let rows = try db.all(
                """
                SELECT q.school_id, s.name AS school_name, s.name_en AS school_name_en, q.free, q.unsure, q.pressed
                FROM pressure_question q
                JOIN school s ON s.id = q.school_id
                WHERE s.district_id = \(district) AND q.term_id = \(term) AND q.closes_at <= \(now)
                ORDER BY s.name, s.id
                """, as: Row.self)
            return TallyBoard(
                try rows.map { row in
                    (
                        school: try row["school_id"], name: try PlaceName(row, "school_name"),
                        tally: Tally(free: try row["free"], unsure: try row["unsure"], pressed: try row["pressed"])
                    )
                })
        }
    }
}

extension Enrolment.Pressure.TallyBoard.Rest {
    typealias Tally = Enrolment.Pressure.Tally

    /// Nil for fewer than two schools, and where even the merged sums are small.
    init?(_ tallies: [Tally]) {
        guard tallies.count > 1 else { return nil }
        let sum = tallies.reduce(Tally(), +)
        schools = tallies.count
        free = sum.free
        if sum.isShowable {
            others = .apart(unsure: sum.unsure, pressed: sum.pressed)
        } else {
            let merged = Tally(free: sum.free, unsure: 0, pressed: sum.unsure + sum.pressed)
            guard merged.isShowable else { return nil }
            others = .together(merged.pressed)
        }
    }
}
