import Foundation
import Store

extension Enrolment {
    struct FamilyInput: Codable, Sendable {
        let form: ID<Submission>
        /// The draft's revision that the page was made from.
        let version: Int?
        let children: [ChildInput]
        /// `draft` keeps the form without sending it.
        let then: String?
        /// A child's place: fill in every day.
        let every: Int?
        /// `1.0`: the second child as the first.
        let copy: String?

        var isOnlyKept: Bool { then == "draft" || every != nil || !(copy ?? "").isBlank }
    }

    struct ReceiptInput: Codable, Sendable {
        let form: ID<Submission>
    }

    struct HistoryInput: Codable, Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        /// The last answer of the page before.
        let after: ID<Application>?
    }

    static let applicationEndpoints: [Endpoint] = [application, send, keepDraft, receipt, history]

    static let application = Endpoint(
        "enrolment.application", .get, "/family/application", "One page for all children of a family",
        allow: .anyGuardian, example: Nothing()
    ) { _, caller, db in try ApplicationPage(caller, db) }

    static let send = Endpoint(
        "enrolment.send", .post, "/family/application",
        "Send the answers for all children that were filled in; sent twice it is answered with the same receipt",
        allow: .anyGuardian, example: FamilyInput.example, faults: [.notFound, .invalid, .conflict],
        again: { typed, input, caller, _, db in try ApplicationPage(input, typed, caller, db) },
        inside: { input, caller, app, db -> PageOrSeeOther<ApplicationPage> in
            let account = try caller.requireAccount()
            guard input.isOnlyKept else { return .seeOther(try sent(input, account, caller, app, db)) }
            let form = try FamilyForm.load(caller, db)
            try form.check(input.children)
            let edited = try form.edited(input.children, every: input.every, copy: input.copy)
            let answers = try edited.filter { try form.isTouched($0, db) }
            _ = try Draft.save(answers, over: input.version ?? 0, of: account, at: caller.now, db)
            guard !edited.contains(where: \.hasUnkept) else {
                return .page(try ApplicationPage(kept: edited, of: input.form, caller, db))
            }
            let place = input.every ?? (input.copy ?? "").split(separator: ".").first.flatMap { Int($0) }
            return .seeOther(
                SeeOther.to(
                    "/family/application" + (place.map { "#child-\($0)" } ?? ""),
                    place == nil ? Text("enrolment.draft_kept") : nil))
        }
    ).showing(typedFamily)

    static let keepDraft = Endpoint(
        "enrolment.keep_draft", .post, "/family/application/draft",
        "Keep what is filled in so far; answers with the new revision, or 409 where another page was faster",
        allow: .anyGuardian, example: FamilyInput.example, faults: [.notFound, .invalid, .conflict],
        inside: { input, caller, _, db in
            let form = try FamilyForm.load(caller, db)
            try form.check(input.children)
            let answers = try input.children.filter { try form.isTouched($0, db) }
            let revision = try Draft.save(
                answers, over: input.version ?? 0, of: caller.requireAccount(), at: caller.now, db)
            let reply = ["version": String(revision), "savedAt": caller.now.timeOfDay.description]
            return Download(type: "application/json", body: Array(try JSONEncoder().encode(reply)))
        })

    static let receipt = Endpoint(
        "enrolment.receipt", .get, "/family/application/receipts/{form}", "The receipt of a form that was sent",
        allow: .anyGuardian, example: ReceiptInput(form: 1), faults: [.notFound]
    ) { input, caller, db in try ReceiptPage(input.form, caller, db) }

    static let history = Endpoint(
        "enrolment.history", .get, "/schools/{school}/pupils/{pupil}/application/history",
        "Everything that was answered for a child this term, to each of its guardians",
        allow: .guardian(school: \.school, pupil: \.pupil), example: HistoryInput(school: 1, pupil: 1, after: nil),
        faults: [.notFound]
    ) { input, caller, db in try HistoryPage(input, caller, db) }

    /// Writes the answers, what belongs to each child, and tells every guardian of it.
    private static func sent(
        _ input: FamilyInput, _ account: ID<Caller.Account>, _ caller: Caller, _ app: App, _ db: DB
    ) throws -> SeeOther {
        let receipt = "/family/application/receipts/\(input.form)"
        let form = try FamilyForm.load(caller, db)
        try form.check(input.children)
        var isChanged = false
        let filled = try form.parts(input.children, db)
        // What a school does not take yet keeps nobody from answering another one: it waits in the draft.
        let early = filled.filter { $0.window.state(at: caller.now) == .ahead }
        let parts = filled.filter { $0.window.state(at: caller.now) != .ahead }
        guard early.isEmpty || !parts.isEmpty else { throw Fault.conflict("enrolment.not_open") }
        let sent = try Receipt.find(input.form, of: account, db)
        // Sent twice, or gone back to and changed: what is new is not dropped behind the receipt of something else.
        if let sent, try !parts.allSatisfy({ try $0.stands(under: sent.number, db) }) {
            throw Fault.conflict(Conflict.usedForm)
        }
        for (place, child) in input.children.enumerated() {
            let known = try form.child(child)
            let field = "children.\(place)"
            isChanged = try Belongings.write(child, of: known, at: field, caller, app, db) || isChanged
        }
        if sent != nil { return SeeOther.to(receipt) }
        guard !parts.isEmpty else {
            guard isChanged || form.children.contains(where: { $0.answer != nil }) else {
                throw Fault.invalid("enrolment.nothing_filled")
            }
            try Draft.settle([], from: input.version, of: account, at: caller.now, db)
            return SeeOther.to(
                "/family/application", Text(isChanged ? "enrolment.belongings_kept" : "enrolment.nothing_changed"))
        }
        let place = Pressure.AnswerPlace(Sender.current.peer, at: caller.now, app.protection)
        let kept = try Submission(form: input.form, parts: parts, account: account, place: place, now: caller.now)
            .send(db)
        let waiting = input.children.filter { child in early.contains { $0.pupil == child.pupil } }
        try Draft.settle(
            Set(parts.map(\.pupil)), from: input.version, keeping: waiting, of: account, at: caller.now, db)
        if !kept.isRepeated { try tell(parts, kept, form, caller, db) }
        let names = form.children.filter { child in early.contains { $0.pupil == child.child.pupil } }.map(\.child.name)
        var answer = SeeOther.to(
            receipt, names.isEmpty ? nil : Text("enrolment.early_kept", ["names": names.joined(separator: "、")]))
        answer.json = ["number": kept.number]
        return answer
    }

    /// Every guardian of each child hears of the answer, whoever gave it.
    private static func tell(
        _ parts: [Submission.Part], _ receipt: Enrolment.Receipt, _ form: FamilyForm, _ caller: Caller, _ db: DB
    ) throws {
        for part in parts {
            let name = form.children.first { $0.child.pupil == part.pupil }?.child.name ?? ""
            try tellGuardians(
                of: part.pupil, in: part.school, name, by: caller.name, part.guardian, receipt.number, at: caller.now,
                db)
        }
    }

    /// - Parameter guardian: the sender, where it is one of them; they have their receipt.
    static func tellGuardians(
        of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ name: String, by sender: String,
        _ guardian: ID<Registry.Guardian>?, _ number: String, at now: Instant, _ db: DB
    ) throws {
        let guardians = try db.values(
            """
            SELECT guardian_id
            FROM guardianship
            WHERE school_id = \(school) AND pupil_id = \(pupil) AND ended_on IS NULL
            ORDER BY guardian_id
            """, as: ID<Registry.Guardian>.self)
        try Messages.send(
            .answerKept, toAll: guardians.map(Messages.Reader.guardian),
            aware: Set([guardian].compactMap { $0 }.map(Messages.Reader.guardian)),
            ["child": name, "sender": sender, "number": number],
            link: "/schools/\(school)/pupils/\(pupil)/application/history",
            from: Place(kind: .school, id: school.rawValue), at: now, db)
    }
}

extension Enrolment.FamilyInput {
    static let example = Enrolment.FamilyInput(
        form: 1, version: nil,
        children: [
            Enrolment.ChildInput(
                school: 3, pupil: 1, seen: "none", answer: .join, days: [.monday, .wednesday],
                times: .init(monday: TimeOfDay(minutes: 18 * 60)))
        ], then: nil, every: nil, copy: nil)
}

extension Enrolment.Receipt {
    static func find(
        _ form: ID<Enrolment.Submission>, of account: ID<Caller.Account>, _ db: DB
    ) throws -> (number: String, at: Instant)? {
        try db.first(
            """
            SELECT number, submitted_at
            FROM application_receipt
            WHERE account_id = \(account) AND form_id = \(form)
            """, as: Row.self
        ).map { (try $0["number"], try $0["submitted_at"]) }
    }
}
