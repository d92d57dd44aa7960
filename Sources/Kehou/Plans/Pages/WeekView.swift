extension Plans {
    /// A band's week as `components/timetable` draws it.
    struct Week: Codable, Sendable {
        struct Day: Codable, Sendable { let label: Text }

        struct Item: Codable, Sendable {
            let time: String
            let title: Text
            let kind: String
            /// Kind and category, as far as the title does not say them itself.
            let kindName: Text?
        }

        struct Cell: Codable, Sendable { let sessions: [Item] }

        struct Line: Codable, Sendable {
            let label: String
            let cells: [Cell]
        }

        struct DayList: Codable, Sendable {
            let label: Text
            let sessions: [Item]
        }

        let caption: Text
        let days: [Day]
        let rows: [Line]
        let byDay: [DayList]

        /// Rows are the distinct times of the week, in order.
        init(_ band: Band) {
            caption = Text("plans.week_of", texts: ["grades": band.phrase])
            let sessions = band.sessions.filter(\.isComplete)
            // A timetable has five days; where a plan promises more of them, they are shown.
            let weekdays = Weekday.allCases.filter { day in
                Weekday.schoolDays.contains(day) || sessions.contains { $0.days.contains(day) }
            }
            days = weekdays.map { Day(label: Text("value.weekday.\($0.rawValue)")) }
            func items(_ day: Weekday, _ slot: Slot?) -> [Item] {
                sessions.filter { $0.days.contains(day) && (slot == nil || $0.slot == slot) }
                    .sorted { ($0.start?.minutes ?? 0) < ($1.start?.minutes ?? 0) }.map(Item.init)
            }
            rows = Set(sessions.compactMap(\.slot)).sorted().map { slot in
                Line(label: slot.description, cells: weekdays.map { Cell(sessions: items($0, slot)) })
            }
            byDay = weekdays.map { DayList(label: Text("value.weekday.\($0.rawValue)"), sessions: items($0, nil)) }
        }
    }

    /// A band as pages show it: who, when lessons end, when one may leave, and the week; to whoever decides also how many.
    struct BandView: Codable, Sendable {
        let title: Text
        let facts: Text
        let timetable: Week

        init(_ band: Band, isWhole: Bool) {
            title = band.phrase
            let leaving = band.leaving.compactMap(\.time).sorted().map { Text(verbatim: "\($0)") }
            let times = Text(
                "plans.band_facts", texts: ["leaving": .list(leaving)],
                ["lessons_end": band.lessonsEnd.map(\.description) ?? "–"])
            facts =
                (isWhole ? band.pupils : nil).map {
                    Text("plans.band_pupils", texts: ["facts": times], ["pupils": "\($0)"])
                } ?? times
            timetable = Week(band)
        }
    }
}

extension Plans.Week.Item {
    init(_ session: Plans.Session) {
        time = session.slot?.description ?? ""
        title = session.name
        kind = session.kind?.rawValue ?? "club"
        let says = [session.title.isBlank ? nil : session.kind?.label, session.category?.label].compactMap { $0 }
        kindName = says.dropFirst().reduce(says.first) { first, next in
            first.map { Text("plans.kind_line", texts: ["kind": $0, "category": next]) }
        }
    }
}
