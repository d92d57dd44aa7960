import Store

extension Enrolment {
    /// A guardian's home: one card for each child, whatever school it goes to.
    struct FamilyPage: Page {
        struct Card: Codable, Sendable {
            let name: String
            let place: String
            /// What somebody whom the school has not confirmed may do until then.
            let waiting: Text?
            let isRestricted: Bool
            /// The answer that stands, or that there is none yet.
            let status: Text
            let tone: String
            let window: Text
            /// Nil where the guardian may not see it.
            let href: String?
            /// Nil before the school asks.
            let task: Task?
        }

        /// The way to the child's part of the application.
        struct Task: Codable, Sendable {
            let label: Text
            let href: String
            /// An answer stands: to look at it or change it is no more than offered.
            let isDone: Bool
        }

        static let template = "invitations/family"
        let children: [Card]
        let count: Text

        init(_ caller: Caller, _ db: DB) throws {
            let found = try FamilyForm.load(caller, db).children
            children = found.enumerated().map { place, known in
                let child = known.child
                let (status, tone) = ChildCard.status(known)
                let (window, closed) = ChildCard.window(known, caller)
                return Card(
                    name: child.name,
                    place: [child.schoolName.name(in: caller.language), child.className].compactMap { $0 }.joined(
                        separator: " \u{B7} "),
                    waiting: Self.waiting(known), isRestricted: child.isRestricted, status: status, tone: tone,
                    window: window,
                    href: known.isTrusted ? "/family/schools/\(child.school)/pupils/\(child.pupil)" : nil,
                    task: closed == nil && known.mayAnswer ? Task(known, at: place) : nil)
            }
            count = Text("family.count", ["count": "\(found.count)"])
        }

        private static func waiting(_ child: FamilyForm.Child) -> Text? {
            guard !child.child.isConfirmed else { return nil }
            return Text(child.mayAnswer ? "family.waiting_text" : "fault.enrolment.wait_for_school")
        }
    }

    /// Who else answers for a child. All are equal; what one changes, the others are told.
    struct FamilyChildPage: Page {
        struct Item: Codable, Sendable {
            let name: String
            let relation: Text
            let isSelf: Bool
            let isAsked: Bool
            let action: String
        }

        static let template = "invitations/family_child"
        let name: String
        let guardians: [Item]

        var breadcrumbs: [Link] { [Link(Text("family.title"), "/family")] }

        init(_ input: PupilInput, _ caller: Caller, _ db: DB) throws {
            let own = Set(try Registry.FamilyAccount.guardians(of: try caller.requireAccount(), db))
            let asked = Set(
                try Ending.waiting(in: input.school, limit: 10_000, db).filter { $0.pupil == input.pupil }.map(
                    \.guardian))
            name = try Registry.Pupil.find(input.pupil, in: input.school, db).name
            guardians = try (Registry.Guardian.all(ofEach: [input.pupil], in: input.school, db)[input.pupil] ?? []).map
            {
                guardian, relation in
                Item(
                    name: guardian.name, relation: relation.label, isSelf: own.contains(guardian.id),
                    isAsked: asked.contains(guardian.id),
                    action: "/family/schools/\(input.school)/pupils/\(input.pupil)/guardians/\(guardian.id)/ending")
            }
        }
    }

    /// Consents of all children, in force and past.
    struct ConsentsPage: Page {
        struct Card: Codable, Sendable {
            let name: String
            let items: [Item]
        }

        struct Item: Codable, Sendable {
            let kind: Consent.Kind
            let text: Text
            let version: String
            let isGiven: Bool
            let action: String
            let past: [Past]
        }

        struct Past: Codable, Sendable {
            let given: Instant
            let withdrawn: Instant?
        }

        static let template = "invitations/consents"
        let children: [Card]

        init(_ caller: Caller, _ db: DB) throws {
            children = try Registry.FamilyAccount.children(of: try caller.requireAccount(), on: caller.today, db)
                .filter { $0.isConfirmed && !$0.isRestricted }
                .map { child in
                    let rows = try Consent.all(of: child.pupil, in: child.school, db)
                    return Card(
                        name: child.name,
                        items: Consent.Kind.allCases.map { kind in
                            let own = rows.filter { $0.kind == kind }
                            return Item(
                                kind: kind, text: kind.text, version: "\(kind.version)",
                                isGiven: own.contains { $0.withdrawnAt == nil && $0.version == kind.version },
                                action:
                                    "/family/schools/\(child.school)/pupils/\(child.pupil)/consents/\(kind.rawValue)",
                                past: own.map { Past(given: $0.givenAt, withdrawn: $0.withdrawnAt) })
                        })
                }
        }
    }
}

extension Enrolment.FamilyPage.Task {
    fileprivate init(_ child: Enrolment.FamilyForm.Child, at place: Int) {
        isDone = child.answer != nil
        label = Text(isDone && child.seesAnswer ? "family.change" : "family.answer")
        href = "/family/application#child-\(place)"
    }
}
