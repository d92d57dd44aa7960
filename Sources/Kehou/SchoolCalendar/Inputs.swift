extension SchoolCalendar {
    struct CalendarFields: Codable, Sendable {
        /// The current term where none is named.
        let term: ID<Term>?
    }

    /// What the form of a new change begins with.
    struct NewChangeFields: Codable, Sendable {
        let date: LocalDate?
        let kind: Change.Kind?
    }

    struct ChangeFields: Codable, Sendable {
        let date: LocalDate
        let kind: Change.Kind
        let reason: String
        /// Matters for a sports day alone.
        let hasNoService: Bool
        let runsWeekday: Weekday?
        let endsEarlyAt: TimeOfDay?

        static let sample = ChangeFields(
            date: .sample, kind: .closure, reason: "Typhoon", hasNoService: false, runsWeekday: nil, endsEarlyAt: nil)

        /// What a kind does not ask for is left out, so that a field filled in by mistake does no harm.
        func change(by layer: Layer) -> Change {
            Change(
                date, by: layer, kind, reason: reason.trimmed, service: !hasNoService,
                runsWeekday: kind == .makeUp || kind == .timetable ? runsWeekday : nil,
                endsEarlyAt: kind == .earlyDismissal ? endsEarlyAt : nil)
        }
    }

    struct WithdrawalFields: Codable, Sendable {
        let change: ID<Announcement>
    }

    struct NewTermInput: Codable, Sendable {
        let city: ID<Registry.City>
        let ordinal: Int
        let starts: LocalDate
        let ends: LocalDate

        var term: Term {
            Term(id: .next(), schoolYear: Term.schoolYear(of: starts), ordinal: ordinal, starts: starts, ends: ends)
        }
    }

    struct TermInput: Codable, Sendable {
        let city: ID<Registry.City>
        let term: ID<Term>
    }

    struct TermsInput: Codable, Sendable {
        let city: ID<Registry.City>
        /// The term that the form changes; without one it sets a new term.
        let edit: ID<Term>?
    }

    struct TermDaysInput: Codable, Sendable {
        let city: ID<Registry.City>
        let term: ID<Term>
        let ordinal: Int
        let starts: LocalDate
        let ends: LocalDate

        var changed: Term {
            Term(id: term, schoolYear: Term.schoolYear(of: starts), ordinal: ordinal, starts: starts, ends: ends)
        }
    }
}
