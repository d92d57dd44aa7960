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
        return .judged(earlyStarts(plan) + earlyLeaving(plan), missing: plan.unsettled + open)
    }

    private static func earlyStarts(_ plan: Plans.Plan) -> [Plans.Finding] {
        rows(plan).compactMap { path, band, session, slot in
            guard let lessonsEnd = band.lessonsEnd, slot.start < lessonsEnd else { return nil }
            let texts = what(band, session).merging(["gap": .minutes(lessonsEnd - slot.start)]) { $1 }
            return Plans.Finding(
                .time, "\(path).start",
                Text(
                    "plans.finding.before_lessons_end", texts: texts,
                    ["start": "\(slot.start)", "time": "\(lessonsEnd)"]))
        }
    }

    /// Nor can a pupil leave after-school service before it can begin.
    private static func earlyLeaving(_ plan: Plans.Plan) -> [Plans.Finding] {
        plan.bands.enumerated().flatMap { index, band in
            band.leaving.enumerated().compactMap { row, leaving in
                guard let lessonsEnd = band.lessonsEnd, let time = leaving.time, time < lessonsEnd else { return nil }
                return Plans.Finding(
                    .time, "bands.\(index).leaving.\(row).time",
                    Text(
                        "plans.finding.leaving_early", texts: ["grades": .grades(band.grades)],
                        ["leaving": "\(time)", "time": "\(lessonsEnd)"]))
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

    /// Nor is evening study: nothing, late care included, goes on beyond the limit.
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
        return .judged(findings, missing: plan.unsettled)
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
