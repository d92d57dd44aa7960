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
        "Agree to all of the chosen plans where nothing fails, each as the list showed it",
        allow: .roles(.districtOfficer, district: \.district),
        example: BatchInput(district: 2, plans: [SeenPlan(plan: 1, revision: 1)]),
        faults: [.invalid, .notFound, .conflict],
        inside: { input, caller, app, db in
            let (home, term) = try place(input.district, input.term, caller, db)
            let city = try Facts.City.load(home.cityID, term, app.plans.words, db)
            let chosen = Set(input.plans)
            let rows = try QueueRow.all(in: home.id, term.id, db).filter { row in
                row.isClean && (row.seen.map(chosen.contains) ?? false)
            }
            let done = try rows.filter { try agree(to: $0, city, caller, db) }.count
            let left = Set(chosen.map(\.plan)).count - done
            return SeeOther.to(
                queue(input.district, input.term), Text("plans.done.batch", ["done": "\(done)", "left": "\(left)"]))
        })

    /// Agrees to a plan as its row tells of it. Where its text, its state or the policy has moved, it is looked at one by one.
    private static func agree(to row: QueueRow, _ city: Facts.City, _ caller: Caller, _ db: DB) throws -> Bool {
        guard let seen = row.seen else { return false }
        let version = try Version.find(seen.plan, of: row.school, db)
        let facts = city.facts(of: try Registry.School.find(row.school, db))
        let report = Report(version.plan, facts)
        guard version.revision == seen.revision, report.failed.isEmpty, report.unknown.isEmpty else { return false }
        do {
            try db.savepoint { try version.approve(reasons: [:], by: caller.account, at: caller.now, facts, db) }
        } catch let fault as Fault where fault.kind == .conflict {
            // A colleague was faster with this one: that keeps nobody from agreeing to the others.
            return false
        }
        try Audit(
            "plans.approve", by: caller, subject: "school=\(row.school) plan=\(seen.plan)",
            place: Place(kind: .school, id: row.school.rawValue), outcome: .done
        ).write(db)
        return true
    }

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
            WHERE plan.term_id = \(term.id) AND \(undecided) AND school.district_id = \(district.id)
            """, as: Version.self)
        for var version in versions {
            let facts = city.facts(of: try Registry.School.find(version.school, db))
            // Whoever has saved since may have asked by the policy before: the newer text is asked as well.
            while try !version.check(by: facts, at: now, db), let newer = try version.newer(db) { version = newer }
        }
        return versions.count
    }

    /// Asks the rules about the version as it was read and keeps the answers.
    ///
    /// - Returns: false where it has moved meanwhile: what is kept then is of a newer text, and stays.
    func check(by facts: Plans.Facts, at now: Instant, _ db: DB) throws -> Bool {
        try db.run(
            """
            UPDATE plan
            SET \(try Self.checked(Plans.Report(plan, facts), facts, at: now))
            WHERE school_id = \(school) AND id = \(id) AND revision = \(revision) AND \(Self.undecided)
            """) == 1
    }

    /// The version as it is now, unless it was decided or is gone.
    private func newer(_ db: DB) throws -> Version? {
        try db.first(
            "SELECT \(Self.columns) FROM plan WHERE school_id = \(school) AND id = \(id) AND \(Self.undecided)",
            as: Version.self)
    }

    private static let undecided: SQL = "plan.state IN ('draft', 'submitted', 'returned')"
}
