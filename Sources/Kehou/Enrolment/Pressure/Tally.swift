import Store

extension Enrolment.Pressure {
    /// The three sums of a question, or of several.
    struct Tally: Hashable, Sendable {
        /// The least number of answers that is shown: fewer could be guessed to be somebody's.
        static let least = 5

        var free = 0
        var unsure = 0
        var pressed = 0

        static func + (left: Tally, right: Tally) -> Tally {
            Tally(
                free: left.free + right.free, unsure: left.unsure + right.unsure, pressed: left.pressed + right.pressed)
        }

        /// What of it may be shown: as much as leaves no sum of one to four.
        var shown: Shown? {
            let choices: [Shown] = [
                .apart(free: free, unsure: unsure, pressed: pressed), .notFree(free: free, others: unsure + pressed),
                .notPressed(others: free + unsure, pressed: pressed),
            ]
            return choices.first { choice in
                choice.numbers.reduce(0, +) >= Self.least && choice.numbers.allSatisfy { $0 == 0 || $0 >= Self.least }
            }
        }
    }

    /// Three sums, or two where one of them was too small to stand alone.
    enum Shown: Hashable, Sendable {
        case apart(free: Int, unsure: Int, pressed: Int)
        /// Unsure and pressed together.
        case notFree(free: Int, others: Int)
        /// Free and unsure together.
        case notPressed(others: Int, pressed: Int)

        var numbers: [Int] {
            switch self {
            case .apart(let free, let unsure, let pressed): [free, unsure, pressed]
            case .notFree(let free, let others): [free, others]
            case .notPressed(let others, let pressed): [others, pressed]
            }
        }
    }

    /// A district's questions that were shown together, with small numbers merged: first within a school, then among the schools
    /// of which even that is small.
    ///
    /// *Shape*: each number is 0 or at least five. A school stands in one line only, by itself or in the rest; the rest is two
    /// schools or more. No other total is shown from which one could be worked out.
    struct TallyBoard: Sendable {
        struct Line: Sendable {
            let name: PlaceName
            /// Nil where even two sums are too small: the school is in the rest.
            let shown: Shown?
        }

        let lines: [Line]
        /// How many schools are in the rest, and their sums; nil sums where even together they are too small.
        let rest: (schools: Int, shown: Shown?)

        init(_ rows: [(name: PlaceName, tally: Tally)]) {
            lines = rows.map { Line(name: $0.name, shown: $0.tally.shown) }
            let small = rows.map(\.tally).filter { $0.shown == nil }
            rest = (small.count, small.count > 1 ? small.reduce(Tally(), +).shown : nil)
        }

        /// A district's, one board for all the questions that were shown at one time.
        static func load(
            _ district: ID<Registry.District>, _ term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [TallyBoard] {
            let rows = try db.all(
                """
                SELECT q.shown_at, s.name AS school_name, s.name_en AS school_name_en, q.free, q.unsure, q.pressed
                FROM pressure_question q
                JOIN school s ON s.id = q.school_id
                WHERE s.district_id = \(district) AND q.term_id = \(term) AND q.shown_at IS NOT NULL
                ORDER BY q.shown_at, s.name, s.id
                """, as: Row.self)
            let shown = try Dictionary(grouping: rows) { try $0["shown_at"] as Instant }
            return try shown.sorted { $0.key < $1.key }.map { _, rows in
                TallyBoard(
                    try rows.map { row in
                        (
                            name: try PlaceName(row, "school_name"),
                            tally: Tally(free: try row["free"], unsure: try row["unsure"], pressed: try row["pressed"])
                        )
                    })
            }
        }
    }
}
