extension SchoolCalendar {
    /// What a city, a district or a school says about one day. At most one per place and day is in force.
    ///
    /// A change states some of three things: whether there is service, whose weekday is run, and an earlier end. What it leaves
    /// open, the layers further out decide: a school's early dismissal on a worked Sunday keeps the city's weekday.
    struct Change: Sendable, Equatable {
        enum Kind: String, Choice {
            /// A day off of the place's own: the anniversary of the school.
            case holiday
            /// Weather, epidemic, no power: closed at short notice.
            case closure
            /// With service, unless it says that there is none.
            case sportsDay = "sports_day"
            case earlyDismissal = "early_dismissal"
            /// School on a day that would be free.
            case makeUp = "make_up"
            /// Only says which weekday's timetable the day runs.
            case timetable

            static let prefix = "calendar.change"
        }

        let date: LocalDate
        let layer: Layer
        let kind: Kind
        let reason: String
        /// Nothing where the change does not say.
        let service: Bool?
        let runsWeekday: Weekday?
        let endsEarlyAt: TimeOfDay?

        /// When a school day may end at all: an "early dismissal" before it begins or after everybody has left is none.
        static let leavingTimes = TimeOfDay(minutes: 8 * 60)...TimeOfDay(minutes: 18 * 60 + 30)

        /// *Shape*: `service` matters for a sports day alone, every other kind says it by itself.
        init(
            _ date: LocalDate, by layer: Layer, _ kind: Kind, reason: String, service: Bool = true,
            runsWeekday: Weekday? = nil, endsEarlyAt: TimeOfDay? = nil
        ) {
            self.date = date
            self.layer = layer
            self.kind = kind
            self.reason = reason
            self.runsWeekday = runsWeekday
            self.endsEarlyAt = endsEarlyAt
            self.service =
                switch kind {
                case .holiday, .closure: false
                case .makeUp: true
                // A sports day with service must not undo the city's typhoon closure, so it says nothing.
                case .sportsDay: service ? nil : false
                case .earlyDismissal, .timetable: nil
                }
        }

        /// Whether the day is what it is because of this change, given whether there is service after it.
        ///
        /// Stating the weekday of a worked Sunday does not make it any less a worked Sunday, and an early dismissal does not
        /// explain a day that was closed meanwhile.
        func explains(_ isService: Bool) -> Bool {
            switch kind {
            case .timetable: false
            case .holiday, .closure, .makeUp: true
            case .sportsDay, .earlyDismissal: isService || service == false
            }
        }

        /// Whether the change, made or taken back today, would alter what a day that is over was.
        ///
        /// Only the weekday that a worked weekend day ran may still be stated, by the city and its districts: that question
        /// stays open until somebody answers it, and the answer gives or takes no service.
        func isLate(on today: LocalDate) -> Bool {
            date < today && !(kind == .timetable && layer != .school)
        }

        /// What is wrong with the change on a day that is so without it; empty when it may be made.
        ///
        /// - Parameter isStatutory: the State Council's own word on the day, which no change of a place further out hides.
        func faults(on day: ServiceDay, isStatutory: Bool, today: LocalDate) -> [FieldFault] {
            var faults: [FieldFault] = []
            if case .vacation = day.reason {
                faults.append(FieldFault("date", "calendar.change_outside_term"))
            } else if isLate(on: today) {
                faults.append(FieldFault("date", "calendar.day_over"))
            }
            if let fault = FieldFault.inLine("reason", reason, most: 200) { faults.append(fault) }
            if let runsWeekday, !Weekday.schoolDays.contains(runsWeekday) {
                faults.append(FieldFault("runsWeekday", "calendar.runs_weekday"))
            }
            return faults + kindFaults(on: day, isStatutory)
        }

        private func kindFaults(on day: ServiceDay, _ isStatutory: Bool) -> [FieldFault] {
            switch kind {
            case .timetable:
                (day.isService ? [] : [FieldFault("date", "calendar.change_day_off")])
                    + (runsWeekday == nil ? [FieldFault("runsWeekday", "field.required")] : [])
            case .earlyDismissal:
                (day.isService ? [] : [FieldFault("date", "calendar.change_day_off")])
                    + leavingFaults
            case .makeUp:
                // Nobody below the State Council may turn a statutory holiday into a school day.
                isStatutory ? [FieldFault("date", "calendar.change_statutory")] : []
            case .sportsDay:
                day.isService ? [] : [FieldFault("date", "calendar.change_day_off")]
            case .holiday, .closure:
                []
            }
        }

        private var leavingFaults: [FieldFault] {
            guard let endsEarlyAt else { return [FieldFault("endsEarlyAt", "field.required")] }
            let bounds = Self.leavingTimes
            guard !bounds.contains(endsEarlyAt) else { return [] }
            return [
                FieldFault(
                    "endsEarlyAt", "calendar.ends_early",
                    ["from": bounds.lowerBound.description, "until": bounds.upperBound.description])
            ]
        }
    }
}
