/// Where in the day service may lie: after lessons, not at noon, not late in the evening; one thing at a time.
extension Plans.Rule {
    static let bounds = [startAfterLessons, notAtNoon, endBeforeEvening, sessionsApart]

    /// Every complete row with its place in the form.
    static func rows(
        _ plan: Plans.Plan
    ) -> [(path: String, band: Plans.Band, session: Plans.Session, slot: Plans.Slot)] {
        plan.bands.enumerated().flatMap { index, band in
            band.sessions.enumerated().compactMap { row, session in
                session.slot.map { ("bands.\(index).sessions.\(row)", band, session, $0) }
            }
        }
    }

    private static func what(_ band: Plans.Band, _ session: Plans.Session) -> [String: Text] {
        ["grades": .grades(band.grades), "days": .days(session.days), "session": session.name]
    }

    /// Service starts when lessons are over: early-arrival care is none (national rules of 2024).
    static let startAfterLessons = Plans.Rule(
        "start.after_lessons", clause: "2b", .must, needs: [.timetable, .lessonsEnd]
    ) { plan, _ in
        let open: [Plans.Need] = plan.bands.contains { $0.lessonsEnd == nil } ? [.lessonsEnd] : []
        return .judged(
            oddEnds(plan) + earlyStarts(plan) + earlyLeaving(plan), missing: plan.unsettled + open)
    }

    /// Service "after lessons" that end at dawn would be after nothing.
    private static func oddEnds(_ plan: Plans.Plan) -> [Plans.Finding] {
        let bound = Plans.Bound.lessonsEnd
        return plan.bands.enumerated().compactMap { index, band in
            guard let time = band.lessonsEnd, !bound.contains(time) else { return nil }
            return Plans.Finding(
                .time, "bands.\(index).lessonsEnd",
                Text(
                    "plans.finding.lessons_end_odd", texts: ["grades": .grades(band.grades)],
                    ["time": "\(time)", "least": "\(bound.lowerBound)", "most": "\(bound.upperBound)"]))
        }
    }

    /// The grades of a band whose lessons are not over at a time, by when they are. A grade in two bands has lessons until the
    /// later end of the two.
    private static func inLessons(
        _ plan: Plans.Plan, _ band: Plans.Band, at time: TimeOfDay
    ) -> [(grades: [Int], answer: TimeOfDay)] {
        plan.grouped(band.grades) { grade -> TimeOfDay? in
            guard let end = plan.lessonsEnd(grade: grade), time < end else { return nil }
            return end
        }
    }

    private static func earlyStarts(_ plan: Plans.Plan) -> [Plans.Finding] {
        rows(plan).flatMap { path, band, session, slot in
            inLessons(plan, band, at: slot.start).map { grades, lessonsEnd in
                let more: [String: Text] = ["grades": .grades(grades), "gap": .minutes(lessonsEnd - slot.start)]
                return Plans.Finding(
                    .time, "\(path).start",
                    Text(
                        "plans.finding.before_lessons_end", texts: what(band, session).merging(more) { $1 },
                        ["start": "\(slot.start)", "time": "\(lessonsEnd)"]))
            }
        }
    }

    /// Nor can a pupil leave after-school service before it can begin.
    private static func earlyLeaving(_ plan: Plans.Plan) -> [Plans.Finding] {
        leavings(plan).flatMap { path, band, time in
            inLessons(plan, band, at: time).map { grades, lessonsEnd in
                Plans.Finding(
                    .time, path,
                    Text(
                        "plans.finding.leaving_early", texts: ["grades": .grades(grades)],
                        ["leaving": "\(time)", "time": "\(lessonsEnd)"]))
            }
        }
    }

    /// Every leaving time with its place in the form.
    private static func leavings(_ plan: Plans.Plan) -> [(path: String, band: Plans.Band, time: TimeOfDay)] {
        plan.bands.enumerated().flatMap { index, band in
            band.leaving.enumerated().compactMap { row, leaving in
                leaving.time.map { ("bands.\(index).leaving.\(row).time", band, $0) }
            }
        }
    }

    /// Care at noon is not after-school service (national rules of 2024).
    static let notAtNoon = Plans.Rule("start.not_at_noon", clause: "2b", .must, needs: [.policy, .timetable]) {
        plan, facts in
        guard let policy = facts.policy, let start = policy.noonStart, let end = policy.noonEnd else {
            return .notYetKnown([.policy])
        }
        let noon = Plans.Slot(start: start, end: end)
        return .judged(
            rows(plan).compactMap { path, band, session, slot in
                guard slot.overlaps(noon) else { return nil }
                let arguments = [
                    "start": "\(slot.start)", "end": "\(slot.end)", "noon_start": "\(start)", "noon_end": "\(end)",
                ]
                return Plans.Finding(
                    .time, "\(path).start", Text("plans.finding.at_noon", texts: what(band, session), arguments))
            }, missing: plan.unsettled)
    }

    /// Nor is evening study: nothing goes on beyond the limit, neither late care nor the wait for the last way home.
    static let endBeforeEvening = Plans.Rule(
        "end.before_evening_limit", clause: "2d", .must, needs: [.policy, .eveningLimit, .timetable]
    ) { plan, facts in
        guard let policy = facts.policy else { return .notYetKnown([.policy]) }
        guard let limit = policy.eveningLimit else { return .notYetKnown([.eveningLimit]) }
        var findings = rows(plan).compactMap { path, band, session, slot -> Plans.Finding? in
            guard slot.end > limit else { return nil }
            let texts = what(band, session).merging(["gap": .minutes(slot.end - limit)]) { $1 }
            return Plans.Finding(
                .time, "\(path).end",
                Text("plans.finding.beyond_evening", texts: texts, ["end": "\(slot.end)", "limit": "\(limit)"]))
        }
        if let until = plan.lateCare.until, until > limit {
            let text = Text(
                "plans.finding.late_care_beyond", texts: ["gap": .minutes(until - limit)],
                ["end": "\(until)", "limit": "\(limit)"])
            findings.append(Plans.Finding(.time, "lateCare.until", text))
        }
        return .judged(findings + lateLeaving(plan, limit), missing: plan.unsettled)
    }

    private static func lateLeaving(_ plan: Plans.Plan, _ limit: TimeOfDay) -> [Plans.Finding] {
        leavings(plan).compactMap { path, band, time in
            guard time > limit else { return nil }
            let texts: [String: Text] = ["grades": .grades(band.grades), "gap": .minutes(time - limit)]
            return Plans.Finding(
                .time, path,
                Text("plans.finding.leaving_beyond", texts: texts, ["leaving": "\(time)", "limit": "\(limit)"]))
        }
    }
}

extension Plans.Session {
    /// Its own title, else what kind it is.
    var name: Text { title.isBlank ? (kind?.label ?? Text("plans.session")) : Text(verbatim: title) }
}

extension Plans.Slot: CustomStringConvertible {
    /// `15:50–16:40`
    var description: String { "\(start)–\(end)" }
}
