extension Demo {
    struct Pupil: Sendable {
        let number: Int
        let name: Name
        let family: Family
    }

    enum Post: String, Sendable { case principal, office, teacher, aide }

    struct Employee: Sendable {
        let number: Int
        let name: Name
        let post: Post
        let mobile: String
    }

    /// Mobile numbers 100 0000 0000 and on: no Chinese network has numbers that begin with 10, so none is anyone's.
    ///
    /// - Parameter index: 0..<10,000,000; different indices give different numbers.
    static func mobile(_ index: Int) -> String {
        // The multiplier has no factor in common with ten million, so neighbours look unlike and none meet.
        let digits = String((index * 6_180_339 + 1_234_567) % 10_000_000)
        return "1000" + String(repeating: "0", count: 7 - digits.count) + digits
    }

    /// Guardians' numbers are below this index, staff's from it on.
    static let mobilesOfStaff = 9_000_000
}

extension Demo.City {
    /// The pupils of a class in order; somewhere in the first class of each grade two of them have the same name.
    func pupils(of homeroom: Demo.Class, in school: Demo.School) -> [Demo.Pupil] {
        var pupils = homeroom.pupils.map { pupil(number: $0, in: school) }
        guard homeroom.number == 1 else { return pupils }
        for later in pupils.indices {
            let surname = pupils[later].name.surname
            if let earlier = pupils[..<later].firstIndex(where: { $0.name.surname == surname }) {
                let name = pupils[earlier].name
                pupils[later] = Demo.Pupil(number: pupils[later].number, name: name, family: pupils[later].family)
                break
            }
        }
        return pupils
    }

    private func pupil(number: Int, in school: Demo.School) -> Demo.Pupil {
        let family = family(family(of: number, in: school))
        var random = Demo.Random(seed: size.seed, 6, school.index, number)
        let given = names.given(.child, random.chance(perMille: 480) ? .girl : .boy, &random)
        return Demo.Pupil(number: number, name: Demo.Name(surname: family.childSurname, given: given), family: family)
    }

    /// A national pupil number in form (G and 18 digits) that belongs to nobody: its division code is 000000.
    func nationalNumber(of pupil: Int, grade: Int, in school: Demo.School) -> String {
        let digits = String(school.pupilsBefore + pupil + 1)
        let born = 2026 - 6 - grade + 1
        return "G000000\(born)" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Principal, office, teachers, and one in sixteen a non-teaching aide.
    func staff(of school: Demo.School) -> [Demo.Employee] {
        let before = school.pupilsBefore * 8 / 100 + school.index * 40
        return (0..<school.staff).map { number in
            var random = Demo.Random(seed: size.seed, 7, school.index, number)
            let surname = names.surname(&random)
            let given = names.given(.adult, random.chance(perMille: 700) ? .girl : .boy, &random)
            return Demo.Employee(
                number: number, name: Demo.Name(surname: surname, given: given), post: post(number, school),
                mobile: Demo.mobile(Demo.mobilesOfStaff + before + number)
            )
        }
    }

    /// The class teacher of a class and the second one, by their number among the staff.
    func teachers(of homeroom: Demo.Class, in school: Demo.School) -> [Int] {
        let teachers = (0..<school.staff).filter { post($0, school) == .teacher }.count
        let first = homeroom.index % teachers
        let second = (homeroom.index + school.classes.count) % teachers
        return first == second ? [2 + first] : [2 + first, 2 + second]
    }

    func post(_ number: Int, _ school: Demo.School) -> Demo.Post {
        switch number {
        case 0: .principal
        case 1: .office
        case (school.staff - max(1, school.staff / 16))...: .aide
        default: .teacher
        }
    }
}
