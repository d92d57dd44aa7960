import Store

extension Enrolment {
    /// Telling a child's guardians of what another of them, or the office, changed.
    struct FamilyNews: Sendable {
        let school: ID<Registry.School>
        let pupil: ID<Registry.Pupil>
        let now: Instant

        /// Whom it goes to.
        enum Audience: Sendable {
            case everyone
            /// Those who may see whereabouts, collectors and care notes: without the restricted.
            case trusted
        }

        /// - Parameters:
        ///   - actor: whose own guardians are left out: they did it.
        ///   - concerned: a guardian left out as well.
        func tell(
            _ template: Messages.Template, _ audience: Audience = .everyone, but actor: ID<Caller.Account>? = nil,
            concerned: ID<Registry.Guardian>? = nil, words arguments: [String: String] = [:],
            texts: [String: Text] = [:],
            link: String? = nil, _ db: DB
        ) throws {
            var left = Set(try actor.map { try Registry.FamilyAccount.guardians(of: $0, db) } ?? [])
            if let concerned { left.insert(concerned) }
            if audience == .trusted { left.formUnion(try restricted(db)) }
            let guardians = try Registry.Guardian.all(of: pupil, in: school, db).map(\.id).filter { !left.contains($0) }
            try send(template, to: guardians.map(Messages.Reader.guardian), arguments, texts: texts, link: link, db)
        }

        /// To one person, such as somebody who is no guardian of the child any more, or not yet.
        func tell(
            _ template: Messages.Template, only reader: Messages.Reader, words arguments: [String: String] = [:],
            texts: [String: Text] = [:], link: String? = nil, _ db: DB
        ) throws {
            try send(template, to: [reader], arguments, texts: texts, link: link, db)
        }

        /// The office has something to decide; said once until it is read.
        func tellOffice(_ db: DB) throws {
            try Messages.tellOnce(
                .familiesWait, Place(kind: .school, id: school.rawValue), link: "/schools/\(school)/claims", at: now,
                db)
        }

        private func send(
            _ template: Messages.Template, to readers: [Messages.Reader], _ arguments: [String: String],
            texts: [String: Text], link: String?, _ db: DB
        ) throws {
            guard !readers.isEmpty else { return }
            let child = try Registry.Pupil.find(pupil, in: school, db).name
            try Messages.send(
                template, toAll: readers, arguments.merging(["child": child]) { $1 }, texts: texts, link: link,
                from: Place(kind: .school, id: school.rawValue), at: now, db)
        }

        private func restricted(_ db: DB) throws -> [ID<Registry.Guardian>] {
            let day = now.localDate
            return try Restriction.all(of: pupil, in: school, on: day, db).filter { $0.from <= day }.map(\.guardian)
        }
    }
}
