import Store

extension Plans.PolicyVersion {
    /// A district keeps its own word when the city changes its defaults, and both together are what its schools are held to: so
    /// the city's version is asked beside each district's version that is or comes into force while it holds.
    ///
    /// *Throws*: `invalid` with `policy.districts_break` at each field that fails, with the names of the districts.
    func requireDistricts(_ db: DB) throws {
        guard district == nil, let effectiveFrom else { return }
        let approved = try Self.approved(in: city, db)
        let next = approved.filter { $0.district == nil }.compactMap(\.effectiveFrom).filter { $0 > effectiveFrom }
            .min()
        let bounds = try Plans.ProvincialBounds.current(on: effectiveFrom, db)
        let defaults = Plans.Policy().merged(with: own)
        var broken: [(field: String, districts: [String])] = []
        for place in try Registry.District.all(in: city, db) {
            let theirs = approved.filter { $0.district == place.id }.beside(from: effectiveFrom, until: next)
            let faults = theirs.flatMap { version in
                defaults.merged(with: version.own.withoutDates(before: effectiveFrom)).faults(within: bounds)
            }
            for field in faults.map(\.field) {
                if let index = broken.firstIndex(where: { $0.field == field }) {
                    if !broken[index].districts.contains(place.name) { broken[index].districts.append(place.name) }
                } else {
                    broken.append((field, [place.name]))
                }
            }
        }
        guard broken.isEmpty else {
            throw Fault.invalid(
                fields: broken.map { field, districts in
                    FieldFault(field, "policy.districts_break", ["districts": districts.joined(separator: "、")])
                })
        }
    }
}

extension [Plans.PolicyVersion] {
    /// Of one district's versions: the one in force on a day, and those that follow it before another.
    fileprivate func beside(from first: LocalDate, until end: LocalDate?) -> [Plans.PolicyVersion] {
        let coming = filter { version in
            guard version.state == .approved, let from = version.effectiveFrom, from > first else { return false }
            return end.map { from < $0 } ?? true
        }
        return [inForce(on: first)].compactMap { $0 } + coming
    }
}

extension Plans.PolicyOverrides {
    /// Dates belong to the term they were written for; those that have passed bind nobody.
    fileprivate func withoutDates(before day: LocalDate) -> Self {
        func kept(_ date: LocalDate?) -> LocalDate? { date.flatMap { $0 >= day ? $0 : nil } }
        var own = self
        (own.submitBy, own.approveBy, own.readyBy) = (kept(submitBy), kept(approveBy), kept(readyBy))
        return own
    }
}
