extension Plans {
    /// Grades that share a weekly timetable, such as 1 and 2.
    struct Band: Codable, Hashable, Sendable {
        /// First grade, 1 ... 9.
        var from: Int?
        /// Last grade, included.
        var through: Int?
        /// When ordinary lessons end; after-school service starts no earlier.
        var lessonsEnd: TimeOfDay?
        /// Staggered times at which pupils may leave (弹性离校).
        var leaving: [Leaving] = []
        /// Pupils expected, if the school knows.
        var pupils: Int?
        var sessions: [Session] = []

        /// Empty while either end is missing or they are the wrong way round.
        var grades: [Int] {
            guard let from, let through, from <= through, (1...9).contains(from), (1...9).contains(through) else {
                return []
            }
            return Array(from...through)
        }

        var isBlank: Bool {
            from == nil && through == nil && lessonsEnd == nil && leaving.isEmpty && pupils == nil && sessions.isEmpty
        }
    }

    /// One time at which pupils may go home.
    struct Leaving: Codable, Hashable, Sendable {
        var time: TimeOfDay?
    }

    /// One row of a timetable: the same offer at the same time on one or more weekdays.
    struct Session: Codable, Hashable, Sendable {
        var days: [Weekday] = []
        var kind: SessionKind?
        var category: Category?
        var title = ""
        var start: TimeOfDay?
        var end: TimeOfDay?

        /// The times, once both are known and in order.
        var slot: Slot? {
            guard let start, let end, start < end else { return nil }
            return Slot(start: start, end: end)
        }

        var isBlank: Bool { days.isEmpty && category == nil && title.isBlank && start == nil && end == nil }
        var isComplete: Bool { !days.isEmpty && kind != nil && slot != nil }
        /// Late care is a service of its own; it does not count as class-hours.
        var isCounted: Bool { kind != .lateCare }
    }

    /// A stretch of a school day.
    struct Slot: Hashable, Sendable, Comparable {
        let start: TimeOfDay
        let end: TimeOfDay

        var length: Minutes { end - start }

        func overlaps(_ other: Slot) -> Bool { start < other.end && other.start < end }

        static func < (left: Slot, right: Slot) -> Bool { (left.start, left.end) < (right.start, right.end) }

        /// Minutes covered by at least one of the slots: choices side by side count once.
        static func covered(_ slots: [Slot]) -> Minutes {
            var total = 0
            var until = Int.min
            for slot in slots.sorted() {
                total += max(0, slot.end.minutes - max(until, slot.start.minutes))
                until = max(until, slot.end.minutes)
            }
            return Minutes(total)
        }
    }

    /// What a session is for (clauses 3a to 3d, 2d).
    enum SessionKind: String, Choice {
        case homework, tutoring, extension_ = "extension", club, lateCare = "late_care"
        static let prefix = "plans.kind"
    }

    /// What a club or session deals with (clause 3d).
    enum Category: String, Choice {
        case science, sport, arts, labour, reading, interest, psychology, safety
        static let prefix = "plans.category"
    }

    /// Care for pupils who cannot be fetched in time (延时托管).
    struct LateCare: Codable, Hashable, Sendable {
        var days: [Weekday] = []
        var until: TimeOfDay?
        var place = ""
    }
}

extension Plans.Plan {
    /// A timetable to judge: at least one band, and a session with its times for each grade that a band speaks of.
    var isTimetabled: Bool {
        !grades.isEmpty
            && grades.allSatisfy { grade in sessions(grade: grade).contains { $0.isCounted && $0.isComplete } }
    }

    /// The counted slots of a grade on a weekday, unordered.
    func slots(grade: Int, on day: Weekday) -> [Plans.Slot] {
        sessions(grade: grade).filter { $0.isCounted && $0.days.contains(day) }.compactMap(\.slot)
    }

    /// When the lessons of a grade are over in every band that lists it.
    func lessonsEnd(grade: Int) -> TimeOfDay? {
        bands.filter { $0.grades.contains(grade) }.compactMap(\.lessonsEnd).max()
    }

    /// When a grade's care ends on a weekday, whether written as late care, which is for all, or as a late-care row of a
    /// timetable, which is for its band.
    func lateCareEnd(grade: Int, on day: Weekday) -> TimeOfDay? {
        let rows = sessions(grade: grade).filter { $0.kind == .lateCare && $0.days.contains(day) }
        let ends =
            rows.compactMap { $0.slot?.end } + (lateCare.days.contains(day) ? [lateCare.until].compactMap { $0 } : [])
        return ends.max()
    }
}
