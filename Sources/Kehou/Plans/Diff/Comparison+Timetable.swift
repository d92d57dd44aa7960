/// Timetables: compared grade by grade, since bands are drawn anew; rows are matched by what stayed the same.
extension DocumentComparison {
    /// One thing that is told of a grade, so that grades of which the same is told share a sentence.
    private struct Told: Hashable {
        enum What: Hashable {
            case value(field: String, old: Text?, new: Text?)
            case row(Plans.Difference.Kind, key: String, texts: [String: Text])
        }

        let what: What
        /// What is told of one grade twice is two sentences.
        var turn = 0
    }

    mutating func bands(_ old: [Plans.Band], _ new: [Plans.Band]) {
        value(.time, Text("plans.diff.bands"), Self.names(old), Self.names(new))
        var order: [Told] = []
        var grades: [Told: [Int]] = [:]
        for grade in Plans.Bound.grade {
            for told in Self.told(old.speaking(of: grade), new.speaking(of: grade)) {
                if grades[told] == nil { order.append(told) }
                grades[told, default: []].append(grade)
            }
        }
        for told in order { say(told, .grades(grades[told] ?? [])) }
        for told in Self.told(old.speaking(of: nil), new.speaking(of: nil)) { say(told, Text("plans.no_grades")) }
    }

    private mutating func say(_ told: Told, _ grades: Text) {
        switch told.what {
        case .value(let field, let old, let new): value(.time, of(grades, field), old, new)
        case .row(let kind, let key, let texts):
            add(.time, kind, Text(key, texts: texts.merging(["grades": grades]) { $1 }))
        }
    }

    /// `1–2 年级、3–6 年级`: how the grades are divided, in their order.
    private static func names(_ bands: [Plans.Band]) -> Text? {
        let sorted = bands.sorted { ($0.from ?? 0, $0.through ?? 0) < ($1.from ?? 0, $1.through ?? 0) }
        return sorted.isEmpty ? nil : .list(sorted.map(\.phrase))
    }

    /// What changed for one grade. A band that is new or gone is compared with one that holds nothing, so that all of it is told.
    private static func told(_ old: [Plans.Band], _ new: [Plans.Band]) -> [Told] {
        let (gone, come) = (old.subtracting(new), new.subtracting(old))
        let all = (0..<max(gone.count, come.count)).flatMap { index in
            changes(
                index < gone.count ? gone[index] : Plans.Band(), index < come.count ? come[index] : Plans.Band())
        }
        var turns: [Told: Int] = [:]
        return all.map { one in
            let turn = turns[one, default: 0]
            turns[one] = turn + 1
            return Told(what: one.what, turn: turn)
        }
    }

    private static func changes(_ old: Plans.Band, _ new: Plans.Band) -> [Told] {
        let values = [
            ("lessons_end", old.lessonsEnd.map(time), new.lessonsEnd.map(time)),
            ("leaving", times(old.leaving), times(new.leaving)),
            ("pupils", old.pupils.map(count), new.pupils.map(count)),
        ]
        return values.filter { $0.1 != $0.2 }.map { Told(what: .value(field: $0, old: $1, new: $2)) }
            + rows(old.sessions, new.sessions)
    }

    private static func rows(_ old: [Plans.Session], _ new: [Plans.Session]) -> [Told] {
        var (gone, come) = (old.subtracting(new), new.subtracting(old))
        var told: [Told] = []
        // What changed in a row is told by what stayed: first rows that only moved, then only other days, then only renamed.
        for isSame in [onlyTimes, onlyDays, onlyName] {
            var rest: [Plans.Session] = []
            for session in come {
                if let place = gone.firstIndex(where: { isSame($0, session) }) {
                    told += changes(gone.remove(at: place), session)
                } else {
                    rest.append(session)
                }
            }
            come = rest
        }
        return told + gone.map { row(.removed, "plans.diff.row_removed", $0) }
            + come.map { row(.added, "plans.diff.row_added", $0) }
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

    private static func changes(_ old: Plans.Session, _ new: Plans.Session) -> [Told] {
        var told: [Told] = []
        if old.start != new.start || old.end != new.end {
            told.append(row(.changed, "plans.diff.row_moved", new, ["old": span(old), "new": span(new)]))
        }
        if old.days != new.days {
            told.append(row(.changed, "plans.diff.row_days", new, ["old": .days(old.days), "new": .days(new.days)]))
        }
        if old.title != new.title || old.kind != new.kind || old.category != new.category {
            told.append(row(.changed, "plans.diff.row_renamed", new, ["old": full(old), "new": full(new)]))
        }
        return told
    }

    private static func row(
        _ kind: Plans.Difference.Kind, _ key: String, _ session: Plans.Session, _ more: [String: Text] = [:]
    ) -> Told {
        let texts: [String: Text] = [
            "days": .days(session.days), "session": full(session), "time": span(session),
        ]
        return Told(what: .row(kind, key: key, texts: texts.merging(more) { $1 }))
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

extension [Plans.Band] {
    /// What they say of a grade, or the bands of no grade; which others share it is told apart.
    fileprivate func speaking(of grade: Int?) -> [Plans.Band] {
        filter { band in grade.map(band.grades.contains) ?? band.grades.isEmpty }.map { band in
            var band = band
            (band.from, band.through) = (nil, nil)
            return band
        }
    }
}
