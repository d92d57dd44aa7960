import Foundation
import Store

extension Plans {
    static let endpoints: [Endpoint] =
        [find, notice] + [schoolPlans, begin, plan, edit, save, autosave, conflict, settle, diff] + moves
        + [queue, checks, batch, recheck]

    static let find = Endpoint(
        "plans.find", .get, "/schools", "Find a school by district and part of its name", allow: .anyone,
        example: FindInput(q: "Example"), ground: { input, _, db in try FindPage.ground(input, db) }
    ) { input, caller, db in try FindPage(input, caller, db) }

    static let notice = Endpoint(
        "plans.notice", .get, "/schools/{school}/notice", "The published plan as one printable sheet with a QR code",
        allow: .anyone, example: SchoolInput(school: 3), faults: [.notFound],
        inside: { input, caller, app, db in
            let school = try SchoolPage(input, caller, db)
            guard school.view != nil else { throw Fault.notFound() }
            let url = app.settings.publicURL + school.address
            return NoticePage(school: school, url: url, code: try QRCode(url))
        })

    static let schoolPlans = Endpoint(
        "plans.list", .get, "/schools/{school}/plans", "A school's plans, term by term",
        allow: .roles(.principal, .office, .districtOfficer, .inspector, .bureau, .auditor, school: \.school),
        example: SchoolInput(school: 3), faults: [.notFound]
    ) { input, caller, db in
        try SchoolPlansPage(input, caller, db)
    }

    static let begin = Endpoint(
        "plans.begin", .post, "/schools/{school}/plans",
        "Begin a version from the template, last term's plan or another school's",
        allow: .roles(.principal, .office, school: \.school),
        example: BeginInput(school: 3, start: .template), faults: [.invalid, .conflict],
        inside: { input, caller, app, db in
            let start: Start =
                switch input.start {
                case .published: .published
                case .template: .template(language: caller.language.code)
                case .lastTerm: .lastTerm
                case .school: .school(try required(input.from, "from"))
                }
            let school = try Registry.School.find(input.school, db)
            let choice = try SchoolCalendar.TermChoice(
                input.term, of: school.cityID, on: caller.today, at: "", db)
            guard let term = choice.term else { throw Fault.conflict("plan.no_term") }
            let version = try Version.begin(
                school, term, from: start, by: caller.account, at: caller.now, app.plans, db)
            return SeeOther.to(path(version, "/edit"))
        })

    static let plan = Endpoint(
        "plans.plan", .get, "/schools/{school}/plans/{plan}", "One version: text, checks, remarks, dates",
        allow: .roles(.principal, .office, .districtOfficer, .inspector, .bureau, .auditor, school: \.school),
        example: PlanInput(school: 3, plan: 1), faults: [.notFound]
    ) { input, caller, db in try PlanPage(input, caller, db) }

    static let diff = Endpoint(
        "plans.diff", .get, "/schools/{school}/plans/{plan}/diff",
        "What differs from the version the district last agreed to, as sentences",
        allow: .roles(.principal, .office, .districtOfficer, .inspector, .bureau, .auditor, school: \.school),
        example: PlanInput(school: 3, plan: 1), faults: [.notFound]
    ) { input, caller, db in try DiffPage(input, caller, db) }

    static let edit = Endpoint(
        "plans.edit", .get, "/schools/{school}/plans/{plan}/edit", "The editor, with the checks beside it",
        allow: .roles(.principal, .office, school: \.school), example: PlanInput(school: 3, plan: 1),
        faults: [.notFound, .conflict]
    ) { input, caller, db in try EditorPage(input, caller, db) }

    private static func required<Value>(_ value: Value?, _ field: String) throws -> Value {
        guard let value else { throw Fault.invalid(field: field, "field.required") }
        return value
    }
}
