extension Enrolment {
    /// One child's part of the form as it is sent, kept as a draft, and sent back when something is wrong with it.
    ///
    /// There is no field for a reason, a proof or a file, and `ApplicationSchemaTests` fails where one appears.
    struct ChildInput: Codable, Sendable, Hashable {
        enum Word: String, Choice {
            case join, decline
            static let prefix = "enrolment.word"
        }

        struct Times: Codable, Sendable, Hashable {
            var monday: TimeOfDay?
            var tuesday: TimeOfDay?
            var wednesday: TimeOfDay?
            var thursday: TimeOfDay?
            var friday: TimeOfDay?

            static let names = ["monday", "tuesday", "wednesday", "thursday", "friday"]

            subscript(day: Weekday) -> TimeOfDay? {
                get { self[keyPath: Self.path(day)] }
                set { self[keyPath: Self.path(day)] = newValue }
            }

            private static func path(_ day: Weekday) -> WritableKeyPath<Times, TimeOfDay?> {
                switch day {
                case .monday: \.monday
                case .tuesday: \.tuesday
                case .wednesday: \.wednesday
                case .thursday: \.thursday
                case .friday, .saturday, .sunday: \.friday
                }
            }
        }

        struct NewCollector: Codable, Sendable, Hashable {
            var name: String?
            var relation: Collector.Relation?
            var mobile: String?

            var isBlank: Bool { (name ?? "").isBlank && (mobile ?? "").isBlank }
        }

        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        /// What the form was made from: an id, `none`, or nothing for a caller that did not look.
        var seen: String?
        /// Nothing while the family has not decided; the child then stays as it is.
        var answer: Word?
        var days: [Weekday]?
        /// A day without a time of its own leaves as the first day of the week does ("same as Monday").
        var times: Times?
        var homeworkOnly: Bool?
        var collectors: [NewCollector]?
        var ended: [ID<Collector>]?
        var careKinds: [CareNote.Kind]?
        var careNote: String?
        var careConsent: Bool?
        /// The family looked at the care section, so an empty one means none.
        var careShown: Bool?
        /// The mark of what the care section showed (`Care.mark`); nothing for a caller that did not look.
        var careSeen: String?

        /// Without what may not lie about in a draft.
        var withoutSecrets: ChildInput {
            var copy = self
            copy.collectors = nil
            (copy.careKinds, copy.careNote, copy.careConsent, copy.careShown, copy.careSeen) = (nil, nil, nil, nil, nil)
            return copy
        }
    }
}

extension Enrolment.ChildInput {
    typealias Answer = Enrolment.Answer

    /// A form filled with an answer that stands.
    init(
        school: ID<Registry.School>, pupil: ID<Registry.Pupil>, answer: Answer?, seen: ID<Enrolment.Application>?,
        offer days: [Enrolment.Offer.Day]
    ) {
        self.school = school
        self.pupil = pupil
        self.seen = seen.map(\.description) ?? "none"
        self.answer = answer.map { $0.joins ? .join : .decline }
        guard let answer, answer.joins else { return }
        self.days = answer.days.map(\.weekday)
        homeworkOnly = answer.homeworkOnly
        var times = Times()
        let base = answer.days.first { $0.weekday == days.first?.weekday }?.leaves ?? answer.days.first?.leaves
        if let first = days.first { times[first.weekday] = base }
        for day in answer.days where day.leaves != base { times[day.weekday] = day.leaves }
        self.times = times
    }

    var standing: Enrolment.Submission.Seen {
        guard let seen, !seen.isBlank else { return .any }
        return .application(ID<Enrolment.Application>(seen))
    }

    /// What the child's part comes to under what its school offers.
    ///
    /// - Parameter field: where the child stands in the form, such as `children.0`.
    /// - Throws: `invalid` naming each wrong field.
    func read(_ offer: [Enrolment.Offer.Day], at field: String) throws -> Answer? {
        guard let answer else { return nil }
        guard answer == .join else { return .declines }
        let chosen = Set(days ?? [])
        var faults: [FieldFault] = []
        if chosen.isEmpty { faults.append(FieldFault("\(field).days", "enrolment.no_day")) }
        if let other = chosen.first(where: { day in !offer.contains { $0.weekday == day } }) {
            faults.append(FieldFault("\(field).days", "enrolment.day_not_offered", ["day": "\(other.rawValue)"]))
        }
        var read: [Answer.Day] = []
        for day in offer where chosen.contains(day.weekday) {
            let own = times?[day.weekday]
            let time = own ?? Self.nearest(to: base(offer), in: day)
            guard day.times.contains(time) else {
                let name = Times.names[day.weekday.rawValue - 1]
                faults.append(FieldFault("\(field).times.\(name)", "enrolment.time_not_offered"))
                continue
            }
            read.append(Answer.Day(weekday: day.weekday, leaves: time, isLateCare: day.isLateCare(time)))
        }
        guard faults.isEmpty else { throw Fault.invalid(fields: faults) }
        return Answer(days: read, homeworkOnly: homeworkOnly ?? false)
    }

    /// The leaving time of the first day, which the others follow; the last ordinary one until somebody says otherwise.
    private func base(_ offer: [Enrolment.Offer.Day]) -> TimeOfDay? {
        guard let first = offer.first else { return nil }
        return times?[first.weekday] ?? first.leaving.last
    }

    /// The offered time that is the same, else the next later one, else the last.
    private static func nearest(to time: TimeOfDay?, in day: Enrolment.Offer.Day) -> TimeOfDay {
        let times = day.times
        guard let time else { return day.leaving.last ?? .sample }
        return times.first { $0 >= time } ?? times.last ?? time
    }

    /// Takes the answer of another input of the same child; collectors and care notes stay as they were filled in.
    mutating func follow(_ other: Enrolment.ChildInput) {
        (seen, answer, days, times, homeworkOnly) = (
            other.seen, other.answer, other.days, other.times, other.homeworkOnly
        )
    }

    /// Whether something is filled in that no draft keeps.
    var hasUnkept: Bool {
        let isCareTouched = careShown == true && careSeen != nil && Enrolment.Care(self).mark != careSeen
        return isCareTouched || (collectors ?? []).contains { !$0.isBlank }
    }

    /// The same answer as a brother's or sister's, as near as this child's school offers it.
    func copying(_ other: Enrolment.ChildInput, offer: [Enrolment.Offer.Day]) -> Enrolment.ChildInput {
        var copy = self
        copy.answer = other.answer
        copy.days = other.days?.filter { day in offer.contains { $0.weekday == day } }
        copy.homeworkOnly = other.homeworkOnly
        guard let times = other.times else {
            copy.times = nil
            return copy
        }
        var near = Times()
        for day in offer { near[day.weekday] = times[day.weekday].map { Self.nearest(to: $0, in: day) } }
        copy.times = near
        return copy
    }

    /// Every day of the week that the school offers.
    func everyDay(_ offer: [Enrolment.Offer.Day]) -> Enrolment.ChildInput {
        var copy = self
        copy.answer = .join
        copy.days = offer.map(\.weekday)
        return copy
    }
}
