import Store

extension Plans {
    /// What a district's list needs of each school; the document itself stays in the database.
    struct QueueRow: Sendable, FromRow, Named {
        let school: ID<Registry.School>
        let name: String
        let nameEn: String?
        let plan: ID<Version>?
        let revision: Int?
        let state: State?
        let failedMust: Int
        let failedShould: Int
        let unknown: Int
        /// Comments that wait for the school's answer.
        let open: Int
        let submitBy: LocalDate?
        let approveBy: LocalDate?
        /// When the school handed in for the term first: that is what it may be late by, not a change of what was agreed to.
        let submittedAt: Instant?
        let decidedAt: Instant?

        init(_ row: Row) throws {
            school = try row["id"]
            name = try row["name"]
            nameEn = try row["name_en"]
            plan = try row["plan_id"]
            revision = try row["revision"]
            state = try row["state"]
            failedMust = try row["failed_must"] ?? 0
            failedShould = try row["failed_should"] ?? 0
            unknown = try row["unknown"] ?? 0
            open = try row["open_comments"]
            submitBy = try row["submit_by"]
            approveBy = try row["approve_by"]
            submittedAt = try row["submitted_at"]
            decidedAt = try row["decided_at"]
        }

        /// Every open school of a district with its newest version of the term; schools without one as well.
        static func all(
            in district: ID<Registry.District>, _ term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [QueueRow] {
            try db.all(
                """
                SELECT school.id, school.name, school.name_en, plan.id AS plan_id, plan.revision, plan.state, plan.failed_must,
                    plan.failed_should, plan.unknown, plan.submit_by, plan.approve_by, plan.decided_at,
                    (SELECT MIN(first.submitted_at) FROM plan AS first
                        WHERE first.school_id = school.id AND first.term_id = \(term)) AS submitted_at,
                    (SELECT COUNT(*) FROM plan_comment
                        WHERE plan_comment.school_id = plan.school_id AND plan_comment.plan_id = plan.id
                            AND plan_comment.answer IS NULL) AS open_comments
                FROM school
                LEFT JOIN plan ON plan.school_id = school.id AND plan.term_id = \(term) AND plan.version = (
                    SELECT MAX(latest.version)
                    FROM plan AS latest
                    WHERE latest.school_id = school.id AND latest.term_id = \(term))
                WHERE school.district_id = \(district) AND school.closed_on IS NULL
                ORDER BY school.name, school.id
                """)
        }

        /// Waiting plans with the most failed rules first, then those still with the school, then what is done.
        var rank: (Int, Int, Int) {
            let place =
                switch state {
                case .submitted: 0
                case .returned: 1
                case .draft: 2
                case nil: 3
                case .approved: 4
                case .published, .superseded: 5
                }
            return (place, -failedMust, -failedShould)
        }

        /// The plan as this row tells of it.
        var seen: SeenPlan? { plan.flatMap { plan in revision.map { SeenPlan(plan: plan, revision: $0) } } }

        var isClean: Bool {
            state == .submitted && failedMust == 0 && failedShould == 0 && unknown == 0 && open == 0
        }
    }

    /// The district's queue of one term, sorted by failed rules, with lateness marked.
    struct QueuePage: Page {
        struct Item: Codable, Sendable {
            let href: String?
            let school: String
            let badge: Badge
            let must: Int
            let should: Int
            let unknown: Int
            let late: Text?
            /// Set where nothing fails, so that it may be approved with others.
            let clean: SeenPlan?
        }

        struct Filter: Codable, Sendable {
            let href: String
            let label: Text
            let count: Int
            let current: Bool
        }

        static let template = "plans/queue"
        let district: String
        let base: String
        let term: Text
        let termID: ID<SchoolCalendar.Term>?
        let views: [SchoolCalendar.TermChoice.View]
        let filters: [Filter]
        let items: [Item]
        let count: Text
        let cleanCount: Int
        /// Whether there are plans to approve together, and the reader is the one to do it.
        let mayChoose: Bool
        let confirm: Text
        let mayDecide: Bool
        let breadcrumbs: [Link]

