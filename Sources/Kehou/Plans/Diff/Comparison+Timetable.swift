/// Timetables: bands are matched by their first and last grade, rows by what stayed the same.
extension DocumentComparison {
    mutating func bands(_ old: [Plans.Band], _ new: [Plans.Band]) {
        var left = old
        var added: [Plans.Band] = []
        for band in new {
            guard let place = left.firstIndex(where: { ($0.from, $0.through) == (band.from, band.through) }) else {
                added.append(band)
                continue
            }
            changed(left.remove(at: place), band)
        }
        for band in left {
            add(.time, .removed, Text("plans.diff.band_removed", texts: ["grades": Self.grades(band)]))
        }
        for band in added {
            let texts = ["grades": Self.grades(band)]
            add(.time, .added, Text("plans.diff.band_added", texts: texts, ["count": "\(band.sessions.count)"]))
        }
    }

    private mutating func changed(_ old: Plans.Band, _ new: Plans.Band) {
        let grades = Self.grades(new)
        value(.time, of(grades, "lessons_end"), old.lessonsEnd.map(Self.time), new.lessonsEnd.map(Self.time))
        value(.time, of(grades, "leaving"), Self.times(old.leaving), Self.times(new.leaving))
        value(.time, of(grades, "pupils"), old.pupils.map(Self.count), new.pupils.map(Self.count))
        rows(grades, old.sessions, new.sessions)
    }

    /// As the band has them; a half-filled band has none.
    private static func grades(_ band: Plans.Band) -> Text {
        band.grades.isEmpty ? Text("plans.diff.no_grades") : .grades(band.grades)
    }

    private mutating func rows(_ grades: Text, _ old: [Plans.Session], _ new: [Plans.Session]) {
        var (gone, come) = (old.subtracting(new), new.subtracting(old))
        // What changed in a row is told by what stayed: first rows that only moved, then only other days, then only renamed.
        for isSame in [Self.onlyTimes, Self.onlyDays, Self.onlyName] {
            var rest: [Plans.Session] = []
            for session in come {
                if let place = gone.firstIndex(where: { isSame($0, session) }) {
                    changed(grades, gone.remove(at: place), session)
                } else {
                    rest.append(session)
                }
            }
            come = rest
        }
        for session in gone { add(.time, .removed, row("plans.diff.row_removed", grades, session)) }
        for session in come { add(.time, .added, row("plans.diff.row_added", grades, session)) }
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

    func of(_ whose: Text, _ field: String) -> Text {
        Text("plans.diff.of", texts: ["whose": whose, "what": fieldName(field)])
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
