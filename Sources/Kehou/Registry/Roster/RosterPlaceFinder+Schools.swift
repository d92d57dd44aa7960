import Store

extension Roster.PlaceFinder {
    private typealias School = Registry.School

    /// Schools and, where a school stands below another, campuses.
    func addSchools(
        _ ancestries: [[Roster.Org]], _ districts: [String: Registry.District], _ places: inout Roster.Places
    ) {
        var outside: Set<Int64> = []
        for path in ancestries {
            guard let org = path.first, org.type == "school", path.filter({ $0.type == "school" }).count == 1 else {
                continue
            }
            guard let stage = stage(of: org, &places) else {
                outside.insert(org.n)
                continue
            }
            let above = path.first { $0.type == "district" }?.sourceID ?? ""
            guard let district = districts[above] else { continue }
            addSchool(org, district, stage, &places)
        }
        noteDefaults(&places)
        let rows = Dictionary(uniqueKeysWithValues: places.schools.map { ($0.n, $0) })
        for path in ancestries {
            guard let org = path.first, let top = path.last(where: { $0.type == "school" }), let school = rows[top.n]
            else {
                continue
            }
            let campus = path.first { isCampus($0, of: top) }
            if org.n == campus?.n {
                addCampus(org, school, &places)
            } else if org.type == "department" {
                note("org_outside", org, "type", &places)
            }
            places.inside.append((org: org.n, school: top.n, campus: campus?.n))
        }
    }

    /// A school below a school, or a department where classes are held.
    private func isCampus(_ org: Roster.Org, of school: Roster.Org) -> Bool {
        guard org.n != school.n, !org.isGone else { return false }
        return org.type == "school" || org.type == "department" && locations[school.n]?.contains(org.name) == true
    }

    /// What grades a school teaches: as it says, else as its classes and pupils show; nil where none is compulsory.
    private func stage(of org: Roster.Org, _ places: inout Roster.Places) -> Registry.School.Stage? {
        if let stage = org.stage { return stage }
        let known = self.known(org, in: places.city.record.id)
        if let known, spared.contains(org.sourceID) { return known.stage }
        guard let span = grades[org.n], let low = span.lowest, let high = span.highest else {
            if grades[org.n]?.hasOthers == true {
                note("school_not_compulsory", org, "type", &places)
                return nil
            }
            if known == nil { note("stage_unknown", org, "", &places) }
            return known?.stage ?? .nineYear
        }
        return high <= 6 ? .primary : low >= 7 ? .junior : .nineYear
    }

    private func addSchool(
        _ org: Roster.Org, _ district: Registry.District, _ stage: Registry.School.Stage, _ places: inout Roster.Places
    ) {
        let known = self.known(org, in: district.cityID)
        let wanted = School(
            id: known?.id ?? .next(), cityID: district.cityID, districtID: district.id, sourceID: org.sourceID,
            code: org.code ?? known?.code, name: org.name, nameEn: org.nameEn ?? known?.nameEn,
            ownership: org.ownership ?? known?.ownership ?? .isPublic, setting: org.setting ?? known?.setting ?? .urban,
            stage: stage, phone: org.phone ?? known?.phone, address: org.address ?? known?.address,
            closedOn: org.isGone ? known?.closedOn ?? today : nil)
        // A school that is to be deleted and was never here is not made for the sake of closing it.
        if org.isGone, known == nil { return }
        places.schools.append(
            Roster.Places.SchoolEntry(
                n: org.n, school: wanted, change: Roster.Change(known, wanted), isGone: org.isGone))
    }

    private func known(_ org: Roster.Org, in city: ID<Registry.City>) -> Registry.School? {
        existing.schools.first { $0.cityID == city && $0.sourceID == org.sourceID }
            ?? existing.schools.first {
                $0.cityID == city && $0.sourceID == nil && $0.code != nil && $0.code == org.code && isFirst(org)
            }
    }

    /// Whether no school before it has the same code: a row is matched by its code once.
    private func isFirst(_ org: Roster.Org) -> Bool {
        orgs.first { $0.type == "school" && $0.code == org.code }?.n == org.n
    }

    private func addCampus(_ org: Roster.Org, _ school: Roster.Places.SchoolEntry, _ places: inout Roster.Places) {
        let known = existing.campuses.first { $0.schoolID == school.school.id && $0.sourceID == org.sourceID }
        let isSame = known?.name == org.name && known?.address == org.address
        places.campuses.append(
            Roster.Places.CampusEntry(
                n: org.n, schoolN: school.n, schoolID: school.school.id, id: known?.id ?? .next(),
                sourceID: org.sourceID, name: org.name,
                address: org.address, change: known == nil ? .new : isSame ? .none : .changed))
    }

    /// What was taken for new schools that do not say it: one line for each column, not one for each school.
    private func noteDefaults(_ places: inout Roster.Places) {
        let new = Set(places.schools.filter { $0.change == .new }.map(\.n))
        let silent = [
            ("ownership_taken", "ownership", orgs.filter { new.contains($0.n) && $0.ownership == nil }),
            ("setting_taken", "setting", orgs.filter { new.contains($0.n) && $0.setting == nil }),
        ]
        for (code, column, schools) in silent where !schools.isEmpty {
            places.problems.append(
                Roster.Problem(
                    severity: .warning, file: Roster.File.orgs.name, line: 0, column: "metadata.kehou.\(column)",
                    code: code, arguments: ["count": "\(schools.count)"]))
        }
    }

    /// Campuses whose rows were skipped, so that their classes stay in them.
    func keepCampuses(_ places: inout Roster.Places) {
        guard !spared.isEmpty else { return }
        let named = Set(places.campuses.map(\.id))
        let rows = Dictionary(places.schools.map { ($0.school.id, $0.n) }, uniquingKeysWith: { first, _ in first })
        for campus in existing.campuses where !named.contains(campus.id) && spared.contains(campus.sourceID ?? "") {
            guard let school = rows[campus.schoolID] else { continue }
            let isNamed = places.campuses.contains { $0.schoolN == school && $0.name == campus.name }
            let isKept = places.keptCampuses.contains { $0.schoolN == school && $0.name == campus.name }
            guard !isNamed, !isKept else { continue }
            places.keptCampuses.append((id: campus.id, schoolN: school, name: campus.name))
        }
    }

    func note(
        _ code: String, _ org: Roster.Org, _ column: String, _ places: inout Roster.Places, value: String = ""
    ) {
        places.problems.append(
            Roster.Problem(
                severity: .warning, file: Roster.File.orgs.name, line: org.line, column: column, code: code,
                arguments: ["name": org.name, "type": org.type, "value": value]))
    }
}
