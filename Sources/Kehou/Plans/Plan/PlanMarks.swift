extension Plans.Plan {
    /// Every text that holds marks which no text of people may hold, by the path of its field in the form: families read the plan,
    /// and such a mark would turn the words beside it.
    var unfitTexts: [FieldFault] {
        passages.compactMap { FieldFault.marks($0.path, $0.text, mayBreak: true) }
            + lines.compactMap { FieldFault.marks($0.path, $0.text) }
    }

    /// What is written in boxes of several lines.
    private var passages: [(path: String, text: String)] {
        var passages: [(path: String, text: String)] = [
            ("highlights", highlights), ("safety.people", safety.people), ("safety.technical", safety.technical),
            ("safety.physical", safety.physical), ("safety.emergencyPlan", safety.emergencyPlan),
        ]
        for section in Plans.Section.required { passages.append(("prose.\(section.rawValue)", prose[section])) }
        for (row, extra) in extras.enumerated() { passages.append(("extras.\(row).text", extra.text)) }
        return passages
    }

    /// What is written in boxes of one line.
    private var lines: [(path: String, text: String)] {
        var lines: [(path: String, text: String)] = [("lateCare.place", lateCare.place)]
        contact.add(to: &lines, at: "contact")
        for (place, band) in bands.enumerated() {
            for (row, session) in band.sessions.enumerated() {
                lines.append(("bands.\(place).sessions.\(row).title", session.title))
            }
        }
        for (row, day) in daysWithout.enumerated() { lines.append(("daysWithout.\(row).reason", day.reason)) }
        for (row, venue) in venues.enumerated() { lines.append(("venues.\(row).name", venue.name)) }
        for (row, post) in safety.posts.enumerated() {
            lines.append(("safety.posts.\(row).place", post.place))
            lines.append(("safety.posts.\(row).who", post.who))
        }
        for (row, contact) in safety.contacts.enumerated() { contact.add(to: &lines, at: "safety.contacts.\(row)") }
        return lines
    }
}

extension Plans.Contact {
    fileprivate func add(to lines: inout [(path: String, text: String)], at path: String) {
        lines.append(("\(path).name", name))
        lines.append(("\(path).duty", duty))
        lines.append(("\(path).phone", phone))
    }
}
