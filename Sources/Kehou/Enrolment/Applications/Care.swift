import Crypto
import Foundation
import Store

extension Enrolment {
    /// What is kept about a child for those on duty, and whether a guardian's consent to it is in force: as it stands, or as
    /// somebody filled it in.
    struct Care: Hashable, Sendable {
        let kinds: Set<CareNote.Kind>
        let note: String
        let isConsented: Bool

        /// What stands; nothing is kept without a consent in force.
        init(of pupil: ID<Registry.Pupil>, in school: ID<Registry.School>, _ db: DB) throws {
            isConsented = try Consent.isInForce(.careNotes, of: pupil, in: school, db)
            let notes = isConsented ? try CareNote.all(of: pupil, in: school, db) : []
            kinds = Set(notes.map(\.kind))
            note = notes.first?.note ?? ""
        }

        /// What was filled in.
        init(_ input: ChildInput) {
            kinds = Set(input.careKinds ?? [])
            note = (input.careNote ?? "").trimmed
            isConsented = input.careConsent ?? false
        }

        var notes: [CareNote] {
            CareNote.Kind.allCases.filter(kinds.contains).map { CareNote(kind: $0, note: note) }
        }

        /// Stands in a form, so that the form can tell what it was made from: equal for equal contents.
        var mark: String {
            let words = kinds.map(\.rawValue).sorted() + [isConsented ? "+" : "-", note]
            return hex(Array(SHA256.hash(data: Data(words.joined(separator: "\n").utf8)).prefix(8)))
        }

        /// What stands, for people.
        var text: Text {
            guard !kinds.isEmpty else { return Text("enrolment.care_none") }
            let kinds = Text.list(CareNote.Kind.allCases.filter(self.kinds.contains).map(\.label))
            return note.isEmpty ? kinds : Text("enrolment.care_noted", texts: ["kinds": kinds], ["note": note])
        }
    }
}