        init(_ input: QueueInput, _ caller: Caller, _ db: DB) throws {
            let home = try Registry.District.find(input.district, db)
            let base = "/districts/\(home.id)/plans"
            let choice = try SchoolCalendar.TermChoice(
                input.term, of: home.cityID, on: caller.today, at: base, db)
            let current = choice.term
            let rows = try current.map { try QueueRow.all(in: home.id, $0.id, db) } ?? []
            let today = caller.today
            // A school that has begun nothing is late by the policy's date, which no version of its own holds yet.
            let due = try current.flatMap { try Policy.inForce(in: home, for: $0, db)?.dates.submitBy }
            func isLate(_ row: QueueRow) -> Bool {
                let handedIn = Punctuality.of(due: row.submitBy ?? due, done: row.submittedAt?.localDate, today: today)
                let decided =
                    row.state == .submitted
                    ? Punctuality.of(due: row.approveBy, done: nil, today: today) : .noDate
                return handedIn == .late || decided == .late
            }
            let kinds: [(String, (QueueRow) -> Bool)] = [
                ("all", { _ in true }), ("waiting", { $0.state == .submitted }),
                ("with_school", { $0.state == .draft || $0.state == .returned }), ("none", { $0.state == nil }),
                ("agreed", { $0.state?.isAgreed == true }), ("late", isLate),
            ]
            let chosen = kinds.first { $0.0 == input.show } ?? kinds[0]
            filters = kinds.map { kind in
                Filter(
                    href: "\(base)?show=\(kind.0)" + (input.term.map { "&term=\($0)" } ?? ""),
                    label: Text("plans.filter.\(kind.0)"),
                    count: rows.filter(kind.1).count, current: kind.0 == chosen.0)
            }
            items = rows.filter(chosen.1).sorted { $0.rank < $1.rank }.map { row in
                Item(
                    href: row.plan.map { "/schools/\(row.school)/plans/\($0)" }, school: row.name(in: caller.language),
                    badge: row.state.map(Plans.badge) ?? Badge(tone: "plain", label: Text("plans.filter.none")),
                    must: row.failedMust, should: row.failedShould, unknown: row.unknown,
                    late: isLate(row) ? Punctuality.late.label : nil, clean: row.isClean ? row.seen : nil)
            }
            district = home.name(in: caller.language)
            self.base = base
            term = current?.title ?? Text("plans.no_term")
            termID = current?.id
            views = choice.views
            count = Text("plans.school_count", ["count": "\(items.count)"])
            cleanCount = items.filter { $0.clean != nil }.count
            confirm = Text("plans.batch_confirm", ["count": "\(cleanCount)"])
            mayDecide = caller.holds(.districtOfficer, at: .district, home.id.rawValue)
            mayChoose = mayDecide && cleanCount > 0
            breadcrumbs = [Link(Text(verbatim: home.name(in: caller.language)), base)]
        }
    }

    /// Every rule beside every school of a district: how many fail it, and who.
    struct ChecksPage: Page {
        struct Line: Codable, Sendable {
            let rule: Text
            let clause: String
            let severity: Text
            let passed: Int
            let failed: Int
            let unknown: Int
            let schools: [Link]
        }

        static let template = "plans/checks"
        let district: String
        let base: String
        let term: Text
        let termID: ID<SchoolCalendar.Term>?
        let views: [SchoolCalendar.TermChoice.View]
        let count: Text
        let lines: [Line]
        let breadcrumbs: [Link]

        init(_ input: QueueInput, _ caller: Caller, _ db: DB) throws {
            let home = try Registry.District.find(input.district, db)
            base = "/districts/\(home.id)/plans"
            let choice = try SchoolCalendar.TermChoice(
                input.term, of: home.cityID, on: caller.today, at: base + "/checks", db)
            let current = choice.term
            let reports = try current.map { try Self.reports(in: home.id, $0.id, db) } ?? []
            district = home.name(in: caller.language)
            term = current?.title ?? Text("plans.no_term")
            termID = current?.id
            views = choice.views
            count = Text("plans.school_count", ["count": "\(reports.count)"])
            lines = Rule.all.map { rule in
                func having(_ verdict: Verdict) -> [Reported] {
                    reports.filter { $0.report.results.contains { $0.code == rule.code && $0.verdict == verdict } }
                }
                let failed = having(.failed)
                return Line(
                    rule: rule.title, clause: rule.clause, severity: rule.severity.label, passed: having(.passed).count,
                    failed: failed.count, unknown: having(.notYetKnown).count,
                    schools: failed.map {
                        Link(Text(verbatim: $0.name(in: caller.language)), "/schools/\($0.school)/plans/\($0.plan)")
                    })
            }
            breadcrumbs = [Link(Text(verbatim: home.name(in: caller.language)), base)]
        }

        private struct Reported: FromRow, Named {
            let school: Int64
            let plan: Int64
            let name: String
            let nameEn: String?
            let report: Report

            init(_ row: Row) throws {
                school = try row["school_id"]
                plan = try row["id"]
                name = try row["name"]
                nameEn = try row["name_en"]
                report = try Report(json: row["report"])
            }
        }

        private static func reports(
            in district: ID<Registry.District>, _ term: ID<SchoolCalendar.Term>, _ db: DB
        ) throws -> [Reported] {
            try db.all(
                """
                SELECT plan.school_id, plan.id, plan.report, school.name, school.name_en
                FROM plan
                JOIN school ON school.id = plan.school_id
                WHERE plan.term_id = \(term) AND plan.state <> 'superseded' AND school.district_id = \(district)
                    AND plan.version = (
                        SELECT MAX(latest.version)
                        FROM plan AS latest
                        WHERE latest.school_id = plan.school_id AND latest.term_id = \(term))
                ORDER BY school.name, school.id
                """)
        }
    }
}
