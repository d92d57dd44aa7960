import Store

/// A district's work on all of its schools' plans.
extension Plans {
    static let queue = Endpoint(
        "plans.queue", .get, "/districts/{district}/plans", "The district's queue, most failed rules first",
        allow: .roles(.districtOfficer, .inspector, .bureau, .auditor, district: \.district),
        example: QueueInput(district: 2, show: "waiting"), faults: [.notFound]
    ) { input, caller, db in try QueuePage(input, caller, db) }

    static let checks = Endpoint(
        "plans.checks", .get, "/districts/{district}/plans/checks", "Every rule beside every school of the district",
        allow: .roles(.districtOfficer, .inspector, .bureau, .auditor, district: \.district),
        example: QueueInput(district: 2), faults: [.notFound]
    ) { input, caller, db in try ChecksPage(input, caller, db) }

    static let batch = Endpoint(
        "plans.batch", .post, "/districts/{district}/plans/approvals",
        "Agree to all of the chosen plans where nothing fails",
        allow: .roles(.districtOfficer, district: \.district), example: BatchInput(district: 2, plans: [1]),
        faults: [.notFound, .conflict],
        inside: { input, caller, app, db in
            let (home, term) = try place(input.district, input.term, caller, db)
            let all = try Facts.City.load(home.cityID, term, app.plans.words, db)
            let rows = try QueueRow.all(in: home.id, term.id, db).filter { row in
                row.isClean && (row.plan.map(input.plans.contains) ?? false)
            }
            let done = try rows.filter { row in
                guard let id = row.plan else { return false }
                let version = try Version.find(id, of: row.school, db)
                let facts = all.facts(of: try Registry.School.find(row.school, db))
                let report = Report(version.plan, facts)
                // The policy may have moved since it was checked: what fails now is looked at one by one.
                guard report.failed.isEmpty, report.unknown.isEmpty else { return false }
                try version.approve(reasons: [:], by: caller.account, at: caller.now, facts, db)
                try Audit(
                    "plans.approve", by: caller, subject: "school=\(row.school) plan=\(id)",
                    place: Place(kind: .school, id: row.school.rawValue), outcome: .done
                ).write(db)
                return true
            }.count
            let left = Set(input.plans).count - done
            return SeeOther.to(
                queue(input.district, input.term), Text("plans.done.batch", ["done": "\(done)", "left": "\(left)"]))
        })

    static let recheck = Endpoint(
        "plans.recheck", .post, "/districts/{district}/plans/recheck",
        "Ask the rules again, as after a change of policy or calendar",
        allow: .roles(.districtOfficer, district: \.district), example: QueueInput(district: 2),
        faults: [.notFound, .conflict],
        inside: { input, caller, app, db in
            let (home, term) = try place(input.district, input.term, caller, db)
            let count = try Version.recheck(home, term, at: caller.now, app.plans, db)
            return SeeOther.to(
                queue(input.district, input.term), Text("plans.done.rechecked", ["count": "\(count)"]))
        })

    private static func queue(_ district: ID<Registry.District>, _ term: ID<SchoolCalendar.Term>?) -> String {
        "/districts/\(district)/plans" + SchoolCalendar.TermChoice.query(term)
    }

    private static func place(
        _ district: ID<Registry.District>, _ asked: ID<SchoolCalendar.Term>?, _ caller: Caller, _ db: DB
    ) throws -> (Registry.District, SchoolCalendar.Term) {
        let home = try Registry.District.find(district, db)
        let choice = try SchoolCalendar.TermChoice(asked, of: home.cityID, on: caller.today, at: "", db)
        guard let term = choice.term else { throw Fault.conflict("plan.no_term") }
        return (home, term)
    }
}

extension Plans.Version {
    /// Checks every version of a district and term that is not decided yet, and keeps the answers.
    static func recheck(
        _ district: Registry.District, _ term: SchoolCalendar.Term, at now: Instant, _ library: Plans.Library, _ db: DB
    ) throws -> Int {
        let city = try Plans.Facts.City.load(district.cityID, term, library.words, db)
        let versions = try db.all(
            """
            SELECT \(columns)
            FROM plan
            JOIN school ON school.id = plan.school_id
            WHERE plan.term_id = \(term.id) AND plan.state IN ('draft', 'submitted', 'returned')
                AND school.district_id = \(district.id)
            """, as: Version.self)
        for version in versions {
            let facts = city.facts(of: try Registry.School.find(version.school, db))
            try db.run(
                """
                UPDATE plan
                SET \(try checked(Plans.Report(version.plan, facts), facts, at: now))
                WHERE school_id = \(version.school) AND id = \(version.id)
                """)
        }
        return versions.count
    }
}
