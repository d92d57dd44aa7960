import Store
import Testing

@testable import Kehou

@Suite("A plan's way from draft to published", .database)
struct FlowTests {
    @Test("Draft, submitted, returned, answered, submitted, approved, published, superseded", arguments: Engine.tested)
    func wholeWay(engine: Engine) async throws {
        let town = try await PlanTown.founded(engine)
        try await town.store.write { db in
            let facts = try town.facts(db)
            var version = try town.version(in: .submitted, db)
            #expect(version.report.failed.isEmpty && version.report.unknown.isEmpty)
            try Plans.Comment.add(to: version, .time, "周三几点结束？", by: nil, at: noon, db)
            try version.giveBack(note: "", by: nil, at: noon, db)
            version = try town.reload(version, db)
            #expect(version.state == .returned)
            #expect(throws: Fault.conflict("plan.comments_unanswered", ["count": "1"])) {
                try version.submit(by: nil, at: noon, facts, db)
            }
            let comment = try #require(try Plans.Comment.all(of: version, db).first)
            try Plans.Comment.answer(comment.id, of: version, "六点", by: nil, at: noon, db)
            #expect(throws: Fault.conflict("plan.comment_answered")) {
                try Plans.Comment.answer(comment.id, of: version, "七点", by: nil, at: noon, db)
            }
            try version.submit(by: nil, at: noon, facts, db)
            try town.reload(version, db).approve(reasons: [:], by: nil, at: noon, facts, db)
            try town.reload(version, db).publish(by: nil, at: noon, db)
            #expect(try Plans.Version.published(of: town.school.id, db)?.id == version.id)
            let second = try town.version(in: .published, db)
            #expect(second.number == 2)
            #expect(try town.reload(version, db).state == .superseded)
            #expect(try second.lastAgreed(db)?.id == version.id)
        }
    }

    @Test("No state allows another move", arguments: Engine.tested, Plans.State.allCases.filter { $0 != .superseded })
    func wrongMoves(engine: Engine, state: Plans.State) async throws {
        let town = try await PlanTown.founded(engine)
        try await town.store.write { db in
            let facts = try town.facts(db)
            let version = try town.version(in: state, db)
            #expect(version.state == state)
            let wrong = Fault.conflict("plan.wrong_state.\(state.rawValue)")
            if !state.next.contains(.submitted) {
                #expect(throws: wrong) { try version.submit(by: nil, at: noon, facts, db) }
                #expect(throws: Fault.conflict("plan.not_editable")) {
                    _ = try version.save(version.plan, over: version.revision, by: nil, at: noon, facts, db)
                }
            }
            if !state.next.contains(.returned) {
                #expect(throws: wrong) { try version.giveBack(note: "x", by: nil, at: noon, db) }
            }
            if !state.next.contains(.approved) {
                #expect(throws: wrong) { try version.approve(reasons: [:], by: nil, at: noon, facts, db) }
            }
            if !state.next.contains(.published) {
                #expect(throws: wrong) { try version.publish(by: nil, at: noon, db) }
            }
            if state != .published {
                #expect(throws: Fault.conflict("plan.open_exists")) {
                    try db.savepoint {
                        try Plans.Version.begin(
                            town.school, town.term, from: .lastTerm, by: nil, at: noon, town.library, db)
                    }
                }
            }
        }
    }

    @Test("A failed must bars submission; a failed should needs a reason", arguments: Engine.tested)
    func severities(engine: Engine) async throws {
        let town = try await PlanTown.founded(engine)
        try await town.store.write { db in
            let facts = try town.facts(db)
            let draft = try town.version(in: .draft, change: { $0.tariff.free = [] }, db)
            #expect(throws: Fault.self) { try draft.submit(by: nil, at: noon, facts, db) }
            var plan = try town.compliant()
            plan.staff[0].pay = 4000
            _ = try draft.save(plan, over: draft.revision, by: nil, at: noon, facts, db)
            try town.reload(draft, db).submit(by: nil, at: noon, facts, db)
            let submitted = try town.reload(draft, db)
            #expect(throws: Fault.invalid(field: "reasons.pay-at_floor", "plan.reason_missing")) {
                try submitted.approve(reasons: ["pay.at_floor": " "], by: nil, at: noon, facts, db)
            }
            try submitted.approve(reasons: ["pay.at_floor": "下学期补足"], by: nil, at: noon, facts, db)
            #expect(try Plans.Reason.all(of: submitted, db).map(\.reason) == ["下学期补足"])
        }
    }

    @Test("Two editors at once: the second is told, and nothing of theirs is lost", arguments: Engine.tested)
    func twoEditors(engine: Engine) async throws {
        let town = try await PlanTown.founded(engine)
        try await town.store.write { db in
            let facts = try town.facts(db)
            let seen = try town.version(in: .draft, db)
            var first = seen.plan
            first.highlights = "甲"
            var second = seen.plan
            second.highlights = "乙"
            let revision = try seen.save(first, over: seen.revision, by: nil, at: noon, facts, db)
            #expect(revision == seen.revision + 1)
            #expect(throws: Fault.conflict("plan.changed_meanwhile")) {
                _ = try seen.save(second, over: seen.revision, by: nil, at: noon, facts, db)
            }
            let account = ID<Caller.Account>(7)
            try Plans.Rescue.keep(second, of: seen, over: seen.revision, by: account, at: noon, db)
            let kept = try Plans.Rescue.waiting(of: seen, by: account, db)
            #expect(kept.map(\.plan.highlights) == ["乙"])
            #expect(try Plans.Rescue.waiting(of: seen, by: ID(8), db).isEmpty)
            // A third tab of the same account, and the second's press again: both texts wait, each once.
            var third = seen.plan
            third.highlights = "\u{4E19}"
            for plan in [third, second] {
                try Plans.Rescue.keep(plan, of: seen, over: seen.revision, by: account, at: noon, db)
            }
            let both = try Plans.Rescue.waiting(of: seen, by: account, db)
            #expect(Set(both.map(\.plan.highlights)) == ["\u{4E19}", second.highlights] && both.count == 2)
            for rescue in both { try Plans.Rescue.settle(rescue.id, of: seen, at: noon, db) }
            #expect(try Plans.Rescue.waiting(of: seen, by: account, db).isEmpty)
            #expect(try town.reload(seen, db).plan.highlights == "甲")
        }
    }

    @Test("Two officers at once: one move is made", arguments: Engine.tested)
    func twoOfficers(engine: Engine) async throws {
        let town = try await PlanTown.founded(engine)
        let version = try await town.store.write { db in try town.version(in: .submitted, db) }
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<6 {
                group.addTask {
                    do {
                        try await town.store.write { db in
                            if index.isMultiple(of: 2) {
                                try version.giveBack(note: "请补充", by: nil, at: noon, db)
                            } else {
                                try version.approve(reasons: [:], by: nil, at: noon, town.facts(db), db)
                            }
                        }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 }.count == 1)
    }

    @Test("A recheck that read an older text leaves the answers about the newer one", arguments: Engine.tested)
    func staleRecheck(engine: Engine) async throws {
        let town = try await PlanTown.founded(engine)
        try await town.store.write { db in
            let facts = try town.facts(db)
            let old = try town.version(in: .draft, db)
            var plan = old.plan
            plan.tariff.free = []
            _ = try old.save(plan, over: old.revision, by: nil, at: noon, facts, db)
            #expect(try !old.check(by: facts, at: noon, db))
            let newer = try town.reload(old, db)
            #expect(newer.report.failedMust.map(\.code) == ["fee.poor_free"])
            #expect(try newer.check(by: facts, at: noon, db))
            #expect(try town.reload(old, db).report == newer.report)
            // What was decided keeps the answers it was decided by.
            _ = try newer.save(old.plan, over: newer.revision, by: nil, at: noon, facts, db)
            try town.reload(old, db).submit(by: nil, at: noon, facts, db)
            try town.reload(old, db).approve(reasons: [:], by: nil, at: noon, facts, db)
            #expect(try !town.reload(old, db).check(by: facts, at: noon, db))
        }
    }

    @Test("A version starts from the template, last term's plan or another school's", arguments: Engine.tested)
    func starts(engine: Engine) async throws {
        let town = try await PlanTown.founded(engine)
        try await town.store.write { db in
            let published = try town.version(in: .published, db)
            let neighbour = town.places.schools[1]
            func begin(_ school: Registry.School, _ start: Plans.Start) throws -> Plans.Plan {
                try Plans.Version.begin(school, town.term, from: start, by: nil, at: noon, town.library, db).plan
            }
            for start in [Plans.Start.lastTerm, .published] {
                #expect(throws: Fault.invalid(field: "start", "plan.nothing_to_copy")) { try begin(neighbour, start) }
            }
            let copied = try begin(neighbour, .school(town.school.id))
            #expect(copied.prose == published.plan.prose && copied.contact.isBlank && copied.bands[0].pupils == nil)
            let template = try begin(town.places.schools[2], .template(language: "en"))
            #expect(template.bands.map(\.grades) == [[1, 2], [3, 4, 5, 6]])
            for (start, isCopy) in [(Plans.Start.published, true), (.template(language: "zh-Hans"), false)] {
                let own = try begin(town.school, start)
                #expect((own == published.plan) == isCopy, "what was chosen is what it begins from")
                let open = try #require(try Plans.Version.open(of: town.school.id, in: town.term.id, db))
                try open.discard(by: nil, at: noon, db)
            }
        }
    }

    @Test("Handed in anew, a plan keeps its first date and the district's word", arguments: Engine.tested)
    func history(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let town = here.town
        // The district's dates are 10 and 20 February.
        @Sendable func on(_ date: Int) throws -> Instant {
            Instant(try #require(LocalDate(year: 2026, month: 2, day: date)))
        }
        let moves = try await town.store.write { db in
            let facts = try town.facts(db)
            var version = try town.version(in: .draft, db)
            func now() throws -> Plans.Version { try town.reload(version, db) }
            try now().submit(by: nil, at: on(9), facts, db)
            try now().giveBack(note: "请写明周三几点结束", by: nil, at: on(11), db)
            try now().submit(by: nil, at: on(12), facts, db)
            version = try now()
            #expect(try version.submittedAt == on(9))
            let later = try #require(LocalDate(year: 2026, month: 2, day: 13))
            #expect(version.submission(today: later) == .inTime)
            try version.approve(reasons: town.reasons(facts, version), by: nil, at: on(13), facts, db)
            try now().publish(by: nil, at: on(14), db)
            _ = try town.version(in: .published, at: on(15), db)
            version = try now()
            return try Plans.Move.all(of: version, db)
        }
        #expect(moves.map(\.state) == [.submitted, .returned, .submitted, .approved, .published, .superseded])
        #expect(try moves.map(\.at) == [9, 11, 12, 13, 14, 15].map(on))
        #expect(moves.map(\.note) == [nil, "请写明周三几点结束", nil, nil, nil, nil])
        let first = try #require(
            try await town.store.read { db in try Plans.Version.all(of: town.school.id, db) }.first { $0.number == 1 })
        let page = try await here.site.browse(here.path(first), as: here.officer)
        #expect(page.body.contains("请写明周三几点结束") && !page.body.contains("<b class=\"tone-attention\">"))
        // What is changed after that is measured by no date, and the school stays one that was in time.
        let second = try #require(
            try await town.store.read { db in try Plans.Version.all(of: town.school.id, db) }.first { $0.number == 2 })
        let after = try on(28).localDate
        #expect(second.submission(today: after) == .noDate && second.decision(today: after) == .noDate)
        let queue = "/districts/\(town.school.districtID)/plans?show=late"
        #expect(try await here.site.get(queue, as: here.officer).json["items"]?.items.isEmpty == true)
    }

    @Test("A date of the policy that lies in an earlier term is no date of this one", arguments: Engine.tested)
    func datesOfAnotherTerm(engine: Engine) async throws {
        let town = try await PlanTown.founded(engine)
        let next = try town.places.term(2026, 1, "2026-09-01", "2027-01-20")
        try await town.store.write { db in
            try next.insert(in: town.places.city.id, db)
            // The policy names 10 and 20 February; the spring term of 2026 begins in March.
            #expect(try town.facts(db).submitBy == LocalDate(year: 2026, month: 2, day: 10))
            let facts = try Plans.Facts.load(town.school, next, town.library.words, db)
            #expect(facts.policy != nil && facts.submitBy == nil && facts.approveBy == nil)
            let city = try Plans.Facts.City.load(town.places.city.id, next, town.library.words, db)
            #expect(city.facts(of: town.school).submitBy == nil && city.facts(of: town.school).policy != nil)
            let version = try Plans.Version.begin(
                town.school, next, from: .template(language: "zh-Hans"), by: nil, at: noon, town.library, db)
            #expect(version.submission(today: next.starts) == .noDate)
        }
    }

    @Test("Late is a plan handed in or decided after the policy's date")
    func late() throws {
        let due = LocalDate(year: 2026, month: 2, day: 10)
        let before = try #require(LocalDate(year: 2026, month: 2, day: 10))
        let after = before.adding(days: 1)
        #expect(Plans.Punctuality.of(due: due, done: before, today: after) == .inTime)
        #expect(Plans.Punctuality.of(due: due, done: nil, today: after) == .late)
        #expect(Plans.Punctuality.of(due: due, done: after, today: after) == .late)
        #expect(Plans.Punctuality.of(due: nil, done: nil, today: after) == .noDate)
    }
}
