/// Timetables: bands are matched by their grades, rows by what stayed the same.
extension DocumentComparison {
    mutating func bands(_ old: [Plans.Band], _ new: [Plans.Band]) {
        for band in old where !new.contains(where: { $0.grades == band.grades }) {
            add(.time, .removed, Text("plans.diff.band_removed", texts: ["grades": .grades(band.grades)]))
        }
        for band in new {
            guard let before = old.first(where: { $0.grades == band.grades }) else {
                add(
                    .time, .added,
                    Text(
                        "plans.diff.band_added", texts: ["grades": .grades(band.grades)],
                        ["count": "\(band.sessions.count)"]))
                continue
            }
            let grades = Text.grades(band.grades)
            value(.time, of(grades, "lessons_end"), before.lessonsEnd.map(Self.time), band.lessonsEnd.map(Self.time))
            value(.time, of(grades, "leaving"), Self.times(before.leaving), Self.times(band.leaving))
            value(.time, of(grades, "pupils"), before.pupils.map(Self.count), band.pupils.map(Self.count))
            rows(grades, before.sessions, band.sessions)
        }
    }

    private mutating func rows(_ grades: Text, _ old: [Plans.Session], _ new: [Plans.Session]) {
        let kept = Set(old).intersection(new)
        var old = old.filter { !kept.contains($0) }
        var new = new.filter { !kept.contains($0) }
        // What changed in a row is told by what stayed: first rows that only moved, then only other days, then only renamed.
        for isSame in [Self.onlyTimes, Self.onlyDays, Self.onlyName] {
            for session in new {
                guard let index = old.firstIndex(where: { isSame($0, session) }) else { continue }
                changed(grades, old.remove(at: index), session)
                new.removeAll { $0 == session }
            }
        }
        for session in old { add(.time, .removed, row("plans.diff.row_removed", grades, session)) }
        for session in new { add(.time, .added, row("plans.diff.row_added", grades, session)) }
    }

    private static func onlyTimes(_ a: Plans.Session, _ b: Plans.Session) -> Bool {
        a.days == b.days && a.kind == b.kind && a.title == b.title
    }

    private static func onlyDays(_ a: Plans.Session, _ b: Plans.Session) -> Bool {
        a.start == b.start && a.end == b.end && a.kind == b.kind && a.title == b.title
    }

    private static func onlyName(_ a: Plans.Session, _ b: Plans.Session) -> Bool {
        a.start == b.start && a.end == b.end && a.days == b.days
    }

    private mutating func changed(_ grades: Text, _ old: Plans.Session, _ new: Plans.Session) {
        if old.start != new.start || old.end != new.end {
            let times = ["old": Self.span(old), "new": Self.span(new)]
            add(.time, .changed, row("plans.diff.row_moved", grades, new, times))
        }
        if old.days != new.days {
            add(
                .time, .changed,
                row("plans.diff.row_days", grades, new, ["old": .days(old.days), "new": .days(new.days)]))
        }
        if old.title != new.title || old.kind != new.kind || old.category != new.category {
            add(
                .time, .changed,
                row("plans.diff.row_renamed", grades, new, ["old": Self.full(old), "new": Self.full(new)]))
        }
    }

    private func row(_ key: String, _ grades: Text, _ session: Plans.Session, _ more: [String: Text] = [:]) -> Text {
        Text(
            key,
            texts: [
                "grades": grades, "days": .days(session.days), "session": Self.full(session),
                "time": Self.span(session),
            ].merging(more) { $1 })
    }

    private func of(_ grades: Text, _ field: String) -> Text {
        Text("plans.diff.of", texts: ["whose": grades, "what": fieldName(field)])
    }

    static func time(_ time: TimeOfDay) -> Text { Text(verbatim: "\(time)") }
    static func count(_ count: Int) -> Text { Text(verbatim: "\(count)") }

    private static func times(_ leaving: [Plans.Leaving]) -> Text? {
        let times = leaving.compactMap(\.time)
        return times.isEmpty ? nil : .list(times.sorted().map(time))
    }

    private static func span(_ session: Plans.Session) -> Text {
        Text(
            verbatim: session.slot?.description
                ?? "\(session.start.map(\.description) ?? "?")–\(session.end.map(\.description) ?? "?")")
    }

    private static func full(_ session: Plans.Session) -> Text {
        guard let category = session.category else { return session.name }
        return Text("plans.session_in", texts: ["session": session.name, "category": category.label])
    }
}
