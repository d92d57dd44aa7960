import Foundation
import Store

extension Commands {
    /// One family of a load test: how it is signed in, and what may be answered for its children.
    private struct BenchFamily: Encodable, Sendable {
        struct Day: Encodable, Sendable {
            let weekday: Int
            let times: [String]
        }

        struct Child: Encodable, Sendable {
            let school: ID<Registry.School>
            let pupil: ID<Registry.Pupil>
            /// What a form opened now would have been made from.
            let seen: String
            let days: [Day]
        }

        let account: ID<Caller.Account>
        /// `name=value`, as a browser sends it.
        let cookie: String
        let csrf: String
        let children: [Child]
    }

    /// Signs in guardians of a demo city for a load test, and writes a line of JSON a family.
    ///
    /// A guardian enters as with a one-time code, so accounts, ties and sessions are those of the program; only the code is spared. No
    /// two families share a child, so that no answer of one changes another's.
    ///
    /// - Throws: `demo.only` anywhere but in a finished demo city.
    package static func benchSessions(count: Int, days: Int, to path: String?, _ options: Options) async throws {
        let app = try await app(options)
        let schools = try await schoolsThatAsk(app)
        var lines: [String] = []
        var taken: Set<ID<Registry.Pupil>> = []
        var last: [ID<Registry.School>: ID<Registry.Guardian>] = [:]
        var isMore = true
        while isMore, lines.count < count {
            isMore = false
            let share = (count - lines.count + schools.count - 1) / max(1, schools.count)
            for school in schools where lines.count < count {
                let turn = FamilyTurn(
                    school: school, after: last[school], most: min(share, count - lines.count), days: days, taken: taken
                )
                let entered = try await app.store.write { db in try turn.enter(app, db) }
                taken = entered.taken
                last[school] = entered.last ?? last[school]
                isMore = isMore || entered.last != nil
                lines += entered.lines
            }
        }
        try write(lines, to: path)
        say("\(lines.count) families are signed in for \(days) days")
        await app.store.close()
    }

    /// Lets windows of a demo city that are open open once more: a running server then tells every family of these schools.
    ///
    /// - Throws: `demo.only` anywhere but in a finished demo city.
    package static func benchOpening(schools count: Int, _ options: Options) async throws {
        let app = try await app(options)
        let schools = try await schoolsThatAsk(app).prefix(count)
        let now = app.clock.now()
        try await app.store.write { db in
            let windows = try Enrolment.Window.current(of: schools, at: now, db)
            for school in schools {
                guard let window = windows[school] else { continue }
                try Enrolment.WindowNews.enqueue(school, window.term.id, at: now, db)
            }
        }
        say("\(schools.count) windows open")
        await app.store.close()
    }

    /// The schools of a demo city whose window is open now.
    private static func schoolsThatAsk(_ app: App) async throws -> [ID<Registry.School>] {
        let now = app.clock.now()
        return try await app.store.read { db in
            guard case .ready = try Demo.Mark.find(db) else { throw Fault.conflict("demo.only") }
            return try db.values(
                """
                SELECT DISTINCT school_id
                FROM enrolment_window
                WHERE opens_at <= \(now) AND closes_at > \(now)
                ORDER BY school_id
                """, as: ID<Registry.School>.self)
        }
    }

    /// The lines open a guardian's pages, so the file is its owner's alone.
    private static func write(_ lines: [String], to path: String?) throws {
        let text = lines.map { $0 + "\n" }.joined()
        guard let path else { return print(text, terminator: "") }
        let file = FileManager.default
        guard file.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
            throw Fault.invalid("demo.cannot_write", ["path": path, "reason": "-"])
        }
    }

    /// One school's share of the families.
    private struct FamilyTurn: Sendable {
        let school: ID<Registry.School>
        /// Where the turn before ended.
        let after: ID<Registry.Guardian>?
        let most: Int
        let days: Int
        let taken: Set<ID<Registry.Pupil>>

        func enter(
            _ app: App, _ db: DB
        ) throws -> (lines: [String], last: ID<Registry.Guardian>?, taken: Set<ID<Registry.Pupil>>) {
            let nobody = Caller.nobody(language: app.languages.standard, now: app.clock.now())
            var (lines, last, taken) = ([String](), nil as ID<Registry.Guardian>?, taken)
            for (guardian, mobile) in try candidates(db) where lines.count < most {
                last = guardian
                let pupils = try Registry.Guardian.pupils(of: guardian, db).map(\.id)
                guard taken.isDisjoint(with: pupils) else { continue }
                // Somebody who also works at a school enters with a password.
                if let known = try Registry.Account.find(mobile: mobile, db),
                    try Registry.FamilyAccount.hasDuties(known.id, on: nobody.today, db)
                {
                    continue
                }
                let account = try Registry.FamilyAccount.enter(with: mobile, name: nil, at: nobody.now, db).id
                guard let family = try family(of: account, nobody, app, db) else { continue }
                taken.formUnion(family.children.map(\.pupil))
                lines.append(try Job.text(family))
            }
            return (lines, last, taken)
        }

        private func candidates(_ db: DB) throws -> [(ID<Registry.Guardian>, mobile: [UInt8])] {
            try db.all(
                """
                SELECT DISTINCT g.id, g.mobile_index
                FROM guardianship s
                JOIN pupil p ON p.school_id = s.school_id AND p.id = s.pupil_id
                JOIN guardian g ON g.id = s.guardian_id
                WHERE s.school_id = \(school) AND s.ended_on IS NULL AND p.left_on IS NULL AND g.mobile_index IS NOT NULL
                    AND g.id > \(after ?? 0)
                ORDER BY g.id
                LIMIT \(most * 3 + 10)
                """, as: Row.self
            ).map { (try $0["id"], try $0["mobile_index"]) }
        }

        /// A session like any other, and what the page that it opens offers; nil where a child's window has not opened.
        private func family(
            of account: ID<Caller.Account>, _ nobody: Caller, _ app: App, _ db: DB
        ) throws -> BenchFamily? {
            let token = try Registry.Session.start(of: account, device: "bench", days: days, at: nobody.now, db)
            guard let caller = try Registry.Session.identify(token, as: nobody, db)?.caller else { return nil }
            let form = try Enrolment.FamilyForm.load(caller, db)
            let isOpen = form.children.allSatisfy { $0.window.map { $0.state(at: nobody.now) != .ahead } ?? false }
            guard isOpen, !form.children.isEmpty else { return nil }
            return BenchFamily(
                account: account, cookie: "\(Cookies.session(app.settings))=\(token)",
                csrf: CSRF.token(for: caller, key: app.csrfKey),
                children: form.children.map { child in
                    BenchFamily.Child(
                        school: child.child.school, pupil: child.child.pupil,
                        seen: child.application?.id.description ?? "none",
                        days: child.offer.map { day in
                            BenchFamily.Day(weekday: day.weekday.rawValue, times: day.times.map(\.description))
                        })
                })
        }
    }
}
