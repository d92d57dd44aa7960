extension Demo {
    enum Stage: String, Sendable {
        case primary, junior, nineYear = "nine_year"

        var grades: ClosedRange<Int> {
            switch self {
            case .primary: 1...6
            case .junior: 7...9
            case .nineYear: 1...9
            }
        }
    }

    /// One invented school and how many people it has.
    struct School: Sendable {
        let index: Int
        let district: Int
        let stage: Stage
        let isPublic: Bool
        let isRural: Bool
        let chinese: String
        let english: String
        let hasSecondCampus: Bool
        let pupils: Int
        let staff: Int
        /// Pupils of all schools before this one: the base for numbers that are unique in the city.
        let pupilsBefore: Int
        /// A junior school's neighbouring primary school, whose families have older children here.
        let feeder: Int?

        let id: String
        let classes: [Class]
        /// How many pupils are in the first grade; the older siblings start after them.
        let youngest: Int

        /// The organisation id of the second campus, where there is one; the youngest classes are taught there.
        var campus: String? { hasSecondCampus ? "\(id)-east" : nil }

        func place(of homeroom: Class) -> String {
            homeroom.grade == stage.grades.lowerBound ? campus ?? id : id
        }
    }

    /// A homeroom: its grade, number within the grade, and which of the school's pupils are in it.
    struct Class: Sendable {
        let index: Int
        let grade: Int
        let number: Int
        let pupils: Range<Int>

        var title: String { "\(gradeNames[grade - 1])年级\(number)班" }
    }

    static let largestClass = 45
}

private let gradeNames = ["一", "二", "三", "四", "五", "六", "七", "八", "九"]

extension Demo.School {
    /// Every school of a city, in order of district.
    static func all(
        size: Demo.Size, districts: [Demo.Division], places: [(chinese: String, english: String)]
    ) -> [Demo.School] {
        let sketches = Sketch.all(size: size, districts: districts)
        let counts = spread(size: size, weights: sketches.map(\.weight))
        let staff = Demo.apportion(size.pupils * 8 / 100, by: counts)
        var before = 0
        var schools: [Demo.School] = []
        for (index, sketch) in sketches.enumerated() {
            let classes = Demo.Class.all(of: counts[index], grades: sketch.stage.grades)
            let (chinese, english) = name(index, sketch, places)
            schools.append(
                Demo.School(
                    index: index, district: sketch.district, stage: sketch.stage, isPublic: sketch.isPublic,
                    isRural: sketch.isRural, chinese: chinese, english: english,
                    hasSecondCampus: index % 15 == 4, pupils: counts[index],
                    staff: max(staff[index], classes.count + 4), pupilsBefore: before,
                    feeder: sketch.stage == .junior
                        ? schools.last { $0.district == sketch.district && $0.stage == .primary }?.index : nil,
                    id: "s" + padded(index + 1), classes: classes,
                    youngest: classes.last { $0.grade == sketch.stage.grades.lowerBound }?.pupils.upperBound ?? 0
                )
            )
            before += counts[index]
        }
        return schools
    }

    /// Every school is promised ten pupils; the rest follows the weights.
    private static func spread(size: Demo.Size, weights: [Int]) -> [Int] {
        let floor = 10
        return Demo.apportion(size.pupils - floor * size.schools, by: weights).map { $0 + floor }
    }

    /// Place and variant together are unique in the city, so names are.
    private static func name(
        _ index: Int, _ sketch: Sketch, _ places: [(chinese: String, english: String)]
    ) -> (String, String) {
        let place = places[index % places.count]
        let (variant, variantEnglish) = variants[index / places.count % variants.count]
        let street = sketch.isRural ? ("", "") : ("路", " Road")
        let kind: (String, String) =
            switch (sketch.stage, sketch.isPublic) {
            case (.primary, true): ("小学", "Primary School")
            case (.primary, false): ("双语小学", "Bilingual Primary School")
            case (.junior, true): ("初级中学", "Junior Middle School")
            case (.junior, false): ("外国语中学", "Foreign Language Middle School")
            case (.nineYear, true): ("学校", "Nine-Year School")
            case (.nineYear, false): ("双语学校", "Bilingual School")
            }
        return (
            place.chinese + street.0 + variant + kind.0,
            place.english + street.1 + variantEnglish + " " + kind.1
        )
    }
}

private let variants = [
    ("", ""), ("实验", " Experimental"), ("第一", " No. 1"), ("第二", " No. 2"), ("第三", " No. 3"),
    ("中心", " Central"), ("第四", " No. 4"), ("第五", " No. 5"), ("第六", " No. 6"), ("新城", " New Town"),
]

private func padded(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 4 - String(number).count)) + String(number)
}

/// What a school is, before its people are counted.
private struct Sketch {
    let district: Int
    let stage: Demo.Stage
    let isPublic: Bool
    let isRural: Bool
    let weight: Int

    /// One school for each district first, as far as they go; the rest by the districts' shares.
    static func all(size: Demo.Size, districts: [Demo.Division]) -> [Sketch] {
        let first = min(size.schools, districts.count)
        let rest = Demo.apportion(size.schools - first, by: districts.map(\.share))
        var sketches: [Sketch] = []
        for (district, division) in districts.enumerated() {
            for number in 0..<(rest[district] + (district < first ? 1 : 0)) {
                var random = Demo.Random(seed: size.seed, 1, district, number)
                let stage = pattern[(number + district) % pattern.count]
                let isRural = random.chance(perMille: division.rural * 10)
                let base = stage == .nineYear ? 16 : stage == .junior ? 11 : 10
                sketches.append(
                    Sketch(
                        district: district, stage: stage, isPublic: sketches.count % 12 != 7, isRural: isRural,
                        weight: base * (isRural ? 6 : 10) * (60 + random.below(81))
                    )
                )
            }
        }
        return sketches
    }
}

private let pattern: [Demo.Stage] = [
    .primary, .junior, .nineYear, .primary, .primary, .junior, .primary, .primary, .primary, .junior,
]

extension Demo.Class {
    /// Even grades and even classes of at most `largestClass`.
    static func all(of pupils: Int, grades: ClosedRange<Int>) -> [Demo.Class] {
        var classes: [Demo.Class] = []
        var start = 0
        for (grade, count) in zip(grades, Demo.apportion(pupils, by: grades.map { _ in 1 })) {
            let number = max(1, (count + Demo.largestClass - 1) / Demo.largestClass)
            for (place, size) in Demo.apportion(count, by: Array(repeating: 1, count: number)).enumerated() {
                classes.append(
                    Demo.Class(index: classes.count, grade: grade, number: place + 1, pupils: start..<start + size)
                )
                start += size
            }
        }
        return classes
    }
}
