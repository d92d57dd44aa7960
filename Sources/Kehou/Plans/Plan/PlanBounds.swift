extension Plans {
    /// What a plan may hold at most. Far beyond any school, so that whoever meets a bound has mistyped; and small enough that
    /// the rules may add and multiply, and look at every pair of rows, without a thought.
    enum Bound {
        static let grade = 1...9
        static let pupils = 0...20_000
        static let number = 0...2_000
        static let places = 0...20_000
        /// Per class-hour, as what families pay and what staff are paid.
        static let amount: ClosedRange<Money> = 0...100_000

        /// When ordinary lessons end anywhere: `start.after_lessons` fails outside, so that it cannot be switched off.
        static let lessonsEnd = TimeOfDay(minutes: 14 * 60)...TimeOfDay(minutes: 18 * 60 + 30)

        static let bands = 12
        static let sessions = 60
        static let leaving = 20
        static let rows = 60
        static let daysWithout = 200
    }
}

extension Plans.Plan {
    typealias Bound = Plans.Bound

    /// Every count, amount and list that is beyond its bound, and every text with unfit marks, by the path of its field in the
    /// form.
    ///
    /// *Shape*: paths as the rules' findings have them: `bands.0.pupils`, `tariff.fee`; a list that is too long is told at its
    /// first row too many.
    var faults: [FieldFault] {
        var faults: [FieldFault] = []
        for (index, band) in bands.enumerated() { band.note("bands.\(index)", &faults) }
        tariff.fee.note("tariff.fee", &faults)
        for (row, group) in staff.enumerated() {
            group.number.note("staff.\(row).number", Bound.number, &faults)
            group.pay.note("staff.\(row).pay", &faults)
        }
        for (row, venue) in venues.enumerated() { venue.places.note("venues.\(row).places", Bound.places, &faults) }
        for (path, count, most, column) in lists where count > most { faults.append(.rows(path, most, column)) }
        return faults + unfitTexts
    }

    /// *Throws*: `invalid` naming each field of ``faults`` as the editor's form has it.
    func requireBounds() throws {
        let wrong = faults
        guard wrong.isEmpty else {
            throw Fault.invalid(fields: wrong.map { FieldFault("draft.\($0.field)", $0.code, $0.arguments) })
        }
    }

    private var lists: [(path: String, count: Int, most: Int, column: String)] {
        [
            ("bands", bands.count, Bound.bands, "from"),
            ("daysWithout", daysWithout.count, Bound.daysWithout, "date"),
            ("staff", staff.count, Bound.rows, "kind"), ("venues", venues.count, Bound.rows, "name"),
            ("safety.posts", safety.posts.count, Bound.rows, "place"),
            ("safety.contacts", safety.contacts.count, Bound.rows, "name"),
            ("extras", extras.count, Bound.rows, "text"), ("statements", statements.count, Bound.rows, ""),
            ("lateCare.days", lateCare.days.count, Weekday.allCases.count, ""),
            ("tariff.free", tariff.free.count, Plans.Waiver.allCases.count, ""),
        ]
    }
}

extension Plans.Band {
    fileprivate func note(_ path: String, _ faults: inout [FieldFault]) {
        from.note("\(path).from", Plans.Bound.grade, &faults)
        through.note("\(path).through", Plans.Bound.grade, &faults)
        pupils.note("\(path).pupils", Plans.Bound.pupils, &faults)
        if sessions.count > Plans.Bound.sessions {
            faults.append(.rows("\(path).sessions", Plans.Bound.sessions, "kind"))
        }
        if leaving.count > Plans.Bound.leaving { faults.append(.rows("\(path).leaving", Plans.Bound.leaving, "time")) }
        for (row, session) in sessions.enumerated() where session.days.count > Weekday.allCases.count {
            faults.append(.rows("\(path).sessions.\(row).days", Weekday.allCases.count, ""))
        }
    }
}

extension Int? {
    fileprivate func note(_ path: String, _ bound: ClosedRange<Int>, _ faults: inout [FieldFault]) {
        guard let self, !bound.contains(self) else { return }
        faults.append(
            FieldFault(path, "field.range", ["least": "\(bound.lowerBound)", "most": "\(bound.upperBound)"]))
    }
}

extension Money? {
    fileprivate func note(_ path: String, _ faults: inout [FieldFault]) {
        let bound = Plans.Bound.amount
        guard let self, !bound.contains(self) else { return }
        faults.append(
            FieldFault(path, "field.range", ["least": bound.lowerBound.yuan, "most": bound.upperBound.yuan]))
    }
}

extension FieldFault {
    fileprivate static func rows(_ path: String, _ most: Int, _ column: String) -> FieldFault {
        let place = column.isEmpty ? path : "\(path).\(most).\(column)"
        return FieldFault(place, "plan.too_many_rows", ["most": "\(most)"])
    }
}
