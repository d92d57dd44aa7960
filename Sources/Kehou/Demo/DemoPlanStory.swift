import Store

extension Demo {
    /// One school's plans from last spring until today, with the dates they would have had.
    struct PlanStory {
        let school: Registry.School
        /// Passes every rule.
        let plan: Plans.Plan
        /// Last spring, this autumn, next spring.
        let terms: [SchoolCalendar.Term]
        let library: Plans.Library
        let db: DB

        private var autumn: SchoolCalendar.Term { terms[1] }

        func tell(_ fate: PlanWriter.Fate) throws {
            switch fate {
            case .none: return
            case .draft(let flaw): _ = try draft(flaw)
            case .submitted(let flaw): _ = try submitted(flaw)
            case .late: _ = try submitted(nil, on: day(2026, 8, 24))
            case .returned(let flaw): try giveBack(try submitted(flaw))
            case .approved(let flaw): _ = try approved(flaw)
            case .published: try publish(try approved(nil), on: day(2026, 8, 26))
            case .renewed:
                try publish(try approved(nil), on: day(2026, 8, 26))
                try renew()
            }
        }

        /// The plan of last spring, from which this autumn's may start.
        func tellOfSpring() throws {
            var plan = plan
            plan.statements = []
            plan.readyOn = day(2026, 2, 28)
            let version = try write(plan, in: terms[0], at: moment(2026, 2, 5))
            try submit(version, in: terms[0], at: moment(2026, 2, 12))
            try approve(version, [:], in: terms[0], at: moment(2026, 2, 24))
            try publish(version, at: moment(2026, 3, 2))
        }

        private func draft(_ flaw: Flaw?) throws -> ID<Plans.Version> {
            var plan = plan
            flaw?.spoil(&plan)
            return try write(plan, in: autumn, at: moment(2026, 7, 20))
        }

        private func submitted(_ flaw: Flaw?, on date: LocalDate = day(2026, 8, 12)) throws -> ID<Plans.Version> {
            let version = try draft(flaw)
            try submit(version, in: autumn, at: Instant(date, TimeOfDay(minutes: 15 * 60)))
            return version
        }

        private func giveBack(_ id: ID<Plans.Version>) throws {
            let version = try find(id)
            let at = moment(2026, 8, 18)
            try Plans.Comment.add(
                to: version, .content, "请补充周四第二时段社团的场地和带队教师安排。", by: nil, at: at, db)
            try Plans.Comment.add(
                to: version, .safeguards, "雨雪天的放学路线和接送等候点没有写明，请补充。", by: nil, at: at, db)
            try version.giveBack(note: "总体完整，两处请修改后再报。", by: nil, at: at.adding(seconds: 600), db)
        }

        private func approved(_ flaw: Flaw?) throws -> ID<Plans.Version> {
            let version = try submitted(flaw)
            let reasons = flaw.map { [$0.code: "区级财政补助本学期到位后统一调整，先按现行标准执行。"] } ?? [:]
            try approve(version, reasons, in: autumn, at: moment(2026, 8, 20))
            return version
        }

        private func publish(_ version: ID<Plans.Version>, on date: LocalDate) throws {
            try publish(version, at: Instant(date, TimeOfDay(minutes: 16 * 60)))
        }

        /// In October late care moves to another room, and the fee goes down.
        private func renew() throws {
            let at = moment(2026, 10, 12)
            let begun = try Plans.Version.begin(
                school, autumn, from: .published, by: nil, at: at, library, db)
            var plan = begun.plan
            plan.lateCare.place = "二楼阅览室"
            plan.tariff.fee = plan.tariff.fee.map { min($0, 200) }
            plan.highlights += "十月起延时托管改到更宽敞的阅览室。"
            _ = try begun.save(plan, over: begun.revision, by: nil, at: at.adding(seconds: 1200), facts(autumn), db)
            try submit(begun.id, in: autumn, at: at.adding(seconds: 1800))
            try approve(begun.id, [:], in: autumn, at: moment(2026, 10, 13))
            try publish(begun.id, at: moment(2026, 10, 15))
        }

        private func write(_ plan: Plans.Plan, in term: SchoolCalendar.Term, at: Instant) throws -> ID<Plans.Version> {
            let version = try Plans.Version.begin(
                school, term, from: .template(language: "zh-Hans"), by: nil, at: at, library, db)
            _ = try version.save(plan, over: version.revision, by: nil, at: at.adding(seconds: 5400), facts(term), db)
            return version.id
        }

        private func submit(_ id: ID<Plans.Version>, in term: SchoolCalendar.Term, at: Instant) throws {
            try find(id).submit(by: nil, at: at, facts(term), db)
        }

        private func approve(
            _ id: ID<Plans.Version>, _ reasons: [String: String], in term: SchoolCalendar.Term, at: Instant
        ) throws {
            try find(id).approve(reasons: reasons, by: nil, at: at, facts(term), db)
        }

        private func publish(_ id: ID<Plans.Version>, at: Instant) throws {
            try find(id).publish(by: nil, at: at, db)
        }

        private func find(_ id: ID<Plans.Version>) throws -> Plans.Version {
            try Plans.Version.find(id, of: school.id, db)
        }

        private func facts(_ term: SchoolCalendar.Term) throws -> Plans.Facts {
            try Plans.Facts.load(school, term, library.words, db)
        }

        private func moment(_ year: Int, _ month: Int, _ day: Int) -> Instant {
            Instant(Demo.day(year, month, day), TimeOfDay(minutes: 10 * 60 + Int(school.id.rawValue % 240)))
        }
    }
}
