extension SchoolCalendar {
    struct CalendarInput: CalendarPlaceInput {
        let layer: Layer
        let place: ID<Place>
        /// The current term where none is named.
        let term: ID<Term>?
    }

    /// What the form of a new change begins with.
    struct NewChangeInput: CalendarPlaceInput {
        let layer: Layer
        let place: ID<Place>
        let date: LocalDate?
        let kind: Change.Kind?
    }

    struct ChangeInput: CalendarPlaceInput {
        let layer: Layer
        let place: ID<Place>
        let date: LocalDate
        let kind: Change.Kind
        let reason: String
        /// Matters for a sports day alone.
        let hasNoService: Bool
        let runsWeekday: Weekday?
        let endsEarlyAt: TimeOfDay?

        /// What a kind does not ask for is left out, so that a field filled in by mistake does no harm.
        var change: Change {
            Change(
                date, by: layer, kind, reason: reason.trimmed, service: !hasNoService,
                runsWeekday: kind == .makeUp || kind == .timetable ? runsWeekday : nil,
                endsEarlyAt: kind == .earlyDismissal ? endsEarlyAt : nil)
        }
    }

    struct WithdrawalInput: CalendarPlaceInput {
        let layer: Layer
        let place: ID<Place>
        let change: ID<Announcement>
    }

    struct TermsInput: Codable, Sendable {
        let city: ID<Registry.City>
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
}

extension String {
    /// Without blanks and line ends around it.
    var trimmed: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
