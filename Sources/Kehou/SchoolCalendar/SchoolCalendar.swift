/// 校历: which days have after-school service, and whose timetable they run. The only source of service days.
///
/// A day is worked out from the outside in:
/// 1. the State Council's schedule (`HolidaySchedule`): days off, and weekend days that are worked (调休);
/// 2. the weekday: Monday to Friday are school days where the schedule is silent;
/// 3. the city's terms (`Term`): a day between terms is vacation;
/// 4. single-day changes (`Change`) of the city, then the district, then the school: the nearer wins.
///
/// A worked weekend day runs the timetable of some weekday. The State Council does not say which: until a city, district or
/// school states it, the day is a service day whose weekday is *not yet announced* (`ServiceDay.isAwaitingWeekday`).
///
/// *Source*: clause 2a (all five working days), 2d and 6c (single-day changes); the State Council's yearly notice.
enum SchoolCalendar {}

extension SchoolCalendar {
    /// Whose word a change is. A nearer layer is later in this order and wins.
    enum Layer: String, Choice, Comparable {
        case city, district, school

        static let prefix = "calendar.layer"

        static func < (left: Layer, right: Layer) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .city: 0
            case .district: 1
            case .school: 2
            }
        }
    }
}
