extension Demo {
    /// Which family of which school a pupil belongs to.
    struct FamilyKey: Hashable, Sendable {
        let school: Int
        let number: Int
    }

    /// The guardians who live with a family's children, or share them.
    ///
    /// A step-family has the mother, her husband, and the father who lives elsewhere; all three are equal guardians.
    struct Family: Sendable {
        let key: FamilyKey
        let childSurname: String
        let guardians: [Guardian]
        /// The father, where one is a guardian: half-siblings in another family share him.
        var father: Guardian? { guardians.first { $0.place == .father } }
    }

    struct Guardian: Sendable {
        enum Place: String, Sendable { case father, mother, stepfather, grandparent }
        let id: String
        let name: Name
        let mobile: String
        let place: Place
    }
}

extension Demo.City {
    /// Every eighth pupil above the first grade is a younger family's older child.
    private static let siblingEvery = 8
    /// Of a thousand pupils of a junior school, so many have a younger sibling in the neighbouring primary school.
    private static let acrossPerMille = 60
    /// Every so many families the father has a child in the family before as well.
    private static let halfSiblingsEvery = 40

    /// The family of a pupil, by closed formulas: no table of families is ever held.
    func family(of pupil: Int, in school: Demo.School) -> Demo.FamilyKey {
        let youngest = school.youngest
        var owner = pupil
        if isOlderSibling(pupil, youngest) {
            var random = Demo.Random(seed: size.seed, 2, school.index, pupil)
            owner = random.below(gradeStart(of: pupil, in: school))
            if isOlderSibling(owner, youngest) { owner -= 1 }
        }
        if let feeder = school.feeder, let across = acrossKey(owner, school, schools[feeder]) { return across }
        let number = owner < youngest ? owner : owner - (owner - youngest) / Self.siblingEvery
        return Demo.FamilyKey(school: school.index, number: number)
    }

    /// Whether the family's own pupil belongs here, and not to a family of the neighbouring school.
    func hasFamily(_ number: Int, in school: Demo.School) -> Bool {
        guard let feeder = school.feeder else { return true }
        let youngest = school.youngest
        let later = number - youngest
        let owner =
            later < 0
            ? number
            : youngest + later / (Self.siblingEvery - 1) * Self.siblingEvery
                + later % (Self.siblingEvery - 1)
        return acrossKey(owner, school, schools[feeder]) == nil
    }

    func familyCount(of school: Demo.School) -> Int {
        school.pupils - (school.pupils - school.youngest) / Self.siblingEvery
    }

    func family(_ key: Demo.FamilyKey) -> Demo.Family {
        let school = schools[key.school]
        var random = Demo.Random(seed: size.seed, 3, key.school, key.number)
        let turn = random.below(1000)
        let places: [Demo.Guardian.Place] =
            switch turn {
            case ..<670: [.father, .mother]
            case ..<840: [.mother]
            case ..<900: [.father]
            case ..<930: [.grandparent]
            case ..<960: [.mother, .stepfather, .father]
            default: [.father, .mother, .grandparent]
            }
        let surname = names.surname(&random)
        let guardians = places.enumerated().map { order, place in
            Demo.Guardian(
                id: "\(school.id)-f\(key.number)-\(order)", name: name(place, surname, &random),
                mobile: Demo.mobile(3 * (school.pupilsBefore + key.number) + order), place: place
            )
        }
        return Demo.Family(key: key, childSurname: surname, guardians: guardians)
    }

    /// All guardians of a pupil: the family's, a father shared with half-siblings, and a carer who looks after thirty.
    func guardians(of pupil: Int, in school: Demo.School, family: Demo.Family) -> [String] {
        var ids = family.guardians.map(\.id)
        let number = family.key.number
        if family.key.school == school.index, number % Self.halfSiblingsEvery == Self.halfSiblingsEvery - 1,
            hasFamily(number - 1, in: school),
            let father = self.family(Demo.FamilyKey(school: school.index, number: number - 1)).father
        {
            ids.append(father.id)
        }
        if let carer = carer(of: school), isCaredFor(pupil, school) { ids.append(carer.id) }
        return ids
    }

    /// In every tenth school a neighbour looks after thirty pupils, and is a guardian of each.
    func carer(of school: Demo.School) -> Demo.Guardian? {
        guard school.index % 10 == 0, school.pupils >= 60 else { return nil }
        var random = Demo.Random(seed: size.seed, 4, school.index)
        let name = Demo.Name(surname: names.surname(&random), given: names.given(.elder, .girl, &random))
        let mobile = Demo.mobile(Demo.mobilesOfStaff - 1 - school.index)
        return Demo.Guardian(id: "\(school.id)-carer", name: name, mobile: mobile, place: .grandparent)
    }

    /// Thirty of the school's pupils, spread over its grades.
    private func isCaredFor(_ pupil: Int, _ school: Demo.School) -> Bool {
        let step = school.pupils / 30
        return pupil % step == 0 && pupil / step < 30
    }

    private func isOlderSibling(_ pupil: Int, _ youngest: Int) -> Bool {
        pupil >= youngest && (pupil - youngest) % Self.siblingEvery == Self.siblingEvery - 1
    }

    private func acrossKey(_ owner: Int, _ school: Demo.School, _ feeder: Demo.School) -> Demo.FamilyKey? {
        var random = Demo.Random(seed: size.seed, 5, school.index, owner)
        guard random.chance(perMille: Self.acrossPerMille) else { return nil }
        return Demo.FamilyKey(school: feeder.index, number: random.below(familyCount(of: feeder)))
    }

    /// The first pupil of the pupil's grade: older siblings have theirs below it.
    private func gradeStart(of pupil: Int, in school: Demo.School) -> Int {
        let grade = school.classes.first { $0.pupils.contains(pupil) }?.grade
        return school.classes.first { $0.grade == grade }?.pupils.lowerBound ?? 0
    }

    private func name(_ place: Demo.Guardian.Place, _ surname: String, _ random: inout Demo.Random) -> Demo.Name {
        switch place {
        case .father: Demo.Name(surname: surname, given: names.given(.adult, .boy, &random))
        case .mother: Demo.Name(surname: names.surname(&random), given: names.given(.adult, .girl, &random))
        case .stepfather: Demo.Name(surname: names.surname(&random), given: names.given(.adult, .boy, &random))
        case .grandparent: Demo.Name(surname: surname, given: names.given(.elder, .boy, &random))
        }
    }
}
