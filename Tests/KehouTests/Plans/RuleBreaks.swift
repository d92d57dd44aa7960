@testable import Kehou

private func time(_ hour: Int, _ minute: Int = 0) -> TimeOfDay { TimeOfDay(minutes: hour * 60 + minute) }

extension Plans.Plan {
    /// Changes the rows of one band that a test picks.
    fileprivate mutating func sessions(
        of band: Int, where isMeant: (Plans.Session) -> Bool, _ change: (inout Plans.Session) -> Void
    ) {
        for row in bands[band].sessions.indices where isMeant(bands[band].sessions[row]) {
            change(&bands[band].sessions[row])
        }
    }
}

extension RuleTests {
    static let breaks: [Break] = completeness + hours + bounds + offers + money + people

    private static let completeness = [
        Break(code: "sections.complete", detail: "no word on staffing") { plan, _ in plan.prose.staffing = " \n" },
        Break(code: "sections.complete", detail: "nobody answers at the school") { plan, _ in plan.contact.phone = "" },
        Break(code: "sections.complete", detail: "a district's own section is missing") { _, facts in
            facts.policy?.extras = [Plans.Policy.ExtraSection(code: "sea", title: "海洋教育", isRequired: true)]
        },
        Break(code: "sections.complete", detail: "a statement is not signed", says: ["statement": "不上新课"]) { _, facts in
            facts.policy?.statements = ["不上新课"]
        },
        Break(code: "sections.complete", detail: "a row without an end", says: ["row": "5"]) { plan, _ in
            plan.bands[0].sessions[4].end = nil
        },
    ]

    private static let hours = [
        Break(code: "days.covered", detail: "no Fridays, so the worked Sunday falls out too", says: ["count": "5"]) {
            plan, _ in
            for band in plan.bands.indices {
                plan.sessions(of: band, where: { _ in true }) { $0.days.removeAll { $0 == .friday } }
                plan.bands[band].sessions.removeAll { $0.days.isEmpty }
            }
            plan.sessions(of: 0, where: { $0.category == .labour }) { $0.category = .reading }
            plan.sessions(of: 0, where: { $0.category == .reading }) { $0.title += "读" }
            plan.sessions(of: 1, where: { $0.category == .reading }) { $0.category = .labour }
        },
        Break(code: "days.covered", detail: "the worked Sunday is left out") { plan, _ in
            plan.daysWithout = [Plans.DayWithout(date: LocalDate(year: 2026, month: 9, day: 20), reason: "周日")]
        },
        Break(code: "days.covered", detail: "grade 9 has no band") { plan, _ in plan.bands[2].through = 8 },
        Break(code: "homework.every_day", detail: "Wednesdays hold only clubs", says: ["days": "value.weekday.3"]) {
            plan, _ in
            plan.sessions(of: 0, where: { $0.kind == .homework }) { $0.days.removeAll { $0 == .wednesday } }
        },
        Break(
            code: "class_hours.enough", detail: "the policy asks for four class-hours",
            says: ["has": "120", "gap": "40"]
        ) {
            _, facts in facts.policy?.classHours = 4
        },
        Break(
            code: "class_hours.enough", detail: "70 minutes where the second threshold is an hour",
            says: ["has": "70", "gap": "10"]
        ) { plan, facts in
            plan.sessions(of: 0, where: { $0.start == time(15, 50) }) { $0.start = time(16, 40) }
            facts.policy?.minutesADay = 60
        },
        Break(code: "minutes.second_threshold", detail: "100 minutes of 120", says: ["has": "100", "gap": "20"]) {
            plan, _ in
            plan.sessions(of: 0, where: { $0.start == time(15, 50) }) { $0.start = time(16, 10) }
        },
        Break(
            code: "end.after_off_work", detail: "over at 17:30 in summer",
            says: ["end": "17:30", "time": "18:00", "gap": "30"]
        ) {
            plan, _ in
            plan.bands[0].lessonsEnd = time(15)
            plan.sessions(of: 0, where: { _ in true }) { row in
                row.start = row.start.map { $0 + Minutes(-30) }
                row.end = row.end.map { $0 + Minutes(-30) }
            }
        },
        Break(code: "late_care.long_enough", detail: "until 17:45", says: ["until": "18:00", "gap": "15"]) { plan, _ in
            plan.lateCare.until = time(17, 45)
        },
        Break(code: "late_care.long_enough", detail: "not on Mondays") { plan, _ in
            plan.lateCare.days.removeAll { $0 == .monday }
        },
        Break(code: "late_care.long_enough", detail: "for grade 9 alone", says: ["until": "18:00"]) { plan, _ in
            plan.lateCare = Plans.LateCare()
            plan.bands.append(
                Plans.Band(
                    from: 9, through: 9, lessonsEnd: time(16, 40), leaving: [Plans.Leaving(time: time(19))], pupils: 0,
                    sessions: [
                        Plans.Session(
                            days: Weekday.schoolDays, kind: .lateCare, title: "托管", start: time(19), end: time(19, 30))
                    ]))
        },
    ]

