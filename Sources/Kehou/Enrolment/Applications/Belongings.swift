import Store

extension Enrolment {
    /// What belongs to a child and not to one answer: who may fetch it, and what those on duty must know.
    enum Belongings {
        /// Writes the collectors and care notes of one child's part of the form.
        ///
        /// - Returns: whether anything changed.
        /// - Throws: `forbidden` for a guardian who is not confirmed or is restricted; `invalid` naming each wrong field.
        static func write(
            _ input: ChildInput, of child: FamilyForm.Child, at field: String, _ caller: Caller, _ app: App, _ db: DB
        ) throws -> Bool {
            let added = (input.collectors ?? []).enumerated().filter { !$0.element.isBlank }
            // As the page showed it, it says nothing: also to somebody who may not write it any more.
            let isUntouched = input.careSeen != nil && Care(input).mark == input.careSeen
            let hasCare = !isUntouched && (input.careShown == true || !(input.careKinds ?? []).isEmpty)
            guard !added.isEmpty || !(input.ended ?? []).isEmpty || hasCare else { return false }
            guard child.isTrusted else { throw Fault.forbidden("enrolment.not_confirmed") }
            let account = try caller.requireAccount()
            var isChanged = false
            for id in input.ended ?? [] {
                let isEnded = try Collector.end(
                    id, of: input.pupil, in: input.school, by: account, at: caller.now, db)
                isChanged = isEnded || isChanged
            }
            for (row, collector) in added {
                isChanged =
                    try add(collector, input, "\(field).collectors.\(row)", caller, app, db) || isChanged
            }
            if hasCare { isChanged = try care(input, field, caller, db) || isChanged }
            if isChanged {
                try FamilyNews(school: input.school, pupil: input.pupil, now: caller.now).tell(
                    .belongingsChanged, .trusted, but: account, words: ["sender": caller.name],
                    link: "/family/application",
                    db)
            }
            return isChanged
        }

        /// - Returns: false where the same person may fetch the child already.
        private static func add(
            _ new: ChildInput.NewCollector, _ input: ChildInput, _ field: String, _ caller: Caller, _ app: App, _ db: DB
        ) throws -> Bool {
            var faults: [FieldFault] = []
            let name = (new.name ?? "").trimmed
            if let fault = FieldFault.inLine("\(field).name", new.name, most: 40) { faults.append(fault) }
            let mobile = Mobile(new.mobile ?? "")
            if mobile == nil { faults.append(FieldFault("\(field).mobile", "enrolment.mobile_wrong")) }
            guard faults.isEmpty, let mobile else { throw Fault.invalid(fields: faults) }
            let sealed = try app.protection.seal(mobile)
            let known = try Collector.all(of: input.pupil, in: input.school, db)
            // Sent twice, or both guardians name the same grandmother.
            if known.contains(where: { $0.mobile.index == sealed.index && $0.name == name }) { return false }
            guard known.count < Collector.most else {
                throw Fault.invalid(
                    field: "\(field).name", "enrolment.collectors_full", ["most": "\(Collector.most)"])
            }
            try Collector.add(
                name: name, new.relation ?? .other, sealed, for: input.pupil, in: input.school,
                by: caller.requireAccount(), at: caller.now, db)
            return true
        }

        /// Consent that is no longer ticked is taken back, whatever else is filled in, and what was kept under it goes.
        ///
        /// - Throws: `enrolment.care_changed` (conflict) where something else stands than the page showed;
        ///   `enrolment.consent_missing` (invalid): sensitive data of a child needs a consent of its own.
        private static func care(_ input: ChildInput, _ field: String, _ caller: Caller, _ db: DB) throws -> Bool {
            let account = try caller.requireAccount()
            let typed = Care(input)
            let stands = try Care(of: input.pupil, in: input.school, db)
            guard typed != stands else { return false }
            guard [nil, stands.mark].contains(input.careSeen) else { throw Fault.conflict("enrolment.care_changed") }
            if let fault = FieldFault.inText("\(field).careNote", typed.note, most: CareNote.longest) {
                throw Fault.invalid(fields: [fault])
            }
            guard !typed.kinds.isEmpty || typed.note.isEmpty else {
                throw Fault.invalid(field: "\(field).careKinds", "enrolment.care_kind_missing")
            }
            guard typed.isConsented else {
                guard stands.isConsented || typed.kinds.isEmpty else {
                    throw Fault.invalid(field: "\(field).careConsent", "enrolment.consent_missing")
                }
                try Consent.withdraw(.careNotes, of: input.pupil, in: input.school, by: account, at: caller.now, db)
                return true
            }
            try Consent.give(
                .careNotes, version: Consent.Kind.careNotes.version, of: input.pupil, in: input.school, by: account,
                at: caller.now, db)
            try CareNote.replace(typed.notes, of: input.pupil, in: input.school, by: account, at: caller.now, db)
            return true
        }
    }
}
