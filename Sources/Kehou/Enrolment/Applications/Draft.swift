import Foundation
import Store

extension Enrolment {
    /// What a person has filled in and not yet sent, for all of their children. Kept on the server, so that a form begun on one
    /// telephone can be finished on another. Collectors' numbers and care notes are not in it: they are stored sealed, or with
    /// consent, and a draft is neither.
    struct Draft: Sendable, FromRow {
        /// Grows with every save, so that two open pages of one person notice each other.
        let revision: Int
        let answers: [ChildInput]
        let savedAt: Instant

        init(_ row: Row) throws {
            revision = try row["revision"]
            let text: String = try row["answers"]
            answers = try JSONDecoder().decode([ChildInput].self, from: Data(text.utf8))
            savedAt = try row["saved_at"]
        }

        static func find(of account: ID<Caller.Account>, _ db: DB) throws -> Draft? {
            try db.first("SELECT revision, answers, saved_at FROM application_draft WHERE account_id = \(account)")
        }

        /// Keeps the answers over the revision that the page was made from.
        ///
        /// - Returns: the new revision.
        /// - Throws: `enrolment.draft_elsewhere` (conflict) where another page of the same person has saved meanwhile.
        static func save(
            _ answers: [ChildInput], over revision: Int, of account: ID<Caller.Account>, at now: Instant, _ db: DB
        ) throws -> Int {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            let text = String(decoding: try encoder.encode(answers.map(\.withoutSecrets)), as: UTF8.self)
            let changed: Int
            if revision == 0 {
                changed = try db.run(
                    """
                    INSERT INTO application_draft (account_id, revision, answers, saved_at)
                    VALUES (\(account), 1, \(text), \(now))
                    ON CONFLICT (account_id) DO NOTHING
                    """)
            } else {
                changed = try db.run(
                    """
                    UPDATE application_draft
                    SET revision = revision + 1, answers = \(text), saved_at = \(now)
                    WHERE account_id = \(account) AND revision = \(revision)
                    """)
            }
            guard changed == 1 else { throw Fault.conflict("enrolment.draft_elsewhere") }
            return revision + 1
        }

        /// What stays of a draft once a form is sent: nothing of the one that the form was made from; of a newer one, kept on
        /// another page meanwhile, the children that were not in the form.
        ///
        /// - Parameter waiting: parts of the form whose school does not take them yet.
        static func settle(
            _ sent: Set<ID<Registry.Pupil>>, from revision: Int?, keeping waiting: [ChildInput] = [],
            of account: ID<Caller.Account>, at now: Instant,
            _ db: DB
        ) throws {
            let draft = try find(of: account, db)
            guard draft != nil || !waiting.isEmpty else { return }
            var rest = draft.map { $0.revision == revision ? [] : $0.answers.filter { !sent.contains($0.pupil) } } ?? []
            rest += waiting.filter { part in !rest.contains { $0.pupil == part.pupil } }
            guard rest.isEmpty else {
                _ = try save(rest, over: draft?.revision ?? 0, of: account, at: now, db)
                return
            }
            try db.later("DELETE FROM application_draft WHERE account_id = \(account)")
        }
    }
}
