import Foundation
import Store

/// Saving, automatically or by hand; whoever was slower gets their text kept and shown.
extension Plans {
    static let save = Endpoint(
        "plans.save", .post, "/schools/{school}/plans/{plan}/document", "Save the plan over the revision that was seen",
        allow: .roles(.principal, .office, school: \.school),
        example: SaveInput(school: 3, plan: 1, version: 1, draft: Plan()), faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, db in
            if typed.fault.code == "plan.discarded" { return try ConflictPage(input.only, caller, db) }
            return try EditorPage(input.only, caller, typed: typed, db)
        },
        outside: { input, caller, app in
            do {
                _ = try await keep(input, caller, app)
            } catch let fault as Fault where isLost(fault) {
                return SeeOther.to("/schools/\(input.school)/plans/\(input.plan)/conflict")
            }
            let place = "/schools/\(input.school)/plans/\(input.plan)"
            return input.then == "done"
                ? SeeOther.to(place, Text("plans.saved")) : SeeOther.to("\(place)/edit", Text("plans.saved"))
        }
    ).showing(typedPlan)

    static let autosave = Endpoint(
        "plans.autosave", .post, "/schools/{school}/plans/{plan}/draft",
        "Save while typing; answers with the new revision, or 409 when somebody else was faster",
        allow: .roles(.principal, .office, school: \.school),
        example: SaveInput(school: 3, plan: 1, version: 1, draft: Plan()), faults: [.notFound, .invalid, .conflict],
        outside: { input, caller, app in
            let version = try await keep(input, caller, app)
            let reply = ["version": String(version), "savedAt": caller.now.timeOfDay.description]
            return Download(type: "application/json", body: Array(try JSONEncoder().encode(reply)))
        })

    /// Saves, or keeps the text beside the plan and says so.
    private static func keep(_ input: SaveInput, _ caller: Caller, _ app: App) async throws -> Int {
        let draft = try edited(input)
        let trail = AuditTrail.current
        do {
            return try await app.store.write { db in
                try trail?.write(db)
                let version = try Version.find(input.plan, of: input.school, db)
                return try version.save(
                    draft, over: input.version, by: caller.account, at: caller.now, facts(version, app.plans, db), db)
            }
        } catch let fault as Fault where isLost(fault) || fault.kind == .notFound {
            throw try await app.store.write { db in
                let told = try rescue(draft, input, fault, caller, db)
                if told.kind != .notFound { try trail?.write(refused: told.code, db) }
                return told
            }
        }
    }

    /// Keeps a text that could not be saved, beside the plan or beside what is left of it, and gives what its writer hears.
    private static func rescue(
        _ draft: Plan, _ input: SaveInput, _ fault: Fault, _ caller: Caller, _ db: DB
    ) throws -> Fault {
        if let gone = try Discarded.find(input.plan, of: input.school, db) {
            try gone.keep(draft, by: caller.account, at: caller.now, db)
            return Fault.conflict("plan.discarded")
        }
        guard fault.kind != .notFound else { return fault }
        let version = try Version.find(input.plan, of: input.school, db)
        // A colleague may be discarding it at this moment: the row is held, or it is gone.
        guard try version.lock(db) != nil else { return try rescue(draft, input, .notFound(), caller, db) }
        try Rescue.keep(draft, of: version, over: input.version, by: caller.account, at: caller.now, db)
        return fault
    }

    private static func isLost(_ fault: Fault) -> Bool {
        ["plan.changed_meanwhile", "plan.not_editable"].contains(fault.code)
    }

    /// The draft with the row added or taken out that a button asked for.
    private static func edited(_ input: SaveInput) throws -> Plan {
        var draft = input.draft
        if let path = input.remove, !path.isBlank {
            let tree = try ExampleEncoder.node(draft).removing(path.split(separator: "."))
            draft = InputDecoder.decode(Plan.self, from: tree, source: .json).value ?? draft
        }
        // The button that adds a band stands in a band, so one is always left.
        if input.add == "bands" || draft.bands.isEmpty {
            let next = min(9, (draft.grades.max() ?? 0) + 1)
            draft.bands.append(Band(from: next, through: next))
        }
        // Before anything is kept, beside the plan or in it: what is beyond a bound is nobody's work to rescue.
        try draft.requireBounds()
        return draft
    }

    static func facts(_ version: Version, _ library: Library, _ db: DB) throws -> Facts {
        let school = try Registry.School.find(version.school, db)
        let term = try SchoolCalendar.Term.find(version.term, in: school.cityID, db)
        return try Facts.load(school, term, library.words, db)
    }

    static let conflict = Endpoint(
        "plans.conflict", .get, "/schools/{school}/plans/{plan}/conflict",
        "Own texts that lost a race, beside what is stored, or that a discarded draft left behind",
        allow: .roles(.principal, .office, school: \.school),
        example: PlanInput(school: 3, plan: 1), faults: [.notFound]
    ) { input, caller, db in try ConflictPage(input, caller, db) }

    static let settle = Endpoint(
        "plans.settle", .post, "/schools/{school}/plans/{plan}/rescues/{rescue}/settlement",
        "Put an own text in the place of what is stored, or begin a draft from it, or let it go",
        allow: .roles(.principal, .office, school: \.school),
        example: SettleInput(school: 3, plan: 1, rescue: 1, version: 1, take: true), faults: [.notFound, .conflict],
        inside: { input, caller, app, db in
            if let gone = try Discarded.find(input.plan, of: input.school, db) {
                return try resume(gone, input, caller, app, db)
            }
            let version = try Version.find(input.plan, of: input.school, db)
            let waiting = try Rescue.waiting(of: version, by: caller.account, db)
            guard let own = waiting.first(where: { $0.id == input.rescue }) else { throw Fault.notFound() }
            try Rescue.settle(own.id, of: version, at: caller.now, db)
            guard input.take else { return SeeOther.to(path(version, "/edit"), Text("plans.settled")) }
            try replace(version, with: own.plan, input, caller, app, db)
            return SeeOther.to(path(version, "/edit"), Text("plans.settled_taken"))
        })

    /// Puts a text in the place of what is stored. What was stored waits for whoever saved it, as a text that lost a race does:
    /// which of two texts stands is theirs to agree on, and neither is lost over it.
    private static func replace(
        _ version: Version, with own: Plan, _ input: SettleInput, _ caller: Caller, _ app: App, _ db: DB
    ) throws {
        let revision = try version.save(
            own, over: input.version, by: caller.account, at: caller.now, facts(version, app.plans, db), db)
        guard revision > version.revision, version.plan != own.withoutBlankRows else { return }
        // Saved over a revision that came since the version was read: the text of that one is nowhere.
        guard input.version == version.revision else { throw Fault.conflict("plan.changed_meanwhile") }
        try Rescue.keep(
            version.plan, of: version, over: version.revision, by: version.savedBy ?? caller.account,
            at: version.savedAt, db)
    }

    /// Begins a draft from a text that a discarded one left behind. Where somebody has begun another, the text is laid beside it.
    private static func resume(
        _ gone: Discarded, _ input: SettleInput, _ caller: Caller, _ app: App, _ db: DB
    ) throws -> SeeOther {
        let waiting = try gone.waiting(by: caller.account, db)
        guard let own = waiting.first(where: { $0.id == input.rescue }) else { throw Fault.notFound() }
        try gone.settle(own.id, at: caller.now, db)
        guard input.take else { return SeeOther.to("/schools/\(gone.school)/plans", Text("plans.settled")) }
        if let open = try Version.open(of: gone.school, in: gone.term, db) {
            guard open.state.isEditable else { throw Fault.conflict("plan.open_exists") }
            try Rescue.keep(own.plan, of: open, over: open.revision, by: caller.account, at: caller.now, db)
            return SeeOther.to(path(open, "/conflict"))
        }
        let school = try Registry.School.find(gone.school, db)
        let ahead = try SchoolCalendar.Term.ahead(on: caller.today, in: school.cityID, db)
        guard let term = ahead.first(where: { $0.id == gone.term }) else { throw Fault.conflict("plan.no_term") }
        let version = try Version.begin(
            school, term, from: .template(language: caller.language.code), by: caller.account, at: caller.now,
            app.plans, db)
        _ = try version.save(
            own.plan, over: version.revision, by: caller.account, at: caller.now, facts(version, app.plans, db), db)
        return SeeOther.to(path(version, "/edit"), Text("plans.done.resumed"))
    }
}
