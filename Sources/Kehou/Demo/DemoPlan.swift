extension Demo {
    /// A plan that a made-up school might write: the city's template, filled in with what only the school knows.
    ///
    /// It passes every rule under the demo's policies, until a `Flaw` spoils it.
    static func plan(of school: School, in city: City, from library: Plans.Library) -> Plans.Plan {
        var random = Random(seed: city.size.seed, 8, school.index)
        var plan = library.template(grades: Array(school.stage.grades), language: "zh-Hans")
        // Three of five pupils join, spread over the grades as they are.
        for band in plan.bands.indices {
            let grades = plan.bands[band].grades
            let pupils = school.classes.filter { grades.contains($0.grade) }.reduce(0) { $0 + $1.pupils.count }
            plan.bands[band].pupils = max(1, pupils * 3 / 5)
        }
        let office = city.staff(of: school)[1]
        plan.contact = Plans.Contact(name: office.name.full, duty: "教导处", phone: phone(of: school))
        plan.safety.contacts = [
            Plans.Contact(name: city.staff(of: school)[0].name.full, duty: "值班校领导", phone: phone(of: school))
        ]
        plan.staff[0].number = max(2, school.pupils * 3 / 5 / 40 + 1)
        plan.staff[0].pay = random.pick([5000, 5500, 6000, 7000])
        plan.tariff.fee = random.chance(perMille: 200) ? 0 : school.isRural ? 250 : 300
        plan.highlights = random.pick(highlights)
        plan.readyOn = LocalDate(year: 2026, month: 8, day: 24 + random.below(5))
        return plan
    }

    /// A number that rings nowhere: local numbers do not begin with 0.
    static func phone(of school: School) -> String {
        "0532-0000" + String(String(10_000 + school.index + 1).suffix(4))
    }

    private static let highlights = [
        "“海洋课堂”周周见：赶海、船模、海洋标本，学生把课堂搬到海边。",
        "足球、轮滑、跳绳三项轮选，保证每个孩子每周出汗三次。",
        "合唱团与民乐社每学期在社区演出，家长凭通知即可观看。",
        "“小菜农”种植园由各班认领，收获的蔬菜送给社区老人。",
        "航模、编程、机器人三个科学社团，向全体学生开放，不设门槛。",
        "每天二十分钟静读，每月一次换书市集，学期末评选“书香家庭”。",
        "作业不出校：九成以上学生在第一时段完成书面作业。",
        "灵活离校三个时段，接送人迟到也有老师陪伴到晚七点。",
    ]
}
