/// Whether a pupil would have to be in two places (clause 2b).
extension Plans.Rule {
    /// More sentences than these help nobody; the rest is found once they are mended.
    private static let mostOverlaps = 60

    /// A pupil cannot be in two places. The same time exactly is a choice between offers, and no overlap.
    static let sessionsApart = Plans.Rule("sessions.apart", clause: "2b", .must, needs: [.timetable]) { plan, _ in
        .judged(overlaps(plan), missing: plan.unsettled)
    }

    /// A row with its grades and days as bits, so that two rows are compared without a loop.
    private struct Placed {
        let path: String
        let order: Int
        let band: Plans.Band
        let session: Plans.Session
        let slot: Plans.Slot
        let grades: Int
        let days: Int
    }

    /// Sorted by start, a row overlaps only rows that follow it before its end: all of them are asked only where all overlap.
    private static func overlaps(_ plan: Plans.Plan) -> [Plans.Finding] {
        let placed = rows(plan).enumerated().map { order, row in
            Placed(
                path: row.path, order: order, band: row.band, session: row.session, slot: row.slot,
                grades: row.band.grades.reduce(0) { $0 | 1 << $1 },
                days: row.session.days.reduce(0) { $0 | 1 << $1.rawValue })
        }.sorted { ($0.slot, $0.order) < ($1.slot, $1.order) }
        var findings: [Plans.Finding] = []
        for (index, first) in placed.enumerated() {
            for second in placed[(index + 1)...] {
                guard second.slot.start < first.slot.end else { break }
                guard first.slot != second.slot, first.grades & second.grades != 0, first.days & second.days != 0
                else { continue }
                findings.append(overlap(first, second))
                if findings.count == mostOverlaps { return findings }
            }
        }
        return findings
    }

    private static func overlap(_ first: Placed, _ second: Placed) -> Plans.Finding {
        let common = min(first.slot.end, second.slot.end) - second.slot.start
        let texts: [String: Text] = [
            "grades": .grades(first.band.grades.filter(second.band.grades.contains)),
            "days": .days(first.session.days.filter(second.session.days.contains)),
            "first": first.session.name, "second": second.session.name, "gap": .minutes(common),
        ]
        // Whichever stands lower in the form is the one to move.
        let lower = first.order < second.order ? second : first
        return Plans.Finding(
            .time, "\(lower.path).start",
            Text(
                "plans.finding.overlap", texts: texts,
                ["first_time": first.slot.description, "second_time": second.slot.description]))
    }
}
