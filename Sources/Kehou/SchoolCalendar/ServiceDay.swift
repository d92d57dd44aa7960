extension SchoolCalendar {
    /// What one day is at one place.
    struct ServiceDay: Sendable, Equatable {
        let date: LocalDate
        let isService: Bool
        /// Monday to Friday, whose timetable runs. Nothing on days without service, and while it is not yet announced.
        let runsWeekday: Weekday?
        let reason: Reason
        /// Set by an early dismissal: nobody stays longer.
        let endsEarlyAt: TimeOfDay?

        /// An open question: service takes place, and nobody has said yet whose timetable it runs.
        var isAwaitingWeekday: Bool { isService && runsWeekday == nil }
    }

    /// Why a day is what it is.
    enum Reason: Sendable, Hashable {
        /// Monday to Friday in term.
        case ordinary
        case weekend
        /// Between terms.
        case vacation
        /// A day off by the State Council's schedule: 国庆节.
        case holiday(String)
        /// A weekend day that the State Council's schedule makes a working day, and for which holiday.
        case workedWeekend(String)
        case change(Change.Kind, by: Layer, reason: String)

        /// One word for colour and filter.
        var kind: DayKind {
            switch self {
            case .ordinary: .ordinary
            case .weekend: .weekend
            case .vacation: .vacation
            case .holiday: .holiday
            case .workedWeekend: .workedWeekend
            case .change(let kind, _, _):
                switch kind {
                case .holiday: .ownHoliday
                case .closure: .closure
                case .sportsDay: .sportsDay
                case .earlyDismissal: .earlyDismissal
                case .makeUp: .makeUp
                case .timetable: .ordinary
                }
            }
        }

        /// Names and reasons stand as people wrote them; the rest comes in the reader's language.
        var text: Text {
            switch self {
            case .ordinary, .weekend, .vacation: kind.label
            case .holiday(let name): Text(verbatim: name)
            case .workedWeekend(let name): Text("calendar.worked_for", ["holiday": name])
            case .change(let kind, let layer, let reason):
                Text("calendar.changed", texts: ["kind": kind.label, "layer": layer.label], ["reason": reason])
            }
        }
    }

    enum DayKind: String, Choice {
        case ordinary, weekend, vacation, holiday
        case workedWeekend = "worked_weekend"
        case ownHoliday = "own_holiday"
        case closure
        case sportsDay = "sports_day"
        case earlyDismissal = "early_dismissal"
        case makeUp = "make_up"

        static let prefix = "calendar.day"
    }
}

extension Sequence<SchoolCalendar.ServiceDay> {
    var serviceDays: [SchoolCalendar.ServiceDay] { filter(\.isService) }

    /// How often each weekday's timetable runs.
    var countsByWeekday: [Weekday: Int] {
        reduce(into: [:]) { counts, day in
            if let weekday = day.runsWeekday { counts[weekday, default: 0] += 1 }
        }
    }

    /// Service days whose weekday nobody has announced yet.
    var awaitingWeekday: [SchoolCalendar.ServiceDay] { filter(\.isAwaitingWeekday) }
}