    private static let bounds = [
        Break(code: "start.after_lessons", detail: "ten minutes early", says: ["start": "15:50", "gap": "10"]) {
            plan, _ in
            plan.bands[0].lessonsEnd = time(16)
        },
        Break(code: "start.after_lessons", detail: "leaving at 03:00", says: ["leaving": "03:00", "time": "15:40"]) {
            plan, _ in
            plan.bands[0].leaving[0].time = time(3)
        },
        Break(
            code: "start.after_lessons", detail: "lessons that end at dawn", says: ["time": "05:00", "least": "14:00"]
        ) { plan, _ in
            plan.bands[0].lessonsEnd = time(5)
        },
        Break(code: "start.after_lessons", detail: "lessons that end at night", says: ["time": "18:31"]) { plan, _ in
            plan.bands[2].lessonsEnd = time(18, 31)
        },
        Break(
            code: "start.after_lessons", detail: "a second band of the same grade with earlier lessons",
            says: ["start": "14:30", "time": "15:40", "gap": "70"]
        ) { plan, _ in
            let club = Plans.Session(
                days: [.monday], kind: .club, category: .sport, title: "足球", start: time(14, 30), end: time(15, 30))
            plan.bands.append(
                Plans.Band(
                    from: 1, through: 1, lessonsEnd: time(14), leaving: [Plans.Leaving(time: time(18))], pupils: 20,
                    sessions: [club]))
        },
        Break(
            code: "end.before_evening_limit", detail: "leaving at 23:30",
            says: ["leaving": "23:30", "limit": "20:00", "gap": "210"]
        ) { plan, _ in
            plan.bands[1].leaving[0].time = time(23, 30)
        },
        Break(code: "start.not_at_noon", detail: "a session in a long noon break") { plan, facts in
            plan.bands[0].lessonsEnd = time(14)
            facts.policy?.noonEnd = time(15)
            plan.bands[0].sessions.append(
                Plans.Session(days: [.monday], kind: .homework, title: "午间", start: time(14, 10), end: time(15)))
        },
        Break(code: "end.before_evening_limit", detail: "late care until 20:30", says: ["gap": "30"]) { plan, _ in
            plan.lateCare.until = time(20, 30)
        },
        Break(code: "end.before_evening_limit", detail: "evening study until 20:15", says: ["gap": "15"]) { plan, _ in
            plan.bands[2].sessions.append(
                Plans.Session(days: [.tuesday], kind: .homework, title: "晚自习", start: time(19, 10), end: time(20, 15)))
        },
        Break(code: "sessions.apart", detail: "a club begins before homework is over", says: ["gap": "5"]) { plan, _ in
            plan.bands[0].sessions.append(
                Plans.Session(
                    days: [.monday], kind: .club, category: .sport, title: "游泳", start: time(16, 45), end: time(17)))
        },
    ]

    private static let offers = [
        Break(code: "tutoring.present", detail: "grades 1 and 2 have none") { plan, _ in
            plan.bands[0].sessions.removeAll { $0.kind == .tutoring }
        },
        Break(code: "extension.present", detail: "grades 7 to 9 have none") { plan, _ in
            plan.bands[2].sessions.removeAll { $0.kind == .extension_ }
        },
        Break(code: "categories.enough", detail: "four of five", says: ["has": "4", "needs": "5", "gap": "1"]) {
            plan, _ in
            for band in plan.bands.indices {
                plan.sessions(of: band, where: { $0.category == .arts }) { $0.category = .sport }
            }
        },
        Break(code: "application.no_papers", detail: "asks for a certificate", says: ["word": "务工证明"]) { plan, _ in
            plan.prose.application = "家长自愿报名。双职工家庭请交务工证明。"
        },
    ]

    private static let money = [
        Break(code: "fee.within_ceiling", detail: "4 yuan in town", says: ["fee": "4.00", "gap": "0.50"]) { plan, _ in
            plan.tariff.fee = 400
        },
        Break(code: "fee.within_ceiling", detail: "3.50 where 3 is the most", says: ["gap": "0.50"]) { plan, facts in
            plan.tariff.fee = 350
            facts.policy?.feeCeiling = 300
        },
        Break(code: "fee.poor_free", detail: "no waiver for the poor") { plan, _ in plan.tariff.free = [.orphan] },
        Break(code: "pay.not_by_pupils", detail: "paid by take-up") { plan, _ in plan.incentives.basis = .pupils },
        Break(
            code: "pay.not_by_pupils", detail: "the field says hours, the text says pupils", says: ["word": "按参加学生人数"]
        ) {
            plan, _ in
            plan.prose.incentives = "按参加学生人数计发补助，次日可弹性上班。"
        },
        Break(code: "pay.at_floor", detail: "45 yuan", says: ["pay": "45.00", "gap": "5.00"]) { plan, _ in
            plan.staff[0].pay = 4500
        },
    ]

    private static let people = [
        Break(code: "volunteers.assist", detail: "parents lead") { plan, _ in plan.staff[3].role = .leads },
        Break(code: "volunteers.assist", detail: "parents lead with teachers who are not there") { plan, _ in
            plan.staff[0].number = 0
            plan.staff[3].role = .leadsWithTeacher
            plan.staff[3].number = 20
        },
        Break(code: "emergency.plan", detail: "none written") { plan, _ in plan.safety.emergencyPlan = "" },
        Break(code: "emergency.plan", detail: "nobody to call") { plan, _ in plan.safety.contacts = [] },
        Break(code: "adults.enough", detail: "1,500 pupils", says: ["needed": "34", "adults": "26", "gap": "8"]) {
            plan, _ in
            plan.bands[1].pupils = 900
        },
        Break(code: "ready.before_term", detail: "on the first day", says: ["gap": "1"]) { plan, _ in
            plan.readyOn = LocalDate(year: 2026, month: 9, day: 1)
        },
    ]
}
