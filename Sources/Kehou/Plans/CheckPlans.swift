import Foundation
import Store

extension Commands {
    /// Prints what the rules say now of one school's newest plan, of every school of a district, or of every district.
    ///
    /// - Returns: whether no "must" fails.
    /// - Parameter term: `2026-2`; the running one or the next where nil.
    /// - Throws: `plan.school_unknown`, `plan.school_ambiguous`, `plan.district_unknown`, `plan.no_term`, `plan.no_plan`.
    package static func checkPlans(
        _ options: Options, school: String?, district: String?, term: String? = nil, all: Bool = false
    ) async throws -> Bool {
        let app = try await app(options)
        let started = ContinuousClock.now
        let today = app.clock.today()
        let checked = try await app.store.read { db in
            let when = Plans.Checked.When(day: today, term: term)
            if all { return try Plans.Checked.all(when, app.plans, db) }
            if let district { return try Plans.Checked.district(district, when, app.plans, db) }
            return try [Plans.Checked.school(school ?? "", when, app.plans, db)]
        }
        await app.store.close()
        let language = language(app.languages)
        if options.isJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.userInfo[.language] = language
            print(String(decoding: try encoder.encode(checked), as: UTF8.self))
        } else {
            for one in checked { print(school == nil ? one.line(language) : one.detail(language)) }
        }
        if school == nil {
            let seconds = (ContinuousClock.now - started) / .seconds(1)
            let told = ["count": "\(checked.count)", "seconds": "\((seconds * 100).rounded() / 100)"]
            say(language.text("plans.checked", told))
        }
        return checked.allSatisfy { $0.report.map(\.maySubmit) ?? true }
    }

    private static func language(_ languages: Languages) -> Language {
        let wanted = ProcessInfo.processInfo.environment["LANG"] ?? ""
        return languages.named(wanted.hasPrefix("zh") ? "zh-Hans" : "en") ?? languages.standard
    }
}

extension Plans {
    /// The newest plan of a school in the current term, checked now.
    struct Checked: Codable, Sendable, Named {
        let school: ID<Registry.School>
        let name: String
        let nameEn: String?
        let plan: ID<Version>?
        let state: State?
        let report: Report?

        /// Which term's plans are checked.
        struct When: Sendable {
            let day: LocalDate
            /// `2026-2`.
            let term: String?

            /// - Throws: `plan.no_term` where the city has opened no such term, or it is over.
            func term(in city: ID<Registry.City>, _ db: DB) throws -> SchoolCalendar.Term {
                let ahead = try SchoolCalendar.Term.ahead(on: day, in: city, db)
                let found = term == nil ? ahead.first : ahead.first { "\($0.schoolYear)-\($0.ordinal)" == term }
                guard let found else { throw Fault.conflict("plan.no_term") }
                return found
            }
        }

        static func school(_ words: String, _ when: When, _ library: Library, _ db: DB) throws -> Checked {
            let ids = try db.values(
                """
                SELECT id FROM school
                WHERE id = \(Int64(words) ?? 0) OR code = \(words) OR source_id = \(words) OR name = \(words)
                ORDER BY id
                LIMIT 20
                """, as: ID<Registry.School>.self)
            guard let id = ids.first else { throw Fault.notFound("plan.school_unknown") }
            guard ids.count == 1 else {
                throw Fault.invalid(
                    "plan.school_ambiguous", ["words": words, "ids": ids.map(\.description).joined(separator: ", ")])
            }
            let school = try Registry.School.find(id, db)
            let term = try when.term(in: school.cityID, db)
            let all = try Version.all(of: id, db).filter { $0.term == term.id }
            guard let version = all.max(by: { $0.number < $1.number }) else { throw Fault.notFound("plan.no_plan") }
            let facts = try Facts.load(school, term, library.words, db)
            return Checked(
                school: id, name: school.name, nameEn: school.nameEn, plan: version.id, state: version.state,
                report: Report(version.plan, facts))
        }

        /// Every open school of a district; those without a plan have no report.
        static func district(_ words: String, _ when: When, _ library: Library, _ db: DB) throws -> [Checked] {
            let ids = try db.values(
                "SELECT id FROM district WHERE id = \(Int64(words) ?? 0) OR code = \(words) OR name = \(words) LIMIT 2",
                as: ID<Registry.District>.self)
            guard let id = ids.first, ids.count == 1 else { throw Fault.notFound("plan.district_unknown") }
            return try schools(of: try Registry.District.find(id, db), when, library, db)
        }

        /// Every open school of every district.
        static func all(_ when: When, _ library: Library, _ db: DB) throws -> [Checked] {
            let districts = try db.values("SELECT id FROM district ORDER BY id", as: ID<Registry.District>.self)
            return try districts.flatMap { id in
                try schools(of: try Registry.District.find(id, db), when, library, db)
            }
        }

        private static func schools(
            of district: Registry.District, _ when: When, _ library: Library, _ db: DB
        ) throws -> [Checked] {
            let term = try when.term(in: district.cityID, db)
            let city = try Facts.City.load(district.cityID, term, library.words, db)
            return try QueueRow.all(in: district.id, term.id, db).map { row in
                guard let plan = row.plan else {
                    return Checked(
                        school: row.school, name: row.name, nameEn: row.nameEn, plan: nil, state: nil, report: nil)
                }
                let version = try Version.find(plan, of: row.school, db)
                let facts = city.facts(of: try Registry.School.find(row.school, db))
                return Checked(
                    school: row.school, name: row.name, nameEn: row.nameEn, plan: plan, state: version.state,
                    report: Report(version.plan, facts))
            }
        }

        /// One line of a district's table.
        func line(_ language: Language) -> String {
            guard let report, let state else { return "\(name(in: language))\t\(language.text("plans.no_plan"))" }
            let codes = report.failed.map(\.code).joined(separator: " ")
            return
                "\(name(in: language))\t\(state.display(in: language))\t\(Plans.summary(report).display(in: language))\t\(codes)"
        }

        /// Everything about one school: each failure with its clause, then what waits for facts.
        func detail(_ language: Language) -> String {
            guard let report else { return line(language) }
            let items = CheckItem.all(report, edit: nil).map { item in
                [item.verdict, item.clause, item.text].map { $0.display(in: language) }.joined(separator: "  ")
            }
            return ([line(language)] + items).joined(separator: "\n")
        }
    }
}
