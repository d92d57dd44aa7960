extension Text {
    /// `周一、周三` / `Mon, Wed`: texts side by side in the reader's language.
    static func list(_ texts: [Text]) -> Text {
        guard let first = texts.first else { return Text(verbatim: "") }
        return texts.dropFirst().reduce(first) { Text("plans.list", texts: ["first": $0, "next": $1]) }
    }

    /// `周一、周三`, or `周一至周五` where three or more days follow one another without a gap.
    static func days(_ days: [Weekday]) -> Text {
        let numbers = Set(days.map(\.rawValue)).sorted()
        let names = numbers.map { Text("value.weekday.\($0)") }
        if names.count > 2, numbers[numbers.count - 1] - numbers[0] == numbers.count - 1 {
            return Text("plans.days_through", texts: ["from": names[0], "through": names[names.count - 1]])
        }
        return .list(names)
    }

    static func minutes(_ minutes: Minutes) -> Text { Text("value.minutes", ["count": "\(minutes.count)"]) }

    static func money(_ money: Money) -> Text { Text("value.money", ["yuan": money.yuan]) }

    static func date(_ date: LocalDate) -> Text {
        Text(
            "value.date", texts: ["month": Text("value.month.\(date.month)")],
            ["year": "\(date.year)", "day": "\(date.day)"])
    }

    /// `1–2 年级` or `3 年级`, from ascending grades; runs are shortened, gaps listed.
    static func grades(_ grades: [Int]) -> Text {
        var runs: [ClosedRange<Int>] = []
        for grade in grades.sorted() {
            if let last = runs.last, last.upperBound + 1 >= grade {
                runs[runs.count - 1] = last.lowerBound...max(last.upperBound, grade)
            } else {
                runs.append(grade...grade)
            }
        }
        return .list(
            runs.map {
                $0.count == 1
                    ? Text("plans.grade", ["grade": "\($0.lowerBound)"])
                    : Text("plans.grades", ["from": "\($0.lowerBound)", "through": "\($0.upperBound)"])
            })
    }
}

extension Plans.Plan {
    /// Field path of the band that speaks of a grade, for a finding about that grade.
    func path(grade: Int, _ field: String = "sessions") -> String {
        guard let index = bands.firstIndex(where: { $0.grades.contains(grade) }) else { return "bands" }
        return "bands.\(index).\(field)"
    }

    /// Grades that have exactly the same answer are told in one sentence.
    func grouped<Answer: Hashable>(
        _ grades: [Int], by answer: (Int) -> Answer?
    ) -> [(grades: [Int], answer: Answer)] {
        var order: [Answer] = []
        var groups: [Answer: [Int]] = [:]
        for grade in grades {
            guard let found = answer(grade) else { continue }
            if groups[found] == nil { order.append(found) }
            groups[found, default: []].append(grade)
        }
        return order.map { (groups[$0] ?? [], $0) }
    }
}
