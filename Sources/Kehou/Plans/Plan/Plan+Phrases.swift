/// Rows of a plan as people read them: the same in the comparison and on the page of a version.
extension Plans.Band {
    /// `1–2 年级`, or the ends as they were written where they make no grades.
    var phrase: Text {
        guard grades.isEmpty else { return .grades(grades) }
        if from == nil, through == nil { return Text("plans.no_grades") }
        return Text(verbatim: [from, through].map { $0.map(String.init) ?? "?" }.joined(separator: "–"))
    }
}

extension Plans.DayWithout {
    /// `2026年9月20日（周日）`
    var phrase: Text {
        let day = date.map(Text.date) ?? Text("plans.no_date")
        return reason.isBlank ? day : Text("plans.day_view", texts: ["date": day], ["reason": reason])
    }
}

extension Plans.Venue {
    var phrase: Text {
        guard let places else { return Text(verbatim: name) }
        return Text("plans.venue_view", ["venue": name, "places": "\(places)"])
    }
}

extension Plans.Post {
    var phrase: Text { .besides([place, who]) }
}

extension Plans.Contact {
    /// With the telephone number, so not for every page.
    var phrase: Text { .besides([name, duty, phone]) }
}

extension Text {
    /// Words between marks, so that one that moved from a field to the next is seen.
    fileprivate static func besides(_ words: [String]) -> Text {
        Text(verbatim: words.map { $0.isBlank ? "…" : $0 }.joined(separator: " · "))
    }
}
